import type { FeatureSpace } from '../../data/space/space.js';

/** One series read from an image: the features of a run, and where they lie. Row-major. */
export interface ImageSeries {
  /** The series, [time, feature]. */
  readonly x: Float32Array;
  readonly time: number;
  readonly features: number;
  readonly featureNames: readonly string[];
  readonly space: FeatureSpace;
  /** Seconds from one time step to the next, where the file says so. */
  readonly samplingInterval?: number | undefined;
  /** The mean of each feature over time, [feature]: the image to show maps over. */
  readonly mean: Float32Array;
  /** Features that never change, by position: nothing can be learned from them. */
  readonly constant: readonly number[];
}

/** What follows from a series itself: the mean of each feature, and which are constant. */
export function summariseFeatures(
  x: Float32Array,
  features: number,
): { mean: Float32Array; constant: readonly number[] } {
  const time = x.length / features;
  const sums = new Float64Array(features);
  const varies = new Uint8Array(features);
  for (let at = 0; at < x.length; at++) {
    const feature = at % features;
    sums[feature] = (sums[feature] as number) + (x[at] as number);
    if (x[at] !== x[feature]) varies[feature] = 1;
  }
  const constant: number[] = [];
  for (const [feature, changes] of varies.entries()) if (!changes) constant.push(feature);
  return { mean: Float32Array.from(sums, (sum) => sum / time), constant };
}

/** A name for each region by its number; regions that share one (left and right) get their number behind it. */
export function regionNames(labels: readonly number[], names: ReadonlyMap<number, string>): string[] {
  const plain = labels.map((label) => names.get(label) ?? `region ${label}`);
  const counts = new Map<string, number>();
  for (const name of plain) counts.set(name, (counts.get(name) ?? 0) + 1);
  return plain.map((name, position) => ((counts.get(name) ?? 0) > 1 ? `${name} (${labels[position]})` : name));
}
