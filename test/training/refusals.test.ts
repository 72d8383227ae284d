import { describe, expect, it } from 'vitest';
import { createDataset, type Dataset, takeSamples } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import type { TrainingOptions } from '../../src/training/options.js';
import { type TrainingData, train } from '../../src/training/trainer.js';
import { rejection } from './rejection.js';
import { separable } from './separable.js';

async function refused(data: TrainingData, options: TrainingOptions = {}, classes = 2) {
  const classifier = await Classifier.create({ inputSize: 4, classes, hiddenSize: 3 }, { seed: 0 });
  const before = classifier.parameters();
  const error = await rejection(train(classifier, data, options));
  expect(error.message).not.toContain('\n');
  return { error, untouched: before.every((value, i) => value === classifier.parameters()[i]) };
}

const withoutLabels = ({ x, samples, time, features }: Dataset) =>
  createDataset({ x, shape: [samples, time, features] });

describe('training is refused before it begins', () => {
  it.each<[string, TrainingData, number, string, string]>([
    [
      'where a class has no samples',
      { training: takeSamples(separable(), [0, 2, 4]) },
      2,
      'labels',
      'class 1 (high) has no training samples: 2 classes are expected',
    ],
    [
      'where the model has more classes than the data',
      { training: separable() },
      3,
      'labels',
      'class 2 has no training samples: 3 classes are expected',
    ],
    [
      'where the data have more classes than the model',
      { training: separable() },
      1,
      'labels',
      'labels[1] is 1 where the model has 1 classes (0 to 0)',
    ],
    ['where there are no labels', { training: withoutLabels(separable()) }, 2, 'labels', 'the data have no labels'],
    [
      'where validation has no labels',
      { training: separable(), validation: withoutLabels(separable()) },
      2,
      'labels',
      'the data have no labels',
    ],
    [
      'where features are missing',
      { training: separable({ features: 3 }) },
      2,
      'shape',
      'the data have 3 features where the model takes 4',
    ],
    [
      'where validation has other features',
      { training: separable(), validation: separable({ features: 5 }) },
      2,
      'shape',
      'the data have 5 features where the model takes 4',
    ],
  ])('%s', async (_, data, classes, code, message) => {
    const { error, untouched } = await refused(data, {}, classes);
    expect(error).toMatchObject({ code, message });
    expect(untouched).toBe(true);
  });

  it.each<[TrainingOptions, string]>([
    [{ epochs: 0 }, 'training: epochs: '],
    [{ batchSize: 1.5 }, 'training: batchSize: '],
    [{ learningRate: Number.NaN }, 'training: learningRate: '],
    [{ inputDropout: 1 }, 'training: inputDropout: '],
    [{ seed: -1 }, 'training: seed: '],
    [{ epoch: 3 } as TrainingOptions, 'training: configuration: there is no option "epoch"'],
  ])('with the options %j', async (options, start) => {
    const { error } = await refused({ training: separable() }, options);
    expect(error.code).toBe('option');
    expect(error.message.startsWith(start), error.message).toBe(true);
  });
});

describe('training stops with an error', () => {
  const diverging = { learningRate: 10, weightDecay: 10, batchSize: 8, stopAtAccuracy: 1, epochs: 400 };

  it('that names epoch and batch once the loss is no number', async () => {
    const { error } = await refused({ training: separable({ randomLabels: true }) }, diverging);
    expect(error.code).toBe('not-finite');
    expect(error.message).toMatch(/^the (loss|gradient) is (NaN|Infinity) in epoch \d+, batch [123] of 3$/);
    expect(error.remedy).toMatch(/learning rate/);
  });

  it('that names the batch in which a series is too large for float32', async () => {
    const dataset = separable({ samples: 10 });
    const x = dataset.x.slice().fill(3e38, 7 * 24, 8 * 24);
    const training = { ...dataset, x };
    const { error } = await refused({ training }, { batchSize: 1, learningRate: 1e-9, inputDropout: 0.9 });
    expect(error.message).toMatch(/^the (loss|gradient) is (NaN|Infinity) in epoch 1, batch \d+ of 10$/);
  });

  it('where the last step of all leaves parameters that are not finite', async () => {
    // One step an epoch, each of which multiplies the parameters by -99: the twentieth leaves float32.
    const last = (epochs: number) =>
      refused(
        { training: separable({ samples: 8, randomLabels: true }) },
        { learningRate: 10, weightDecay: 10, epochs },
      );
    await expect(last(19)).rejects.toThrow('nothing was refused');
    const { error } = await last(20);
    expect(error).toMatchObject({
      code: 'not-finite',
      message: 'the parameters are no longer finite after epoch 20',
    });
  });

  it('where the validation loss is no number', async () => {
    const dataset = separable({ seed: 2 });
    const validation = { ...dataset, x: dataset.x.slice().fill(Number.NaN, 0, 4) };
    const { error } = await refused({ training: separable({ randomLabels: true }), validation });
    expect(error).toMatchObject({ code: 'not-finite', message: 'the validation loss is NaN after epoch 1' });
  });
});

describe('a classifier in training', () => {
  it('cannot be trained a second time at the same moment', async () => {
    const training = separable({ samples: 20 });
    const classifier = await Classifier.create(
      { inputSize: training.features, classes: training.classNames.length },
      { seed: 0 },
    );
    const first = train(classifier, { training }, { epochs: 2 });
    await expect(train(classifier, { training }, { epochs: 2 })).rejects.toThrow('is being trained already');
    await first;
    await expect(train(classifier, { training }, { epochs: 1 })).resolves.toMatchObject({ bestEpoch: 1 });
  });
});
