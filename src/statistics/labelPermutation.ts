import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { checkArgument, parseOptions } from '../options.js';
import { groupMembers } from './groupMembers.js';
import { checkNames, checkNumbers } from './numbers.js';
import { RandomIntegers, seedField } from './randomIntegers.js';

/** Predictions of samples that the model did not see in training, such as those of all folds of a cross-validation. */
export interface LabelledPredictions {
  /** Predicted class of each sample, [sample]. */
  readonly predicted: ArrayLike<number>;
  /** True class of each sample, [sample]. */
  readonly labels: ArrayLike<number>;
  /** What each sample belongs to, one name a sample: labels change places within a group only. One group unless told. */
  readonly groups?: readonly string[] | undefined;
  /** Number of classes. */
  readonly classes: number;
}

export const permutationSchema = z
  .strictObject({
    permutations: z
      .int()
      .min(1)
      .default(9999)
      .describe('random permutations; the smallest p is 1 / (1 + permutations)'),
    seed: seedField,
  })
  .describe('permutation test');

export type PermutationOptions = z.input<typeof permutationSchema>;

/** An accuracy beside what the same predictions reach where labels say nothing. */
export interface LabelPermutationTest {
  readonly samples: number;
  /** Share of the samples that are predicted correctly. */
  readonly accuracy: number;
  /** Mean accuracy over all permutations that are possible (exact, not of those drawn): what chance reaches. */
  readonly chance: number;
  /** The accuracy that 95 % of the drawn permutations do not exceed. */
  readonly chanceHigh: number;
  /** (1 + permutations that are at least as accurate) / (1 + permutations). */
  readonly p: number;
  readonly permutations: number;
}

/**
 * Whether an accuracy beats chance: labels change places at random within each group while the predictions stay, and p says
 * how often that does as well as the true labels (one-sided; Ojala and Garriga, JMLR 11, 2010, with the correction of
 * Phipps and Smyth 2010, so that p is never 0).
 *
 * Groups are what must not be mixed: runs, whose order of tasks differs, or subjects. The test is of these predictions: it
 * does not train again, so it says nothing on how another training would have come out. Unequal classes are taken care
 * of, since permuted labels are as unequal.
 *
 * @throws UnvanishError `shape` where the parts have different numbers of samples or none, `labels` where a class is not in
 *   0 ... classes - 1, `option` where arguments are wrong.
 */
export function labelPermutationTest(
  predictions: LabelledPredictions,
  options: PermutationOptions,
): LabelPermutationTest {
  checkArgument(typeof predictions === 'object' && predictions !== null, 'predictions', predictions, 'an object');
  const { predicted, labels, groups, classes } = predictions;
  checkNumbers('predicted', predicted);
  checkNumbers('labels', labels);
  if (groups !== undefined) checkNames('groups', groups);
  checkArgument(Number.isSafeInteger(classes) && classes >= 1, 'classes', classes, 'a whole number at least 1');
  const { permutations, seed } = parseOptions(permutationSchema, options);
  const samples = labels.length;
  if (samples === 0 || predicted.length !== samples || (groups && groups.length !== samples))
    throw new UnvanishError(
      'shape',
      `${predicted.length} predictions, ${samples} labels${groups ? ` and ${groups.length} group names` : ''}: one of each a sample was expected`,
    );
  checkClasses('predicted', predicted, classes);
  checkClasses('labels', labels, classes);

  const members = [...groupMembers(groups ?? new Array<string>(samples).fill('')).values()];
  const order = members.flat();
  const guesses = Int32Array.from(order, (sample) => predicted[sample]);
  const truths = Int32Array.from(order, (sample) => labels[sample]);
  const correct = matches(guesses, truths);
  const stream = new RandomIntegers(seed, 'resampling');
  const drawn = new Uint32Array(permutations);
  for (let permutation = 0; permutation < permutations; permutation++) {
    permuteWithin(truths, members, stream.bits(samples, permutation));
    drawn[permutation] = matches(guesses, truths);
  }
  drawn.sort();
  return {
    samples,
    accuracy: correct / samples,
    chance: expectedMatches(members, predicted, labels, classes) / samples,
    chanceHigh: drawn[Math.ceil(0.95 * permutations) - 1] / samples,
    p: (1 + drawn.reduce((count, value) => count + (value >= correct ? 1 : 0), 0)) / (1 + permutations),
    permutations,
  };
}

/** Fisher and Yates within each group; a permutation of a permutation is as random as one of the first order. */
function permuteWithin(values: Int32Array, members: readonly number[][], bits: Uint32Array): void {
  let first = 0;
  for (const { length } of members) {
    for (let i = length - 1; i > 0; i--) {
      const j = first + Math.floor((bits[first + i] / 4294967296) * (i + 1));
      const swap = values[first + i];
      values[first + i] = values[j];
      values[j] = swap;
    }
    first += length;
  }
}

function matches(a: Int32Array, b: Int32Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) count++;
  return count;
}

/** Of a group with p_c predictions and l_c labels of class c, sum over c of p_c l_c / size match on average. */
function expectedMatches(
  members: readonly number[][],
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): number {
  return members.reduce((sum, own) => {
    const guessed = new Float64Array(classes);
    const actual = new Float64Array(classes);
    for (const sample of own) {
      guessed[predicted[sample]]++;
      actual[labels[sample]]++;
    }
    return sum + guessed.reduce((total, count, label) => total + count * actual[label], 0) / own.length;
  }, 0);
}

function checkClasses(what: string, values: ArrayLike<number>, classes: number): void {
  for (let sample = 0; sample < values.length; sample++) {
    const value = values[sample];
    if (Number.isInteger(value) && value >= 0 && value < classes) continue;
    throw new UnvanishError('labels', `${what}[${sample}] is ${value}: there are classes 0 to ${classes - 1}`);
  }
}
