import { UnvanishError } from '../errors.js';
import { checkArgument } from '../options.js';
import { checkDataset, checkFinite, type Dataset, lengthOf } from './dataset.js';

/** How series are brought to mean 0 and standard deviation 1; plain data, saved with a model. */
export interface Standardisation {
  /** `cell`: each (time, feature) has its own statistics (the paper); `feature`: one for each feature over all time. */
  readonly by: 'cell' | 'feature';
  /** [time, feature] or [feature]. */
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/**
 * Mean and standard deviation (population, as scikit-learn's StandardScaler) of the training data; padded steps do not
 * count. Where nothing varies the deviation is taken as 1.
 */
export function fitStandardisation(training: Dataset, by: Standardisation['by']): Standardisation {
  checkDataset(training, 'fitStandardisation: the first argument');
  checkArgument(by === 'cell' || by === 'feature', 'fitStandardisation: the second argument', by, 'cell or feature');
  const { time, features, samples, x } = training;
  const cells = by === 'cell' ? time * features : features;
  const count = new Float64Array(cells);
  const mean = new Float64Array(cells);
  const squares = new Float64Array(cells);
  // Welford's update: no cancellation however large the mean is.
  for (let sample = 0; sample < samples; sample++) {
    const end = lengthOf(training, sample) * features;
    for (let at = 0; at < end; at++) {
      const cell = by === 'cell' ? at : at % features;
      const value = x[sample * time * features + at];
      count[cell] += 1;
      const delta = value - mean[cell];
      mean[cell] += delta / count[cell];
      squares[cell] += delta * (value - mean[cell]);
    }
  }
  // Rounded before it is compared with 0: a deviation below the smallest float32 is none.
  const deviation = Float32Array.from(
    squares,
    (sum, cell) => Math.fround(Math.sqrt(sum / Math.max(1, count[cell]))) || 1,
  );
  return { by, mean: Float32Array.from(mean), deviation };
}

/**
 * (x - mean) / deviation, as a new dataset; padding stays zero.
 *
 * @throws UnvanishError `shape` where the dataset has other sizes than the one the statistics come from; `not-finite`
 * where a value lies so far from the training data's that float32 cannot hold it.
 */
export function standardise(dataset: Dataset, standardisation: Standardisation): Dataset {
  checkDataset(dataset, 'standardise: the first argument');
  const { by, mean, deviation } = standardisation ?? {};
  const isOne = mean instanceof Float32Array && deviation instanceof Float32Array;
  checkArgument(isOne, 'standardise: the second argument', standardisation, 'what fitStandardisation gives');
  const { time, features, samples } = dataset;
  const cells = by === 'cell' ? time * features : features;
  if (mean.length !== cells || deviation.length !== cells) {
    throw new UnvanishError(
      'shape',
      `the data have ${time} time steps of ${features} features, other sizes than the data the model was standardised on`,
    );
  }
  const x = new Float32Array(dataset.x.length);
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * time * features;
    const end = lengthOf(dataset, sample) * features;
    for (let at = 0, cell = 0; at < end; at++, cell = cell + 1 === cells ? 0 : cell + 1) {
      x[start + at] = (dataset.x[start + at] - mean[cell]) / deviation[cell];
    }
  }
  checkFinite('x, standardised,', x, [time, features]);
  return { ...dataset, x };
}
