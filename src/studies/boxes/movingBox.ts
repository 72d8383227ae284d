import type { Study } from '../study.js';
import { type MovingBoxOptions, movingBoxSchema } from './boxOptions.js';
import type { BoxTask } from './boxTrials.js';

/** Whether maps are worth the same wherever in time the evidence lies. */
export const movingBox: Study<MovingBoxOptions> = {
  name: 'moving-box',
  description: 'a box that begins at time 0, 10, 20, 30 or 40: four architectures against its place',
  options: movingBoxSchema,
  examples: ['reproduce moving-box', 'reproduce moving-box --seeds 1 --out runs/quick'],
  run: async (task: BoxTask, _, hooks) => (await import('./boxTrials.js')).runBoxTask(task, hooks),
  testData: async (options, key) => (await import('./boxTrials.js')).boxTestData(options, key),
  load: async () => (await import('./movingBoxReport.js')).work,
};
