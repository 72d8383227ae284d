import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDataset, type Dataset } from '../../src/data/dataset.js';
import { fitStandardisation, standardise } from '../../src/data/standardisation.js';
import { refusal } from '../formats/mutations.js';
import { Draws } from '../reference/draws.js';

interface Drawn {
  dataset: Dataset;
  /** The valid values of each (time, feature), as numpy would see them in a list. */
  columns: number[][];
}

function drawn(samples: number, time: number, features: number, seed: number, offset = 0): Drawn {
  const random = new Draws(seed);
  const x = random.floats(samples * time * features, 3).map((value) => value + offset);
  const lengths = Int32Array.from({ length: samples }, () => 1 + random.below(time));
  const columns = Array.from({ length: time * features }, (): number[] => []);
  lengths.forEach((length, sample) => {
    for (let cell = 0; cell < length * features; cell++) columns[cell].push(x[sample * time * features + cell]);
  });
  return { dataset: createDataset({ x, shape: [samples, time, features], lengths }), columns };
}

/** np.mean and np.std (population) in two passes. */
function statistics(values: readonly number[]): [mean: number, deviation: number] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length);
  return [mean, values.length > 1 ? Math.sqrt(variance) : 1];
}

describe('fitStandardisation', () => {
  it('gives the population statistics of each cell, or of each feature over time, without the padding', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 2, max: 9 }),
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 4 }),
    );
    fc.assert(
      fc.property(sizes, fc.nat(), ([samples, time, features], seed) => {
        const { dataset, columns } = drawn(samples, time, features, seed);
        const byFeature = Array.from({ length: features }, (_, feature) =>
          columns.filter((_, cell) => cell % features === feature).flat(),
        );
        for (const [by, groups] of [['cell', columns] as const, ['feature', byFeature] as const]) {
          const { mean, deviation } = fitStandardisation(dataset, by);
          expect(mean.length).toBe(groups.length);
          groups.map(statistics).forEach(([m, d], cell) => {
            expect(mean[cell]).toBeCloseTo(m, 5);
            expect(deviation[cell]).toBeCloseTo(d, 5);
          });
        }
      }),
    );
  });

  it('does not lose the deviation beside a large mean', () => {
    const { dataset, columns } = drawn(50, 2, 1, 3, 100_000);
    const { mean, deviation } = fitStandardisation(dataset, 'cell');
    const [m, d] = statistics(columns[0]);
    expect(mean[0]).toBe(Math.fround(m));
    expect(deviation[0] / d).toBeCloseTo(1, 6);
  });

  it('takes the deviation of what is constant, or all padding, as 1', () => {
    const x = Float32Array.of(0.1, 5, 1, 2, 0.1, 6, 3, 4);
    const dataset = createDataset({ x, shape: [2, 2, 2], lengths: Int32Array.of(1, 1) });
    const fitted = fitStandardisation(dataset, 'cell');
    expect(fitted.deviation).toEqual(Float32Array.of(1, 0.5, 1, 1));
    expect(fitted.mean).toEqual(Float32Array.of(0.1, 5.5, 0, 0));
    expect([...standardise(dataset, fitted).x]).toEqual([0, -1, 0, 0, 0, 1, 0, 0]);
  });

  it('takes a deviation below the smallest float32 as none', () => {
    const x = new Float32Array(1000);
    x[0] = 1e-45;
    const dataset = createDataset({ x, shape: [1000, 1, 1] });
    expect(fitStandardisation(dataset, 'cell').deviation[0]).toBe(1);
  });
});

describe('standardise', () => {
  it('brings the training data to mean 0 and deviation 1, and others to the same scale', () => {
    const { dataset } = drawn(60, 3, 2, 1, 7);
    const fitted = fitStandardisation(dataset, 'cell');
    const again = fitStandardisation(standardise(dataset, fitted), 'cell');
    for (const value of again.mean) expect(value).toBeCloseTo(0, 5);
    for (const value of again.deviation) expect(value).toBeCloseTo(1, 5);
    const other = createDataset({ x: fitted.mean.slice(), shape: [1, 3, 2] });
    expect([...standardise(other, fitted).x]).toEqual(new Array(6).fill(0));
  });

  it('leaves padding at zero and the given dataset alone', () => {
    const { dataset } = drawn(5, 4, 2, 2, 7);
    const before = dataset.x.slice();
    const { x } = standardise(dataset, fitStandardisation(dataset, 'feature'));
    expect(dataset.x).toEqual(before);
    before.forEach((value, i) => {
      if (value === 0) expect(x[i]).toBe(0);
    });
    expect(before.includes(0)).toBe(true);
  });

  it('refuses other sizes than those of the training data', () => {
    const fitted = fitStandardisation(drawn(4, 3, 2, 0).dataset, 'cell');
    expect(refusal(() => standardise(drawn(4, 2, 2, 0).dataset, fitted))).toMatchObject({
      code: 'shape',
      message: expect.stringMatching(/^the data have 2 time steps of 2 features, other sizes/),
    });
    const short = { ...fitted, deviation: fitted.deviation.slice(1) };
    expect(refusal(() => standardise(drawn(4, 3, 2, 0).dataset, short)).code).toBe('shape');
  });

  it('takes series of another length where the statistics are by feature', () => {
    const fitted = fitStandardisation(drawn(4, 3, 2, 0).dataset, 'feature');
    expect(standardise(drawn(4, 9, 2, 0).dataset, fitted).time).toBe(9);
  });

  it('says where a value leaves float32', () => {
    const dataset = createDataset({ x: Float32Array.of(0, 0, 0, 1), shape: [2, 2, 1] });
    const tiny = { by: 'feature', mean: Float32Array.of(0), deviation: Float32Array.of(1e-42) } as const;
    expect(refusal(() => standardise(dataset, tiny))).toMatchObject({
      code: 'not-finite',
      message: 'x, standardised, is Infinity at sample 1, time 1, feature 0',
    });
  });
});
