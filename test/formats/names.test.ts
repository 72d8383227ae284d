import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classPositions, featurePositions, positionsAmong, shownClass } from '../../src/formats/names.js';
import { draws } from '../draws.js';

const composed = 'é';
const decomposed = 'e\u0301';

describe('names', () => {
  it('are the same in any order, however accents are encoded and numbers written', () => {
    expect(positionsAmong(['b', 'a', 'c'], ['a', 'b'])).toEqual([1, 0, -1]);
    expect(positionsAmong([decomposed, composed], [composed])).toEqual([0, 0]);
    expect(positionsAmong(['1', '02', '3.0', '-4', '+5'], ['1.0', '2', '03', '-4.00', '5e0'])).toEqual([0, 1, 2, 3, 4]);
    expect(positionsAmong(['1.10', '1.1', '1.100'], ['1.1', '1.10'])).toEqual([1, 0, -1]);
    expect(positionsAmong(['9007199254740993', '1e999', '', 'NaN'], ['9007199254740992', '2e999', '0'])).toEqual([
      -1, -1, -1, -1,
    ]);
  });

  it('find each among the same in another order', () => {
    const names = fc.uniqueArray(fc.oneof(fc.string(), fc.integer().map(String)), {
      selector: (name) => name.normalize('NFC'),
    });
    const shuffled = names.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all)));
    fc.assert(
      fc.property(shuffled, ([known, some]) => {
        expect(positionsAmong(some, known).map((position) => known[position])).toEqual(some);
      }),
      { numRuns: draws(500) },
    );
  });

  it('of features are their own, or numbers where they were made up', () => {
    expect(featurePositions(['left', 'right'], ['right', 'left'])).toEqual([1, 0]);
    expect(featurePositions(['left', 'right'], ['left', 'down'])).toEqual([0, -1]);
    expect(featurePositions(['feature 0', 'feature 1'], ['1', '0'])).toEqual([1, 0]);
    expect(featurePositions(['2', '0', '1'], ['feature 0', 'feature 1', 'feature 2'])).toEqual([2, 0, 1]);
    expect(featurePositions(['feature 0', 'feature 1'], ['dimension 0', 'dimension 1'])).toEqual([0, 1]);
    expect(featurePositions(['a', 'a'], ['a', 'a'])).toEqual([0, 1]);
    expect(featurePositions(['a', 'b', 'a'], ['a', 'a', 'b'])).toContain(-1);
  });

  it('of classes that have none are their numbers', () => {
    expect(classPositions(['-1', '1'], ['-1', '0', '1'])).toEqual([0, 2]);
    expect(classPositions(['1', '2'], ['class 0', 'class 1'])).toEqual([1, -1]);
    expect(classPositions(['class 1', 'class 2'], ['class 0', 'class 1', 'class 2'])).toEqual([1, 2]);
    expect(classPositions(['class 0', 'class 1'], ['1', '2'])).toEqual([-1, 0]);
    expect(classPositions(['0', '1'], ['rest', 'task'])).toEqual([-1, -1]);
    expect(shownClass(['rest', 'task'], 1)).toBe('class "task"');
    expect(shownClass(['class 0', 'class 1'], 1)).toBe('class 1');
  });
});
