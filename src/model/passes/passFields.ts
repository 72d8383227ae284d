import { z } from 'zod';
import { shownValue } from '../../options.js';
import type { StopSignal } from '../../stopSignal.js';
import { heads } from '../heads/index.js';

/** Names of what some head explains. */
const outputNames = () => [...new Set([...heads].flatMap(({ explains }) => explains))];
const outputError = ({ input }: { readonly input?: unknown }) =>
  `one of ${outputNames().join(', ')} was expected, found ${shownValue(input)}`;

/** The output S that is explained: of a classifier the class's probability (the paper) or its logit. */
export const outputField = z
  .string({ error: outputError })
  .refine((name) => outputNames().includes(name), { error: outputError })
  .describe('what is explained')
  .meta({
    value: 'kind',
    get enum() {
      return outputNames();
    },
  });

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

const signalField = z.custom<StopSignal>((value) => typeof (value as StopSignal | null)?.aborted === 'boolean', {
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
