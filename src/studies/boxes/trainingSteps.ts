import type { Study } from '../study.js';
import { type TrainingStepsOptions, trainingStepsSchema } from './boxOptions.js';
import type { BoxTask } from './boxTrials.js';

/** What maps are worth by how long a model was trained. */
export const trainingSteps: Study<TrainingStepsOptions> = {
  name: 'training-steps',
  description: 'models with attention after 5, 10, 20, … steps of training: how the measurements change as it goes on',
  options: trainingStepsSchema,
  examples: ['reproduce training-steps', 'reproduce training-steps --boxes mixed --seeds 5 --most-steps 2560'],
  run: async (task: BoxTask, _, hooks) => (await import('./boxTrials.js')).runBoxTask(task, hooks),
  testData: async (options, key) => (await import('./boxTrials.js')).boxTestData(options, key),
  load: async () => (await import('./trainingStepsReport.js')).work,
};
