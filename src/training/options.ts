import { z } from 'zod';
import { parseOptions } from '../options.js';

const probability = z.number().min(0).max(0.95).meta({ value: 'share' });

/** A training recipe as plain serialisable data; the defaults are the paper's. */
export const trainingSchema = z
  .strictObject({
    epochs: z.number().int().min(1).max(1_000_000).default(400).describe('passes over the training data, at the most'),
    batchSize: z.number().int().min(1).max(65_536).default(50).describe('samples in one step'),
    learningRate: z.number().positive().max(10).default(1e-3).describe('Adam’s step size'),
    weightDecay: z.number().min(0).max(10).default(0).describe('decoupled weight decay (AdamW); 0 is plain Adam'),
    inputDropout: probability.default(0.1).describe('share of input values dropped while training'),
    hiddenDropout: probability.default(0.1).describe('share of the last hidden state dropped while training'),
    gradientClip: z.number().min(0).default(0).describe('largest global norm of the gradient; 0 does not clip'),
    classWeights: z
      .enum(['none', 'balanced'])
      .default('none')
      .describe('balanced weighs each class by samples / (classes x samples of the class)')
      .meta({ value: 'kind' }),
    stopAtAccuracy: z
      .number()
      .min(0)
      .max(1)
      .default(1)
      .describe('stop after an epoch, or at a check, with this training accuracy (the paper: 1); 0 never does')
      .meta({ value: 'share' }),
    patience: z
      .number()
      .int()
      .min(0)
      .default(0)
      .describe(
        'stop after so many epochs without a better validation loss, or accuracy where that chooses; 0 never does',
      ),
    steps: z
      .number()
      .int()
      .min(0)
      .max(1e9)
      .default(0)
      .describe('steps at the most, also within an epoch; 0 is as many as the epochs have'),
    checkEvery: z
      .number()
      .int()
      .min(0)
      .default(0)
      .describe(
        'look at accuracy after every so many batches of an epoch, without dropout, and stop there; 0 is at its end',
      )
      .meta({ value: 'batches' }),
    chooseBy: z
      .enum(['loss', 'accuracy'])
      .default('loss')
      .describe('what of the validation data chooses the parameters: the lowest loss, or the first highest accuracy')
      .meta({ value: 'criterion' }),
    seed: z.number().int().min(0).max(0xffffffff).default(0).describe('seed of every random draw'),
  })
  .describe('training');

/** A checked recipe, with every default filled in. */
export type TrainingConfig = z.output<typeof trainingSchema>;
/** A recipe as one writes it: everything has a default. */
export type TrainingOptions = z.input<typeof trainingSchema>;

/**
 * Checks a recipe and fills in its defaults.
 *
 * @throws UnvanishError `option`, naming the field and what it allows.
 */
export function trainingConfig(options: TrainingOptions): TrainingConfig {
  return parseOptions(trainingSchema, options);
}

/** Whether a training may go on with another value of an option than it began with: with more epochs, or more steps. */
export function mayBecome(option: string, before: unknown, now: unknown): boolean {
  const most = (value: unknown) => (option === 'steps' && value === 0 ? Number.POSITIVE_INFINITY : Number(value));
  return before === now || ((option === 'epochs' || option === 'steps') && most(before) < most(now));
}
