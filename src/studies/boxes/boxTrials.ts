import { Engine } from '../../backend/engine.js';
import { createDataset, type Dataset, labelsOf } from '../../data/dataset.js';
import { stratifiedSplit } from '../../data/split.js';
import { fitStandardisation } from '../../data/standardisation.js';
import { type BoxName, boxDataset, boxNames, boxTypes } from '../../data/synthetic/boxes.js';
import { UnvanishError } from '../../errors.js';
import { type ChanceEvaluation, chanceEvaluations } from '../../evaluation/chance/chanceEvaluations.js';
import type { TrainingHooks } from '../../training/trainer.js';
import type { Task, TaskResults } from '../study.js';
import { runTrial, standardiseAll, type TrialResult, type TrialSpec } from '../trial/trial.js';
import { type Protocol, sizesOf, takesTypeForLength, trainingOf } from './authorsProtocol.js';
import type { BoxModel } from './boxModels.js';

/** Steps at the end of the boxes' 100 whose share of the saliency is reported. */
export const BOX_LAST_STEPS = 10;

/** What keeps one of the parameters that a training goes through: samples split off from those that train, or the test samples. */
export type ChosenBy = 'validation' | 'test' | 'the last step';

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
  readonly protocol: Protocol;
  /** Test samples of the first seed whose series and maps are kept for figures. */
  readonly examples: readonly number[];
}

/** The data of one task: they are drawn where it runs. */
interface BoxData {
  readonly box: BoxName;
  readonly seed: number;
  readonly trainingSamples: number;
  readonly testSamples: number;
}

/** One model on one box. */
export interface BoxTrial extends BoxData {
  readonly kind: 'trial';
  /** Which of the models it is of. */
  readonly key: string;
  readonly trial: TrialSpec;
  readonly chosenBy: ChosenBy;
  /** See `takesTypeForLength`. */
  readonly typeForLength: boolean;
}

/** What maps without a model score on one box. */
export interface BoxChance extends BoxData {
  readonly kind: 'chance';
}

export interface BoxChanceResult {
  readonly box: BoxName;
  readonly rows: readonly ChanceEvaluation[];
}

/** One box of a study: its models in the order of the study, each with every seed, and its chance rows. */
export interface BoxOutcome {
  readonly box: BoxName;
  readonly trials: readonly {
    readonly model: BoxModel;
    /** As the task was called. */
    readonly label: string;
    readonly seed: number;
    readonly result: TrialResult;
  }[];
  /** One a seed. */
  readonly chance: readonly BoxChanceResult[];
}

export type BoxTask = Task<BoxTrial | BoxChance>;

/** The whole study as tasks that do not depend on each other. */
export function boxTasks(study: string, options: BoxStudyOptions): BoxTask[] {
  const { boxes, models, seeds, epochs, patience, protocol, examples } = options;
  const several = seeds.length > 1;
  const named = (name: string, seed: number) => (several ? `${name}-seed-${seed}` : name);
  const titled = (title: string, seed: number) => (several ? `${title}, seed ${seed}` : title);
  const trials = seeds.flatMap((seed) =>
    models.flatMap((model) =>
      boxes.map((box): Task<BoxTrial> => {
        const id = named(`${box}-${model.key}`, seed);
        const data = { box, seed, ...sizesOf(protocol, box, options) };
        const trial: TrialSpec = {
          id,
          model: model.label,
          architecture: model.architecture,
          training: { epochs, patience, seed, ...trainingOf(protocol, data.trainingSamples), ...model.training },
          attribution: { method: 'gradient', output: model.output ?? 'probability', target: 'true' },
          lastSteps: BOX_LAST_STEPS,
          examples: seed === seeds[0] ? examples : [],
        };
        const label = titled(`${box}: ${model.label}`, seed);
        const chosenBy = chosenByOf(protocol, model);
        const typeForLength = takesTypeForLength(protocol, box, model);
        return { study, id, label, spec: { kind: 'trial', key: model.key, ...data, chosenBy, typeForLength, trial } };
      }),
    ),
  );
  const chance = seeds.flatMap((seed) =>
    boxes.map(
      (box): Task<BoxChance> => ({
        study,
        id: named(`${box}-chance`, seed),
        label: titled(`${box}: chance rows`, seed),
        spec: { kind: 'chance', box, seed, ...sizesOf(protocol, box, options) },
      }),
    ),
  );
  return [...trials, ...chance];
}

/** A model that is trained for so many steps has those that it ends with. */
export function chosenByOf(protocol: Protocol, { training }: BoxModel): ChosenBy {
  if (training?.steps) return 'the last step';
  return protocol === 'authors' ? 'test' : 'validation';
}

/** The results of `boxTasks`, by box. */
export function boxOutcomes(
  tasks: readonly BoxTask[],
  models: readonly BoxModel[],
  results: TaskResults,
): BoxOutcome[] {
  const boxes = [...new Set(tasks.map(({ spec }) => spec.box))];
  return boxes.map((box) => {
    const own = tasks.filter(({ spec }) => spec.box === box);
    return {
      box,
      trials: own.flatMap(({ id, label, spec }) => {
        const model = spec.kind === 'trial' && models.find(({ key }) => key === spec.key);
        return model ? [{ model, label, seed: spec.seed, result: results.get(id) as TrialResult }] : [];
      }),
      chance: own.flatMap(({ id, spec }) => (spec.kind === 'chance' ? [results.get(id) as BoxChanceResult] : [])),
    };
  });
}

/** Runs one task of `boxTasks`. */
export function runBoxTask({ spec }: BoxTask, hooks: TrainingHooks = {}) {
  return spec.kind === 'trial' ? runBoxTrial(spec, hooks) : runBoxChance(spec);
}

/** Trains and measures one model; where validation chooses, it takes a fifth of the training samples. */
async function runBoxTrial(
  { trial, chosenBy, typeForLength, ...data }: BoxTrial,
  hooks: TrainingHooks,
): Promise<TrialResult> {
  const engine = await Engine.create();
  const { box, seed, trainingSamples, testSamples } = data;
  const drawn = boxDataset(engine, box, { samples: trainingSamples, seed });
  const test = boxDataset(engine, box, { samples: testSamples, seed, first: trainingSamples });
  if (chosenBy === 'validation') {
    const { rest, part } = stratifiedSplit(drawn, { share: 0.2, seed });
    const parts = { training: rest, validation: part, test };
    return runTrial(trial, standardiseAll(parts, fitStandardisation(rest, 'cell')), hooks);
  }
  const parts = standardiseAll({ training: drawn, test }, fitStandardisation(drawn, 'cell'));
  const shortened = (part: Dataset, first: number) =>
    typeForLength ? cutTo(part, boxTypes(engine, box, { samples: part.samples, seed, first })) : part;
  const training = shortened(parts.training, 0);
  const validation = chosenBy === 'test' ? shortened(parts.test, trainingSamples) : undefined;
  return runTrial(trial, { ...parts, training, validation }, hooks);
}

/** The same samples with these lengths, without the steps that are beyond all of them. */
function cutTo(data: Dataset, lengths: Int32Array): Dataset {
  const { samples, features, classNames } = data;
  const time = lengths.reduce((most, length) => Math.max(most, length), 1);
  const x = new Float32Array(samples * time * features);
  for (let sample = 0; sample < samples; sample++) {
    const from = sample * data.time * features;
    x.set(data.x.subarray(from, from + time * features), sample * time * features);
  }
  return createDataset({ x, shape: [samples, time, features], labels: labelsOf(data), lengths, classNames });
}

/** What says which test samples a study of boxes has. */
interface TestSizes {
  readonly samples: number;
  readonly testSamples: number;
  readonly seed: number;
  readonly protocol?: Protocol;
}

/**
 * The test samples of one of a study's models, which its key names: `earlier-lstm`, `mixed-matrix-seed-2`.
 *
 * @throws UnvanishError `option` for a key of no box.
 */
export async function boxTestData(
  { samples, testSamples, seed, protocol = 'paper' }: TestSizes,
  key: string,
): Promise<Dataset> {
  const box = [...boxNames].sort((a, b) => b.length - a.length).find((name) => key.startsWith(`${name}-`));
  if (box === undefined) throw new UnvanishError('option', `${key}: is a model of no box`);
  const own = /-seed-(\d+)$/.exec(key)?.[1];
  const sizes = sizesOf(protocol, box, { trainingSamples: samples, testSamples });
  return boxDataset(await Engine.create(), box, {
    samples: sizes.testSamples,
    seed: own === undefined ? seed : Number(own),
    first: sizes.trainingSamples,
  });
}

/** Measures the chance rows on the test samples, |x| on the series before standardisation. */
async function runBoxChance(data: BoxChance): Promise<BoxChanceResult> {
  const engine = await Engine.create();
  const test = boxDataset(engine, data.box, {
    samples: data.testSamples,
    seed: data.seed,
    first: data.trainingSamples,
  });
  return { box: data.box, rows: await chanceEvaluations(test, { seed: data.seed, lastSteps: BOX_LAST_STEPS }) };
}
