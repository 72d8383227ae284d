import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { checkArgument, parseOptions } from '../options.js';
import { quoted } from '../quoted.js';
import { groupMembers } from '../statistics/groupMembers.js';
import { checkNames } from '../statistics/numbers.js';
import { RandomIntegers, seedField } from '../statistics/randomIntegers.js';
import { checkEpisodes, type EpisodicSamples, SEPARATE_SAMPLES } from './episodes.js';

/** One division of the samples: each sample is in the test part of exactly one fold. */
export interface Fold {
  /** What is held out: the group's name, or `fold 3`. */
  readonly name: string;
  /** Positions of the samples to train with, ascending. */
  readonly training: Int32Array;
  /** Positions of the samples held out, ascending. */
  readonly test: Int32Array;
}

/** Labels as the folds need them. */
export interface FoldedLabels extends EpisodicSamples {
  /** [sample] */
  readonly labels: Int32Array;
  readonly classNames: readonly string[];
}

/** How many folds, and of which seed. */
export const foldSchema = z
  .strictObject({ folds: z.int().min(2).describe('how many folds'), seed: seedField })
  .describe('folds');

export type FoldOptions = z.input<typeof foldSchema>;

/**
 * A fold for each group (a subject, a run), in the order in which the groups first occur: its samples are the test part.
 *
 * @param groups one name a sample.
 * @throws UnvanishError `option` where arguments are wrong, or groups part samples that share time steps; `labels` where there are
 *   fewer than two groups, or a fold would train without one of the classes.
 */
export function leaveOneGroupOut(data: FoldedLabels, groups: readonly string[]): Fold[] {
  const members = membersOf(data, groups);
  checkEnough(members.size, 2);
  return checkedFolds(
    [...members].map(([name, positions]) => ({ name, positions })),
    data,
  );
}

/**
 * k folds that tear no group apart. Groups are dealt out one by one, those with the most uneven classes first, each to the
 * fold where the classes then lie most evenly (as scikit-learn's StratifiedGroupKFold); the seed settles ties.
 *
 * @param groups one name a sample.
 * @throws UnvanishError `option` or `labels` where there are fewer groups than folds, groups part samples that share time steps, or a
 *   fold would train without one of the classes.
 */
export function groupedFolds(data: FoldedLabels, groups: readonly string[], options: FoldOptions): Fold[] {
  const { folds, seed } = parseOptions(foldSchema, options);
  const members = [...membersOf(data, groups).values()];
  checkEnough(members.length, folds);
  const classes = data.classNames.length;
  const total = countsOf(data.labels, classes);
  const drawn = new RandomIntegers(seed, 'split').permutation(members.length, 0);
  const dealt = Array.from(drawn, (group) => {
    const counts = countsOf(
      members[group].map((sample) => data.labels[sample]),
      classes,
    );
    return { positions: members[group], counts, unevenness: variance(counts) };
  }).sort((a, b) => b.unevenness - a.unevenness || b.positions.length - a.positions.length);
  const parts = Array.from({ length: folds }, () => ({ positions: [] as number[], counts: new Float64Array(classes) }));
  dealt.forEach(({ positions, counts }, done) => {
    // The last groups go to folds that have none yet, where there are as many of these.
    const empty = parts.filter((part) => part.positions.length === 0);
    const open = dealt.length - done <= empty.length ? empty : parts;
    const best = leastBy(open, (part) => [spread(parts, part, counts, total), part.positions.length]);
    best.positions.push(...positions);
    counts.forEach((count, label) => {
      best.counts[label] += count;
    });
  });
  return checkedFolds(numbered(parts.map(({ positions }) => positions)), data);
}

/**
 * k folds of single samples, stratified: each class is spread over the folds as evenly as can be, and so are the folds' sizes.
 * Samples that share time steps (`episodes`) go together, as in `groupedFolds`.
 *
 * @throws UnvanishError `option` or `labels` where there are fewer samples than folds, or a fold would train without one of
 *   the classes.
 */
export function stratifiedFolds(data: FoldedLabels, options: FoldOptions): Fold[] {
  checkLabels(data);
  const { folds, seed } = parseOptions(foldSchema, options);
  const { labels, classNames, episodes } = data;
  if (episodes) {
    checkEnoughEpisodes(new Set(episodes).size, folds);
    return groupedFolds(data, episodes, options);
  }
  if (labels.length < folds)
    throw new UnvanishError('option', `${labels.length} samples make no ${folds} folds`, 'ask for fewer folds');
  const order = new RandomIntegers(seed, 'split').permutation(labels.length, 0);
  const parts = Array.from({ length: folds }, () => [] as number[]);
  // Each class goes on dealing where the one before stopped, so that no fold gets all the remainders.
  let next = 0;
  for (let label = 0; label < classNames.length; label++) {
    for (const sample of order) {
      if (labels[sample] !== label) continue;
      parts[next % folds].push(sample);
      next++;
    }
  }
  return checkedFolds(numbered(parts), data);
}

function numbered(parts: readonly number[][]): { name: string; positions: number[] }[] {
  return parts.map((positions, index) => ({ name: `fold ${index + 1}`, positions }));
}

function checkedFolds(parts: readonly { name: string; positions: readonly number[] }[], data: FoldedLabels): Fold[] {
  const { labels } = data;
  return parts.map(({ name, positions }) => {
    const held = new Uint8Array(labels.length);
    for (const position of positions) held[position] = 1;
    const all = Int32Array.from({ length: labels.length }, (_, sample) => sample);
    const fold = {
      name,
      training: all.filter((sample) => held[sample] === 0),
      test: all.filter((sample) => held[sample] === 1),
    };
    checkTraining(fold, data);
    return fold;
  });
}

/** A class that a fold does not train with cannot be predicted in it. */
function checkTraining({ name, training }: Fold, { labels, classNames }: FoldedLabels): void {
  const counts = countsOf(
    Array.from(training, (sample) => labels[sample]),
    classNames.length,
  );
  const missing = counts.indexOf(0);
  if (missing < 0) return;
  throw new UnvanishError(
    'labels',
    `class ${quoted(classNames[missing] as string)} has no samples outside ${quoted(name)}: with that held out there are none to train with`,
    'leave the class out, or divide the samples otherwise: other groups, or fewer folds',
  );
}

function membersOf(data: FoldedLabels, groups: readonly string[]): Map<string, number[]> {
  checkLabels(data);
  checkNames('groups', groups);
  const { labels } = data;
  if (groups.length !== labels.length) {
    throw new UnvanishError('shape', `${groups.length} groups for ${labels.length} samples`);
  }
  checkEpisodes(data, groups);
  return groupMembers(groups);
}

function checkLabels(data: FoldedLabels): void {
  const labelled = data?.labels instanceof Int32Array && Array.isArray(data.classNames);
  checkArgument(labelled, 'data', data, 'a dataset with labels');
}

function checkEnough(groups: number, folds: number): void {
  if (groups >= folds) return;
  throw new UnvanishError(
    'labels',
    groups === 1 ? 'all samples are of one group' : `${groups} groups make no ${folds} folds`,
    'group the samples otherwise, or ask for fewer folds',
  );
}

function checkEnoughEpisodes(episodes: number, folds: number): void {
  if (episodes >= folds) return;
  throw new UnvanishError(
    'labels',
    episodes === 1
      ? 'all samples share time steps with one another, directly or by way of others: none can be held out'
      : `samples share time steps, and the ${episodes} parts that do not share any make no ${folds} folds`,
    episodes === 1 ? SEPARATE_SAMPLES : `ask for fewer folds; or ${SEPARATE_SAMPLES}`,
  );
}

function countsOf(labels: ArrayLike<number>, classes: number): Float64Array {
  const counts = new Float64Array(classes);
  for (let i = 0; i < labels.length; i++) counts[labels[i]] += 1;
  return counts;
}

/** How unevenly the classes lie over the parts if `chosen` had `added` as well: mean over classes of the variance of shares. */
function spread(
  parts: readonly { readonly counts: Float64Array }[],
  chosen: { readonly counts: Float64Array },
  added: Float64Array,
  total: Float64Array,
): number {
  let sum = 0;
  for (let label = 0; label < total.length; label++) {
    if (total[label] === 0) continue;
    sum += variance(
      Float64Array.from(parts, (part) => (part.counts[label] + (part === chosen ? added[label] : 0)) / total[label]),
    );
  }
  return sum;
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length;
}

/** The first item whose keys are the least, compared one after the other. */
function leastBy<Item>(items: readonly Item[], keysOf: (item: Item) => readonly number[]): Item {
  let best = items[0] as Item;
  let least = keysOf(best);
  for (const item of items.slice(1)) {
    const keys = keysOf(item);
    const differing = keys.findIndex((key, index) => key !== least[index]);
    if (differing < 0 || keys[differing] > least[differing]) continue;
    best = item;
    least = keys;
  }
  return best;
}
