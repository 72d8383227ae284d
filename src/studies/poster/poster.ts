import type { Engine } from '../../backend/engine.js';
import type { GroupKind } from '../../data/dataset.js';
import { type BoxName, boxVariants } from '../../data/synthetic/boxes.js';
import {
  type BoxChanceResult,
  type BoxChanceTask,
  type BoxOutcome,
  type BoxStudyOptions,
  type BoxTrialTask,
  boxOutcomes,
  boxTasks,
} from '../boxes/boxes.js';
import { boxModels } from '../boxes/boxModels.js';
import type { FinalResult, FoldResult } from '../crossValidation/crossValidation.js';
import {
  type FmriPlan,
  type FmriPlanOptions,
  type FmriSource,
  fmriPlan,
  type SimulatedFmriOptions,
  simulatedFmri,
} from '../fmri/fmri.js';
import { MNIST_EPOCHS, type MnistTrialTask, mnistTasks } from '../mnist/mnist.js';
import type { TrialResult } from '../trial/trial.js';

/** Where the moving box may be, first to last. */
const MOVING_BOXES = ['moving-0', 'moving-10', 'moving-20', 'moving-30', 'moving-40'] as const;

/** The boxes of the opening figure, each in the table too. */
export const VANISHING_BOXES = ['earlier', 'middle', 'latter'] as const;

/** How much of everything a poster has. */
export interface PosterSizes {
  /** Boxes of the table; those of the opening figure are among them. */
  readonly boxes: readonly BoxName[];
  /** Seeds of the table and of the moving box, counted from the first. */
  readonly tableSeeds: number;
  readonly movingSeeds: number;
  readonly trainingSamples: number;
  readonly testSamples: number;
  readonly epochs: number;
  readonly patience: number;
  /** Training images, all unless told, and epochs at hidden 128 and at hidden 5. */
  readonly digits: {
    readonly samples?: number | undefined;
    readonly epochs: { readonly large: number; readonly small: number };
  };
  readonly fmri: Omit<SimulatedFmriOptions & FmriPlanOptions, 'seed'>;
}

/** A whole poster: what the commands that make its parts have. */
export const wholePoster: PosterSizes = {
  boxes: ['earlier', 'middle', 'latter', 'mixed', 'three-earlier', 'three-middle'],
  tableSeeds: 5,
  movingSeeds: 3,
  trainingSamples: 1000,
  testSamples: 300,
  epochs: 400,
  patience: 100,
  digits: { epochs: MNIST_EPOCHS },
  fmri: { subjects: 10, runs: 2, folds: 5, epochs: 60 },
};

/** A poster in a few minutes. */
export const quickPoster: PosterSizes = {
  boxes: ['earlier', 'middle', 'latter', 'mixed', 'three-earlier', 'three-middle'],
  tableSeeds: 1,
  movingSeeds: 1,
  trainingSamples: 1000,
  testSamples: 300,
  epochs: 40,
  patience: 20,
  digits: { samples: 6000, epochs: { large: 3, small: 6 } },
  fmri: { subjects: 10, runs: 2, folds: 5, epochs: 60 },
};

export interface PosterOptions {
  readonly seed: number;
  readonly sizes: PosterSizes;
  /** Folder of MNIST's IDX files; without it the poster has no digits. */
  readonly mnist?: string | undefined;
  /** Recordings in the place of simulated ones, and what of them is held out whole. */
  readonly fmri?: FmriSource | undefined;
  readonly groupKind?: GroupKind | undefined;
}

/** The studies of a poster; no model is trained twice. */
export interface PosterTasks {
  readonly digits: readonly MnistTrialTask[];
  readonly table: { readonly study: BoxStudyOptions; readonly tasks: readonly (BoxTrialTask | BoxChanceTask)[] };
  /** Without the boxes that are also in the table. */
  readonly moving: { readonly study: BoxStudyOptions; readonly tasks: readonly (BoxTrialTask | BoxChanceTask)[] };
  readonly fmri: FmriPlan;
}

/** All that is trained for a poster. */
export function posterTasks(engine: Engine, options: PosterOptions): PosterTasks {
  const { seed, sizes, mnist, groupKind } = options;
  const { boxes, tableSeeds, movingSeeds, digits, fmri, ...recipe } = sizes;
  const seeds = (count: number) => Array.from({ length: count }, (_, index) => seed + index);
  const models = (keys: readonly string[]) => boxModels.filter(({ key }) => keys.includes(key));
  const table: BoxStudyOptions = {
    ...recipe,
    boxes,
    models: models(['lstm', 'bi-lstm', 'self-attention', 'matrix', 'mean']),
    seeds: seeds(tableSeeds),
    examples: [0],
  };
  const moving: BoxStudyOptions = {
    ...recipe,
    boxes: MOVING_BOXES,
    models: models(['lstm', 'bi-lstm', 'self-attention', 'matrix']),
    seeds: seeds(movingSeeds),
    examples: [0],
  };
  const alone = MOVING_BOXES.filter((box) => sameBox(box, boxes, sizes) === undefined);
  return {
    digits:
      mnist === undefined
        ? []
        : mnistTasks({ folder: mnist, seed, trainingSamples: digits.samples, epochs: digits.epochs }),
    table: { study: table, tasks: boxTasks(table) },
    moving: { study: moving, tasks: boxTasks({ ...moving, boxes: alone }) },
    fmri: options.fmri
      ? fmriPlan(options.fmri, { seed, epochs: fmri.epochs, groupKind })
      : fmriPlan(simulatedFmri(engine, { ...fmri, seed }), { ...fmri, seed }),
  };
}

/** What the tasks of a poster came to. */
export interface PosterOutcomes {
  readonly digits: readonly TrialResult[];
  readonly table: readonly BoxOutcome[];
  /** First to last place. */
  readonly moving: readonly BoxOutcome[];
  /** Of the tasks of the plan, in their order. */
  readonly fmri: readonly (FoldResult | FinalResult)[];
}

/** The results of all tasks, in the order digits, table, moving box, fMRI, by study. */
export function posterOutcomes(
  { digits, table, moving }: PosterTasks,
  sizes: PosterSizes,
  results: readonly (TrialResult | BoxChanceResult | FoldResult | FinalResult)[],
): PosterOutcomes {
  const tableStart = digits.length;
  const movingStart = tableStart + table.tasks.length;
  const fmriStart = movingStart + moving.tasks.length;
  const boxes = (from: number, to: number) => results.slice(from, to) as (TrialResult | BoxChanceResult)[];
  const inTable = boxOutcomes(table.tasks, boxes(tableStart, movingStart));
  const alone = boxOutcomes(moving.tasks, boxes(movingStart, fmriStart));
  const keys = moving.study.models.map(({ key }) => key);
  return {
    digits: results.slice(0, tableStart) as TrialResult[],
    table: inTable,
    moving: MOVING_BOXES.map((box) => {
      const same = sameBox(box, sizes.boxes, sizes);
      const found = (same ? inTable : alone).find((outcome) => outcome.box === (same ?? box)) as BoxOutcome;
      return {
        box,
        trials: found.trials.filter(({ key, seed }) => keys.includes(key) && moving.study.seeds.includes(seed)),
        chance: found.chance.slice(0, moving.study.seeds.length),
      };
    }),
    fmri: results.slice(fmriStart) as (FoldResult | FinalResult)[],
  };
}

/** A box of the table that is the same dataset under another name, with all seeds that the moving box has. */
function sameBox(box: BoxName, boxes: readonly BoxName[], sizes: PosterSizes): BoxName | undefined {
  if (sizes.tableSeeds < sizes.movingSeeds) return undefined;
  const place = JSON.stringify(boxVariants(box));
  return boxes.find((other) => JSON.stringify(boxVariants(other)) === place);
}
