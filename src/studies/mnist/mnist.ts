import type { NdArray } from '../../data/array.js';
import { createDataset, type Dataset } from '../../data/dataset.js';
import { stratifiedSplit } from '../../data/split.js';
import { UnvanishError } from '../../errors.js';
import type { TrainingOptions } from '../../training/options.js';
import type { TrainingHooks } from '../../training/trainer.js';
import { runTrial, type TrialResult, type TrialSpec } from '../trial/trial.js';

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

/** One model on MNIST; the executor brings the images. */
export interface MnistTrialTask {
  readonly kind: 'mnist trial';
  readonly id: string;
  readonly label: string;
  readonly seed: number;
  /** Folder of the IDX files. */
  readonly folder: string;
  /** Training images to use, validation included; all 60,000 unless told. */
  readonly trainingSamples?: number | undefined;
  readonly spec: TrialSpec;
}

export interface MnistStudyOptions {
  readonly folder: string;
  readonly seed: number;
  readonly trainingSamples?: number | undefined;
  /** Epochs at hidden 128 and at hidden 5. */
  readonly epochs: { readonly large: number; readonly small: number };
}

/**
 * Both models at hidden 128 and at the paper's hidden 5. Batch size and learning rate are those that bench/mnist-recipe.mjs
 * chose on validation images.
 */
export function mnistTasks({ folder, seed, trainingSamples, epochs }: MnistStudyOptions): MnistTrialTask[] {
  const training = (hidden: number): TrainingOptions => ({
    epochs: hidden > 5 ? epochs.large : epochs.small,
    batchSize: 50,
    learningRate: hidden > 5 ? 1e-3 : 3e-3,
    inputDropout: 0,
    hiddenDropout: hidden > 5 ? 0.1 : 0,
    gradientClip: 1,
    seed,
  });
  const task = (hiddenSize: number, inputCellAttention: 'none' | 'mean'): MnistTrialTask => {
    const model = `${inputCellAttention === 'none' ? 'LSTM' : 'LSTM + input-cell attention'}, hidden ${hiddenSize}`;
    const id = `${inputCellAttention === 'none' ? 'lstm' : 'mean'}-hidden-${hiddenSize}`;
    return {
      kind: 'mnist trial',
      id,
      label: model,
      seed,
      folder,
      trainingSamples,
      spec: {
        id,
        model,
        architecture: { hiddenSize, inputCellAttention },
        training: training(hiddenSize),
        attribution: { method: 'gradient', output: 'probability', target: 'true' },
        lastSteps: MNIST_LAST_STEPS,
        examples: 'first of each class',
      },
    };
  };
  return [task(128, 'none'), task(128, 'mean'), task(5, 'none'), task(5, 'mean')];
}

/** Mean and standard deviation of the training images' grey values, 0 to 1. */
export const GREY = { mean: 0.1307, deviation: 0.3081 };

/** Digits as series: 28 rows are 28 time steps of 28 features, grey values brought to mean 0 and deviation 1. */
function mnistDataset(images: NdArray, labels: NdArray, samples = images.shape[0] as number): Dataset {
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
export async function runMnistTrial(
  task: MnistTrialTask,
  arrays: MnistArrays,
  hooks: TrainingHooks,
): Promise<TrialResult> {
  const all = mnistDataset(arrays.trainingImages, arrays.trainingLabels, task.trainingSamples);
  const { rest, part } = stratifiedSplit(all, { share: 1 / 12, seed: task.seed });
  const test = mnistDataset(arrays.testImages, arrays.testLabels);
  return runTrial(task.spec, { training: rest, validation: part, test }, hooks);
}

/**
 * Epochs of the MNIST study at hidden 128 and at hidden 5: what ten minutes on two cores allow. By itself, so that the
 * command line can name its defaults without loading an engine.
 */
export const MNIST_EPOCHS = { large: 15, small: 15 } as const;
