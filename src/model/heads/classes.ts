import { type Dataset, labelsOf } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';

/**
 * Checks that every class has training samples.
 *
 * @throws UnvanishError `labels`, naming the first class that has none.
 */
export function checkClasses(training: Dataset, classes: number): void {
  const missing = countClasses(training, classes).indexOf(0);
  if (missing < 0) return;
  const name = training.classNames[missing];
  throw new UnvanishError(
    'labels',
    `class ${missing}${name ? ` (${name})` : ''} has no training samples: ${classes} classes are expected`,
    'number classes from 0 without gaps, and give each at least one training sample',
  );
}

/** The weight of each class in the loss, samples / (classes x samples of the class), or undefined where all are 1. */
export function classWeights(training: Dataset, classes: number, kind: 'none' | 'balanced'): Float64Array | undefined {
  if (kind === 'none') return undefined;
  return Float64Array.from(countClasses(training, classes), (count) => training.samples / (classes * count));
}

function countClasses(training: Dataset, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (const label of labelsOf(training)) counts[label] += 1;
  return counts;
}
