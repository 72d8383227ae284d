import { createDataset, type Dataset, lengthOf } from '../data/dataset.js';
import type { Classifier, Output, PassOptions } from '../model/classifier.js';

/**
 * What signed maps add up to beside what they should: the axiom of completeness (Sundararajan, Taly and Yan 2017, section
 * 3) says that the attributions of a sample x against a baseline x' sum to S(x) - S(x').
 */
export interface Completeness {
  /** The sum of each signed map, [sample]. */
  readonly sums: Float64Array;
  /** S(x) - S(x'), [sample]. */
  readonly changes: Float64Array;
}

/** What S is, where the path began, and how the work is stopped. */
export interface CompletenessOptions extends Pick<PassOptions, 'signal'> {
  readonly output: Output;
  /** The class of each sample, [sample]. */
  readonly targets: Int32Array;
  /** x', [time, feature]. */
  readonly baseline: Float32Array;
}

/**
 * Sums signed maps [sample, time, feature] and asks the classifier for S at samples and baseline.
 *
 * @throws UnvanishError as `Classifier.inputGradient`.
 */
export async function completeness(
  classifier: Classifier,
  dataset: Dataset,
  maps: Float32Array,
  { output, targets, baseline, signal }: CompletenessOptions,
): Promise<Completeness> {
  const { samples, time, features } = dataset;
  const size = time * features;
  const outputs = (data: Dataset) => classifier.outputs(data, output, { signal });
  // The baseline differs between samples only in its length.
  const lengths = [...new Set(dataset.lengths ?? [time])];
  const x = new Float32Array(lengths.length * size);
  for (let row = 0; row < lengths.length; row++) x.set(baseline, row * size);
  const baselines = createDataset({ x, shape: [lengths.length, time, features], lengths: Int32Array.from(lengths) });
  const atBaseline = await outputs(baselines);
  const atSample = await outputs(dataset);
  const numbers = atSample.length / samples;

  const sums = new Float64Array(samples);
  const changes = new Float64Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    for (let i = sample * size; i < (sample + 1) * size; i++) sums[sample] += maps[i];
    const k = targets[sample];
    const row = lengths.indexOf(lengthOf(dataset, sample));
    changes[sample] = atSample[sample * numbers + k] - atBaseline[row * numbers + k];
  }
  return { sums, changes };
}

/** How nearly signed maps are complete, as means over samples. */
export interface CompletenessFacts {
  /** Of |sum of the map - (S(x) - S(baseline))|. */
  readonly meanAbsoluteDifference: number;
  /** Of |S(x) - S(baseline)|, which it is to be seen beside. */
  readonly meanAbsoluteChange: number;
}

/** The same as means over samples, for people. */
export function completenessFacts({ sums, changes }: Completeness): CompletenessFacts {
  const meanMagnitude = (values: Float64Array) =>
    values.reduce((total, value) => total + Math.abs(value), 0) / values.length;
  return {
    meanAbsoluteDifference: meanMagnitude(sums.map((sum, sample) => sum - changes[sample])),
    meanAbsoluteChange: meanMagnitude(changes),
  };
}
