import type { Engine } from '../../backend/engine.js';
import { type Dataset, type GroupKind, labelsOf } from '../../data/dataset.js';
import { type Fold, groupedFolds, leaveOneGroupOut } from '../../data/folds.js';
import { UnvanishError } from '../../errors.js';
import { chanceMaps, chanceRows } from '../../evaluation/chance/chance.js';
import { type SaliencyProfile, saliencyProfile } from '../../evaluation/distribution/saliencyProfile.js';
import { evaluate, type MapEvaluation } from '../../evaluation/evaluate.js';
import type { FillName } from '../../evaluation/faithfulness/fill.js';
import { taskFmriDataset } from '../../recordings/simulated/taskFmriDataset.js';
import { bootstrapMeans } from '../../statistics/bootstrap.js';
import type { Estimate } from '../../statistics/estimate.js';
import type { TrainingOptions } from '../../training/options.js';
import {
  type ComparedModel,
  crossValidationTasks,
  type FinalResult,
  type FinalTask,
  type FoldResult,
  type FoldTask,
} from '../crossValidation/crossValidation.js';
import {
  type CrossValidationSummary,
  type ModelOutcome,
  summariseCrossValidation,
} from '../crossValidation/crossValidationSummary.js';
import { type HeldOutRemoval, heldOutRemoval } from '../crossValidation/heldOutRemoval.js';

/** Hidden units, hops and attention size of both models. */
const SIZE = { hiddenSize: 64, hops: 8, attentionSize: 16 } as const;

/** The models of the comparison; the one in question comes first. */
const fmriModels: readonly ComparedModel[] = [
  {
    key: 'input-cell-attention',
    label: 'LSTM + input-cell attention',
    architecture: { ...SIZE, inputCellAttention: 'mean' },
  },
  { key: 'lstm', label: 'LSTM', architecture: { hiddenSize: SIZE.hiddenSize } },
];

/** One recipe for both models; the last epoch is kept, so that nothing has to be chosen. */
function fmriTraining({ epochs, seed }: { epochs: number; seed: number }): TrainingOptions {
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

/** Task fMRI and where it came from. */
export interface FmriSource {
  readonly dataset: Dataset;
  /** What one calls the data: `simulated task fMRI`. */
  readonly name: string;
  /** How they came about, as terms and values. */
  readonly origin: readonly (readonly [string, string | number])[];
  /** Mean of each feature over all runs before any preprocessing, [feature], where the data are of images. */
  readonly meanImage?: Float32Array | undefined;
  /** Whether the truth is known, and no one's data are meant. */
  readonly simulated?: boolean | undefined;
  /** What tells these data from others, so that no result of others is taken for one of theirs. */
  readonly fingerprint: string;
}

/** A dataset and what is held out of it. */
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

/** What a study of task fMRI trains. */
export interface FmriPlan {
  readonly source: FmriSource;
  readonly data: FmriData;
  readonly folds: readonly Fold[];
  /** `leaving one run out, 12 folds`. */
  readonly division: string;
  readonly training: TrainingOptions;
  /** What an executor runs, with `data` as what the tasks share. */
  readonly tasks: readonly (FoldTask | FinalTask)[];
}

export interface FmriPlanOptions {
  readonly seed: number;
  readonly epochs: number;
  /** How many folds of whole groups; one for each group where there are no more than twelve, else ten, unless told. */
  readonly folds?: number | undefined;
  readonly groupKind?: GroupKind | undefined;
}

/** More groups than this are not held out one by one, unless asked for. */
const MOST_FOLDS = 12;

/**
 * Plans the study: both models on every fold, and then on all data.
 *
 * @throws UnvanishError as `fmriData`, `leaveOneGroupOut` and `groupedFolds` do; `size` where the maps of all samples are more
 *   than a cross-validation keeps.
 */
export function fmriPlan(source: FmriSource, options: FmriPlanOptions): FmriPlan {
  const { dataset, fingerprint } = source;
  const { seed, epochs, groupKind } = options;
  const data = fmriData(dataset, groupKind);
  const { folds, division } = foldsOf(data, options);
  const training = fmriTraining({ epochs, seed });
  const tasks = crossValidationTasks(dataset, {
    models: fmriModels,
    folds,
    training,
    validation: 0,
    standardise: 'feature',
    lastSteps: lastSteps(dataset),
    fingerprint,
  });
  if (tasks.some((task) => task.kind === 'fold trial' && !task.keepMaps)) {
    throw new UnvanishError(
      'size',
      `${source.name}: the maps of ${dataset.samples} samples of ${dataset.time} x ${dataset.features} values are more than can be kept`,
      'take regions of an atlas, a smaller mask, or fewer runs',
    );
  }
  return { source, data, folds, division, training, tasks };
}

function foldsOf({ dataset, groups, groupKind }: FmriData, { folds: wanted, seed }: FmriPlanOptions) {
  const labelled = { labels: labelsOf(dataset), classNames: dataset.classNames };
  const count = new Set(groups).size;
  const number = wanted ?? (count > MOST_FOLDS ? 10 : count);
  if (number >= count) {
    return { folds: leaveOneGroupOut(labelled, groups), division: `leaving one ${groupKind} out, ${count} folds` };
  }
  const folds = groupedFolds(labelled, groups, { folds: number, seed });
  return { folds, division: `${number} folds of whole ${groupKind}s` };
}

function lastSteps({ time }: Dataset): number {
  return Math.max(1, Math.round(time / 10));
}

/** What a study of task fMRI came to. */
export interface FmriResult {
  readonly summary: CrossValidationSummary;
  readonly groupKind: GroupKind;
  /** Saliency by region and time of each model's samples of one class, by model and class. */
  readonly profiles: readonly (readonly SaliencyProfile[])[];
  readonly removal: HeldOutRemoval;
  /** First model minus the second: how much more of the most salient inputs lies on task, at each share. */
  readonly moreOnTask: readonly Estimate[] | undefined;
  /** What maps without a model score against the truth mask, where there is one. */
  readonly chance:
    | readonly { readonly label: string; readonly description: string; readonly evaluation: MapEvaluation }[]
    | undefined;
}

/** Sums up what the tasks of a plan came to, in their order, and removes inputs from the samples held out. */
export async function fmriResult(
  engine: Engine,
  { data, folds, tasks }: FmriPlan,
  results: readonly (FoldResult | FinalResult)[],
  { seed, fill }: { seed: number; fill: FillName },
): Promise<FmriResult> {
  const outcomes = fmriModels.map((model): ModelOutcome => {
    const of = (kind: FoldTask['kind'] | FinalTask['kind']) =>
      results.filter((_, index) => tasks[index].kind === kind && tasks[index].key === model.key);
    return { model, folds: of('fold trial') as FoldResult[], final: of('final trial')[0] as FinalResult };
  });
  const { dataset, groups, groupKind } = data;
  const summary = summariseCrossValidation(data, folds, outcomes, seed);
  const labels = labelsOf(dataset);
  const samplesOf = (label: number) => Array.from(labels.keys()).filter((sample) => labels[sample] === label);
  const maps = summary.models.map(({ label, saliency }) => {
    if (saliency) return saliency.maps;
    throw new Error(`${label}: no maps were kept, though the plan had room for them`);
  });
  return {
    summary,
    groupKind,
    profiles: maps.map((own) =>
      dataset.classNames.map((_, label) => saliencyProfile(own, dataset, { samples: samplesOf(label), groups, seed })),
    ),
    removal: await heldOutRemoval(engine, data, folds, outcomes, maps, { seed, fill }),
    moreOnTask: moreOnTask(data, summary, seed),
    chance: dataset.mask && (await chanceEvaluations(dataset, seed)),
  };
}

function moreOnTask({ groups }: FmriData, { models }: CrossValidationSummary, seed: number) {
  const [own, other] = models.map(({ saliency }) => saliency?.onTask);
  if (!own || !other) return undefined;
  const columns = own.shares.length;
  const rows = own.measured.flatMap((_, row) =>
    own.shares.map((_, share) => own.perSample[share][row] - other.perSample[share][row]),
  );
  return bootstrapMeans(rows, columns, { groups: own.measured.map((sample) => groups[sample]), seed });
}

async function chanceEvaluations(dataset: Dataset, seed: number): Promise<NonNullable<FmriResult['chance']>> {
  const measured: NonNullable<FmriResult['chance']>[number][] = [];
  for (const row of chanceRows(dataset, { seed })) {
    const evaluation = await evaluate(chanceMaps(row, dataset), dataset, { lastSteps: lastSteps(dataset) });
    measured.push({ label: row.label, description: row.description, evaluation });
  }
  return measured;
}

/** How much is simulated. */
export interface SimulatedFmriOptions {
  readonly seed: number;
  readonly subjects: number;
  /** Of each subject. */
  readonly runs: number;
}

/** Simulated task fMRI with known truth, as the study takes it. */
export function simulatedFmri(engine: Engine, { seed, subjects, runs }: SimulatedFmriOptions): FmriSource {
  const options = { seed, subjects, runs };
  return {
    dataset: taskFmriDataset(engine, options),
    name: 'simulated task fMRI',
    origin: [
      [
        'task fMRI',
        `simulated, seed ${seed}: ${subjects} subjects, ${runs} ${runs === 1 ? 'run' : 'runs'} each; known truth`,
      ],
      ['preprocessing', 'drift up to the third degree removed and z-scored, run by run'],
    ],
    simulated: true,
    fingerprint: `simulation ${JSON.stringify(options)}`,
  };
}
