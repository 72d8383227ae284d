import { z } from 'zod';
import { trainingSchema } from '../../training/options.js';

/** Epochs at hidden 128 and at hidden 5: what ten minutes on two cores allow. */
export const MNIST_EPOCHS = { large: 15, small: 15 } as const;

/** The options of `reproduce mnist`. */
export const mnistSchema = z.strictObject({
  samples: z
    .number()
    .int()
    .min(240)
    .optional()
    .describe('training images, a twelfth of which chooses the epoch [default: all]'),
  epochs128: z.number().int().min(1).default(MNIST_EPOCHS.large).describe('epochs at hidden 128'),
  epochs5: z.number().int().min(1).default(MNIST_EPOCHS.small).describe('epochs at hidden 5'),
  seed: trainingSchema.shape.seed,
});
export type MnistOptions = z.output<typeof mnistSchema>;
