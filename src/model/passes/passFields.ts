import { z } from 'zod';
import { shownValue } from '../../options.js';

/** The output S that is explained: the class's probability (the paper) or its logit. */
export const outputField = z.enum(['probability', 'logit']).describe('what is explained').meta({ value: 'kind' });

/** The class that S is of: each sample's own, the predicted one, or one for all by its index. */
export const targetField = z
  .union([z.enum(['true', 'predicted']), z.number()], {
    error: ({ input }) => `true, predicted or a class index was expected, found ${shownValue(input)}`,
  })
  .describe('true, predicted, or a class index')
  .meta({ value: 'class' });

/** Float32 numbers in an array of the caller's. */
export const floatsField = z.custom<Float32Array>((value) => value instanceof Float32Array, {
  error: ({ input }) => `a Float32Array was expected, found ${shownValue(input)}`,
});

const signalField = z.custom<AbortSignal>((value) => typeof (value as AbortSignal | null)?.aborted === 'boolean', {
  error: ({ input }) => `an AbortSignal was expected, found ${shownValue(input)}`,
});

/** How far work on samples is. */
export interface SampleProgress {
  readonly done: number;
  readonly total: number;
}

const progressField = z.custom<(progress: SampleProgress) => void>((value) => typeof value === 'function', {
  error: ({ input }) => `a function was expected, found ${shownValue(input)}`,
});

/** What all work on many samples takes: see `PassOptions`. */
export const passFields = { signal: signalField.optional(), onProgress: progressField.optional() };
