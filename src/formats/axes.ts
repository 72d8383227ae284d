import { elementCount, formatShape, type NdArray, type NumberArray } from '../data/array.js';
import { UnvanishError } from '../errors.js';
import { type Axis, axesOf } from './arrayOptions.js';

/**
 * An array with its axes in the wanted order; one that it does not have is of one.
 *
 * @param names the order that they have, by their names; as `wanted` unless told.
 * @throws UnvanishError `shape` where the array has more or fewer axes.
 */
export function inOrder(
  { shape, data }: NdArray,
  names: readonly string[] | undefined,
  wanted: readonly Axis[],
  where: string,
): NdArray {
  const axes = names === undefined ? wanted : axesOf(names).filter((axis) => wanted.includes(axis));
  if (shape.length !== axes.length) {
    const missing = shape.length === 2 && names === undefined && wanted.length === 3;
    throw new UnvanishError(
      'shape',
      `${where}: has shape ${formatShape(shape)}; ${names === undefined ? (wanted.length === 3 ? 'series are' : 'a series is') : 'its axes were said to be'} [${axes.join(', ')}]`,
      missing ? 'for one feature say `axes: sample,time`' : undefined,
    );
  }
  const positions = wanted.map((axis) => axes.indexOf(axis));
  const ordered = positions.map((position) => (position < 0 ? 1 : shape[position]));
  const inPlace = positions.filter((position) => position >= 0).every((position, index) => position === index);
  return { shape: ordered, data: inPlace ? data : reordered(data, shape, positions) };
}

/** A copy whose axes stand where `positions` says; at -1 there is none. */
function reordered(data: NumberArray, shape: readonly number[], positions: readonly number[]): NumberArray {
  const strides = positions.map((position) => (position < 0 ? 0 : elementCount(shape.slice(position + 1))));
  const [outer, middle, inner] = positions.map((position) => (position < 0 ? 1 : shape[position]));
  const result = data.slice() as Float32Array;
  const source = data as Float32Array;
  let to = 0;
  for (let i = 0; i < outer; i++) {
    for (let j = 0; j < middle; j++) {
      for (let k = 0; k < (inner ?? 1); k++) {
        result[to++] = source[i * strides[0] + j * strides[1] + k * (strides[2] ?? 0)];
      }
    }
  }
  return result;
}

const ORDERS: readonly (readonly [Axis, Axis, Axis])[] = [
  ['sample', 'feature', 'time'],
  ['time', 'sample', 'feature'],
  ['feature', 'time', 'sample'],
  ['feature', 'sample', 'time'],
  ['time', 'feature', 'sample'],
];

/**
 * What to do where sizes contradict what else is known, and would not if the axes stood in another order.
 *
 * @param shape of series that were read as [sample, time, feature]; undefined where nothing can be told of their axes.
 * @param fits whether another shape, [sample, time, feature] too, contradicts nothing.
 */
export function axesRemedy(
  shape: readonly [number, number, number] | undefined,
  fits: (shape: readonly [number, number, number]) => boolean,
): string | undefined {
  const order =
    shape &&
    ORDERS.find((axes) => {
      const of = (axis: Axis) => shape[axes.indexOf(axis)];
      return fits([of('sample'), of('time'), of('feature')]);
    });
  return order && `if the axes of the series stand otherwise, say so: \`axes: ${order.join(',')}\``;
}

/** A copy of column-major `data` in row-major order; `shape` is the array's own, as NumPy and MATLAB show it. */
export function rowMajor(data: NumberArray, shape: readonly number[]): NumberArray {
  const result = data.slice() as Float32Array;
  const source = data as Float32Array;
  const strides = shape.map((_, axis) => elementCount(shape.slice(0, axis)));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < result.length; to++) {
    result[to] = source[from] as number;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (shape[axis] as number)) break;
      from -= (shape[axis] as number) * (strides[axis] as number);
      index[axis] = 0;
    }
  }
  return result;
}
