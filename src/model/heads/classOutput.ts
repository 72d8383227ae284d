import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';

/** The class that an output is taken for: of each sample's label, of its prediction, or one class for all. */
export type Target = 'true' | 'predicted' | number;
/** The output S whose gradient is taken: the class's probability (the paper) or its logit. */
export type Output = 'probability' | 'logit';

/** Probabilities of logits, both [sample, class]. */
export function softmax(engine: Engine, logits: Pointer, samples: number, classes: number): Pointer {
  const count = samples * classes;
  const out = engine.allocate(count);
  engine.floats(out, count).set(engine.floats(logits, count));
  engine.kernels.logSoftmax(out, samples, classes);
  engine.kernels.expInPlace(out, count);
  return out;
}

/**
 * dS/dlogits [sample, class]: one-hot for a logit; for a probability p_k, p_k (1_{j=k} - p_j). `targetOf` is the class k of a
 * row, or undefined for the one that is predicted.
 */
export function outputGradient(
  engine: Engine,
  logits: Pointer,
  samples: number,
  classes: number,
  output: Output,
  targetOf: (row: number) => number | undefined,
): Pointer {
  const probabilities = softmax(engine, logits, samples, classes);
  const dlogits = engine.allocateZeros(samples * classes);
  const gradient = engine.floats(dlogits, samples * classes);
  const p = engine.floats(probabilities, samples * classes);
  for (let row = 0; row < samples; row++) {
    const at = row * classes;
    const k = targetOf(row) ?? mostLikely(engine.floats(logits + at * 4, classes));
    if (output === 'logit') gradient[at + k] = 1;
    else {
      for (let j = 0; j < classes; j++) gradient[at + j] = p[at + k] * ((j === k ? 1 : 0) - p[at + j]);
    }
  }
  return dlogits;
}

/** The largest of the logits; the first one on ties. */
export function mostLikely(logits: Float32Array): number {
  let best = 0;
  for (let j = 1; j < logits.length; j++) if (logits[j] > logits[best]) best = j;
  return best;
}
