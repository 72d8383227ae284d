import { Engine } from '../backend/engine.js';
import { RandomStream } from '../backend/random.js';
import { stratifiedSplit } from '../data/split.js';
import { fitStandardisation } from '../data/standardisation.js';
import { type BoxName, boxDataset } from '../data/synthetic/boxes.js';
import { chanceMaps, chanceRows } from '../evaluation/chance.js';
import { evaluateMaps, type MapEvaluation } from '../evaluation/evaluateMaps.js';
import type { ClassifierOptions } from '../model/config.js';
import type { TrainingHooks } from '../training/trainer.js';
import { runTrial, standardiseAll, type TrialResult, type TrialSpec } from './trial.js';

/** Steps at the end of the boxes' 100 whose share of the saliency is reported. */
export const BOX_LAST_STEPS = 10;

/** What the boxes study runs: every model on every box, all from one seed. */
export interface BoxStudyOptions {
  readonly boxes: readonly BoxName[];
  readonly models: readonly BoxModel[];
  readonly seed: number;
  readonly trainingSamples: number;
  readonly testSamples: number;
  readonly epochs: number;
}

/** An architecture of the comparison and what to call it. */
export interface BoxModel {
  readonly key: string;
  readonly label: string;
  readonly architecture: Pick<ClassifierOptions, 'inputCellAttention'>;
}

export const boxModels: readonly BoxModel[] = [
  { key: 'lstm', label: 'LSTM', architecture: { inputCellAttention: 'none' } },
  { key: 'matrix', label: 'LSTM + input-cell attention', architecture: { inputCellAttention: 'matrix' } },
  { key: 'mean', label: 'LSTM + input-cell attention (mean)', architecture: { inputCellAttention: 'mean' } },
];

/** The paper's values: weighted Jaccard, Euclidean distance, accuracy (Ismail et al. 2019, table 1). */
export const publishedBoxes: Readonly<Record<string, Readonly<Record<string, readonly [number, number, number]>>>> = {
  lstm: {
    earlier: [0, 1.006, 0.534],
    middle: [0, 1.003, 0.986],
    latter: [0.019, 0.985, 1],
    mixed: [0, 1.003, 0.491],
    'three-earlier': [0, 1.003, 0.522],
    'three-middle': [0, 1.004, 0.518],
  },
  matrix: {
    earlier: [0.103, 0.914, 1],
    middle: [0.124, 0.891, 1],
    latter: [0.11, 0.903, 1],
    mixed: [0.104, 0.912, 0.776],
    'three-earlier': [0.108, 0.903, 1],
    'three-middle': [0.106, 0.905, 1],
  },
};

interface BoxTaskData {
  readonly box: BoxName;
  readonly seed: number;
  readonly trainingSamples: number;
  readonly testSamples: number;
}

/** One model on one box. */
export interface BoxTrialTask extends BoxTaskData {
  readonly kind: 'box trial';
  readonly id: string;
  readonly label: string;
  readonly spec: TrialSpec;
}

/** What maps without a model score on one box. */
export interface BoxChanceTask extends BoxTaskData {
  readonly kind: 'box chance';
  readonly id: string;
  readonly label: string;
}

export interface BoxChanceResult {
  readonly box: BoxName;
  readonly rows: readonly {
    readonly label: string;
    readonly description: string;
    readonly evaluation: MapEvaluation;
  }[];
}

/** The whole study as tasks that do not depend on each other, the longest first. */
export function boxTasks(options: BoxStudyOptions): (BoxTrialTask | BoxChanceTask)[] {
  const { boxes, models, seed, trainingSamples, testSamples, epochs } = options;
  const data = { seed, trainingSamples, testSamples };
  const trials = models.flatMap((model) =>
    boxes.map((box): BoxTrialTask => {
      const id = `${box}-${model.key}`;
      return {
        kind: 'box trial',
        id,
        label: `${box}: ${model.label}`,
        box,
        ...data,
        spec: {
          id,
          model: model.label,
          architecture: model.architecture,
          training: { epochs, seed },
          attribution: { method: 'gradient', output: 'probability', target: 'true' },
          lastSteps: BOX_LAST_STEPS,
          examples: [0, 1],
        },
      };
    }),
  );
  const chance = boxes.map(
    (box): BoxChanceTask => ({ kind: 'box chance', id: `${box}-chance`, label: `${box}: chance rows`, box, ...data }),
  );
  return [...trials, ...chance];
}

/** Trains and measures one model: a fifth of the training samples chooses the epoch. */
export async function runBoxTrial({ spec, ...task }: BoxTrialTask, hooks: TrainingHooks): Promise<TrialResult> {
  const engine = await Engine.create();
  const { box, seed, trainingSamples, testSamples } = task;
  const drawn = boxDataset(engine, box, { samples: trainingSamples, seed });
  const test = boxDataset(engine, box, { samples: testSamples, seed, first: trainingSamples });
  const { rest, part } = stratifiedSplit(engine, drawn, { share: 0.2, seed });
  const data = standardiseAll({ training: rest, validation: part, test }, fitStandardisation(rest, 'cell'));
  return runTrial(spec, data, hooks);
}

/** Measures the chance rows on the test samples, |x| on the series before standardisation. */
export async function runBoxChance(task: BoxChanceTask): Promise<BoxChanceResult> {
  const engine = await Engine.create();
  const test = boxDataset(engine, task.box, {
    samples: task.testSamples,
    seed: task.seed,
    first: task.trainingSamples,
  });
  const stream = new RandomStream(engine, task.seed, 'chance');
  let position = 0;
  const rows = chanceRows(test, (count) => stream.uniform(count, position++));
  return {
    box: task.box,
    rows: rows.map((row) => ({
      label: row.label,
      description: row.description,
      evaluation: evaluateMaps(chanceMaps(row, test), test, { lastSteps: BOX_LAST_STEPS }),
    })),
  };
}
