import { UnvanishError } from '../errors.js';
import { type Estimate, NORMAL_975, proportionEstimate, wilsonInterval } from './estimate.js';
import { leaveOneOut } from './groupedMeans.js';
import { groupMembers } from './groupMembers.js';
import { checkNames, checkNumbers } from './numbers.js';

/**
 * A share of samples that come in groups, as an accuracy over all folds of a cross-validation does: samples of one run or
 * subject resemble each other and say less than as many that are independent. Without groups the interval is Wilson's of
 * single samples. With them it is the widest of three on either side, cut at 0 and 1: that one; m +- t sqrt(v) as in `groupedMeans`; and Wilson's of as many
 * samples as would have this variance, m (1 - m) / v (1.96 / t)^2 (after Korn and Graubard 1998), which does not shrink near 0 and 1 where
 * groups can hardly differ.
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
  if (members.length < 2) return single;
  const { variance, quantile } = leaveOneOut(successes, members);
  const margin = quantile * Math.sqrt(variance);
  const { mean } = single;
  // That groups do not differ at all says little where they are few.
  const worth = (variance > 0 ? (mean * (1 - mean)) / variance : n) * (NORMAL_975 / quantile) ** 2;
  const few = wilsonInterval(mean, Math.min(n, worth));
  return {
    mean,
    low: Math.max(0, Math.min(single.low, few.low, mean - margin)),
    high: Math.min(1, Math.max(single.high, few.high, mean + margin)),
    n,
  };
}
