import type { NdArray } from '../../data/array.js';
import { createDataset, type Dataset } from '../../data/dataset.js';
import { stratifiedSplit } from '../../data/split.js';
import { UnvanishError } from '../../errors.js';
import type { TrainingOptions } from '../../training/options.js';
import type { TrainingHooks } from '../../training/trainer.js';
import type { Task } from '../study.js';
import { runTrial, type TrialResult, type TrialSpec } from '../trial/trial.js';
import type { MnistOptions } from './mnistOptions.js';

const SIDE = 28;
/** The last quarter of a digit's 28 rows. */
const MNIST_LAST_STEPS = 7;

/** MNIST's four IDX files, decoded. */
export interface MnistArrays {
  readonly trainingImages: NdArray;
  readonly trainingLabels: NdArray;
  readonly testImages: NdArray;
  readonly testLabels: NdArray;
}

/** One model on MNIST, of the images that the executor brings. */
export interface MnistTrial {
  readonly seed: number;
  /** Training images to use, validation included; all 60,000 unless told. */
  readonly trainingSamples?: number | undefined;
  readonly trial: TrialSpec;
}

export type MnistTask = Task<MnistTrial>;

/**
 * Both models at hidden 128 and at the paper's hidden 5. Batch size and learning rate are those that bench/mnist-recipe.mjs
 * chose on validation images.
 */
export function mnistTasks(
  { seed, samples: trainingSamples, epochs128, epochs5 }: MnistOptions,
  data: string,
): MnistTask[] {
  const training = (hidden: number): TrainingOptions => ({
    epochs: hidden > 5 ? epochs128 : epochs5,
    batchSize: 50,
    learningRate: hidden > 5 ? 1e-3 : 3e-3,
    inputDropout: 0,
    hiddenDropout: hidden > 5 ? 0.1 : 0,
    gradientClip: 1,
    seed,
  });
  const task = (hiddenSize: number, inputCellAttention: 'none' | 'mean'): MnistTask => {
    const model = `${inputCellAttention === 'none' ? 'LSTM' : 'LSTM + input-cell attention'}, hidden ${hiddenSize}`;
    const id = `${inputCellAttention === 'none' ? 'lstm' : 'mean'}-hidden-${hiddenSize}`;
    const trial: TrialSpec = {
      id,
      model,
      architecture: { hiddenSize, inputCellAttention },
      training: training(hiddenSize),
      attribution: { method: 'gradient', output: 'probability', target: 'true' },
      lastSteps: MNIST_LAST_STEPS,
      examples: 'first of each class',
    };
    return { study: 'mnist', id, label: model, spec: { seed, trainingSamples, trial }, data };
  };
  return [task(128, 'none'), task(128, 'mean'), task(5, 'none'), task(5, 'mean')];
}

/** Mean and standard deviation of the training images' grey values, 0 to 1. */
export const GREY = { mean: 0.1307, deviation: 0.3081 };

/** Digits as series: 28 rows are 28 time steps of 28 features, grey values brought to mean 0 and deviation 1. */
export function mnistDataset(images: NdArray, labels: NdArray, samples = images.shape[0] as number): Dataset {
  const [count, rows, columns] = images.shape;
  if (images.shape.length !== 3 || rows !== SIDE || columns !== SIDE || labels.shape[0] !== count) {
    throw new UnvanishError(
      'shape',
      `MNIST images have shape [${images.shape.join(', ')}] and labels [${labels.shape.join(', ')}]: [n, 28, 28] and [n] were expected`,
    );
  }
  if (samples > count) throw new UnvanishError('option', `${samples} images were asked for where there are ${count}`);
  const x = new Float32Array(samples * SIDE * SIDE);
  for (let i = 0; i < x.length; i++) x[i] = (Number(images.data[i]) / 255 - GREY.mean) / GREY.deviation;
  return createDataset({
    x,
    shape: [samples, SIDE, SIDE],
    labels: Int32Array.from({ length: samples }, (_, i) => Number(labels.data[i])),
    classNames: Array.from({ length: 10 }, (_, digit) => `${digit}`),
    featureNames: Array.from({ length: SIDE }, (_, column) => `column ${column}`),
  });
}

/** Trains on eleven twelfths of the training images; the rest (5,000 of 60,000) choose the epoch. */
export async function runMnistTask(
  { spec: { seed, trainingSamples, trial } }: MnistTask,
  arrays: MnistArrays,
  hooks: TrainingHooks,
): Promise<TrialResult> {
  const all = mnistDataset(arrays.trainingImages, arrays.trainingLabels, trainingSamples);
  const { rest, part } = stratifiedSplit(all, { share: 1 / 12, seed });
  const test = mnistDataset(arrays.testImages, arrays.testLabels);
  return runTrial(trial, { training: rest, validation: part, test }, hooks);
}
