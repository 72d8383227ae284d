import type { Study } from '../study.js';
import { type BoxesOptions, boxesSchema } from './boxOptions.js';
import type { BoxTask } from './boxTrials.js';

/** Chosen models side by side on chosen boxes, one seed. */
export const boxes: Study<BoxesOptions> = {
  name: 'boxes',
  description: 'synthetic boxes: train LSTM and LSTM + input-cell attention, measure their saliency beside chance',
  options: boxesSchema,
  examples: [
    'reproduce boxes',
    'reproduce boxes --boxes mixed,three-middle --models all --seed 3',
    'reproduce boxes --boxes earlier --json > boxes.json',
  ],
  run: async (task: BoxTask, _, hooks) => (await import('./boxTrials.js')).runBoxTask(task, hooks),
  testData: async (options, key) => (await import('./boxTrials.js')).boxTestData(options, key),
  load: async () => (await import('./boxesReport.js')).work,
};
