import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { parseOptions } from '../options.js';
import { groupMembers } from './groupMembers.js';
import { permutationSchema } from './labelPermutation.js';
import { checkNames, checkNumbers } from './numbers.js';
import { RandomIntegers } from './randomIntegers.js';

/** How signs are flipped. */
const pairedPermutationSchema = permutationSchema.extend({
  test: z.int().min(0).default(0).describe('number of the test among several of one seed: each has flips of its own'),
});

export type PairedPermutationOptions = z.input<typeof pairedPermutationSchema>;

/**
 * Two-sided paired permutation test of whether the mean of differences is zero: under the null hypothesis each pair could as
 * well have come the other way round, so that signs are flipped at random (Good, Permutation, Parametric and Bootstrap
 * Tests of Hypotheses, 2005).
 *
 * @param differences One a pair.
 * @returns p = (1 + flips whose sum is as far from 0 as that of the differences) / (1 + permutations); 1 for no pairs.
 * @throws UnvanishError `option` where arguments are wrong.
 */
export function pairedPermutationTest(differences: ArrayLike<number>, options: PairedPermutationOptions): number {
  checkNumbers('differences', differences);
  const { permutations, seed, test } = parseOptions(pairedPermutationSchema, options);
  const stream = new RandomIntegers(seed, 'resampling');
  const n = differences.length;
  const total = Array.from(differences).reduce((sum, value) => sum + value, 0);
  // Sums in another order differ by rounding; a flip that is equal must count.
  const spread = Array.from(differences).reduce((sum, value) => sum + Math.abs(value), 0);
  const observed = Math.abs(total) - 1e-12 * spread;
  const sums = subsetSums(differences);
  const words = Math.ceil(n / 32);
  let asFar = 0;
  for (let permutation = 0; permutation < permutations; permutation++) {
    const drawn = stream.bits(words, test * permutations + permutation);
    let flipped = 0;
    for (let word = 0; word < words; word++) {
      for (let byte = 0; byte < 4; byte++) {
        flipped += sums[(4 * word + byte) * 256 + ((drawn[word] >>> (8 * byte)) & 255)];
      }
    }
    if (Math.abs(total - 2 * flipped) >= observed) asFar++;
  }
  return (1 + asFar) / (1 + permutations);
}

/** Of each eight values the sums of all 256 subsets, so that one look-up does the work of eight additions. */
function subsetSums(values: ArrayLike<number>): Float64Array {
  const groups = 4 * Math.ceil(values.length / 32);
  const sums = new Float64Array(groups * 256);
  for (let group = 0; group < groups; group++) {
    for (let subset = 1; subset < 256; subset++) {
      const rest = subset & (subset - 1);
      const lowest = 31 - Math.clz32(subset ^ rest);
      sums[group * 256 + subset] = sums[group * 256 + rest] + (values[8 * group + lowest] ?? 0);
    }
  }
  return sums;
}

/**
 * Holm's correction for several tests (Holm, Scandinavian Journal of Statistics 6, 1979): p-values, in the order given, such
 * that those below a level keep the chance of any false one below it.
 */
export function holm(pValues: readonly number[]): number[] {
  checkNumbers('pValues', pValues);
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length);
  let largest = 0;
  order.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, pValues[index] * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}

/**
 * Holm's correction within each family of tests: p-values, in the order given, each corrected for the others of its family.
 *
 * @param families One name a test.
 * @throws UnvanishError `shape` where there is not one family a test.
 */
export function holmWithin(pValues: readonly number[], families: readonly string[]): number[] {
  checkNumbers('pValues', pValues);
  checkNames('families', families);
  if (families.length !== pValues.length) {
    throw new UnvanishError('shape', `${families.length} families for ${pValues.length} tests`);
  }
  const adjusted = new Array<number>(pValues.length);
  for (const tests of groupMembers(families).values()) {
    holm(tests.map((test) => pValues[test])).forEach((p, index) => {
      adjusted[tests[index]] = p;
    });
  }
  return adjusted;
}
