import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cosineOfPi,
  decimalExponent,
  euclideanNorm,
  exp,
  exponentOf,
  powerOfTen,
  tanh,
  timesPowerOfTwo,
} from '../../src/statistics/portableMath.js';

const near = (found: number, expected: number) => Math.abs(found - expected) <= 5e-16 * Math.abs(expected) + 5e-324;
const finite = fc.double({ noNaN: true, noDefaultInfinity: true });

describe('functions whose bits are the same in every engine', () => {
  it('exponential and hyperbolic tangent are as Math’s, to two ulp', () => {
    fc.assert(fc.property(fc.double({ min: -700, max: 709, noNaN: true }), (x) => near(exp(x), Math.exp(x))));
    fc.assert(fc.property(fc.double({ min: -25, max: 25, noNaN: true }), (x) => near(tanh(x), Math.tanh(x))));
    fc.assert(fc.property(fc.double({ min: -1e-3, max: 1e-3, noNaN: true }), (x) => near(tanh(x), Math.tanh(x))));
    expect([exp(0), exp(800), exp(-800), exp(Number.NaN)]).toEqual([1, Number.POSITIVE_INFINITY, 0, Number.NaN]);
    expect([tanh(0), tanh(40), tanh(-40)]).toEqual([0, 1, -1]);
  });

  it('cosine is as Math’s, for fractions of pi', () => {
    fc.assert(
      fc.property(fc.nat({ max: 5000 }), fc.integer({ min: 1, max: 2000 }), (a, b) => {
        expect(Math.abs(cosineOfPi(a, b) - Math.cos((Math.PI * (a % (2 * b))) / b))).toBeLessThan(2e-15);
      }),
    );
    expect([0, 1, 2, 3, 4].map((a) => Math.round(1e9 * cosineOfPi(a, 2)) / 1e9)).toEqual([1, 0, -1, 0, 1]);
  });

  it('powers of two and ten take numbers apart and put them together', () => {
    fc.assert(
      fc.property(finite, (x) => {
        if (x === 0) return;
        const e = exponentOf(x);
        const m = Math.abs(timesPowerOfTwo(x, -e));
        expect(m).toBeGreaterThanOrEqual(1);
        expect(m).toBeLessThan(2);
        expect(timesPowerOfTwo(m * Math.sign(x), e)).toBe(x);
        expect(Math.abs(x) / powerOfTen(decimalExponent(x)) || 1).toBeGreaterThan(0.999);
      }),
    );
    expect([5e-324, 2 ** -1022, 1, 1.5, Number.MAX_VALUE].map(exponentOf)).toEqual([-1074, -1022, 0, 0, 1023]);
    expect([timesPowerOfTwo(1, 3000), timesPowerOfTwo(1, -3000)]).toEqual([Number.POSITIVE_INFINITY, 0]);
    expect([0.001, 0.01, 1, 9.99, 10, 1000].map(decimalExponent)).toEqual([-3, -2, 0, 0, 1, 3]);
  });

  it('norms neither overflow nor vanish', () => {
    expect(euclideanNorm([3e200, 4e200]) / 5e200).toBeCloseTo(1, 14);
    expect(euclideanNorm([3e-200, -4e-200]) / 5e-200).toBeCloseTo(1, 14);
    expect([euclideanNorm([]), euclideanNorm([0, 0])]).toEqual([0, 0]);
    expect(euclideanNorm([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  });
});
