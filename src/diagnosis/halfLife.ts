import { checkArgument } from '../options.js';

/**
 * The saliency half-life of one map: how many steps back from the end until half of the saliency, sum |R|, is behind;
 * linear within a step. A plain LSTM's may be below 1; evenly spread saliency has half the length. A zero map prefers no
 * step and counts as evenly spread.
 *
 * @param map [time, feature].
 * @param length Valid time steps.
 */
export function saliencyHalfLife(map: Float32Array, features: number, length: number): number {
  checkArgument(map instanceof Float32Array, 'saliencyHalfLife: map', map, 'a Float32Array [time, feature]');
  const mass = Float64Array.from({ length }, (_, back) => {
    const from = (length - 1 - back) * features;
    return map.subarray(from, from + features).reduce((sum, value) => sum + Math.abs(value), 0);
  });
  const half = mass.reduce((sum, value) => sum + value, 0) / 2;
  if (half === 0) return length / 2;
  let behind = 0;
  for (let back = 0; back < length; back++) {
    if (behind + mass[back] >= half) return back + (half - behind) / mass[back];
    behind += mass[back];
  }
  return length;
}
