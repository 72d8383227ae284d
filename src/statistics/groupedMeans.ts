import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { checkArgument, parseOptions } from '../options.js';
import { type Estimate, NORMAL_975, studentQuantile } from './estimate.js';
import { groupMembers } from './groupMembers.js';
import { checkNumbers } from './numbers.js';

/** What the intervals of means take as independent. */
export const groupsSchema = z
  .strictObject({
    groups: z
      .array(z.string())
      .readonly()
      .optional()
      .describe(
        'what each sample belongs to, one name a sample: whole groups (subjects, runs, folds) are what is independent then',
      ),
    bounds: z
      .tuple([z.number(), z.number()])
      .readonly()
      .optional()
      .describe('between which all values lie by their nature, as [0, 1] of shares: intervals stay within them'),
  })
  .describe('means over groups');

export type GroupsOptions = z.input<typeof groupsSchema>;

/**
 * Means over samples with 95 % intervals, samples or whole groups being what is independent: m +- t sqrt(v), with the variance of leaving out
 * one group after the other (the jackknife; Efron and Tibshirani 1993, section 11.5), v = (G - 1) / G sum_g (m_(g) - m)^2, and Student's t
 * with G' - 1 degrees of freedom, G' = n^2 / sum_g n_g^2, which is as many equal groups as the groups are worth (Kish 1965). Without groups it is
 * Student's interval of a mean.
 *
 * Where all groups have the same mean, which says nothing of how groups differ, samples are taken for independent; where all samples are
 * equal, the interval has the width that Wilson's has where nothing or everything succeeds, if the values have bounds.
 *
 * Held where it says so in simulation (`node scripts/coverage.mjs`): docs/cross-validation.md.
 *
 * @param values [sample, column], finite.
 * @param columns Number of columns, at least 1.
 * @returns One estimate a column, `n` being the number of samples; none where there are no samples.
 * @throws UnvanishError `shape` where values are not whole rows, or groups do not name each sample; `option` where arguments
 *   are wrong.
 */
export function groupedMeans(values: ArrayLike<number>, columns: number, options: GroupsOptions = {}): Estimate[] {
  checkNumbers('values', values);
  checkArgument(Number.isSafeInteger(columns) && columns >= 1, 'columns', columns, 'a whole number at least 1');
  const { groups, bounds } = parseOptions(groupsSchema, options);
  const samples = values.length / columns;
  if (!Number.isInteger(samples))
    throw new UnvanishError('shape', `${values.length} values are not whole rows of ${columns} columns`);
  if (groups && groups.length !== samples)
    throw new UnvanishError('shape', `${groups.length} group names for ${samples} samples`);
  if (samples === 0) return [];
  checkBounds(values, bounds);
  const alone = Array.from({ length: samples }, (_, sample) => [sample]);
  const members = groups ? [...groupMembers(groups).values()] : alone;
  return Array.from({ length: columns }, (_, column) => {
    const own = Float64Array.from({ length: samples }, (_, sample) => values[sample * columns + column]);
    return meanOf(own, members, alone, bounds);
  });
}

function checkBounds(values: ArrayLike<number>, bounds: readonly [number, number] | undefined): void {
  if (!bounds) return;
  const [least, most] = bounds;
  checkArgument(least < most, 'bounds', bounds, 'the lesser and then the greater bound');
  for (let i = 0; i < values.length; i++) {
    // A mean of values at a bound may be a rounding beyond it.
    const holds = values[i] >= least - 1e-9 && values[i] <= most + 1e-9;
    checkArgument(holds, `values: entry ${i}`, values[i], `a number from ${least} to ${most}`);
  }
}

function meanOf(
  values: Float64Array,
  groups: readonly (readonly number[])[],
  alone: readonly (readonly number[])[],
  bounds: readonly [number, number] | undefined,
): Estimate {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  // Sums of equal numbers differ in their last digits: what is no wider than that is no width.
  const rounding = n * 2 ** -50 * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const of = (members: readonly (readonly number[])[]) => {
    const { variance, quantile } = leaveOneOut(values, members);
    const margin = quantile * Math.sqrt(variance);
    return margin > rounding ? margin : 0;
  };
  const margin = of(groups) || of(alone);
  const [least, most] = bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (margin === 0 && bounds) {
    // None of n samples differed: so many may, by Wilson's interval of none of n.
    const share = (NORMAL_975 * NORMAL_975) / (n + NORMAL_975 * NORMAL_975);
    return { mean, low: mean - share * (mean - least), high: mean + share * (most - mean), n };
  }
  return { mean, low: Math.max(least, mean - margin), high: Math.min(most, mean + margin), n };
}

/** The variance of the mean by leaving out one group after the other, 0 of a single group, and the quantile of Student's t that goes with it. */
export function leaveOneOut(
  values: ArrayLike<number>,
  groups: readonly (readonly number[])[],
): { readonly variance: number; readonly quantile: number } {
  const n = values.length;
  const sums = groups.map((own) => own.reduce((sum, sample) => sum + values[sample], 0));
  const total = sums.reduce((sum, own) => sum + own, 0);
  if (groups.length < 2) return { variance: 0, quantile: 0 };
  let [squares, sizes] = [0, 0];
  groups.forEach(({ length }, group) => {
    const without = (total - sums[group]) / (n - length) - total / n;
    squares += without * without;
    sizes += length * length;
  });
  const worth = (n * n) / sizes;
  return {
    variance: ((groups.length - 1) / groups.length) * squares,
    quantile: studentQuantile(Math.max(1, worth - 1)),
  };
}
