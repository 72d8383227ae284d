import type { Study } from '../study.js';
import { type VanishingOptions, vanishingSchema } from './boxOptions.js';
import type { BoxTask } from './boxTrials.js';

/** The paper’s opening figure. */
export const vanishing: Study<VanishingOptions> = {
  name: 'vanishing',
  description: 'the opening figure: samples above, maps of LSTM below, input-cell attention beside it',
  options: vanishingSchema,
  examples: ['reproduce vanishing', 'reproduce vanishing --seed 3 --out runs/vanishing-3'],
  run: async (task: BoxTask, _, hooks) => (await import('./boxTrials.js')).runBoxTask(task, hooks),
  testData: async (options, key) => (await import('./boxTrials.js')).boxTestData(options, key),
  load: async () => (await import('./vanishingReport.js')).work,
};
