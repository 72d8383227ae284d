import { z } from 'zod';
import { checkDataset, type Dataset } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import type { ClassifierOptions } from '../../model/config.js';
import { passFields } from '../../model/passes/passFields.js';
import { parseOptions, parsePart } from '../../options.js';
import type { StopSignal } from '../../stopSignal.js';
import { type TrainingOptions, trainingSchema } from '../../training/options.js';
import { crossValidationSchema } from './crossValidationOptions.js';
import { type CrossValidationSummary, summariseCrossValidation } from './crossValidationSummary.js';
import { crossValidationTasks, outcomesOf, runCrossValidationTask } from './crossValidationTrials.js';
import { divided } from './division.js';

const { folds, validation, standardise } = crossValidationSchema.shape;

const optionsSchema = z
  .strictObject({
    models: z
      .record(z.string(), z.looseObject({}))
      .refine((models) => Object.keys(models).length > 0, 'at least one model was expected, as { LSTM: {} }'),
    groups: z.array(z.string()).optional(),
    folds,
    validation,
    standardise,
    ...trainingSchema.shape,
    ...passFields,
  })
  .describe('crossValidate');

/** How models are cross-validated: which, on what folds, and the training recipe, the same for all. */
export interface CrossValidateOptions extends TrainingOptions {
  /** The architectures by what they are called; the first is what the others are compared with. */
  readonly models: Readonly<Record<string, Omit<ClassifierOptions, 'inputSize' | 'classes'>>>;
  /** What each sample belongs to, one name a sample (subjects, runs): no fold and no validation part tears a group apart. */
  readonly groups?: readonly string[] | undefined;
  /** How many; default one a group, or 5. */
  readonly folds?: number | undefined;
  /** Share of a fold's training part that chooses the parameters; default .2. */
  readonly validation?: number | undefined;
  /** What the statistics of a fold's training part scale: each feature (default), each (time, feature) cell, or nothing. */
  readonly standardise?: 'feature' | 'cell' | 'none' | undefined;
  /** Told of the trainings done, one a model and fold and one a model on all data. */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: StopSignal | undefined;
}

/**
 * Tests models on samples that they did not see, fold by fold, and trains each once on all data: accuracy beside chance, confusion,
 * saliency of the samples held out, and the difference of each model from the first, with its test. On this thread; `unvanish train
 * --cross-validate` does the same on several, and keeps what is done.
 *
 * @throws UnvanishError `option`, `labels` or `shape` for options and data that do not fit; as `train` does; `aborted`.
 */
export async function crossValidate(dataset: Dataset, options: CrossValidateOptions): Promise<CrossValidationSummary> {
  checkDataset(dataset, 'crossValidate: the first argument');
  const checked = parseOptions(optionsSchema, options);
  const training = parsePart(trainingSchema, checked);
  const { groups, seed, signal, onProgress } = checked;
  const models = Object.entries(options.models).map(([label, architecture]) => ({ key: label, label, architecture }));
  const division = divided(dataset, groups && { of: 'group', names: groups }, checked);
  const shared = { dataset, groups };
  const tasks = crossValidationTasks(dataset, {
    models,
    folds: division.folds,
    training,
    validation: checked.validation,
    standardise: checked.standardise,
    lastSteps: Math.max(1, Math.round(dataset.time / 10)),
    data: '',
  });
  const results = new Map<string, unknown>();
  for (const task of tasks) {
    if (signal?.aborted) throw new UnvanishError('aborted', 'the cross-validation was stopped before its end');
    results.set(task.id, await runCrossValidationTask(task, shared, { signal }));
    onProgress?.({ done: results.size, total: tasks.length });
  }
  return summariseCrossValidation(shared, division.folds, outcomesOf(models, tasks, results), seed);
}
