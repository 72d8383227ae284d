import { Engine } from '../../backend/engine.js';
import { stratifiedSplit } from '../../data/split.js';
import { fitStandardisation } from '../../data/standardisation.js';
import { type BoxName, boxDataset } from '../../data/synthetic/boxes.js';
import { chanceMaps, chanceRows } from '../../evaluation/chance/chance.js';
import { evaluate, type MapEvaluation } from '../../evaluation/evaluate.js';
import type { TrainingHooks } from '../../training/trainer.js';
import { runTrial, standardiseAll, type TrialResult, type TrialSpec } from '../trial/trial.js';
import type { BoxModel } from './boxModels.js';

/** Steps at the end of the boxes' 100 whose share of the saliency is reported. */
export const BOX_LAST_STEPS = 10;

/** What a study of boxes runs: every model on every box with every seed. */
export interface BoxStudyOptions {
  readonly boxes: readonly BoxName[];
  readonly models: readonly BoxModel[];
  readonly seeds: readonly number[];
  readonly trainingSamples: number;
  readonly testSamples: number;
  readonly epochs: number;
  /** Epochs without a better validation loss after which a training ends; 0 never does. */
  readonly patience: number;
  /** Test samples of the first seed whose series and maps are kept for figures. */
  readonly examples: readonly number[];
}

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
  /** Which of the models it is of. */
  readonly key: string;
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

/** One box of a study: its models in the order of the study, each with every seed, and its chance rows. */
export interface BoxOutcome {
  readonly box: BoxName;
  readonly trials: readonly { readonly key: string; readonly seed: number; readonly result: TrialResult }[];
  /** One a seed. */
  readonly chance: readonly BoxChanceResult[];
}

/** The whole study as tasks that do not depend on each other. */
export function boxTasks(options: BoxStudyOptions): (BoxTrialTask | BoxChanceTask)[] {
  const { boxes, models, seeds, trainingSamples, testSamples, epochs, patience, examples } = options;
  const counts = { trainingSamples, testSamples };
  const several = seeds.length > 1;
  const named = (name: string, seed: number) => (several ? `${name}-seed-${seed}` : name);
  const titled = (title: string, seed: number) => (several ? `${title}, seed ${seed}` : title);
  const trials = seeds.flatMap((seed) =>
    models.flatMap((model) =>
      boxes.map((box): BoxTrialTask => {
        const id = named(`${box}-${model.key}`, seed);
        return {
          kind: 'box trial',
          id,
          label: titled(`${box}: ${model.label}`, seed),
          key: model.key,
          box,
          seed,
          ...counts,
          spec: {
            id,
            model: model.label,
            architecture: model.architecture,
            training: { epochs, patience, seed },
            attribution: { method: 'gradient', output: 'probability', target: 'true' },
            lastSteps: BOX_LAST_STEPS,
            examples: seed === seeds[0] ? examples : [],
          },
        };
      }),
    ),
  );
  const chance = seeds.flatMap((seed) =>
    boxes.map(
      (box): BoxChanceTask => ({
        kind: 'box chance',
        id: named(`${box}-chance`, seed),
        label: titled(`${box}: chance rows`, seed),
        box,
        seed,
        ...counts,
      }),
    ),
  );
  return [...trials, ...chance];
}

/** The results of `boxTasks`, in their order, by box. */
export function boxOutcomes(
  tasks: readonly (BoxTrialTask | BoxChanceTask)[],
  results: readonly (TrialResult | BoxChanceResult)[],
): BoxOutcome[] {
  const boxes = [...new Set(tasks.map(({ box }) => box))];
  return boxes.map((box) => {
    const own = tasks.flatMap((task, index) => (task.box === box ? [{ task, result: results[index] }] : []));
    return {
      box,
      trials: own.flatMap(({ task, result }) =>
        task.kind === 'box trial' ? [{ key: task.key, seed: task.seed, result: result as TrialResult }] : [],
      ),
      chance: own.flatMap(({ task, result }) => (task.kind === 'box chance' ? [result as BoxChanceResult] : [])),
    };
  });
}

/** Trains and measures one model: a fifth of the training samples chooses the epoch. */
export async function runBoxTrial({ spec, ...task }: BoxTrialTask, hooks: TrainingHooks): Promise<TrialResult> {
  const engine = await Engine.create();
  const { box, seed, trainingSamples, testSamples } = task;
  const drawn = boxDataset(engine, box, { samples: trainingSamples, seed });
  const test = boxDataset(engine, box, { samples: testSamples, seed, first: trainingSamples });
  const { rest, part } = stratifiedSplit(drawn, { share: 0.2, seed });
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
  const rows = chanceRows(test, { seed: task.seed });
  const measured: BoxChanceResult['rows'][number][] = [];
  for (const row of rows) {
    const evaluation = await evaluate(chanceMaps(row, test), test, { lastSteps: BOX_LAST_STEPS });
    measured.push({ label: row.label, description: row.description, evaluation });
  }
  return { box: task.box, rows: measured };
}
