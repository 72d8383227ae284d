import type { Engine } from '../backend/engine.js';
import { RandomStream } from '../backend/random.js';
import type { Dataset, GroupKind } from '../data/dataset.js';
import { type Fold, groupedFolds, leaveOneGroupOut } from '../data/folds.js';
import { UnvanishError } from '../errors.js';
import { bootstrapMeans } from '../evaluation/bootstrap.js';
import { chanceMaps, chanceRows } from '../evaluation/chance.js';
import type { Estimate } from '../evaluation/estimate.js';
import { evaluateMaps, type MapEvaluation } from '../evaluation/evaluateMaps.js';
import type { FillName } from '../evaluation/fill.js';
import { type SaliencyProfile, saliencyProfile } from '../evaluation/saliencyProfile.js';
import type { TrainingOptions } from '../training/options.js';
import type { ComparedModel } from './crossValidation.js';
import { type CrossValidationSummary, type ModelOutcome, summariseCrossValidation } from './crossValidationSummary.js';
import { type FmriRemoval, fmriRemoval } from './fmriRemoval.js';

/** Hidden units, hops and attention size of both models. */
const SIZE = { hiddenSize: 64, hops: 8, attentionSize: 16 } as const;

/** The models of the comparison; the one in question comes first. */
export const fmriModels: readonly ComparedModel[] = [
  {
    key: 'input-cell-attention',
    label: 'LSTM + input-cell attention',
    architecture: { ...SIZE, inputCellAttention: 'mean' },
  },
  { key: 'lstm', label: 'LSTM', architecture: { hiddenSize: SIZE.hiddenSize } },
];

/** One recipe for both models; the last epoch is kept, so that nothing has to be chosen. */
export function fmriTraining({ epochs, seed }: { epochs: number; seed: number }): TrainingOptions {
  return {
    epochs,
    batchSize: 16,
    learningRate: 1e-3,
    weightDecay: 0.1,
    inputDropout: 0.5,
    hiddenDropout: 0.3,
    stopAtAccuracy: 0,
    seed,
  };
}

/** Task fMRI as the study takes it. */
export interface FmriData {
  readonly dataset: Dataset;
  /** What is held out together. */
  readonly groupKind: GroupKind;
  /** One name a sample. */
  readonly groups: readonly string[];
}

/**
 * What is held out together: subjects where there are at least three, else runs.
 *
 * @throws UnvanishError `labels` where the data have neither.
 */
export function fmriData(dataset: Dataset, kind?: GroupKind): FmriData {
  const enough = (of: GroupKind, least: number) => new Set(dataset.groups?.[of]).size >= least;
  const groupKind = kind ?? (enough('subject', 3) ? 'subject' : 'run');
  const groups = dataset.groups?.[groupKind];
  if (groups && enough(groupKind, 2)) return { dataset, groupKind, groups };
  throw new UnvanishError(
    'labels',
    `the samples are not of two or more ${groupKind}s: none can be held out`,
    'give recordings of several runs or subjects',
  );
}

/** Folds that hold out whole groups: one each, or as many folds as asked for. */
export function fmriFolds(
  engine: Engine,
  { dataset, groups }: FmriData,
  options: { folds?: number | undefined; seed: number },
): Fold[] {
  const labelled = { labels: dataset.labels as Int32Array, classNames: dataset.classNames };
  const { folds, seed } = options;
  return folds === undefined || folds >= new Set(groups).size
    ? leaveOneGroupOut(labelled, groups)
    : groupedFolds(engine, labelled, groups, { folds, seed });
}

/** What a study of task fMRI came to. */
export interface FmriResult {
  readonly summary: CrossValidationSummary;
  readonly groupKind: GroupKind;
  /** Saliency by region and time of each model's samples of one class, by model and class. */
  readonly profiles: readonly (readonly SaliencyProfile[])[];
  readonly removal: FmriRemoval;
  /** First model minus the second: how much more of the most salient inputs lies on task, at each share. */
  readonly moreOnTask: readonly Estimate[] | undefined;
  /** What maps without a model score against the truth mask, where there is one. */
  readonly chance:
    | readonly { readonly label: string; readonly description: string; readonly evaluation: MapEvaluation }[]
    | undefined;
}

/** Sums up the folds of both models, and removes inputs from the samples held out. */
export async function fmriResult(
  engine: Engine,
  data: FmriData,
  folds: readonly Fold[],
  outcomes: readonly ModelOutcome[],
  { seed, fill }: { seed: number; fill: FillName },
): Promise<FmriResult> {
  const { dataset, groups, groupKind } = data;
  const summary = summariseCrossValidation(engine, data, folds, outcomes, seed);
  const labels = dataset.labels as Int32Array;
  const samplesOf = (label: number) => Array.from(labels.keys()).filter((sample) => labels[sample] === label);
  const maps = summary.models.map(({ label, saliency }) => {
    if (saliency) return saliency.maps;
    throw new UnvanishError(
      'size',
      `${label}: the maps of all samples are more than fits`,
      'take fewer samples or regions',
    );
  });
  return {
    summary,
    groupKind,
    profiles: maps.map((own) =>
      dataset.classNames.map((_, label) =>
        saliencyProfile(engine, own, dataset, { samples: samplesOf(label), groups, seed }),
      ),
    ),
    removal: await fmriRemoval(engine, data, folds, outcomes, maps, { seed, fill }),
    moreOnTask: moreOnTask(engine, data, summary, seed),
    chance: dataset.mask && chanceEvaluations(engine, dataset, seed),
  };
}

function moreOnTask(engine: Engine, { groups }: FmriData, { models }: CrossValidationSummary, seed: number) {
  const [own, other] = models.map(({ saliency }) => saliency?.onTask);
  if (!own || !other) return undefined;
  const columns = own.shares.length;
  const rows = own.measured.flatMap((_, row) =>
    own.shares.map((_, share) => own.perSample[share][row] - other.perSample[share][row]),
  );
  return bootstrapMeans(engine, rows, columns, { groups: own.measured.map((sample) => groups[sample]), seed });
}

function chanceEvaluations(engine: Engine, dataset: Dataset, seed: number): FmriResult['chance'] {
  const stream = new RandomStream(engine, seed, 'chance');
  let position = 0;
  return chanceRows(dataset, (count) => stream.uniform(count, position++)).map((row) => ({
    label: row.label,
    description: row.description,
    evaluation: evaluateMaps(chanceMaps(row, dataset), dataset, {
      lastSteps: Math.max(1, Math.round(dataset.time / 10)),
    }),
  }));
}
