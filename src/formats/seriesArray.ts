import { formatShape } from '../data/array.js';
import type { DatasetFields } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import type { NamedArray } from './format.js';
import { toFloat32 } from './numberConversion.js';

/**
 * An array [sample, time, feature] as series.
 *
 * @throws UnvanishError `shape` for another shape, and as `toFloat32`.
 */
export function seriesOfArray({ array, where }: NamedArray): DatasetFields {
  const { shape } = array;
  if (shape.length !== 3) {
    const remedy = shape.length === 2 ? 'for one feature, add the axis: x[:, :, None]' : undefined;
    throw new UnvanishError(
      'shape',
      `${where}: has shape ${formatShape(shape)}; series are [sample, time, feature]`,
      remedy,
    );
  }
  const [samples, time, features] = shape;
  if (shape.includes(0)) throw new UnvanishError('shape', `${where}: is empty, of shape ${formatShape(shape)}`);
  return { x: toFloat32(array, where), shape: [samples, time, features] };
}

/**
 * An array [time, feature] as one series.
 *
 * @throws UnvanishError as `seriesOfArray`.
 */
export function oneSeriesOfArray({ array, where }: NamedArray): DatasetFields {
  const { shape } = array;
  if (shape.length !== 2) {
    throw new UnvanishError('shape', `${where}: has shape ${formatShape(shape)}; a series is [time, feature]`);
  }
  return { x: toFloat32(array, where), shape: [1, shape[0], shape[1]] };
}
