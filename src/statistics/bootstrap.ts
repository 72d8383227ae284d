import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { checkArgument, parseOptions } from '../options.js';
import type { Estimate } from './estimate.js';
import { checkNumbers } from './numbers.js';
import { RandomIntegers, seedField } from './randomIntegers.js';

/** How intervals come about that no formula gives. */
export const bootstrapSchema = z
  .strictObject({
    groups: z
      .array(z.string())
      .readonly()
      .optional()
      .describe('what each sample belongs to, one name a sample: whole groups (subjects, runs, folds) are drawn then'),
    resamples: z.int().min(1).default(2000).describe('times that samples or groups are drawn anew'),
    seed: seedField,
  })
  .describe('bootstrap');

export type BootstrapOptions = z.input<typeof bootstrapSchema>;

/** Sums of all resamples that are held at a time, as numbers: 16 MiB. */
const MOST_SUMS = 2 ** 21;

/**
 * Means over samples with 95 % percentile intervals: samples, or whole groups, are drawn with replacement, and the interval
 * holds the middle 95 % of the means of all such draws (Efron 1979; whole clusters: Davison and Hinkley 1997, section 3.8).
 *
 * All columns see the same draws, so the interval of a difference of two columns is that of the column of differences.
 * With few groups (below about ten) intervals are too narrow; with one they have no width.
 *
 * @param values [sample, column], finite.
 * @param columns Number of columns, at least 1.
 * @returns One estimate a column, `n` being the number of samples; none where there are no samples.
 * @throws UnvanishError `shape` where values are not whole rows, or groups do not name each sample; `option` where arguments
 *   are wrong.
 */
export function bootstrapMeans(values: ArrayLike<number>, columns: number, options: BootstrapOptions): Estimate[] {
  checkNumbers('values', values);
  checkArgument(Number.isSafeInteger(columns) && columns >= 1, 'columns', columns, 'a whole number at least 1');
  const { groups, resamples, seed } = parseOptions(bootstrapSchema, options);
  const samples = values.length / columns;
  if (!Number.isInteger(samples))
    throw new UnvanishError('shape', `${values.length} values are not whole rows of ${columns} columns`);
  if (groups && groups.length !== samples)
    throw new UnvanishError('shape', `${groups.length} group names for ${samples} samples`);
  if (samples === 0) return [];
  const { sums, counts } = groupSums(values, columns, groups ?? Array.from({ length: samples }, (_, i) => `${i}`));
  const stream = new RandomIntegers(seed, 'resampling');
  const width = Math.max(1, Math.floor(MOST_SUMS / resamples));
  const estimates: Estimate[] = [];
  for (let from = 0; from < columns; from += width) {
    const to = Math.min(columns, from + width);
    // Draws go by position: every part of the columns gets the same.
    const means = resampledMeans(sums, counts, { columns, from, to, resamples }, (position) =>
      stream.bits(counts.length, position),
    );
    means.forEach((drawn, index) => {
      let total = 0;
      for (let group = 0; group < counts.length; group++) total += sums[group * columns + from + index];
      const [low, high] = middle(drawn.sort());
      estimates.push({ mean: total / samples, low, high, n: samples });
    });
  }
  return estimates;
}

/** Sums [group, column] and sizes [group], groups in the order in which they first occur. */
function groupSums(values: ArrayLike<number>, columns: number, groups: readonly string[]) {
  const index = new Map<string, number>();
  for (const name of groups) if (!index.has(name)) index.set(name, index.size);
  const sums = new Float64Array(index.size * columns);
  const counts = new Float64Array(index.size);
  groups.forEach((name, sample) => {
    const group = index.get(name) as number;
    counts[group]++;
    for (let column = 0; column < columns; column++)
      sums[group * columns + column] += values[sample * columns + column];
  });
  return { sums, counts };
}

interface Part {
  readonly columns: number;
  readonly from: number;
  readonly to: number;
  readonly resamples: number;
}

/** Of each column from `from` to `to`, the mean of each resample. */
function resampledMeans(
  sums: Float64Array,
  counts: Float64Array,
  { columns, from, to, resamples }: Part,
  bits: (position: number) => Uint32Array,
): Float64Array[] {
  const means = Array.from({ length: to - from }, () => new Float64Array(resamples));
  const total = new Float64Array(to - from);
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = bits(resample);
    let size = 0;
    total.fill(0);
    for (let draw = 0; draw < drawn.length; draw++) {
      const group = Math.floor((drawn[draw] / 4294967296) * counts.length);
      size += counts[group];
      for (let column = from; column < to; column++) total[column - from] += sums[group * columns + column];
    }
    for (let column = 0; column < total.length; column++) means[column][resample] = total[column] / size;
  }
  return means;
}

/** The 2.5 and 97.5 percentiles of sorted values, by linear interpolation. */
function middle(sorted: Float64Array): [low: number, high: number] {
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  };
  return [at(0.025), at(0.975)];
}
