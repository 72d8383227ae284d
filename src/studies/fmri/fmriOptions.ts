import { z } from 'zod';
import { groupKinds } from '../../data/dataset.js';
import { fillNames } from '../../evaluation/faithfulness/fill.js';
import { trainingSchema } from '../../training/options.js';

/** What of recordings is held out whole. */
export const groupsOption = z
  .enum(groupKinds)
  .optional()
  .meta({ value: 'kind' })
  .describe('what is held out whole [default: subjects, of three or more, else runs]');

/** The options of `reproduce fmri`. */
export const fmriSchema = z.strictObject({
  groups: groupsOption,
  folds: z
    .number()
    .int()
    .min(2)
    .optional()
    .describe(
      'parts that are held out in turn, of whole groups [default: one a group, of more than 12 ten; simulation: 5]',
    ),
  epochs: z.number().int().min(1).default(60).describe('passes over the training data'),
  fill: z.enum(fillNames).default('zero').describe('what stands where an input was removed'),
  seed: trainingSchema.shape.seed,
});
export type FmriOptions = z.output<typeof fmriSchema>;
