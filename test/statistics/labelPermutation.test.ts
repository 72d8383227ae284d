import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelPermutationTest } from '../../src/statistics/labelPermutation.js';
import { RandomIntegers } from '../../src/statistics/randomIntegers.js';
import { draws } from '../draws.js';

/** All orders of a few values. */
function orders(values: readonly number[]): number[][] {
  if (values.length <= 1) return [[...values]];
  return values.flatMap((value, i) => orders(values.filter((_, j) => j !== i)).map((rest) => [value, ...rest]));
}

const correct = (predicted: readonly number[], labels: readonly number[]) =>
  predicted.filter((value, i) => value === labels[i]).length;

describe('the label permutation test', () => {
  it('gives the p and the chance that counting all orders gives', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 6 }), (pairs) => {
        const predicted = pairs.map(([p]) => p);
        const labels = pairs.map(([, l]) => l);
        const all = orders(labels).map((order) => correct(predicted, order));
        const observed = correct(predicted, labels);
        const test = labelPermutationTest({ predicted, labels, classes: 3 }, { permutations: 2000, seed: 1 });
        expect(test.accuracy).toBe(observed / labels.length);
        expect(test.chance).toBeCloseTo(all.reduce((a, b) => a + b, 0) / all.length / labels.length, 10);
        expect(Math.abs(test.p - all.filter((count) => count >= observed).length / all.length)).toBeLessThan(0.05);
      }),
      { numRuns: draws(60), seed: 2 },
    );
  });

  it('never gives 0, and 1 where nothing can change places', () => {
    const labels = Array.from({ length: 60 }, (_, i) => i % 3);
    const whole = { predicted: labels, labels, classes: 3 };
    expect(labelPermutationTest(whole, { permutations: 99, seed: 0 }).p).toBe(0.01);
    const alone = { ...whole, groups: labels.map((_, i) => `run ${i}`) };
    expect(labelPermutationTest(alone, { permutations: 99, seed: 0 })).toMatchObject({ p: 1, chance: 1 });
  });

  it('keeps labels in their groups: what only tells groups apart does not beat chance', () => {
    // Group a is nearly all class 0, group b nearly all class 1; predictions know the group and nothing else.
    const groups = Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 'a' : 'b'));
    const predicted = groups.map((name) => (name === 'a' ? 0 : 1));
    const labels = predicted.map((label, i) => (i % 10 < 2 ? 1 - label : label));
    const mixed = labelPermutationTest({ predicted, labels, classes: 2 }, { permutations: 999, seed: 4 });
    const within = labelPermutationTest({ predicted, labels, groups, classes: 2 }, { permutations: 999, seed: 4 });
    expect(mixed.p).toBeLessThan(0.01);
    expect(within.p).toBe(1);
    expect(within.chance).toBeCloseTo(within.accuracy, 12);
  });

  it('is as often below a level as the level says where only chance is at work, or less often because of ties', () => {
    const stream = new RandomIntegers(9, 'data');
    const classOf = (position: number) => Array.from(stream.uniform(48, position), (u) => Math.floor(8 * u));
    let below = 0;
    for (let trial = 0; trial < 300; trial++) {
      const predicted = classOf(2 * trial);
      const labels = classOf(2 * trial + 1);
      const groups = labels.map((_, i) => `${i % 6}`);
      if (labelPermutationTest({ predicted, labels, groups, classes: 8 }, { permutations: 199, seed: trial }).p <= 0.1)
        below++;
    }
    expect(below / 300).toBeGreaterThan(0.02);
    expect(below / 300).toBeLessThan(0.14);
  });

  it('gives the same for the same seed', () => {
    const labels = Array.from({ length: 40 }, (_, i) => i % 4);
    const predicted = labels.map((label, i) => (i % 9 === 0 ? label : (label + i) % 4));
    const run = (seed: number) => labelPermutationTest({ predicted, labels, classes: 4 }, { permutations: 500, seed });
    expect(run(7)).toEqual(run(7));
    expect(run(7).p).not.toBe(run(8).p);
  });

  it('refuses what does not fit together', () => {
    const run = (predicted: number[], labels: number[], groups?: string[], permutations = 9) =>
      labelPermutationTest({ predicted, labels, groups, classes: 2 }, { permutations, seed: 0 });
    expect(() => run([0], [0, 1])).toThrow('1 predictions, 2 labels');
    expect(() => run([], [])).toThrow('one of each a sample');
    expect(() => run([0, 1], [0, 1], ['a'])).toThrow('1 group names');
    expect(() => run([0, 2], [0, 1])).toThrow('predicted[1] is 2: there are classes 0 to 1');
    expect(() => run([0, 1], [0, -1])).toThrow('labels[1] is -1');
    expect(() => run([0], [0], undefined, 0)).toThrow('permutations: a whole number at least 1 was expected, found 0');
  });
});
