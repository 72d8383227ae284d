import { type Dataset, labelsOf, lengthOf } from '../../data/dataset.js';
import type { Fold } from '../../data/folds.js';
import { meanShares } from '../../evaluation/distribution/saliencyProfile.js';
import { type TaskShares, taskShares } from '../../evaluation/distribution/taskShares.js';
import { type Estimate, estimate } from '../../statistics/estimate.js';
import type { CrossValidationData } from './crossValidationTrials.js';

/** What the maps of samples held out say of one feature. */
export interface FeatureSaliency {
  readonly name: string;
  /** Its share of the saliency: mean over folds, with its interval. */
  readonly share: Estimate;
  /** Its rank among the features by that mean, from 1. */
  readonly rank: number;
  /** In how many folds it is among the top tenth of the features. */
  readonly foldsInTop: number;
  /** The time step where it has most saliency. */
  readonly peak: number;
}

/**
 * Saliency of samples held out: each sample's map, of its true class, is of the model that did not see it in training, and
 * counts by its shares, so that all samples weigh the same. Folds are what intervals are over: each has another model and
 * other samples.
 */
export interface HeldOutSaliency {
  /** Maps of all samples in the order of the data, [sample, time, feature]. */
  readonly maps: Float32Array;
  /** Share of the saliency at each time step and feature, mean over folds, [time, feature]; adds up to 1. */
  readonly shares: Float64Array;
  /** The same over the samples of each class; undefined for a class without samples. */
  readonly byClass: readonly (Float64Array | undefined)[];
  /** Share of the saliency at each time step: mean over folds, with its interval. */
  readonly byTime: readonly Estimate[];
  /** In the order of the data. */
  readonly byFeature: readonly FeatureSaliency[];
  /** How much of the most salient inputs lies on task time steps, where the data tell of both on and off task. */
  readonly onTask: TaskShares | undefined;
}

/** Sums up the maps of all folds, each [test sample, time, feature]; undefined where a fold kept none. */
export function heldOutSaliency(
  { dataset, groups }: CrossValidationData,
  folds: readonly Fold[],
  parts: readonly (Float32Array | undefined)[],
): HeldOutSaliency | undefined {
  const { samples, time, features, featureNames, classNames, onTask } = dataset;
  const size = time * features;
  const kept = parts.filter((part) => part !== undefined);
  if (kept.length < folds.length) return undefined;
  const maps = inDataOrder(folds, kept, [samples, size]);
  const byFold = folds.map(({ test }) => meanShares(maps, dataset, Array.from(test)));
  const shares = new Float64Array(size);
  for (const own of byFold) {
    own.forEach((share, cell) => {
      shares[cell] += share / folds.length;
    });
  }
  const labels = labelsOf(dataset);
  return {
    maps,
    shares,
    byClass: classNames.map((_, label) => {
      const members = Array.from(labels.keys()).filter((sample) => labels[sample] === label);
      return members.length > 0 ? meanShares(maps, dataset, members) : undefined;
    }),
    byTime: columns(
      byFold.map((own) => summed(own, time, (cell) => Math.floor(cell / features))),
      time,
    ),
    byFeature: featuresOf(byFold, shares, dataset, featureNames),
    onTask:
      onTask && tellsApart(dataset, onTask) ? taskShares(maps, dataset, { steps: onTask }, { groups }) : undefined,
  };
}

/** Rows of each fold's test samples, put in the order of the data, [sample, size]. */
export function inDataOrder(
  folds: readonly Fold[],
  parts: readonly Float32Array[],
  [samples, size]: readonly [number, number],
): Float32Array {
  const all = new Float32Array(samples * size);
  folds.forEach(({ test }, fold) => {
    test.forEach((sample, row) => {
      all.set(parts[fold].subarray(row * size, (row + 1) * size), sample * size);
    });
  });
  return all;
}

function featuresOf(
  byFold: readonly Float64Array[],
  shares: Float64Array,
  { time, features }: Dataset,
  names: readonly string[],
): FeatureSaliency[] {
  const perFold = byFold.map((own) => summed(own, features, (cell) => cell % features));
  const estimates = columns(perFold, features);
  const top = Math.max(1, Math.round(features / 10));
  const inTop = new Uint32Array(features);
  for (const own of perFold) for (const feature of descending(own).slice(0, top)) inTop[feature] += 1;
  const rankOf = new Uint32Array(features);
  descending(estimates.map(({ mean }) => mean)).forEach((feature, rank) => {
    rankOf[feature] = rank + 1;
  });
  return estimates.map((share, feature) => {
    let peak = 0;
    for (let step = 1; step < time; step++)
      if (shares[step * features + feature] > shares[peak * features + feature]) peak = step;
    return { name: names[feature], share, rank: rankOf[feature], foldsInTop: inTop[feature], peak };
  });
}

/** Positions from the largest value to the smallest; the first of equals comes first. */
function descending(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length }, (_, index) => index).sort((a, b) => values[b] - values[a] || a - b);
}

function summed(values: Float64Array, count: number, placeOf: (cell: number) => number): Float64Array {
  const sums = new Float64Array(count);
  values.forEach((value, cell) => {
    sums[placeOf(cell)] += value;
  });
  return sums;
}

/** Mean and interval over folds of each column. */
function columns(rows: readonly Float64Array[], count: number): Estimate[] {
  return Array.from(
    { length: count },
    (_, column) =>
      estimate(
        rows.map((row) => row[column]),
        [0, 1],
      ) as Estimate,
  );
}

/** Whether some sample has time steps both on and off task. */
function tellsApart(dataset: Dataset, onTask: Uint8Array): boolean {
  return Array.from({ length: dataset.samples }, (_, sample) => {
    const own = onTask.subarray(sample * dataset.time, sample * dataset.time + lengthOf(dataset, sample));
    return own.includes(0) && own.includes(1);
  }).includes(true);
}
