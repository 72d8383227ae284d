import { UnvanishError } from '../../errors.js';
import { checkNumbers } from '../../statistics/numbers.js';

/**
 * The class with the highest logit of each sample, the first of them where several are equal.
 *
 * @param logits [sample, class].
 * @param classes Number of classes, at least 1.
 * @returns [sample]
 * @throws UnvanishError `option` where they are no numbers, `shape` where the logits are not whole rows, `not-finite` where one is NaN.
 */
export function predictedClasses(logits: Float32Array, classes: number): Int32Array {
  checkNumbers('logits', logits);
  const samples = logits.length / classes;
  if (!Number.isInteger(classes) || classes < 1 || !Number.isInteger(samples))
    throw new UnvanishError('shape', `${logits.length} logits are not whole rows of ${classes} classes`);
  const predicted = new Int32Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    let best = 0;
    for (let label = 0; label < classes; label++) {
      const logit = logits[sample * classes + label];
      if (Number.isNaN(logit))
        throw new UnvanishError('not-finite', `logits are NaN at sample ${sample}, class ${label}`);
      if (logit > logits[sample * classes + best]) best = label;
    }
    predicted[sample] = best;
  }
  return predicted;
}

/**
 * How many samples are classified correctly; with the number of samples, what `proportionEstimate` needs.
 *
 * @param logits [sample, class]; the number of classes follows from the number of labels.
 * @param labels [sample]
 */
export function correctPredictions(logits: Float32Array, labels: Int32Array): number {
  checkNumbers('logits', logits);
  checkNumbers('labels', labels);
  if (labels.length === 0) {
    if (logits.length > 0) throw new UnvanishError('shape', `${logits.length} logits, but no labels`);
    return 0;
  }
  const predicted = predictedClasses(logits, logits.length / labels.length);
  return predicted.reduce((count, label, sample) => count + (label === labels[sample] ? 1 : 0), 0);
}

/** Share of the samples that are classified correctly, in [0, 1]; undefined where there are no samples. */
export function accuracy(logits: Float32Array, labels: Int32Array): number | undefined {
  const correct = correctPredictions(logits, labels);
  return labels.length > 0 ? correct / labels.length : undefined;
}
