import { type Dataset, takeSamples } from '../../data/dataset.js';
import type { Fold } from '../../data/folds.js';
import { groupedSplit, stratifiedSplit } from '../../data/split.js';
import { fitStandardisation, type Standardisation } from '../../data/standardisation.js';
import type { MapEvaluation } from '../../evaluation/evaluate.js';
import type { ClassifierConfig } from '../../model/config.js';
import type { TrainingOptions } from '../../training/options.js';
import type { EpochRecord, StopReason } from '../../training/state.js';
import type { TrainingHooks } from '../../training/trainer.js';
import { standardiseAll, type TrialSpec, testModel, trainModel } from '../trial/trial.js';

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
  readonly architecture: TrialSpec['architecture'];
}

/** What a cross-validation runs: every model on every fold, and then on all data. */
export interface CrossValidationOptions {
  readonly models: readonly ComparedModel[];
  readonly folds: readonly Fold[];
  /** One recipe for all models and folds. */
  readonly training: TrainingOptions;
  /** Default false: see `EngineOptions`. */
  readonly fastMath?: boolean | undefined;
  /** Share of a fold's training part that chooses the epoch, of whole groups where there are groups; 0 keeps the last epoch. */
  readonly validation: number;
  readonly standardise: Standardisation['by'] | 'none';
  /** Steps at the end whose share of the saliency is measured. */
  readonly lastSteps: number;
  /** What tells these data from others, so that no result of others is taken for one of theirs. */
  readonly fingerprint: string;
}

interface ModelTask extends Pick<CrossValidationOptions, 'validation' | 'standardise' | 'fingerprint'> {
  readonly id: string;
  readonly label: string;
  /** Which of the models it is of. */
  readonly key: string;
  readonly spec: TrialSpec;
}

/** One model with one fold held out. */
export interface FoldTask extends ModelTask {
  readonly kind: 'fold trial';
  readonly fold: string;
  /** Positions of the samples to train with, and of those held out. */
  readonly training: readonly number[];
  readonly test: readonly number[];
  readonly keepMaps: boolean;
}

/** One model trained on all data. */
export interface FinalTask extends ModelTask {
  readonly kind: 'final trial';
}

interface TrainingFacts {
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
  /** Saliency maps of the samples held out, of their true class, [test sample, time, feature]; not kept where all would be too much. */
  readonly maps: Float32Array | undefined;
}

/** What came of one model trained on all data. */
export type FinalResult = TrainingFacts;

/** The whole cross-validation as tasks that do not depend on each other: folds first, then the final models. */
export function crossValidationTasks({ x }: Dataset, options: CrossValidationOptions): (FoldTask | FinalTask)[] {
  const { models, folds, validation, standardise, fingerprint } = options;
  const keepMaps = models.length * x.byteLength <= MAPS_BUDGET;
  const shared = { validation, standardise, fingerprint };
  const digits = String(folds.length).length;
  return [
    ...folds.flatMap(({ name, training, test }, index) =>
      models.map((model): FoldTask => {
        const id = `${model.key}-fold-${String(index + 1).padStart(digits, '0')}`;
        return {
          kind: 'fold trial',
          id,
          label: `${model.label}, ${name}`,
          key: model.key,
          fold: name,
          training: Array.from(training),
          test: Array.from(test),
          keepMaps,
          spec: specOf(id, model, options),
          ...shared,
        };
      }),
    ),
    ...models.map((model): FinalTask => {
      const id = `${model.key}-final`;
      return {
        kind: 'final trial',
        id,
        label: `${model.label}, all data`,
        key: model.key,
        spec: specOf(id, model, options),
        ...shared,
      };
    }),
  ];
}

function specOf(
  id: string,
  model: ComparedModel,
  { training, fastMath, lastSteps }: CrossValidationOptions,
): TrialSpec {
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
 * Trains one model without the fold, then predicts and explains the fold. Validation part and scaling come from the
 * fold's training part alone.
 *
 * @throws UnvanishError as `train` does; `labels` where no validation part can be split off.
 */
export async function runFoldTrial(
  task: FoldTask,
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
  const { classifier, history, bestEpoch, stopped, weights } = await trainModel(task.spec, parts, hooks);
  const { predicted, maps, evaluation } = await testModel(task.spec, classifier, test);
  return {
    config: classifier.config,
    history,
    bestEpoch,
    stopped,
    weights,
    predicted,
    probabilities: await classifier.predictProba(test),
    evaluation,
    maps: task.keepMaps ? maps : undefined,
  };
}

/** Trains one model on all data; a validation part, where it is wanted, comes out of these. */
export async function runFinalTrial(
  task: FinalTask,
  { dataset, groups }: CrossValidationData,
  hooks: TrainingHooks,
): Promise<FinalResult> {
  const parts = await prepared(task, dataset, groups, undefined);
  const { classifier, history, bestEpoch, stopped, weights } = await trainModel(task.spec, parts, hooks);
  return { config: classifier.config, history, bestEpoch, stopped, weights };
}

async function prepared(
  { validation: share, standardise: by, spec }: ModelTask,
  all: Dataset,
  groups: readonly string[] | undefined,
  test: Dataset | undefined,
) {
  const parts = { ...(await withValidation(all, groups, { share, seed: spec.training.seed ?? 0 })), test };
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
