import type { Engine } from '../backend/engine.js';
import type { Fold } from '../data/folds.js';
import { taskFmriDataset } from '../data/synthetic/taskFmriDataset.js';
import type { TrainingOptions } from '../training/options.js';
import {
  crossValidationTasks,
  type FinalResult,
  type FinalTask,
  type FoldResult,
  type FoldTask,
} from './crossValidation.js';
import type { ModelOutcome } from './crossValidationSummary.js';
import { type FmriData, fmriData, fmriFolds, fmriModels, fmriTraining } from './fmri.js';

/** How much is simulated, and how it is trained. */
export interface SimulatedFmriOptions {
  readonly seed: number;
  readonly subjects: number;
  /** Of each subject. */
  readonly runs: number;
  /** Parts that are held out in turn. */
  readonly folds: number;
  readonly epochs: number;
}

/** The comparison of both models on simulated task fMRI, ready to run. */
export interface SimulatedFmri {
  readonly data: FmriData;
  readonly folds: readonly Fold[];
  readonly training: TrainingOptions;
  /** They refer to `data`. */
  readonly tasks: readonly (FoldTask | FinalTask)[];
}

/** Simulates the recordings and lays out the comparison. */
export function simulatedFmri(engine: Engine, options: SimulatedFmriOptions): SimulatedFmri {
  const { seed, subjects, runs, epochs } = options;
  const data = fmriData(taskFmriDataset(engine, { seed, subjects, runs }));
  const folds = fmriFolds(engine, data, { folds: options.folds, seed });
  const training = fmriTraining({ epochs, seed });
  const tasks = crossValidationTasks(data.dataset, {
    models: fmriModels,
    folds,
    training,
    validation: 0,
    standardise: 'feature',
    lastSteps: Math.max(1, Math.round(data.dataset.time / 10)),
    fingerprint: `simulation ${JSON.stringify({ seed, subjects, runs })}`,
  });
  return { data, folds, training, tasks };
}

/** The results of the tasks, in their order, by model. */
export function fmriOutcomes(
  tasks: readonly (FoldTask | FinalTask)[],
  results: readonly (FoldResult | FinalResult)[],
): ModelOutcome[] {
  const of = (kind: 'fold trial' | 'final trial', key: string) =>
    results.filter((_, index) => tasks[index].kind === kind && tasks[index].key === key);
  return fmriModels.map((model) => ({
    model,
    folds: of('fold trial', model.key) as FoldResult[],
    final: of('final trial', model.key)[0] as FinalResult,
  }));
}

/** How samples were divided, in words. */
export function divisionOf({ data: { groups, groupKind }, folds }: Pick<SimulatedFmri, 'data' | 'folds'>): string {
  return folds.length === new Set(groups).size
    ? `leaving one ${groupKind} out, ${folds.length} folds`
    : `${folds.length} folds of whole ${groupKind}s`;
}
