import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimate, proportionEstimate, studentQuantile } from '../../src/statistics/estimate.js';

describe('estimate', () => {
  it("is the mean with Student's t interval", () => {
    const result = estimate([0.1, 0.25, 0.05, 0.4, 0.2]);
    expect(result?.mean).toBeCloseTo(0.2, 14);
    expect(result?.low).toBeCloseTo(0.02997815483542343, 12);
    expect(result?.high).toBeCloseTo(0.3700218451645766, 12);
    expect(result?.n).toBe(5);
  });

  it('of one value has no width, and of none is undefined', () => {
    expect(estimate([0.3])).toEqual({ mean: 0.3, low: 0.3, high: 0.3, n: 1 });
    expect(estimate([])).toBeUndefined();
  });

  it('stays within bounds, where values have some', () => {
    expect(estimate([0.9, 1], [0, 1])).toMatchObject({ mean: 0.95, high: 1 });
    expect(estimate([0.9, 1])?.high).toBeGreaterThan(1);
    expect(estimate([0, 0.3], [0, Number.POSITIVE_INFINITY])?.low).toBe(0);
  });

  it('has no width for equal values', () => {
    expect(estimate([0.5, 0.5, 0.5])).toEqual({ mean: 0.5, low: 0.5, high: 0.5, n: 3 });
  });

  it('is ordered for any values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 }), (values) => {
        const { mean, low, high } = estimate(values) as { mean: number; low: number; high: number };
        return low <= mean && mean <= high;
      }),
    );
  });
});

describe("Student's t quantile", () => {
  // Found by bisection of the closed-form distribution (Abramowitz and Stegun 26.7.3) with 40 digits.
  it.each([
    [1, 12.706204736175],
    [2, 4.302652729749],
    [10, 2.228138851986],
    [30, 2.042272456301],
    [31, 2.039513446396],
    [40, 2.021075390306],
    [60, 2.000297822014],
    [99, 1.984216951586],
    [299, 1.967929669066],
    [1000, 1.962339080826],
  ])('with %d degrees of freedom is %d, to 12 decimals up to 30 and to 3e-8 beyond', (degrees, quantile) => {
    expect(Math.abs(studentQuantile(degrees) - quantile)).toBeLessThan(degrees <= 30 ? 1e-12 : 3e-8);
  });

  it('falls with every degree of freedom towards the normal quantile', () => {
    for (let degrees = 1; degrees < 2000; degrees++)
      expect(studentQuantile(degrees + 1)).toBeLessThan(studentQuantile(degrees));
    expect(studentQuantile(1e9)).toBeCloseTo(1.959963984540054, 8);
  });
});

describe('proportionEstimate', () => {
  it.each([
    [8, 10, 0.4901624715366418, 0.9433178485456248],
    [534, 1000, 0.5030108102327143, 0.5647289701902679],
    [300, 300, 0.9873570287754538, 1],
    [0, 20, 0, 0.16112515805281938],
  ])('of %d in %d is the Wilson interval', (successes, n, low, high) => {
    const result = proportionEstimate(successes, n);
    expect(result?.mean).toBe(successes / n);
    expect(result?.low).toBeCloseTo(low, 13);
    expect(result?.high).toBeCloseTo(high, 13);
    expect(result?.n).toBe(n);
  });

  it('reaches 0 and 1 exactly where all fail or succeed, and is undefined without trials', () => {
    expect(proportionEstimate(0, 7)?.low).toBe(0);
    expect(proportionEstimate(7, 7)?.high).toBe(1);
    expect(proportionEstimate(0, 0)).toBeUndefined();
  });

  it('stays within [0, 1] and holds the proportion', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const result = proportionEstimate(Math.floor(share * n), n);
        if (!result) return false;
        return result.low >= 0 && result.low <= result.mean && result.mean <= result.high && result.high <= 1;
      }),
    );
  });
});
