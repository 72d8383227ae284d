import type { Study } from '../study.js';
import { type MnistOptions, mnistSchema } from './mnistOptions.js';
import type { MnistArrays, MnistTask } from './mnistTrials.js';

/** Digits as time series of 28 rows. */
export const mnist: Study<MnistOptions, MnistArrays> = {
  name: 'mnist',
  description: 'digits read row by row: train both models at hidden 128 and hidden 5, draw their maps',
  options: mnistSchema,
  examples: ['reproduce mnist --fetch', 'reproduce mnist --mnist data/mnist --samples 6000 --out runs/quick'],
  source: 'digits',
  run: async (task: MnistTask, images: MnistArrays, hooks) =>
    (await import('./mnistTrials.js')).runMnistTask(task, images, hooks),
  load: async () => (await import('./mnistReport.js')).work,
};
