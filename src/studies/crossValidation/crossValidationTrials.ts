import { type Dataset, labelsOf, takeSamples } from '../../data/dataset.js';
import type { Fold } from '../../data/folds.js';
import { groupedSplit, stratifiedSplit } from '../../data/split.js';
import { fitStandardisation, type Standardisation } from '../../data/standardisation.js';
import { type FaintMaps, faintMaps } from '../../evaluation/distribution/faintMaps.js';
import type { MapEvaluation } from '../../evaluation/evaluate.js';
import type { ClassifierConfig } from '../../model/config.js';
import type { TrainingOptions } from '../../training/options.js';
import type { EpochRecord, StopReason } from '../../training/state.js';
import type { TrainingHooks } from '../../training/trainer.js';
import type { ModelRole } from '../boxes/boxModels.js';
import type { Task, TaskResults } from '../study.js';
import { type StepFigures, stepsOf } from '../trial/trainingEnd.js';
import { standardiseAll, type TrainedModel, type TrialSpec, testModel, trainModel } from '../trial/trial.js';

/** Bytes that the maps of all models may take; where they would take more, none are kept. */
const MAPS_BUDGET = 2 ** 30;

/** What all trials of a cross-validation share; an executor brings it to each of them. */
export interface CrossValidationData {
  readonly dataset: Dataset;
  /** What must not be torn apart by a split, one name a sample. */
  readonly groups?: readonly string[] | undefined;
}

/** One of the models that are compared. */
export interface ComparedModel {
  /** Names it in files: unique among the models. */
  readonly key: string;
  /** What people call it: `LSTM`. */
  readonly label: string;
  /** What it is in the comparison, where that is one of the known ones: figures give each its colour. */
  readonly role?: ModelRole | undefined;
  readonly architecture: TrialSpec['architecture'];
}

/** What a cross-validation runs: every model on every fold, and then on all data. */
export interface CrossValidationGrid {
  readonly models: readonly ComparedModel[];
  readonly folds: readonly Fold[];
  /** One recipe for all models and folds. */
  readonly training: TrainingOptions;
  /** Default false: see `EngineOptions`. */
  readonly fastMath?: boolean | undefined;
  /** Share of a fold's training part that chooses the parameters, of whole groups where there are groups; 0 keeps the last ones. */
  readonly validation: number;
  readonly standardise: Standardisation['by'] | 'none';
  /** Steps at the end whose share of the saliency is measured. */
  readonly lastSteps: number;
  /** Content hash of the data and their groups. */
  readonly data: string;
}

interface ModelTrial extends Pick<CrossValidationGrid, 'validation' | 'standardise'> {
  /** Which of the models it is of. */
  readonly key: string;
  readonly trial: TrialSpec;
}

/** One model with one fold held out. */
export interface FoldTrial extends ModelTrial {
  readonly kind: 'fold';
  readonly fold: string;
  /** Positions of the samples to train with, and of those held out. */
  readonly training: readonly number[];
  readonly test: readonly number[];
  readonly keepMaps: boolean;
}

/** One model trained on all data. */
export interface FinalTrial extends ModelTrial {
  readonly kind: 'final';
}

export type CrossValidationTask = Task<FoldTrial | FinalTrial>;

interface TrainingFacts extends StepFigures {
  readonly config: ClassifierConfig;
  readonly history: readonly EpochRecord[];
  readonly bestEpoch: number;
  readonly stopped: StopReason;
  /** The trained model, as a safetensors file. */
  readonly weights: Uint8Array;
}

/** What came of one model with one fold held out. */
export interface FoldResult extends TrainingFacts {
  /** Predicted class of each sample held out, [test sample]. */
  readonly predicted: Int32Array;
  /** [test sample, class] */
  readonly probabilities: Float32Array;
  readonly evaluation: MapEvaluation;
  /** How many of the maps say little. */
  readonly faint: FaintMaps;
  /** Saliency maps of the samples held out, of their true class, [test sample, time, feature]; not kept where all would be too much. */
  readonly maps: Float32Array | undefined;
}

/** What came of one model trained on all data. */
export type FinalResult = TrainingFacts;

/** The whole cross-validation as tasks that do not depend on each other: folds first, then the final models. */
export function crossValidationTasks({ x }: Dataset, grid: CrossValidationGrid): CrossValidationTask[] {
  const { models, folds, validation, standardise, data } = grid;
  const keepMaps = models.length * x.byteLength <= MAPS_BUDGET;
  const digits = String(folds.length).length;
  const taskOf = (id: string, label: string, spec: FoldTrial | FinalTrial): CrossValidationTask => {
    return { study: 'cross-validation', id, label, spec, data };
  };
  const trialOf = (id: string, model: ComparedModel): ModelTrial => {
    return { key: model.key, trial: specOf(id, model, grid), validation, standardise };
  };
  return [
    ...folds.flatMap(({ name, training, test }, index) =>
      models.map((model) => {
        const id = `${model.key}-fold-${String(index + 1).padStart(digits, '0')}`;
        return taskOf(id, `${model.label}, ${name}`, {
          kind: 'fold',
          fold: name,
          training: Array.from(training),
          test: Array.from(test),
          keepMaps,
          ...trialOf(id, model),
        });
      }),
    ),
    ...models.map((model) => {
      const id = `${model.key}-final`;
      return taskOf(id, `${model.label}, all data`, { kind: 'final', ...trialOf(id, model) });
    }),
  ];
}

/** Whether the maps of all samples and models are kept. */
export function keepsMaps(tasks: readonly CrossValidationTask[]): boolean {
  return tasks.every(({ spec }) => spec.kind === 'final' || spec.keepMaps);
}

/** What belongs to one model. */
export interface ModelOutcome {
  readonly model: ComparedModel;
  /** In the order of the folds. */
  readonly folds: readonly FoldResult[];
  readonly final: FinalResult;
}

/** The results of `crossValidationTasks`, by model. */
export function outcomesOf(
  models: readonly ComparedModel[],
  tasks: readonly CrossValidationTask[],
  results: TaskResults,
): ModelOutcome[] {
  return models.map((model) => {
    const of = (kind: 'fold' | 'final') =>
      tasks.filter(({ spec }) => spec.kind === kind && spec.key === model.key).map(({ id }) => results.get(id));
    return { model, folds: of('fold') as FoldResult[], final: of('final')[0] as FinalResult };
  });
}

function specOf(id: string, model: ComparedModel, { training, fastMath, lastSteps }: CrossValidationGrid): TrialSpec {
  return {
    id,
    model: model.label,
    architecture: model.architecture,
    training,
    fastMath,
    attribution: { method: 'gradient', output: 'probability', target: 'true' },
    lastSteps,
    examples: [],
  };
}

/**
 * Runs one task of `crossValidationTasks`.
 *
 * @throws UnvanishError as `train` does; `labels` where no validation part can be split off.
 */
export function runCrossValidationTask(
  { spec }: CrossValidationTask,
  data: CrossValidationData,
  hooks: TrainingHooks = {},
): Promise<FoldResult | FinalResult> {
  return spec.kind === 'fold' ? runFoldTrial(spec, data, hooks) : runFinalTrial(spec, data, hooks);
}

/**
 * Trains one model without the fold, then predicts and explains the fold. Validation part and scaling come from the
 * fold's training part alone.
 */
async function runFoldTrial(
  task: FoldTrial,
  { dataset, groups }: CrossValidationData,
  hooks: TrainingHooks,
): Promise<FoldResult> {
  const held = takeSamples(dataset, task.test);
  const parts = await prepared(
    task,
    takeSamples(dataset, task.training),
    groups && task.training.map((sample) => groups[sample]),
    held,
  );
  const test = parts.test as Dataset;
  const trained = await trainModel(task.trial, parts, hooks);
  const { classifier } = trained;
  const { predicted, maps, evaluation } = await testModel(task.trial, classifier, test);
  const probabilities = await classifier.predictProba(test);
  return {
    ...trainingFacts(trained),
    predicted,
    probabilities,
    faint: faintMaps(maps, test, { probabilities, classes: labelsOf(test) }),
    evaluation,
    maps: task.keepMaps ? maps : undefined,
  };
}

/** Trains one model on all data; a validation part, where it is wanted, comes out of these. */
async function runFinalTrial(
  task: FinalTrial,
  { dataset, groups }: CrossValidationData,
  hooks: TrainingHooks,
): Promise<FinalResult> {
  const parts = await prepared(task, dataset, groups, undefined);
  return trainingFacts(await trainModel(task.trial, parts, hooks));
}

function trainingFacts(trained: TrainedModel): TrainingFacts {
  const { classifier, history, bestEpoch, stopped, weights } = trained;
  return { config: classifier.config, history, bestEpoch, ...stepsOf(trained), stopped, weights };
}

async function prepared(
  { validation: share, standardise: by, trial }: ModelTrial,
  all: Dataset,
  groups: readonly string[] | undefined,
  test: Dataset | undefined,
) {
  const parts = { ...(await withValidation(all, groups, { share, seed: trial.training.seed ?? 0 })), test };
  return by === 'none' ? parts : standardiseAll(parts, fitStandardisation(parts.training, by));
}

async function withValidation(
  all: Dataset,
  groups: readonly string[] | undefined,
  options: { share: number; seed: number },
): Promise<{ training: Dataset; validation?: Dataset }> {
  if (options.share === 0) return { training: all };
  const { rest, part } = groups ? groupedSplit(all, groups, options) : stratifiedSplit(all, options);
  return { training: rest, validation: part };
}
