import { attribute } from '../../attribution/attribute.js';
import { type Dataset, labelsOf, lengthOf } from '../../data/dataset.js';
import { type FaintMaps, faintMaps } from '../../evaluation/distribution/faintMaps.js';
import { meanShares, saliencyByFeature } from '../../evaluation/distribution/saliencyProfile.js';
import { saliencyByTime } from '../../evaluation/distribution/timeShare.js';
import { predictedClasses } from '../../evaluation/performance/accuracy.js';
import { type Confusion, confusion } from '../../evaluation/performance/confusion.js';
import type { Classifier } from '../../model/classifier.js';
import { type Estimate, estimate } from '../../statistics/estimate.js';
import { groupedProportionEstimate } from '../../statistics/groupedProportion.js';
import { groupMembers } from '../../statistics/groupMembers.js';
import type { LabelPermutationTest } from '../../statistics/labelPermutation.js';
import type { StopSignal } from '../../stopSignal.js';
import { type ChanceUnit, chanceTest } from './crossValidationSummary.js';

/** What test data say of a trained model. Intervals take groups as what is independent, or samples where there are none. */
export interface TestSummary {
  readonly samples: number;
  /** How many groups there are, or without groups episodes; undefined where samples stand for themselves. */
  readonly groups: number | undefined;
  readonly accuracy: Estimate;
  readonly confusion: Confusion;
  /** Whether the accuracy beats chance; of groups where each group is of one class, else of episodes where samples share time steps. */
  readonly chance: LabelPermutationTest;
  readonly chanceOf: ChanceUnit;
  /** Share of the saliency at each time step and feature, mean over samples, [time, feature]; adds up to 1. */
  readonly shares: Float64Array;
  /** Share of the saliency at each time step, [time]. */
  readonly byTime: readonly Estimate[];
  /** Share of the saliency of each feature, [feature]. */
  readonly byFeature: readonly Estimate[];
  /** How many of the maps say little. */
  readonly faint: FaintMaps;
}

/**
 * Predicts and explains test data: |dP/dx| of the true class, each map taken by its shares.
 *
 * @param test standardised as the training data were, with labels.
 * @param groups one name a sample, where samples are not independent.
 * @param seed that of the permutations of labels.
 * @throws UnvanishError `labels` without labels, `aborted` where the signal says so.
 */
export async function summariseTest(
  classifier: Classifier,
  test: Dataset,
  { groups, seed, signal }: { groups?: readonly string[] | undefined; seed: number; signal?: StopSignal },
): Promise<TestSummary> {
  const labels = labelsOf(test);
  const { classes } = classifier.config;
  const predicted = predictedClasses(await classifier.logits(test), classes);
  const maps = await attribute(classifier, test, { output: 'probability', target: 'true', signal });
  const { episodes } = test;
  const chance = chanceTest({ labels, predicted, groups, episodes, classes }, seed);
  const correct = predicted.map((label, sample) => Number(label === labels[sample]));
  const several = groups && new Set(groups).size > 1 ? groups : episodes;
  return {
    samples: test.samples,
    groups: several && new Set(several).size,
    accuracy: groupedProportionEstimate(correct, several) as Estimate,
    confusion: confusion(labels, predicted, classes),
    chance: chance.test,
    chanceOf: chance.of,
    shares: meanShares(maps.values, test, [...labels.keys()]),
    ...profiles(maps.values, test, several),
    faint: faintMaps(maps.values, test, { probabilities: await classifier.predictProba(test), classes: labels }),
  };
}

/** Shares by time and by feature: mean over samples of a unit, then mean and interval over units. */
function profiles(maps: Float32Array, test: Dataset, groups: readonly string[] | undefined) {
  const { time, features } = test;
  const units = groups ? [...groupMembers(groups).values()] : Array.from({ length: test.samples }, (_, one) => [one]);
  const byTime = Array.from({ length: time }, () => new Float64Array(units.length));
  const byFeature = Array.from({ length: features }, () => new Float64Array(units.length));
  units.forEach((samples, unit) => {
    for (const sample of samples) {
      const map = maps.subarray(sample * time * features, (sample + 1) * time * features);
      const shape = { time, features, length: lengthOf(test, sample) };
      saliencyByTime(map, shape).forEach((share, step) => {
        byTime[step][unit] += share / samples.length;
      });
      saliencyByFeature(map, shape).forEach((share, feature) => {
        byFeature[feature][unit] += share / samples.length;
      });
    }
  });
  const estimates = (columns: readonly Float64Array[]) => columns.map((values) => estimate(values, [0, 1]) as Estimate);
  return { byTime: estimates(byTime), byFeature: estimates(byFeature) };
}
