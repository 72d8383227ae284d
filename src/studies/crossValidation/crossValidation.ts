import type { Study } from '../study.js';
import { type CrossValidationOptions, crossValidationSchema } from './crossValidationOptions.js';
import type { CrossValidationData, CrossValidationTask } from './crossValidationTrials.js';
import type { CrossValidationSource } from './crossValidationWork.js';

/** Models on folds of one's own data, beside chance. */
export const crossValidation: Study<CrossValidationOptions, CrossValidationSource> = {
  name: 'cross-validation',
  description: 'test each fold with a model that did not see it, and train on all data',
  options: crossValidationSchema,
  examples: [],
  source: 'series',
  command: 'train --cross-validate',
  run: async (task: CrossValidationTask, data: CrossValidationData, hooks) =>
    (await import('./crossValidationTrials.js')).runCrossValidationTask(task, data, hooks),
  load: async () => (await import('./crossValidationWork.js')).work,
};
