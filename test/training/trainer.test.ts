import { afterEach, describe, expect, it, vi } from 'vitest';
import { labelsOf, takeSamples } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import type { ClassifierOptions } from '../../src/model/config.js';
import type { TrainingOptions } from '../../src/training/options.js';
import type { EpochRecord } from '../../src/training/state.js';
import { type TrainingData, type TrainingProgress, train } from '../../src/training/trainer.js';
import { crossEntropy } from '../reference/loss.js';
import { rowsOf } from '../reference/matrix.js';
import { separable } from './separable.js';

const SMALL: ClassifierOptions = { inputSize: 4, classes: 2, hiddenSize: 3, hops: 2, attentionSize: 3 };

async function trained(data: TrainingData, options: TrainingOptions, model: Partial<ClassifierOptions> = {}, seed = 0) {
  const classifier = await Classifier.create({ ...SMALL, ...model }, { seed });
  return { classifier, result: await train(classifier, data, options) };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('train', () => {
  it.each(['none', 'matrix', 'mean', 'normalised'] as const)(
    'learns a separable problem to 100 % (%s)',
    async (feed) => {
      const options = { learningRate: 0.02, batchSize: 8, epochs: 200 };
      const { classifier, result } = await trained({ training: separable({ unequal: true }) }, options, {
        inputCellAttention: feed,
      });
      expect(result.stopped).toBe('training accuracy');
      expect(result.history.at(-1)?.accuracy).toBe(1);
      expect(result.history.length).toBeLessThan(200);
      const fresh = separable({ seed: 99 });
      expect(await classifier.predict(fresh)).toEqual(fresh.labels);
    },
  );

  it('gives the same bits for the same seed, and others for another seed or another start', async () => {
    const data = { training: separable({ randomLabels: true }), validation: separable({ seed: 5 }) };
    const parameters = async (seed: number, start: number) => {
      const { classifier, result } = await trained(data, { epochs: 3, batchSize: 7, seed }, {}, start);
      return { flat: classifier.parameters(), history: result.history };
    };
    const first = await parameters(1, 1);
    expect(await parameters(1, 1)).toEqual(first);
    expect((await parameters(2, 1)).flat).not.toEqual(first.flat);
    expect((await parameters(1, 2)).flat).not.toEqual(first.flat);
  });

  it.each(['inputDropout', 'hiddenDropout'] as const)('is changed by %s', async (name) => {
    const losses = async (share: number) => {
      const calm = { inputDropout: 0, hiddenDropout: 0, epochs: 2 };
      const { result } = await trained({ training: separable({ randomLabels: true }) }, { ...calm, [name]: share });
      return result.history.map(({ loss }) => loss);
    };
    expect(await losses(0.3)).not.toEqual(await losses(0));
  });

  it('stops at the accuracy that is enough', async () => {
    const { result } = await trained(
      { training: separable() },
      { learningRate: 0.02, batchSize: 8, stopAtAccuracy: 0.8, inputDropout: 0, hiddenDropout: 0 },
    );
    expect(result.stopped).toBe('training accuracy');
    const accuracies = result.history.map(({ accuracy }) => accuracy);
    expect(accuracies.at(-1)).toBeGreaterThanOrEqual(0.8);
    expect(accuracies.slice(0, -1).every((accuracy) => accuracy < 0.8)).toBe(true);
  });

  it('goes on beyond every accuracy where it is told to', async () => {
    const { result } = await trained(
      { training: separable() },
      { learningRate: 0.02, batchSize: 8, stopAtAccuracy: 0, epochs: 40, inputDropout: 0, hiddenDropout: 0 },
    );
    expect(result.stopped).toBe('epochs');
    expect(result.history).toHaveLength(40);
    expect(result.history.at(-1)?.accuracy).toBe(1);
  });

  it('stops once the validation loss has not improved for `patience` epochs, and keeps the best epoch', async () => {
    // Random labels can be learnt by heart only: the validation loss soon rises.
    const validation = separable({ seed: 8, randomLabels: true });
    const { classifier, result } = await trained(
      { training: separable({ randomLabels: true }), validation },
      { epochs: 300, learningRate: 0.03, patience: 4 },
      { hiddenSize: 8 },
    );
    const losses = result.history.map(({ validationLoss }) => validationLoss as number);
    const best = losses.indexOf(Math.min(...losses));
    expect(result).toMatchObject({ stopped: 'patience', bestEpoch: best + 1 });
    expect(losses.length).toBe(best + 1 + 4);
    const logits = rowsOf(await classifier.logits(validation), validation.samples, 2);
    expect(crossEntropy(logits, labelsOf(validation))).toBeCloseTo(losses[best], 5);
  });

  it('ends with the parameters of the epoch with the lowest validation loss, also where that was not the last', async () => {
    const data = {
      training: separable({ randomLabels: true }),
      validation: separable({ seed: 8, randomLabels: true }),
    };
    const options = { epochs: 30, learningRate: 0.05 };
    const { classifier, result } = await trained(data, options);
    expect(result.bestEpoch).toBeLessThan(30);
    expect(result.stopped).toBe('epochs');
    const { classifier: shorter } = await trained(
      { training: data.training },
      { ...options, epochs: result.bestEpoch },
    );
    expect(classifier.parameters()).toEqual(shorter.parameters());
  });

  it('ends with the last parameters where there is no validation', async () => {
    const { result } = await trained({ training: separable({ randomLabels: true }) }, { epochs: 3, patience: 1 });
    expect(result).toMatchObject({ bestEpoch: 3, stopped: 'epochs' });
  });

  it('does not look at the validation data to train', async () => {
    const training = separable({ randomLabels: true });
    const histories = await Promise.all(
      [8, 9].map(async (seed) => {
        const { result } = await trained({ training, validation: separable({ seed }) }, { epochs: 4 });
        return result.history.map(({ loss, accuracy }) => [loss, accuracy]);
      }),
    );
    expect(histories[0]).toEqual(histories[1]);
  });

  it('tells of each epoch once, however short the training', async () => {
    const told: EpochRecord[] = [];
    const classifier = await Classifier.create(SMALL, { seed: 0 });
    const data = { training: separable({ samples: 8, randomLabels: true }) };
    const { history } = await train(classifier, data, { epochs: 3 }, { onEpoch: (record) => told.push(record) });
    expect(told).toEqual(history);
  });

  it('weighs the validation loss by class as the training loss', async () => {
    // Three samples of class 0 for each of class 1 to train on; validation has as many of both.
    const all = separable({ samples: 48 });
    const uneven = Array.from({ length: 48 }, (_, i) => i).filter((i) => i % 2 === 0 || i % 6 === 1);
    const data = { training: takeSamples(all, uneven), validation: separable({ seed: 5 }) };
    const { classifier, result } = await trained(data, { epochs: 1, classWeights: 'balanced' });
    const logits = rowsOf(await classifier.logits(data.validation), 24, 2);
    const weights = [32 / (2 * 24), 32 / (2 * 8)];
    const losses = logits.map((row, i) => crossEntropy([row], Int32Array.of(i % 2)));
    const expected = losses.reduce((sum, loss, i) => sum + loss * weights[i % 2], 0) / (12 * (weights[0] + weights[1]));
    expect(result.history[0].validationLoss).toBeCloseTo(expected, 5);
  });

  it('tells of every step in order, and of the last whole epoch', async () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 1000;
      return now;
    });
    const told: TrainingProgress[] = [];
    const classifier = await Classifier.create(SMALL, { seed: 0 });
    const data = { training: separable({ samples: 20, randomLabels: true }) };
    const { history } = await train(classifier, data, { epochs: 3, batchSize: 8 }, { onProgress: (p) => told.push(p) });
    expect(told.map(({ epoch, batch }) => [epoch, batch])).toEqual(
      [1, 2, 3].flatMap((epoch) => [1, 2, 3].map((batch) => [epoch, batch])),
    );
    for (const { epochs, batches, epoch, loss, last } of told) {
      expect([epochs, batches]).toEqual([3, 3]);
      expect(Number.isFinite(loss)).toBe(true);
      expect(last).toEqual(history[epoch - 2]);
    }
  });
});
