import { type Dataset, lengthOf } from '../../data/dataset.js';
import { fitStandardisation } from '../../data/standardisation.js';
import type { SeriesShape } from '../maps.js';

/** What can stand where an input was removed, and what each is. */
const fills = {
  zero: '0, in the units that the model sees; of standardised data the training mean',
  mean: 'the feature’s mean over the training data; not that of the series itself, which may tell the class',
  noise: 'normal numbers with the feature’s mean and standard deviation over the training data',
  interpolation:
    'a straight line over time between the nearest steps of the feature that stay, before the first and after the last of them their values; the training mean where nothing of a feature stays',
} as const;
export type FillName = keyof typeof fills;
export const fillNames = Object.keys(fills) as [FillName, ...FillName[]];

/** What a fill needs to know of the training data, [feature] each. */
export interface FillStatistics {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** Mean and standard deviation of each feature over all steps of the training data that are not padding. */
export function fillStatistics(training: Dataset): FillStatistics {
  const { mean, deviation } = fitStandardisation(training, 'feature');
  // Standardisation takes 1 where nothing varies; noise there must not vary either.
  return { mean, deviation: deviation.map((value, feature) => (varies(training, feature) ? value : 0)) };
}

function varies(training: Dataset, feature: number): boolean {
  const { x, samples, time, features } = training;
  const first = x[feature];
  for (let sample = 0; sample < samples; sample++) {
    const end = (sample * time + lengthOf(training, sample)) * features;
    for (let at = sample * time * features + feature; at < end; at += features) if (x[at] !== first) return true;
  }
  return false;
}

/**
 * Fills what was removed from one series, in place.
 *
 * @param x The series, [time, feature].
 * @param removed 1 where an input was removed, [time, feature]; nothing in the padding.
 * @param noise Standard normal numbers, [time, feature]; read by the fill `noise` only.
 */
export function fillRemoved(
  x: Float32Array,
  removed: Uint8Array,
  shape: SeriesShape,
  fill: FillName,
  { mean, deviation }: FillStatistics,
  noise: Float32Array,
): void {
  const { features, length } = shape;
  if (fill === 'interpolation') {
    for (let feature = 0; feature < features; feature++) interpolate(x, removed, shape, feature, mean[feature]);
    return;
  }
  for (let cell = 0; cell < length * features; cell++) {
    if (removed[cell] === 0) continue;
    const feature = cell % features;
    if (fill === 'zero') x[cell] = 0;
    else x[cell] = mean[feature] + (fill === 'noise' ? deviation[feature] * noise[cell] : 0);
  }
}

function interpolate(
  x: Float32Array,
  removed: Uint8Array,
  { features, length }: SeriesShape,
  feature: number,
  mean: number,
): void {
  let before = -1;
  for (let step = 0; step < length; ) {
    if (removed[step * features + feature] === 0) {
      before = step++;
      continue;
    }
    let after = step;
    while (after < length && removed[after * features + feature] !== 0) after++;
    for (; step < after; step++) x[step * features + feature] = between(before, step, after);
  }

  function between(from: number, step: number, to: number): number {
    if (from < 0 && to === length) return mean;
    const left = x[(from < 0 ? to : from) * features + feature];
    const right = x[(to === length ? from : to) * features + feature];
    return left + ((right - left) * (step - from)) / (to - from);
  }
}
