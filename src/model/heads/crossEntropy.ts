import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';

export interface LossResult {
  /** Sum of w_y (-log p_y). */
  readonly sum: number;
  /** Sum of w_y, the denominator of the mean. */
  readonly weight: number;
  /** The mean, sum / weight. */
  readonly loss: number;
  /** How many samples have their label as the most probable class. */
  readonly correct: number;
  /** d loss / d logits [sample, class]. */
  readonly dlogits: Pointer;
}

/**
 * Softmax cross-entropy: the mean over samples of -log softmax(z)_y, weighted by class where `classWeights` [class] is
 * given (as PyTorch's nn.CrossEntropyLoss). Gradient: w_y (softmax(z) - onehot(y)) / sum w. Where these samples are a part of
 * a batch, `totalWeight` is the sum of w over all of it, and the gradient that of the batch's mean.
 */
export function crossEntropy(
  engine: Engine,
  logits: Pointer,
  labels: Int32Array,
  classes: number,
  classWeights?: Float64Array,
  totalWeight?: number,
): LossResult {
  const count = labels.length * classes;
  const logProbabilities = engine.allocate(count);
  engine.floats(logProbabilities, count).set(engine.floats(logits, count));
  engine.kernels.logSoftmax(logProbabilities, labels.length, classes);
  const dlogits = engine.allocate(count);
  const logP = engine.floats(logProbabilities, count);
  const gradient = engine.floats(dlogits, count);
  gradient.set(logP);
  engine.kernels.expInPlace(dlogits, count);
  let sum = 0;
  let weight = 0;
  let correct = 0;
  labels.forEach((label, row) => {
    const w = classWeights?.[label] ?? 1;
    const at = row * classes;
    sum -= w * logP[at + label];
    weight += w;
    let best = 0;
    for (let j = 1; j < classes; j++) if (logP[at + j] > logP[at + best]) best = j;
    if (best === label) correct++;
  });
  labels.forEach((label, row) => {
    const share = (classWeights?.[label] ?? 1) / (totalWeight ?? weight);
    for (let j = 0; j < classes; j++) {
      const at = row * classes + j;
      gradient[at] = share * (gradient[at] - (j === label ? 1 : 0));
    }
  });
  return { sum, weight, loss: sum / weight, correct, dlogits };
}
