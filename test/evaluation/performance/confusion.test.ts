import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confusion } from '../../../src/evaluation/performance/confusion.js';
import { refusal } from '../../formats/mutations.js';

describe('the confusion matrix', () => {
  it('counts true classes by row and predicted ones by column', () => {
    const { counts, byClass, balancedAccuracy } = confusion([0, 0, 0, 0, 1, 1, 2], [0, 0, 0, 1, 1, 0, 1], 3);
    expect(counts).toEqual([
      [3, 1, 0],
      [1, 1, 0],
      [0, 1, 0],
    ]);
    expect(byClass.map(({ samples, predicted }) => [samples, predicted])).toEqual([
      [4, 4],
      [2, 3],
      [1, 0],
    ]);
    expect(byClass[0].recall).toMatchObject({ mean: 0.75, n: 4 });
    expect(byClass[1].precision).toMatchObject({ mean: 1 / 3, n: 3 });
    expect(byClass[2].precision).toBeUndefined();
    expect(balancedAccuracy).toBeCloseTo((0.75 + 0.5 + 0) / 3, 12);
  });

  it('has a balanced accuracy of 1 / classes where everything is taken for one class, however unequal they are', () => {
    expect(confusion([0, 0, 0, 0, 0, 0, 1], new Int32Array(7), 2).balancedAccuracy).toBe(0.5);
    // A class without samples has no recall and does not count.
    expect(confusion([0, 0, 1], [0, 0, 1], 5).balancedAccuracy).toBe(1);
  });

  it('adds up', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })), { minLength: 1 }), (pairs) => {
        const { counts, byClass } = confusion(
          pairs.map(([label]) => label),
          pairs.map(([, predicted]) => predicted),
          4,
        );
        expect(counts.flat().reduce((a, b) => a + b)).toBe(pairs.length);
        expect(byClass.reduce((sum, { samples }) => sum + samples, 0)).toBe(pairs.length);
        expect(byClass.reduce((sum, { predicted }) => sum + predicted, 0)).toBe(pairs.length);
      }),
    );
  });

  it('refuses classes that there are not, and arrays that do not fit', () => {
    expect(refusal(() => confusion([0, 2], [0, 0], 2)).message).toBe(
      'sample 1 is of class 2 and predicted as 0 where there are classes 0 to 1',
    );
    expect(refusal(() => confusion([0, 1], [0, -1], 2)).code).toBe('labels');
    expect(refusal(() => confusion([0, 1], [0], 2)).code).toBe('shape');
    expect(refusal(() => confusion([], [], 2)).code).toBe('shape');
  });
});
