import { describe, expect, it } from 'vitest';
import { estimate, proportionEstimate } from '../../src/statistics/estimate.js';
import { groupedMeans } from '../../src/statistics/groupedMeans.js';
import { groupedProportionEstimate } from '../../src/statistics/groupedProportion.js';
import { labelPermutationTest } from '../../src/statistics/labelPermutation.js';
import { holm, pairedPermutationTest } from '../../src/statistics/pairedPermutation.js';
import { refusal } from '../formats/mutations.js';

const predictions = { predicted: [0, 1], labels: [0, 1], classes: 2 };

/** Calls as JavaScript allows them, and what they are told. */
const wrong: readonly [what: string, call: () => unknown, message: string][] = [
  ['a mean of nothing', () => estimate(undefined as never), 'values: an array of numbers was expected, found nothing'],
  ['a mean of names', () => estimate(['a'] as never), 'values: an array of numbers was expected, found an array'],
  ['a proportion above 1', () => proportionEstimate(3, 2), 'successes: a number from 0 to that of the trials'],
  ['a proportion of no number', () => proportionEstimate(1, 'n' as never), 'n: a number of trials was expected'],
  ['groups that are numbers', () => groupedProportionEstimate([1], [1] as never), 'groups: an array of names'],
  ['an engine first', () => groupedMeans({} as never, [1] as never, 1 as never), 'values: an array of numbers'],
  ['columns and options swapped', () => groupedMeans([1], { groups: ['a'] } as never, 1 as never), 'columns: a whole'],
  ['options that are none', () => groupedMeans([1], 1, 7 as never), 'means over groups: configuration: an object was'],
  ['an option that there is not', () => groupedMeans([1], 1, { draws: 9 } as never), 'there is no option "draws"'],
  ['groups that are a text', () => groupedMeans([1], 1, { groups: 'a' as never }), 'means over groups: groups: '],
  ['predictions alone', () => labelPermutationTest([0, 1] as never, {}), 'predicted: an array of numbers'],
  ['no predictions', () => labelPermutationTest(undefined as never, {}), 'predictions: an object was expected'],
  [
    'a number of classes that is none',
    () => labelPermutationTest({ ...predictions, classes: 0 }, {}),
    'classes: a whole number at least 1 was expected',
  ],
  [
    'too few permutations',
    () => labelPermutationTest(predictions, { permutations: 0.5 }),
    'permutations: a whole number',
  ],
  ['bits for a test', () => pairedPermutationTest([1], (() => 0) as never), 'an object was expected, found a function'],
  ['a test that is none', () => pairedPermutationTest([1], { test: -1 }), 'test: a whole number at least 0'],
  ['p-values that are none', () => holm(0.05 as never), 'pValues: an array of numbers was expected, found 0.05'],
];

describe('statistics', () => {
  it.each(wrong)('refuse %s, and say what they take', (_, call, message) => {
    const error = refusal(call);
    expect(error.code).toBe('option');
    expect(error.message).toContain(message);
  });

  it('have defaults: a call without a seed is a call with seed 0', () => {
    expect(labelPermutationTest(predictions, {})).toEqual(
      labelPermutationTest(predictions, { seed: 0, permutations: 9999 }),
    );
  });
});
