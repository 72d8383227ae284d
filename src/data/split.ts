import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { parseOptions } from '../options.js';
import { groupMembers } from '../statistics/groupMembers.js';
import { checkNames, shareOfCount } from '../statistics/numbers.js';
import { RandomIntegers, seedField } from '../statistics/randomIntegers.js';
import { checkDataset, type Dataset, labelsOf, takeSamples } from './dataset.js';
import { checkEpisodes, SEPARATE_SAMPLES } from './episodes.js';

/** How much is split off, and by which seed. */
export const splitSchema = z
  .strictObject({
    share: z.number().gt(0).lt(1).describe('share of the samples that is split off'),
    seed: seedField,
  })
  .describe('split');

export type SplitOptions = z.input<typeof splitSchema>;

/** The two parts of a dataset that was split. */
export interface Split {
  readonly rest: Dataset;
  /** What was split off. */
  readonly part: Dataset;
}

/**
 * Splits off a share of the samples, stratified: each class gives its share, rounded. Both parts keep at least one sample
 * of every class that has two. Samples that share time steps (`episodes`) go together: then whole episodes are drawn, as
 * `groupedSplit` does. The same seed gives the same split.
 *
 * @throws UnvanishError `option` where arguments are wrong, the share not between 0 and 1; `labels` where a part would be empty.
 */
export function stratifiedSplit(dataset: Dataset, options: SplitOptions): Split {
  checkDataset(dataset, 'data');
  const { share, seed } = parseOptions(splitSchema, options);
  const labels = labelsOf(dataset);
  if (dataset.episodes) return groupedSplit(dataset, dataset.episodes, options);
  const order = new RandomIntegers(seed, 'split').permutation(dataset.samples, 0);
  const byClass = new Map<number, number[]>();
  for (const sample of order) {
    const label = labels[sample];
    const members = byClass.get(label);
    if (members) members.push(sample);
    else byClass.set(label, [sample]);
  }
  const rest: number[] = [];
  const part: number[] = [];
  for (const members of byClass.values()) {
    const wanted = shareOfCount(share, members.length);
    const taken = members.length < 2 ? 0 : Math.min(members.length - 1, Math.max(1, wanted));
    part.push(...members.slice(0, taken));
    rest.push(...members.slice(taken));
  }
  if (part.length === 0)
    throw new UnvanishError('labels', `${dataset.samples} samples are too few to split off a share of ${share}`);
  const ascending = (a: number, b: number) => a - b;
  return { rest: takeSamples(dataset, rest.sort(ascending)), part: takeSamples(dataset, part.sort(ascending)) };
}

/**
 * Splits off whole groups (subjects, runs) that hold about a share of the samples, drawn at random; both parts have
 * samples, and the rest has samples of every class. The same seed gives the same split.
 *
 * @param groups one name a sample.
 * @throws UnvanishError `option` where arguments are wrong, the share not between 0 and 1, or groups part samples that share time
 *   steps; `labels` where no group can be spared.
 */
export function groupedSplit(dataset: Dataset, groups: readonly string[], options: SplitOptions): Split {
  checkDataset(dataset, 'data');
  checkNames('groups', groups);
  const { share, seed } = parseOptions(splitSchema, options);
  const labels = labelsOf(dataset);
  if (groups.length !== labels.length)
    throw new UnvanishError('shape', `${groups.length} groups for ${labels.length} samples`);
  checkEpisodes(dataset, groups);
  const members = [...groupMembers(groups).values()];
  const left = new Map<number, number>();
  for (const label of labels) left.set(label, (left.get(label) ?? 0) + 1);
  const wanted = share * dataset.samples;
  const part: number[] = [];
  for (const index of new RandomIntegers(seed, 'split').permutation(members.length, 0)) {
    const own = members[index];
    // A group is taken where that brings the part nearer to its share; the first one that can be spared always is.
    if (part.length > 0 && part.length + own.length / 2 > wanted) continue;
    const counts = new Map<number, number>();
    for (const sample of own) counts.set(labels[sample], (counts.get(labels[sample]) ?? 0) + 1);
    if ([...counts].some(([label, count]) => count === left.get(label))) continue;
    for (const [label, count] of counts) left.set(label, (left.get(label) as number) - count);
    part.push(...own);
  }
  if (part.length === 0 && groups === dataset.episodes) {
    throw new UnvanishError(
      'labels',
      `samples share time steps, and the ${members.length} part${members.length === 1 ? '' : 's'} that do not share any cannot be split: each holds all samples of some class`,
      `${SEPARATE_SAMPLES}, or keep the last epoch with \`validation: 0\``,
    );
  }
  if (part.length === 0) {
    throw new UnvanishError(
      'labels',
      `none of ${members.length} groups can be split off: each holds all samples of some class`,
      'group the samples otherwise, or keep the last epoch with `validation: 0`',
    );
  }
  const taken = new Set(part);
  const rest = Array.from(labels.keys()).filter((sample) => !taken.has(sample));
  return {
    rest: takeSamples(dataset, rest),
    part: takeSamples(
      dataset,
      part.sort((a, b) => a - b),
    ),
  };
}
