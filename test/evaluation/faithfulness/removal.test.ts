import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { RandomStream } from '../../../src/backend/random.js';
import { createDataset, type Dataset, seriesOf, takeSamples } from '../../../src/data/dataset.js';
import { chanceMaps, chanceRows } from '../../../src/evaluation/chance/chance.js';
import { fillNames } from '../../../src/evaluation/faithfulness/fill.js';
import {
  joinRemovalScores,
  type RemovalInput,
  type RemovalOptions,
  removalCurve,
  removalScores,
} from '../../../src/evaluation/faithfulness/removal.js';
import { type Estimate, proportionEstimate } from '../../../src/statistics/estimate.js';
import { draws } from '../../draws.js';
import { arbitrarySample } from '../arbitraryMap.js';

const TIME = 10;
const FEATURES = 10;
const SIZE = TIME * FEATURES;

let engine: Engine;
let data: Dataset;
/** 1 on the 30 inputs that tell the classes apart. */
let truth: Float32Array;

beforeAll(async () => {
  engine = await Engine.create();
  const samples = 60;
  const x = new RandomStream(engine, 1, 'data').normal(samples * SIZE, 0);
  const labels = Int32Array.from({ length: samples }, (_, sample) => sample % 2);
  truth = Float32Array.from({ length: samples * SIZE }, (_, at) => (at % SIZE >= 20 && at % SIZE < 50 ? 1 : 0));
  data = createDataset({
    x: x.map((value, at) => value + truth[at] * (labels[Math.floor(at / SIZE)] === 1 ? 1 : -1)),
    shape: [samples, TIME, FEATURES],
    labels,
  });
});

/** Knows the inputs that matter: the logit of class 1 is their sum. */
const oracle = (series: Dataset) =>
  Float32Array.from({ length: 2 * series.samples }, (_, at) => {
    const sum = seriesOf(series, at >> 1)
      .subarray(20, 50)
      .reduce((total, value) => total + value, 0);
    return at % 2 === 1 ? sum : 0;
  });

const measured = async (input: RemovalInput, recipe: RemovalOptions, groups?: readonly string[]) =>
  removalCurve(await removalScores(engine, input, recipe), { groups });

const curve = (maps: Float32Array, recipe: Partial<RemovalOptions> = {}) =>
  measured({ data, maps, logits: oracle, training: data }, { seed: 3, ...recipe });

const randomMaps = () => chanceMaps(chanceRows(data, { seed: 2 })[0], data);

describe('removal curves', () => {
  it('fall to chance where all that matters is removed first, and slowly where inputs are removed at random', async () => {
    const [own, random] = [await curve(truth), await curve(randomMaps())];
    expect(own.shares).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(own.whole.mean).toBe(1);
    expect(own.accuracy[0]).toEqual(own.whole);
    // Zeros give equal logits, and the first class is taken.
    expect(own.accuracy[3].mean).toBe(0.5);
    expect(own.probability[3].mean).toBeCloseTo(0.5, 6);
    expect(own.lost[3].mean).toBe(0.5);
    expect(random.accuracy[3].mean).toBeGreaterThan(0.95);
    expect(own.area.accuracy.estimate.high).toBeLessThan(random.area.accuracy.estimate.low);
    expect(own.area.probability.estimate.high).toBeLessThan(random.area.probability.estimate.low);
  });

  it('stay at the top where what matters is kept', async () => {
    const kept = await curve(truth, { mode: 'keep', shares: [0, 0.3, 1] });
    expect(kept.accuracy.map(({ mean }) => mean)).toEqual([0.5, 1, 1]);
    expect(kept.lost.map(({ mean }) => mean)).toEqual([0.5, 0, 0]);
    expect(kept.whole.mean).toBe(1);
  });

  it('bring every fill to the same end: the classes are no longer told apart', async () => {
    for (const fill of ['mean', 'noise', 'interpolation'] as const) {
      const { accuracy, probability } = await curve(truth, { fill, shares: [0, 0.3] });
      // Features 0 to 9 of steps 2 to 4 are removed: what lies beside them knows no class.
      expect(accuracy[1].mean, fill).toBeLessThan(0.7);
      expect(probability[1].mean, fill).toBeLessThan(0.7);
    }
  });

  it('have the area of trapezoids over the range of the shares', async () => {
    const { accuracy, area } = await curve(truth, { shares: [0, 0.1, 0.4] });
    const [a, b, c] = accuracy.map(({ mean }) => mean);
    expect(area.accuracy.estimate.mean).toBeCloseTo((0.1 * (a + b)) / 2 / 0.4 + (0.3 * (b + c)) / 2 / 0.4, 12);
    expect((await curve(truth, { shares: [0.2] })).area.accuracy.estimate.mean).toBeCloseTo(
      (await curve(truth, { shares: [0.2] })).accuracy[0].mean,
      12,
    );
  });

  it('do not depend on how many samples are given at a time, and are the same for the same seed', async () => {
    const zeros = new Float32Array(truth.length);
    const options = { fill: 'noise', shares: [0.3, 0.6] } as const;
    const whole = await curve(zeros, options);
    expect(await curve(zeros, { ...options, chunk: 7 })).toEqual(whole);
    expect(await curve(zeros, { ...options, chunk: 1 })).toEqual(whole);
    expect((await curve(zeros, { ...options, seed: 4 })).probability).not.toEqual(whole.probability);
  });

  it('remove cells of equal saliency in a random order, not the first time steps first', async () => {
    const seen: Float32Array[] = [];
    const ones = createDataset({
      x: new Float32Array(40 * SIZE).fill(1),
      shape: [40, TIME, FEATURES],
      labels: new Int32Array(40),
    });
    const logits = (series: Dataset) => {
      seen.push(series.x.slice());
      return new Float32Array(series.samples);
    };
    await measured({ data: ones, maps: new Float32Array(40 * SIZE), logits }, { shares: [0.5], seed: 0 });
    const removed = (step: number) =>
      seen[1].filter((value, at) => value === 0 && at % SIZE === step * FEATURES).length;
    for (let step = 0; step < TIME; step++) {
      expect(removed(step)).toBeGreaterThan(6);
      expect(removed(step)).toBeLessThan(34);
    }
  });

  it('change exactly the top share of the valid inputs, and never the padding', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitrarySample,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom('remove', 'keep'),
        fc.constantFrom(...fillNames),
        async ({ map, shape }, share, mode, fill) => {
          const { time, features, length } = shape;
          const sample = createDataset({
            x: Float32Array.from({ length: time * features }, (_, at) => 1000 + at),
            shape: [1, time, features],
            labels: new Int32Array(1),
            lengths: Int32Array.of(length),
          });
          const training = createDataset({ x: new Float32Array(features).fill(-5), shape: [1, 1, features] });
          const seen: Float32Array[] = [];
          const logits = (series: Dataset) => {
            seen.push(series.x.slice());
            return new Float32Array(2);
          };
          await removalScores(
            engine,
            { data: sample, maps: map, logits, training },
            { shares: [share], mode, fill, seed: 0 },
          );
          const cells = length * features;
          const top = Math.round(share * cells);
          const changed = Array.from({ length: cells }, (_, at) => at).filter((at) => seen[1][at] !== sample.x[at]);
          const wanted = mode === 'remove' ? top : cells - top;
          // On the straight lines of this series interpolation changes nothing between two steps that stay.
          if (fill === 'interpolation') expect(changed.length).toBeLessThanOrEqual(wanted);
          else expect(changed.length).toBe(wanted);
          expect(seen[1].subarray(cells).every((value) => value === 0)).toBe(true);
          const stays = Array.from({ length: cells }, (_, at) => at).filter((at) => !changed.includes(at));
          if (mode === 'remove' && fill === 'zero') {
            const least = Math.min(...changed.map((at) => Math.abs(map[at])));
            for (const at of stays) expect(Math.abs(map[at])).toBeLessThanOrEqual(least);
          }
        },
      ),
      { numRuns: draws(300), seed: 8 },
    );
  });

  it('of folds are joined, and have intervals over whole groups', async () => {
    const drawn = randomMaps();
    // No two inputs are of equal saliency, so that no order is drawn.
    const maps = truth.map((value, at) => value + drawn[at] / 2);
    const part = (from: number, to: number) => {
      const positions = Array.from({ length: to - from }, (_, i) => from + i);
      const input = { data: takeSamples(data, positions), maps: maps.slice(from * SIZE, to * SIZE), logits: oracle };
      return removalScores(engine, input, { seed: 3 });
    };
    const joined = joinRemovalScores([await part(0, 25), await part(25, 60)]);
    const whole = await curve(maps);
    expect(removalCurve(joined)).toEqual(whole);
    // Pairs hold one sample of each class, and half of each pair is right where nothing is left: no pair differs, and samples
    // alone say how wide the interval is.

    const pairs = Array.from({ length: 60 }, (_, sample) => `pair ${sample >> 1}`);
    const grouped = removalCurve(joined, { groups: pairs });
    const single = proportionEstimate(30, 60) as Estimate;
    expect(grouped.accuracy[3].mean).toBe(0.5);
    expect(grouped.accuracy[3].low).toBeCloseTo(single.low, 1);
    expect(whole.accuracy[3].low).toBeLessThan(0.45);
    expect(() => joinRemovalScores([])).toThrow('0 parts');
    expect(() => joinRemovalScores([joined, { ...joined, fill: 'mean' }])).toThrow('do not belong together');
  });

  it('refuse what does not fit', async () => {
    const maps = truth;
    await expect(curve(maps, { shares: [0.2, 0.1] })).rejects.toThrow('shares[1] is 0.1');
    await expect(curve(maps, { shares: [] })).rejects.toThrow('no share');
    await expect(curve(maps.subarray(1))).rejects.toThrow('maps hold 5999 values');
    await expect(curve(maps.map((value, at) => (at === 7 ? Number.NaN : value)))).rejects.toThrow('maps are NaN');
    const { labels: _, ...unlabelled } = data;
    await expect(measured({ data: unlabelled, maps, logits: oracle }, { seed: 0 })).rejects.toThrow('no labels');
    await expect(measured({ data, maps, logits: oracle }, { fill: 'mean', seed: 0 })).rejects.toThrow(
      'needs the training data',
    );
    await expect(
      measured({ data, maps, logits: ({ samples }) => new Float32Array(samples) }, { seed: 0 }),
    ).rejects.toThrow('a label is 1');
    await expect(curve(maps, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });
});
