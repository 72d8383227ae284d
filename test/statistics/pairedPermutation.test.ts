import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { RandomStream } from '../../src/backend/random.js';
import { holm, holmWithin, pairedPermutationTest } from '../../src/statistics/pairedPermutation.js';
import { draws } from '../draws.js';

let test = 0;
/** Each test of this file has flips of its own. */
const next = (permutations = 9999) => ({ seed: 1, permutations, test: test++ });

/** The share of all 2^n flips whose sum is as far from 0. */
function exactP(differences: readonly number[]): number {
  const n = differences.length;
  const observed = Math.abs(differences.reduce((a, b) => a + b, 0));
  let asFar = 0;
  for (let flips = 0; flips < 2 ** n; flips++) {
    const sum = differences.reduce((total, value, i) => total + (flips & (1 << i) ? -value : value), 0);
    if (Math.abs(sum) >= observed - 1e-9) asFar++;
  }
  return asFar / 2 ** n;
}

describe('the paired permutation test', () => {
  it('gives what counting all flips gives', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 10 }), (differences) => {
        const p = pairedPermutationTest(differences, next(4000));
        expect(Math.abs(p - exactP(differences))).toBeLessThan(0.04);
      }),
      { numRuns: draws(100), seed: 3 },
    );
  });

  it('is small where all pairs differ the same way, and 1 where there is no difference', () => {
    const n = 1000;
    expect(
      pairedPermutationTest(
        Float64Array.from({ length: n }, (_, i) => 1 + (i % 3)),
        next(),
      ),
    ).toBe(1e-4);
    expect(pairedPermutationTest(new Float64Array(n), next())).toBe(1);
    expect(pairedPermutationTest([], next())).toBe(1);
  });

  it('is as often below a level as the level says where only chance is at work', async () => {
    const noise = new RandomStream(await Engine.create(), 1, 'resampling').normal(400 * 37, 0);
    let below = 0;
    for (let trial = 0; trial < 400; trial++) {
      if (pairedPermutationTest(noise.subarray(trial * 37, (trial + 1) * 37), next(199)) <= 0.1) below++;
    }
    expect(below / 400).toBeGreaterThan(0.06);
    expect(below / 400).toBeLessThan(0.14);
  });
});

describe('Holm’s correction', () => {
  it('multiplies the smallest by the number of tests, the next by one less, and never goes down', () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((expected, index) => {
      expect(adjusted[index]).toBeCloseTo(expected, 12);
    });
    expect(holm([0.5, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('within families corrects each for its own only, in the order given', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('a', 'b', 'c')), {
          maxLength: 12,
        }),
        (tests) => {
          const adjusted = holmWithin(
            tests.map(([p]) => p),
            tests.map(([, family]) => family),
          );
          for (const family of ['a', 'b', 'c']) {
            const own = tests.flatMap(([p, other], index) => (other === family ? [{ p, index }] : []));
            expect(own.map(({ index }) => adjusted[index])).toEqual(holm(own.map(({ p }) => p)));
          }
          expect(adjusted).toHaveLength(tests.length);
        },
      ),
    );
    expect(() => holmWithin([0.1], [])).toThrow('0 families for 1 tests');
  });
});
