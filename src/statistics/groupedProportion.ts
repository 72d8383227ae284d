import { UnvanishError } from '../errors.js';
import { type Estimate, proportionEstimate, studentQuantile } from './estimate.js';
import { groupMembers } from './groupMembers.js';
import { checkNames, checkNumbers } from './numbers.js';

/**
 * A share of samples that come in groups, as an accuracy over all folds of a cross-validation does: samples of one run or
 * subject resemble each other and say less than as many that are independent. With groups the variance is that of a ratio
 * over groups, G / (G - 1) sum_g (s_g - p n_g)^2 / n^2 (Cochran, Sampling Techniques, 1977, section 3.12), the interval
 * Student's with G - 1 degrees of freedom, cut at 0 and 1; it is never narrower than the Wilson interval of as many single
 * samples, which is what there is without groups.
 *
 * It speaks of new groups for models trained like these; that other training data would have given other models is not in it.
 *
 * @param successes 1 or 0 for each sample.
 * @param groups one name a sample, or undefined where samples are independent.
 * @returns undefined where there are no samples.
 * @throws UnvanishError `shape` where there is not one group a sample.
 */
export function groupedProportionEstimate(
  successes: ArrayLike<number>,
  groups: readonly string[] | undefined,
): Estimate | undefined {
  checkNumbers('successes', successes);
  if (groups !== undefined) checkNames('groups', groups);
  const n = successes.length;
  if (groups && groups.length !== n) throw new UnvanishError('shape', `${groups.length} groups for ${n} samples`);
  let sum = 0;
  for (let sample = 0; sample < n; sample++) sum += successes[sample];
  const single = proportionEstimate(sum, n);
  if (!single || !groups) return single;
  const members = [...groupMembers(groups).values()];
  const count = members.length;
  if (count < 2) return single;
  const squares = members.reduce((sum, own) => {
    const right = own.reduce((total, sample) => total + successes[sample], 0);
    return sum + (right - single.mean * own.length) * (right - single.mean * own.length);
  }, 0);
  const margin = (studentQuantile(count - 1) * Math.sqrt((count / (count - 1)) * squares)) / n;
  return {
    mean: single.mean,
    low: Math.max(0, Math.min(single.low, single.mean - margin)),
    high: Math.min(1, Math.max(single.high, single.mean + margin)),
    n,
  };
}
