import { describe, expect, it } from 'vitest';
import { createDataset, type Dataset } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import { train } from '../../src/training/trainer.js';
import { Draws } from '../reference/draws.js';

const FEATURES = 8;
const feeds = ['none', 'matrix', 'mean', 'normalised'] as const;

function series(samples: number, time: number): Dataset {
  const x = new Draws(1).floats(samples * time * FEATURES);
  return createDataset({
    x,
    shape: [samples, time, FEATURES],
    labels: Int32Array.from({ length: samples }, (_, i) => i % 2),
  });
}

/** Bytes from the end of a fresh classifier's parameters to the end of the memory after `work`. */
async function growth(
  feed: (typeof feeds)[number],
  work: (classifier: Classifier) => Promise<unknown>,
): Promise<number> {
  const sizes = { inputSize: FEATURES, classes: 2, hops: 20, attentionSize: 16, inputCellAttention: feed };
  const classifier = await Classifier.create(sizes, { seed: 0 });
  const { engine } = classifier;
  const begin = engine.scope(() => engine.allocate(1));
  await work(classifier);
  return engine.bytes - begin;
}

describe.each(feeds)('memory (%s)', (feed) => {
  it('grows linearly with the number of time steps, in explaining and in training', async () => {
    const works = [
      (data: Dataset) => (classifier: Classifier) => classifier.inputGradient(data),
      (data: Dataset) => (classifier: Classifier) => train(classifier, { training: data }, { epochs: 1 }),
    ];
    for (const work of works) {
      const short = await growth(feed, work(series(8, 1000)));
      const long = await growth(feed, work(series(8, 10_000)));
      expect(long / short).toBeGreaterThan(8);
      expect(long / short).toBeLessThan(10.5);
    }
  });

  it('stays within what is reckoned for a sample, and so within the budget of 256 MiB for any number of them', async () => {
    const time = 2000;
    const classifier = await Classifier.create(
      { inputSize: FEATURES, classes: 2, hops: 20, attentionSize: 16, inputCellAttention: feed },
      { seed: 0 },
    );
    const reckoned = classifier.network.bytesPerSample(time);
    // So many are computed together.
    const together = 8;
    const data = series(2 * together, time);
    const grown = await growth(feed, (other) => other.inputGradient(data));
    expect(grown).toBeLessThan(together * reckoned * 1.05 + 2 ** 20);
    expect(grown).toBeGreaterThan(together * reckoned * 0.9);
  });
});

describe('memory of many long series', () => {
  it('does not grow beyond the budget', async () => {
    const grown = await growth('matrix', (classifier) => classifier.inputGradient(series(64, 4000)));
    expect(grown).toBeLessThan(258 * 2 ** 20);
  });

  it('does not grow with the points of paths to them', async () => {
    const data = series(3, 4000);
    const baseline = new Float32Array(4000 * FEATURES);
    const grown = (steps: number) =>
      growth('matrix', (classifier) => classifier.pathGradient(data, { baseline, steps, output: 'logit' }));
    const few = await grown(60);
    expect(few).toBeLessThan(258 * 2 ** 20);
    expect(await grown(180)).toBe(few);
  });
});
