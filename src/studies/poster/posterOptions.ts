import { z } from 'zod';
import { trainingSchema } from '../../training/options.js';
import { groupsOption } from '../fmri/fmriOptions.js';

const atLeast = (least: number) => z.number().int().min(least).optional();

/** The options of `reproduce poster`. */
export const posterSchema = z.strictObject({
  quick: z
    .boolean()
    .optional()
    .describe('fewer seeds, samples and epochs: a few minutes; the page says what was reduced'),
  seeds: atLeast(1).describe('seeds of the table, the first of which is --seed [default: 5, quick: 1]'),
  samples: atLeast(20).describe('training samples of a box, a fifth of which chooses the epoch [default: 1000]'),
  testSamples: atLeast(4).describe('test samples of a box [default: 300]'),
  epochs: atLeast(1).describe('epochs at most, on a box [default: 400, quick: 40] and on task fMRI [default: 60]'),
  digits: atLeast(240).describe('training digits, a twelfth of which chooses the epoch [default: all, quick: 6000]'),
  groups: groupsOption.describe('of --fmri, what is held out whole [default: subjects, of three or more, else runs]'),
  seed: trainingSchema.shape.seed,
});
export type PosterOptions = z.output<typeof posterSchema>;
