import type { Engine } from '../backend/engine.js';
import { RandomStream } from '../backend/random.js';
import { UnvanishError } from '../errors.js';
import { type Dataset, labelsOf, takeSamples } from './dataset.js';

/**
 * Splits off a share of the samples, stratified: each class gives its share, rounded. Both parts keep at least one sample
 * of every class that has two. The same seed gives the same split.
 *
 * @throws UnvanishError `option` where the share is not between 0 and 1, `labels` where a part would be empty.
 */
export function stratifiedSplit(
  engine: Engine,
  dataset: Dataset,
  { share, seed }: { share: number; seed: number },
): { rest: Dataset; part: Dataset } {
  if (!(share > 0 && share < 1))
    throw new UnvanishError('option', `the share to split off is ${share}: it must lie between 0 and 1`);
  const labels = labelsOf(dataset);
  const order = new RandomStream(engine, seed, 'split').permutation(dataset.samples, 0);
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
    const wanted = Math.round(members.length * share);
    const taken = members.length < 2 ? 0 : Math.min(members.length - 1, Math.max(1, wanted));
    part.push(...members.slice(0, taken));
    rest.push(...members.slice(taken));
  }
  if (part.length === 0)
    throw new UnvanishError('labels', `${dataset.samples} samples are too few to split off a share of ${share}`);
  const ascending = (a: number, b: number) => a - b;
  return { rest: takeSamples(dataset, rest.sort(ascending)), part: takeSamples(dataset, part.sort(ascending)) };
}
