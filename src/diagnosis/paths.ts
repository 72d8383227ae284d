import type { Dataset } from '../data/dataset.js';
import { checkClassifier } from '../model/checkClassifier.js';
import type { Classifier, InputGradientOptions } from '../model/classifier.js';

/** dS/dx [sample, time, feature] as the sum of two: they add up to `total`, cell by cell. */
export interface SaliencyPaths {
  readonly total: Float32Array;
  /**
   * What reaches the output without passing through a recurrence: with input-cell attention, what the steps that are
   * read out see of all steps so far (the attention path); else those steps alone.
   */
  readonly direct: Float32Array;
  /** What comes by way of the recurrence. */
  readonly recurrent: Float32Array;
}

/**
 * Splits the gradient by whether it passed through a recurrence.
 *
 * @throws UnvanishError as `Classifier.inputGradient`.
 */
export async function saliencyPaths(
  classifier: Classifier,
  dataset: Dataset,
  options: Omit<InputGradientOptions, 'direct'> = {},
): Promise<SaliencyPaths> {
  checkClassifier(classifier, 'saliencyPaths: the first argument');
  const { onProgress } = options;
  const half = (first: 0 | 1): InputGradientOptions => ({
    ...options,
    onProgress: onProgress && (({ done, total }) => onProgress({ done: (first * total + done) / 2, total })),
  });
  const total = await classifier.inputGradient(dataset, half(0));
  const direct = await classifier.inputGradient(dataset, { ...half(1), direct: true });
  return { total, direct, recurrent: total.map((value, i) => value - direct[i]) };
}
