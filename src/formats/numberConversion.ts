import { formatShape, type NdArray, type NumberArray } from '../data/array.js';
import { UnvanishError } from '../errors.js';

const SMALLEST = -(2 ** 31);
const LARGEST = 2 ** 31 - 1;

/**
 * The numbers as float32; the same array where it is float32 already. NaN and infinity stay what they are.
 *
 * @param where file and field, for errors.
 * @throws UnvanishError `not-finite` where a finite number is beyond float32's range.
 */
export function toFloat32(array: NdArray, where: string): Float32Array {
  const { data, shape } = array;
  if (data instanceof Float32Array) return data;
  const result = new Float32Array(data.length);
  for (let i = 0; i < result.length; i++) {
    const value = Number(data[i]);
    result[i] = value;
    if (!Number.isFinite(result[i]) && Number.isFinite(value)) {
      throw new UnvanishError(
        'not-finite',
        `${where}: ${value} at ${formatShape(indexOf(i, shape))} is beyond the range of float32`,
      );
    }
  }
  return result;
}

/**
 * The numbers as int32, from any type, as long as they are whole.
 *
 * @param where file and field, for errors.
 * @throws UnvanishError `dtype` at the first that is no whole number, or none that fits 32 bits.
 */
export function toInt32(data: NumberArray, where: string): Int32Array {
  if (data instanceof Int32Array) return data;
  const result = new Int32Array(data.length);
  for (let i = 0; i < result.length; i++) {
    const value = Number(data[i]);
    if (!Number.isInteger(value) || value < SMALLEST || value > LARGEST) {
      throw new UnvanishError('dtype', `${where}: entry ${i} is ${value}; a whole number of 32 bits was expected`);
    }
    result[i] = value;
  }
  return result;
}

/**
 * Whole numbers as text, from any type: what names of classes are made of.
 *
 * @param where file and field, for errors.
 * @throws UnvanishError `labels` at the first that is NaN; `dtype` at one that is no whole number, or too large for its type to hold it exactly.
 */
export function wholeTexts(data: NumberArray, where: string): string[] {
  return Array.from(data as ArrayLike<number | bigint>, (value, i) => {
    if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
    if (Number.isNaN(value)) {
      throw new UnvanishError(
        'labels',
        `${where}: entry ${i} is NaN: the label is missing`,
        'give it a class, or leave the sample out',
      );
    }
    throw new UnvanishError('dtype', `${where}: entry ${i} is ${value}; a whole number was expected`);
  });
}

/**
 * A mask of 0 and 1 from numbers of any type.
 *
 * @param where file and field, for errors.
 * @throws UnvanishError `dtype` at the first that is neither 0 nor 1.
 */
export function toMask({ data, shape }: NdArray, where: string): Uint8Array {
  const result = new Uint8Array(data.length);
  for (let i = 0; i < result.length; i++) {
    const value = Number(data[i]);
    if (value !== 0 && value !== 1) {
      throw new UnvanishError(
        'dtype',
        `${where}: ${value} at ${formatShape(indexOf(i, shape))}; a mask holds 0 and 1 only`,
      );
    }
    result[i] = value;
  }
  return result;
}

function indexOf(position: number, shape: readonly number[]): number[] {
  const index: number[] = [];
  let left = position;
  for (const size of [...shape].reverse()) {
    index.unshift(left % size);
    left = Math.floor(left / size);
  }
  return index;
}
