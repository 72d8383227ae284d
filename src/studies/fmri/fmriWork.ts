import type { Engine } from '../../backend/engine.js';
import { type Dataset, type GroupKind, labelsOf } from '../../data/dataset.js';
import { groupedFolds, leaveOneGroupOut } from '../../data/folds.js';
import type { Cortex } from '../../data/space/surfaceFeatures.js';
import { UnvanishError } from '../../errors.js';
import { type ChanceEvaluation, chanceEvaluations } from '../../evaluation/chance/chanceEvaluations.js';
import { type SaliencyProfile, saliencyProfile } from '../../evaluation/distribution/saliencyProfile.js';
import type { FillName } from '../../evaluation/faithfulness/fill.js';
import { regionsOnCortex, schematicCortex } from '../../recordings/simulated/schematicCortex.js';
import { taskFmriDataset } from '../../recordings/simulated/taskFmriDataset.js';
import type { Estimate } from '../../statistics/estimate.js';
import { groupedMeans } from '../../statistics/groupedMeans.js';
import type { CrossValidationSummary } from '../crossValidation/crossValidationSummary.js';
import { type ComparedModel, keepsMaps } from '../crossValidation/crossValidationTrials.js';
import {
  type CrossValidated,
  type CrossValidationPlan,
  type CrossValidationRecipe,
  type CrossValidationSource,
  crossValidated,
  planned,
} from '../crossValidation/crossValidationWork.js';
import type { Division } from '../crossValidation/division.js';
import type { HeldOutRemoval } from '../crossValidation/heldOutRemoval.js';
import type { TaskResults } from '../study.js';

/** Hidden units, hops and attention size of both models. */
const SIZE = { hiddenSize: 64, hops: 8, attentionSize: 16 } as const;

/** The models of the comparison; the one in question comes first. */
const fmriModels: readonly ComparedModel[] = [
  {
    key: 'input-cell-attention',
    label: 'LSTM + input-cell attention',
    role: 'input-cell attention',
    architecture: { ...SIZE, inputCellAttention: 'mean' },
  },
  { key: 'lstm', label: 'LSTM', role: 'plain', architecture: { hiddenSize: SIZE.hiddenSize } },
];

/** One recipe for both models; the last epoch is kept, so that nothing has to be chosen. */
function fmriTraining({ epochs, seed }: FmriPlanOptions): CrossValidationRecipe['training'] {
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
export interface FmriSource extends Omit<CrossValidationSource, 'groups'> {
  /** How they came about, as terms and values. */
  readonly origin: readonly (readonly [string, string | number])[];
  /** Mean of each feature over all runs before any preprocessing, [feature], where the data are of images. */
  readonly meanImage?: Float32Array | undefined;
  /** Whether the truth is known, and no one's data are meant. */
  readonly simulated?: boolean | undefined;
}

/**
 * What is held out together: subjects where there are at least three, else runs.
 *
 * @throws UnvanishError `labels` where the data have neither.
 */
export function heldOutGroups(
  { groups }: Dataset,
  kind?: GroupKind,
): { readonly of: GroupKind; readonly names: readonly string[] } {
  const enough = (of: GroupKind, least: number) => new Set(groups?.[of]).size >= least;
  const of = kind ?? (enough('subject', 3) ? 'subject' : 'run');
  const names = groups?.[of];
  if (names && enough(of, 2)) return { of, names };
  throw new UnvanishError(
    'labels',
    `the samples are not of two or more ${of}s: none can be held out`,
    'give recordings of several runs or subjects',
  );
}

/** What a study of task fMRI trains. */
export interface FmriPlan extends CrossValidationPlan {
  readonly source: FmriSource & { readonly groups: ReturnType<typeof heldOutGroups> };
}

export interface FmriPlanOptions {
  readonly seed: number;
  readonly epochs: number;
  /** How many folds of whole groups; one for each group where there are no more than twelve, else ten, unless told. */
  readonly folds?: number | undefined;
  readonly groups?: GroupKind | undefined;
  /** What stands where an input was removed. */
  readonly fill: FillName;
}

/** More groups than this are not held out one by one, unless asked for. */
const MOST_FOLDS = 12;

/** Folds of a simulation, unless told. */
const SIMULATED_FOLDS = 5;

/**
 * Plans the study: both models on every fold, and then on all data.
 *
 * @throws UnvanishError as `heldOutGroups`, `leaveOneGroupOut` and `groupedFolds` do; `size` where the maps of all samples are more
 *   than a cross-validation keeps.
 */
export async function fmriPlan(given: FmriSource, options: FmriPlanOptions): Promise<FmriPlan> {
  const { dataset, name, simulated } = given;
  const source = { ...given, groups: heldOutGroups(dataset, options.groups) };
  const folds = options.folds ?? (simulated ? SIMULATED_FOLDS : undefined);
  const plan = await planned(source, division(source, { ...options, folds }), {
    models: fmriModels,
    training: fmriTraining(options),
    validation: 0,
    standardise: 'feature',
    fill: options.fill,
  });
  if (keepsMaps(plan.tasks)) return { ...plan, source };
  throw new UnvanishError(
    'size',
    `${name}: the maps of ${dataset.samples} samples of ${dataset.time} x ${dataset.features} values are more than can be kept`,
    'take regions of an atlas, a smaller mask, or fewer runs',
  );
}

function division(
  { dataset, groups: { of, names } }: FmriPlan['source'],
  { folds: wanted, seed }: FmriPlanOptions,
): Division {
  const { classNames, episodes, sampleNames } = dataset;
  const labelled = { labels: labelsOf(dataset), classNames, episodes, sampleNames };
  const count = new Set(names).size;
  const number = wanted ?? (count > MOST_FOLDS ? 10 : count);
  if (number >= count) {
    return { folds: leaveOneGroupOut(labelled, names), division: `leaving one ${of} out, ${count} folds` };
  }
  const folds = groupedFolds(labelled, names, { folds: number, seed });
  return { folds, division: `${number} folds of whole ${of}s` };
}

/** What a study of task fMRI came to. */
export interface FmriResult extends CrossValidated {
  readonly plan: FmriPlan;
  readonly removal: HeldOutRemoval;
  readonly groupKind: GroupKind;
  /** Saliency by region and time of each model's samples of one class, by model and class. */
  readonly profiles: readonly (readonly SaliencyProfile[])[];
  /** First model minus the second: how much more of the most salient inputs lies on task, at each share. */
  readonly moreOnTask: readonly Estimate[] | undefined;
  /** The cortex that maps are drawn on: the data's, or one that is made for simulated data. */
  readonly cortex: Cortex | undefined;
  /** What maps without a model score against the truth mask, where there is one. */
  readonly chance: readonly ChanceEvaluation[] | undefined;
}

/** Sums up what the tasks of a plan came to, and removes inputs from the samples held out. */
export async function fmriResult(plan: FmriPlan, results: TaskResults): Promise<FmriResult> {
  const { summary, removal } = await crossValidated(plan, results);
  const { dataset, groups, simulated } = plan.source;
  const { seed } = plan.training;
  const labels = labelsOf(dataset);
  const samplesOf = (label: number) => Array.from(labels.keys()).filter((sample) => labels[sample] === label);
  return {
    plan,
    summary,
    removal: removal as HeldOutRemoval,
    groupKind: groups.of,
    profiles: summary.models.map(({ label, saliency }) => {
      if (!saliency) throw new Error(`${label}: no maps were kept, though the plan had room for them`);
      return dataset.classNames.map((_, label) =>
        saliencyProfile(saliency.maps, dataset, { samples: samplesOf(label), groups: groups.names }),
      );
    }),
    moreOnTask: moreOnTask(plan, summary),
    cortex: simulated ? cortexOf(dataset) : plan.source.cortex,
    chance:
      dataset.mask &&
      (await chanceEvaluations(dataset, { seed, lastSteps: Math.max(1, Math.round(dataset.time / 10)) })),
  };
}

function moreOnTask({ source }: FmriPlan, { models }: CrossValidationSummary) {
  const [own, other] = models.map(({ saliency }) => saliency?.onTask);
  if (!own || !other) return undefined;
  const columns = own.shares.length;
  const rows = own.measured.flatMap((_, row) =>
    own.shares.map((_, share) => own.perSample[share][row] - other.perSample[share][row]),
  );
  return groupedMeans(rows, columns, {
    groups: own.measured.map((sample) => source.groups.names[sample]),
    bounds: [-1, 1],
  });
}

/** A cortex for simulated regions. */
function cortexOf({ features }: Dataset): Cortex {
  return {
    surfaces: regionsOnCortex(schematicCortex(), features),
    note: 'The cortex is schematic: its form and folds are computed and nobody’s, and where a simulated region lies on it has no meaning.',
  };
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
  return {
    dataset: taskFmriDataset(engine, { seed, subjects, runs }),
    name: 'simulated task fMRI',
    origin: [
      [
        'task fMRI',
        `simulated, seed ${seed}: ${subjects} subjects, ${runs} ${runs === 1 ? 'run' : 'runs'} each; known truth`,
      ],
      ['preprocessing', 'drift up to the third degree removed and z-scored, run by run'],
    ],
    simulated: true,
  };
}
