import { UnvanishError } from '../errors.js';
import type { EvaluatedData } from './evaluateMaps.js';
import { validCells } from './measurement.js';

/**
 * The share of saliency at each time step and feature, |R| / sum |R| of a sample, mean over samples: each sample weighs the
 * same, whatever the size of its gradients. A zero map counts as evenly spread; padding has no share.
 *
 * @param maps [sample, time, feature], by absolute value, finite.
 * @param samples The samples to take, such as those of one class.
 * @returns [time, feature], adding up to 1.
 * @throws UnvanishError `shape` where a map does not fit, `option` where no samples are taken.
 */
export function meanShares(maps: Float32Array, data: EvaluatedData, samples: readonly number[]): Float64Array {
  if (samples.length === 0) throw new UnvanishError('option', 'the mean of no saliency maps was asked for');
  const { time, features, lengths } = data;
  const size = time * features;
  const sum = new Float64Array(size);
  for (const sample of samples) {
    const map = maps.subarray(sample * size, (sample + 1) * size);
    const cells = validCells({ time, features, length: lengths?.[sample] ?? time }, map);
    let total = 0;
    for (let cell = 0; cell < cells; cell++) total += Math.abs(map[cell]);
    for (let cell = 0; cell < cells; cell++) sum[cell] += total > 0 ? Math.abs(map[cell]) / total : 1 / cells;
  }
  return sum.map((share) => share / samples.length);
}
