import { describe, expect, it } from 'vitest';
import { createDataset, type Dataset, lengthOf, seriesOf } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import { classifierConfig } from '../../src/model/config.js';
import { parameterLayout } from '../../src/model/network.js';
import { train } from '../../src/training/trainer.js';
import { relativeError } from '../reference/relativeError.js';
import { separable } from './separable.js';

/** The same series with padding up to `time` steps; `padding` is what the given array holds there. */
function padded(dataset: Dataset, time: number, padding: number): Dataset {
  const { samples, features } = dataset;
  const x = new Float32Array(samples * time * features).fill(padding);
  const lengths = Int32Array.from({ length: samples }, (_, sample) => lengthOf(dataset, sample));
  lengths.forEach((length, sample) => {
    x.set(seriesOf(dataset, sample).subarray(0, length * features), sample * time * features);
  });
  return createDataset({ x, shape: [samples, time, features], labels: dataset.labels, lengths });
}

const feeds = ['none', 'matrix', 'mean', 'normalised'] as const;

async function parametersAfter(training: Dataset, inputCellAttention: (typeof feeds)[number], batchSize: number) {
  const sizes = { inputSize: training.features, classes: 2, hiddenSize: 3, hops: 2, attentionSize: 3 };
  const classifier = await Classifier.create({ ...sizes, inputCellAttention }, { seed: 2 });
  // Dropout of the input draws for every step of the array, padded or not.
  await train(classifier, { training }, { epochs: 5, batchSize, inputDropout: 0, hiddenDropout: 0.2 });
  return classifier.parameters();
}

/**
 * The bias of the scores has no effect, since all scores of a hop shift together: its gradient is rounding alone, of
 * which Adam, dividing by its size, makes whole steps.
 */
function undecided(inputCellAttention: (typeof feeds)[number], index: number): boolean {
  const sizes = { inputSize: 4, classes: 2, hiddenSize: 3, hops: 2, attentionSize: 3 };
  const { specs } = parameterLayout(classifierConfig({ ...sizes, inputCellAttention }));
  const bias = specs.find(({ name }) => name === 'rnn.linear_second.bias');
  return bias !== undefined && index >= bias.offset && index < bias.offset + 2;
}

describe.each(feeds)('padded steps (%s)', (feed) => {
  const dataset = separable({ samples: 20, time: 9, unequal: true, randomLabels: true });

  it('contribute nothing to training, bit for bit, whatever they hold and however many they are', async () => {
    const expected = await parametersAfter(dataset, feed, 4);
    for (const [time, padding] of [
      [9, 0],
      [9, 1e30],
      [14, 0],
      [40, -5],
    ]) {
      expect(await parametersAfter(padded(dataset, time, padding), feed, 4)).toEqual(expected);
    }
  });

  it('leave no more than rounding where a batch has more rows than a matrix product sums at a time', async () => {
    const expected = await parametersAfter(dataset, feed, 20);
    const found = await parametersAfter(padded(dataset, 60, 1), feed, 20);
    const moved = found.map((value, i) => (undecided(feed, i) ? 0 : value));
    const still = expected.map((value, i) => (undecided(feed, i) ? 0 : value));
    expect(relativeError(moved, still, 0)).toBeLessThan(1e-4);
  });

  it('of whole series change nothing either', async () => {
    const whole = separable({ samples: 20, time: 9, randomLabels: true });
    const expected = await parametersAfter(whole, feed, 4);
    expect(await parametersAfter(padded(whole, 12, 3), feed, 4)).toEqual(expected);
  });
});
