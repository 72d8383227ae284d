import { type SeriesShape, validCells } from '../maps.js';

/**
 * A map by absolute value, scaled to [0, 1] over the valid part of its sample:
 * (|R| - min |R|) / (max |R| - min |R|), as the paper does before it compares a map with a mask.
 *
 * A constant map, zero or not, prefers no cell and scales to all zeros. Padding is zero.
 *
 * @param map Saliency, finite, [time, feature].
 * @returns [time, feature], float64; the map given is not changed.
 */
export function scaleMap(map: Float32Array, shape: SeriesShape): Float64Array {
  const cells = validCells(shape, map);
  const scaled = new Float64Array(map.length);
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (let cell = 0; cell < cells; cell++) {
    const value = Math.abs(map[cell]);
    scaled[cell] = value;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const range = high - low;
  for (let cell = 0; cell < cells; cell++) scaled[cell] = range > 0 ? (scaled[cell] - low) / range : 0;
  return scaled;
}
