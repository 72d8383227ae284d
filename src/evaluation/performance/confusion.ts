import { UnvanishError } from '../../errors.js';
import { checkArgument } from '../../options.js';
import { type Estimate, proportionEstimate } from '../../statistics/estimate.js';
import { checkNumbers } from '../../statistics/numbers.js';

/** How one class fared. */
export interface ClassScores {
  /** Samples of the class. */
  readonly samples: number;
  /** Samples predicted to be of the class. */
  readonly predicted: number;
  /** Share of the class's samples that are predicted right, with its Wilson interval; undefined where there are none. */
  readonly recall: Estimate | undefined;
  /** Share of the samples predicted to be of the class that are, with its Wilson interval; undefined where there are none. */
  readonly precision: Estimate | undefined;
}

/** Which classes are taken for which. */
export interface Confusion {
  /** Samples by true class (row) and predicted class (column). */
  readonly counts: readonly (readonly number[])[];
  readonly byClass: readonly ClassScores[];
  /** Mean recall of the classes that have samples: what unequal classes do not flatter. */
  readonly balancedAccuracy: number;
}

/**
 * The confusion matrix of predictions, and what it says of each class.
 *
 * @param labels true class of each sample, [sample].
 * @param predicted predicted class of each sample, [sample].
 * @param classes Number of classes.
 * @throws UnvanishError `shape` where the arrays differ in length or are empty, `labels` for a class that there is not.
 */
export function confusion(labels: ArrayLike<number>, predicted: ArrayLike<number>, classes: number): Confusion {
  checkNumbers('labels', labels);
  checkNumbers('predicted', predicted);
  checkArgument(Number.isSafeInteger(classes) && classes >= 1, 'classes', classes, 'a whole number at least 1');
  if (labels.length !== predicted.length || labels.length === 0)
    throw new UnvanishError('shape', `${predicted.length} predictions for ${labels.length} labels`);
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let sample = 0; sample < labels.length; sample++) {
    const row = counts[labels[sample]];
    if (row?.[predicted[sample]] === undefined)
      throw new UnvanishError(
        'labels',
        `sample ${sample} is of class ${labels[sample]} and predicted as ${predicted[sample]} where there are classes 0 to ${classes - 1}`,
      );
    row[predicted[sample]] += 1;
  }
  const byClass = counts.map((row, label): ClassScores => {
    const samples = row.reduce((sum, count) => sum + count, 0);
    const named = counts.reduce((sum, other) => sum + other[label], 0);
    return {
      samples,
      predicted: named,
      recall: proportionEstimate(row[label], samples),
      precision: proportionEstimate(row[label], named),
    };
  });
  const recalls = byClass.flatMap(({ recall }) => (recall ? [recall.mean] : []));
  return { counts, byClass, balancedAccuracy: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length };
}
