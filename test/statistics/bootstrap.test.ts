import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { RandomStream } from '../../src/backend/random.js';
import { bootstrapMeans } from '../../src/statistics/bootstrap.js';
import { estimate } from '../../src/statistics/estimate.js';
import { draws } from '../draws.js';

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.create();
});

describe('the bootstrap', () => {
  it('gives the mean, inside an interval that lies inside the values', () => {
    const row = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const estimates = bootstrapMeans(rows.flat(), 3, { resamples: 200, seed: 1 });
        estimates.forEach(({ mean, low, high, n }, column) => {
          const values = rows.map((values) => values[column]);
          expect(n).toBe(rows.length);
          expect(mean).toBeCloseTo(values.reduce((a, b) => a + b, 0) / n, 5);
          expect(low).toBeLessThanOrEqual(high);
          expect(low).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
          expect(high).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        });
      }),
      { numRuns: draws(100), seed: 5 },
    );
  });

  it('agrees with Student’s t where the values are many', () => {
    const values = new RandomStream(engine, 3, 'data').normal(400, 0);
    const [drawn] = bootstrapMeans(values, 1, { seed: 0 });
    const t = estimate(values);
    expect(Math.abs(drawn.low - (t?.low ?? 0))).toBeLessThan(0.02);
    expect(Math.abs(drawn.high - (t?.high ?? 0))).toBeLessThan(0.02);
  });

  it('draws whole groups: copies of a sample in its group add nothing', () => {
    const values = new RandomStream(engine, 3, 'data').normal(30, 0);
    const [alone] = bootstrapMeans(values, 1, { seed: 4 });
    const copies = Float32Array.from({ length: 300 }, (_, i) => values[Math.floor(i / 10)]);
    const groups = Array.from(copies, (_, i) => `run ${Math.floor(i / 10)}`);
    const [grouped] = bootstrapMeans(copies, 1, { groups, seed: 4 });
    const [taken] = bootstrapMeans(copies, 1, { seed: 4 });
    expect(grouped.high - grouped.low).toBeCloseTo(alone.high - alone.low, 10);
    expect(taken.high - taken.low).toBeLessThan(0.5 * (alone.high - alone.low));
    const [one] = bootstrapMeans(values, 1, { groups: Array.from(values, () => 'all'), seed: 4 });
    expect(one.high - one.low).toBeCloseTo(0, 12);
  });

  it('gives every column the same draws, however many there are', () => {
    const column = new RandomStream(engine, 3, 'data').normal(6, 0);
    const columns = 700;
    const values = Float64Array.from({ length: 6 * columns }, (_, i) => column[Math.floor(i / columns)]);
    const estimates = bootstrapMeans(values, columns, { resamples: 4000, seed: 2 });
    expect(estimates).toHaveLength(columns);
    expect(new Set(estimates.map(({ low, high }) => `${low} ${high}`)).size).toBe(1);
  });

  it('gives nothing for no samples, and refuses what does not fit', () => {
    expect(bootstrapMeans([], 2, { seed: 0 })).toEqual([]);
    expect(() => bootstrapMeans([1, 2, 3], 2, { seed: 0 })).toThrow('whole rows of 2 columns');
    expect(() => bootstrapMeans([1, 2], 1, { groups: ['a'], seed: 0 })).toThrow('1 group names for 2 samples');
    expect(() => bootstrapMeans([1, 2], 1, { resamples: 0, seed: 0 })).toThrow(
      'resamples: a whole number at least 1 was expected, found 0',
    );
  });
});
