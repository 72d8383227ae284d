import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fold, groupedFolds, leaveOneGroupOut, stratifiedFolds } from '../../src/data/folds.js';
import { UnvanishError } from '../../src/errors.js';
import { draws } from '../draws.js';
import { refusal } from '../formats/mutations.js';

const classNames = ['face', 'house', 'cat'];

const data = (labels: readonly number[], names = classNames) => ({
  labels: Int32Array.from(labels),
  classNames: names,
});

/** Each sample is tested once, and trained with in all other folds. */
function checkDivision(folds: readonly Fold[], samples: number): void {
  const all = Array.from({ length: samples }, (_, sample) => sample);
  expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual(all);
  for (const { training, test } of folds) {
    expect([...training, ...test].sort((a, b) => a - b)).toEqual(all);
    expect(test.length).toBeGreaterThan(0);
    for (const part of [training, test]) expect([...part]).toEqual([...part].sort((a, b) => a - b));
  }
}

const countOf = (labels: ArrayLike<number>, part: Int32Array, label: number) =>
  part.filter((sample) => labels[sample] === label).length;

/** What a function gives, or nothing where it refuses as it may. */
function allowed<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnvanishError) return undefined;
    throw error;
  }
}

describe('leaveOneGroupOut', () => {
  it('tests each group once, in the order of the data, under its name', () => {
    const folds = leaveOneGroupOut(data([0, 1, 2, 0, 1, 2, 2]), ['b', 'b', 'b', 'a', 'a', 'a', 'b']);
    expect(folds).toEqual([
      { name: 'b', training: Int32Array.of(3, 4, 5), test: Int32Array.of(0, 1, 2, 6) },
      { name: 'a', training: Int32Array.of(0, 1, 2, 6), test: Int32Array.of(3, 4, 5) },
    ]);
  });

  it('names the class and the group where a class would have no training samples', () => {
    expect(
      refusal(() => leaveOneGroupOut(data([0, 1, 2, 0, 1]), ['run-1', 'run-1', 'run-1', 'run-2', 'run-2'])),
    ).toMatchObject({
      code: 'labels',
      message: 'class "cat" has no samples outside "run-1": with that held out there are none to train with',
    });
  });

  it('refuses a single group, and groups that are not one a sample', () => {
    expect(refusal(() => leaveOneGroupOut(data([0, 1, 2]), ['a', 'a', 'a'])).message).toBe(
      'all samples are of one group',
    );
    expect(refusal(() => leaveOneGroupOut(data([0, 1, 2]), ['a', 'b'])).code).toBe('shape');
  });
});

describe('stratifiedFolds', () => {
  it('spreads each class, and the samples, over the folds as evenly as can be', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 2 }), { minLength: 4, maxLength: 60 }),
        fc.integer({ min: 2, max: 6 }),
        fc.nat(),
        (labels, count, seed) => {
          const folds = allowed(() => stratifiedFolds(data(labels), { folds: count, seed }));
          fc.pre(folds !== undefined);
          checkDivision(folds as Fold[], labels.length);
          for (const label of [-1, 0, 1, 2]) {
            const counts = (folds as Fold[]).map(({ test }) =>
              label < 0 ? test.length : countOf(labels, test, label),
            );
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: draws(300) },
    );
  });

  it('is the same for the same seed and another for another', () => {
    const labels = data(Array.from({ length: 60 }, (_, sample) => sample % 3));
    const tests = (seed: number) => stratifiedFolds(labels, { folds: 5, seed }).map(({ test }) => [...test]);
    expect(tests(3)).toEqual(tests(3));
    expect(tests(3)).not.toEqual(tests(4));
  });

  it('refuses what makes no folds, and a class with one sample', () => {
    const split = (labels: number[], folds: number) => stratifiedFolds(data(labels), { folds, seed: 0 });
    expect(refusal(() => split([0, 1, 2], 1)).message).toBe(
      'folds: folds: a whole number at least 2 was expected, found 1',
    );
    expect(refusal(() => split([0, 1, 2], 4)).message).toBe('3 samples make no 4 folds');
    expect(refusal(() => split([0, 1, 0, 1, 2], 2)).message).toMatch(/^class "cat" has no samples outside "fold \d"/);
  });
});

describe('folds', () => {
  it.each<[string, () => unknown, string]>([
    ['an engine first', () => stratifiedFolds({} as never, {} as never), 'data: a dataset with labels was expected'],
    ['no labels', () => leaveOneGroupOut({ classNames } as never, ['a']), 'data: a dataset with labels was expected'],
    ['a number for options', () => stratifiedFolds(data([0, 1]), 5 as never), 'folds: configuration: an object'],
    ['another name', () => stratifiedFolds(data([0, 1]), { k: 5 } as never), 'folds: folds: a whole number at least 2'],
    ['no groups', () => groupedFolds(data([0, 1]), { folds: 2 } as never, { folds: 2 }), 'groups: an array of names'],
  ])('refuse %s', (_, call, message) => {
    expect(refusal(call)).toMatchObject({ code: 'option' });
    expect(refusal(call).message).toContain(message);
  });
});

describe('groupedFolds', () => {
  it('tears no group apart, leaves no fold empty, and is the same for the same seed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 9 })), { minLength: 6, maxLength: 60 }),
        fc.integer({ min: 2, max: 4 }),
        fc.nat(),
        (samples, count, seed) => {
          const labels = samples.map(([label]) => label);
          const groups = samples.map(([, group]) => `group ${group}`);
          const split = () => groupedFolds(data(labels), groups, { folds: count, seed });
          const folds = allowed(split);
          fc.pre(folds !== undefined);
          checkDivision(folds as Fold[], labels.length);
          for (const { training, test } of folds as Fold[]) {
            const trained = new Set(Array.from(training, (sample) => groups[sample]));
            expect(Array.from(test, (sample) => groups[sample]).some((group) => trained.has(group))).toBe(false);
          }
          expect(split()).toEqual(folds);
        },
      ),
      { numRuns: draws(300) },
    );
  });

  it('spreads classes where each group is of one class, and equal groups evenly', () => {
    // 6 patients and 6 controls, 5 samples each.
    const labels = Array.from({ length: 60 }, (_, sample) => (sample < 30 ? 0 : 1));
    const groups = labels.map((_, sample) => `subject ${Math.floor(sample / 5)}`);
    const folds = groupedFolds(data(labels, ['patient', 'control']), groups, { folds: 3, seed: 1 });
    for (const { test } of folds) expect([0, 1].map((label) => countOf(labels, test, label))).toEqual([10, 10]);
  });

  it('refuses more folds than groups', () => {
    expect(refusal(() => groupedFolds(data([0, 1, 0, 1]), ['a', 'a', 'b', 'b'], { folds: 3, seed: 0 })).message).toBe(
      '2 groups make no 3 folds',
    );
  });
});
