import { Engine } from '../../backend/engine.js';
import { type BoxName, boxVariants } from '../../data/synthetic/boxes.js';
import { type TableConclusions, tableConclusions } from '../boxes/boxConclusions.js';
import { diagnoseBox } from '../boxes/boxDiagnosis.js';
import { modelsOf } from '../boxes/boxModels.js';
import { type BoxSummary, summaryOverSeeds } from '../boxes/boxSummary.js';
import { type BoxOutcome, type BoxStudyOptions, boxOutcomes, boxTasks } from '../boxes/boxTrials.js';
import { type BoxPlan, seedsFrom } from '../boxes/boxWork.js';
import { MOVING_BOXES } from '../boxes/movingBoxBlocks.js';
import type { NamedDiagnosis } from '../diagnosis/diagnosisComparison.js';
import {
  type FmriPlan,
  type FmriResult,
  type FmriSource,
  fmriPlan,
  fmriResult,
  simulatedFmri,
} from '../fmri/fmriWork.js';
import { type MnistArrays, type MnistTask, mnistTasks } from '../mnist/mnistTrials.js';
import { contentHash } from '../plainData.js';
import type { StudyPlan, StudyWork, TaskResults } from '../study.js';
import type { TrialResult } from '../trial/trial.js';
import type { PosterOptions } from './posterOptions.js';
import { type PosterSizes, posterSizes, reducedFrom } from './posterSizes.js';

/** The boxes of the opening figure, each in the table too, by where in time the evidence lies. */
export const VANISHING_BOXES: readonly BoxName[] = ['earlier', 'middle', 'latter'];

/** The models that the opening figure shows and that are diagnosed on its first box; their colours in all charts of the poster. */
export const SHOWN = [
  { key: 'lstm', attends: false, slot: 0 },
  { key: 'matrix', attends: true, slot: 3 },
] as const;

/** What a poster is given. */
export interface PosterSource {
  /** MNIST, or how to get it: then the poster has no digits. */
  readonly digits: MnistArrays | { readonly missing: string };
  /** Recordings in the place of simulated ones. */
  readonly fmri?: FmriSource | undefined;
}

/** The studies of a poster; no model is trained twice. */
export interface PosterPlan extends StudyPlan {
  readonly options: PosterOptions;
  readonly sizes: PosterSizes;
  readonly digits: readonly MnistTask[] | { readonly missing: string };
  readonly table: BoxPlan;
  /** Its tasks are without the boxes that are also in the table. */
  readonly moving: BoxPlan;
  readonly fmri: FmriPlan;
}

/** What a poster is made of. */
export interface Poster {
  readonly plan: PosterPlan;
  readonly table: readonly BoxOutcome[];
  readonly tableConclusions: TableConclusions;
  /** First to last place. */
  readonly moving: readonly BoxOutcome[];
  readonly movingSummary: readonly BoxSummary[];
  /** Of the models that the opening figure shows, on the earlier box: the plain one first. */
  readonly diagnoses: readonly NamedDiagnosis[];
  /** The digits' models, or how to get the digits. */
  readonly digits: readonly TrialResult[] | { readonly missing: string };
  readonly fmri: FmriResult;
  /** What is smaller than on a whole poster, in words; empty on a whole one. */
  readonly reduced: readonly string[];
}

/** Progress draws a bar a part: there are too many tasks. */
const parts: Readonly<Record<string, string>> = {
  mnist: 'digits',
  table: 'table 1',
  'moving-box': 'moving box',
  'cross-validation': 'task fMRI',
};

/** All that is trained for a poster. */
export async function posterPlan(options: PosterOptions, source: PosterSource): Promise<PosterPlan> {
  const { seed, groups } = options;
  const sizes = posterSizes(options);
  const { boxes, tableSeeds, movingSeeds, digits, fmri, ...recipe } = sizes;
  const grid = { ...recipe, protocol: 'paper' as const, examples: [0] };
  const keys = ['lstm', 'bi-lstm', 'self-attention', 'matrix'];
  const table: BoxStudyOptions = {
    ...grid,
    boxes,
    models: modelsOf([...keys, 'mean']),
    seeds: seedsFrom(seed, tableSeeds),
  };
  const moving: BoxStudyOptions = {
    ...grid,
    boxes: MOVING_BOXES,
    models: modelsOf(keys),
    seeds: seedsFrom(seed, movingSeeds),
  };
  const alone = MOVING_BOXES.filter((box) => sameBox(box, sizes) === undefined);
  const recorded = source.fmri ?? simulatedFmri(await Engine.create(), { ...fmri, seed });
  const folds = source.fmri ? undefined : fmri.folds;
  const ofImages = await digitTasks(source.digits, options, sizes);
  const plan = {
    options,
    sizes,
    digits: ofImages.tasks,
    table: { study: table, tasks: boxTasks('table', table) },
    moving: { study: moving, tasks: boxTasks('moving-box', { ...moving, boxes: alone }) },
    fmri: await fmriPlan(recorded, { seed, epochs: fmri.epochs, folds, groups, fill: 'zero' }),
  };
  return {
    ...plan,
    tasks: [
      ...('missing' in plan.digits ? [] : plan.digits),
      ...plan.table.tasks,
      ...plan.moving.tasks,
      ...plan.fmri.tasks,
    ],
    data: new Map([...ofImages.data, ...(plan.fmri.data ?? [])]),
    partOf: ({ study, label }) => parts[study] ?? label,
  };
}

async function digitTasks(
  images: PosterSource['digits'],
  { seed }: PosterOptions,
  { digits: { samples, epochs } }: PosterSizes,
): Promise<{ tasks: PosterPlan['digits']; data: Map<string, unknown> }> {
  if ('missing' in images) return { tasks: images, data: new Map() };
  const hash = await contentHash(images);
  const options = { seed, samples, epochs128: epochs.large, epochs5: epochs.small };
  return { tasks: mnistTasks(options, hash), data: new Map([[hash, images]]) };
}

/** Sums up the studies of a poster, and diagnoses the models of its opening figure. */
export async function posterSummary(
  plan: PosterPlan,
  results: TaskResults,
  hooks: Parameters<StudyWork['summarise']>[2] = {},
): Promise<Poster> {
  const { digits, sizes } = plan;
  const table = boxOutcomes(plan.table.tasks, plan.table.study.models, results);
  const moving = movingOutcomes(plan, table, results);
  return {
    plan,
    table,
    tableConclusions: tableConclusions(table, plan.table.study),
    moving,
    movingSummary: summaryOverSeeds(moving, plan.moving.study),
    diagnoses: await diagnosesOf(table, plan.table.study, hooks),
    digits: 'missing' in digits ? digits : digits.map(({ id }) => results.get(id) as TrialResult),
    fmri: await fmriResult(plan.fmri, results),
    reduced: reducedFrom(sizes, { withDigits: !('missing' in digits) }),
  };
}

/** The box at each place: where that is a box of the table, with the models and seeds of the moving one. */
function movingOutcomes(
  { moving, sizes }: PosterPlan,
  table: readonly BoxOutcome[],
  results: TaskResults,
): BoxOutcome[] {
  const { models, seeds } = moving.study;
  const alone = boxOutcomes(moving.tasks, models, results);
  const keys = models.map(({ key }) => key);
  return MOVING_BOXES.map((box) => {
    const same = sameBox(box, sizes);
    const found = (same ? table : alone).find((outcome) => outcome.box === (same ?? box)) as BoxOutcome;
    return {
      box,
      trials: found.trials.filter(({ model, seed }) => keys.includes(model.key) && seeds.includes(seed)),
      chance: found.chance.slice(0, seeds.length),
    };
  });
}

/** A box of the table that is the same dataset under another name, with all seeds that the moving box has. */
function sameBox(box: BoxName, { boxes, tableSeeds, movingSeeds }: PosterSizes): BoxName | undefined {
  if (tableSeeds < movingSeeds) return undefined;
  const place = JSON.stringify(boxVariants(box));
  return boxes.find((other) => JSON.stringify(boxVariants(other)) === place);
}

async function diagnosesOf(
  table: readonly BoxOutcome[],
  study: BoxStudyOptions,
  { signal, onProgress }: NonNullable<Parameters<StudyWork['summarise']>[2]>,
): Promise<NamedDiagnosis[]> {
  const outcome = table.find(({ box }) => box === VANISHING_BOXES[0]) as BoxOutcome;
  const made: NamedDiagnosis[] = [];
  for (const [index, { key, attends, slot }] of SHOWN.entries()) {
    const name = study.models.find((model) => model.key === key)?.label ?? key;
    const diagnosis = await diagnoseBox(outcome, key, study, {
      ...(signal && { signal }),
      onProgress: ({ done, total }) =>
        onProgress?.({ done: (index + done / total) / SHOWN.length, text: `diagnosis of the ${name}` }),
    });
    made.push({ name, diagnosis, attends, slot });
  }
  return made;
}
