import type { NumberArray } from '../array.js';
import { bfloat16ToFloat32, float16ToFloat32 } from './halfFloat.js';

/** How one number is stored in a file: kind (float, bfloat, signed, unsigned) and size in bytes. */
export type ElementType = 'f2' | 'bf2' | 'f4' | 'f8' | 'i1' | 'i2' | 'i4' | 'i8' | 'u1' | 'u2' | 'u4' | 'u8';

/** Bytes in one element of each type. */
export const ELEMENT_BYTES: Readonly<Record<ElementType, number>> = {
  f2: 2,
  bf2: 2,
  f4: 4,
  f8: 8,
  i1: 1,
  i2: 2,
  i4: 4,
  i8: 8,
  u1: 1,
  u2: 2,
  u4: 4,
  u8: 8,
};

const VIEWS: Readonly<Record<ElementType, (buffer: ArrayBuffer) => NumberArray>> = {
  f2: (buffer) => float16ToFloat32(new Uint16Array(buffer)),
  bf2: (buffer) => bfloat16ToFloat32(new Uint16Array(buffer)),
  f4: (buffer) => new Float32Array(buffer),
  f8: (buffer) => new Float64Array(buffer),
  i1: (buffer) => new Int8Array(buffer),
  i2: (buffer) => new Int16Array(buffer),
  i4: (buffer) => new Int32Array(buffer),
  i8: (buffer) => new BigInt64Array(buffer),
  u1: (buffer) => new Uint8Array(buffer),
  u2: (buffer) => new Uint16Array(buffer),
  u4: (buffer) => new Uint32Array(buffer),
  u8: (buffer) => new BigUint64Array(buffer),
};

/**
 * The numbers that `bytes` hold, copied, so that they are aligned and the file's buffer can be freed; the two
 * 16-bit floats become float32. The length of `bytes` must be a whole number of elements.
 *
 * Typed arrays are taken to be little-endian, as on every machine that runs WebAssembly in practice.
 */
export function readElements(bytes: Uint8Array, type: ElementType, order: 'little' | 'big'): NumberArray {
  // Not slice(): on Node's Buffer that gives a view of the same memory.
  const copy = new Uint8Array(bytes);
  if (order === 'big') reverseEach(copy, ELEMENT_BYTES[type]);
  return VIEWS[type](copy.buffer);
}

/** The type that an array's elements are stored as. */
export function elementTypeOf(data: NumberArray): ElementType {
  if (data instanceof Float32Array) return 'f4';
  if (data instanceof Float64Array) return 'f8';
  const sign = data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array ? 'u' : 'i';
  return `${data instanceof BigUint64Array ? 'u' : sign}${data.BYTES_PER_ELEMENT}` as ElementType;
}

/** The bytes of an array, little-endian; a view, not a copy. */
export function elementBytes(data: NumberArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * The number of elements of a shape that came from a file, or undefined where it is no count at all: a size that is
 * no whole number >= 0, or a product beyond exact integers.
 */
export function checkedElementCount(shape: readonly number[]): number | undefined {
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return undefined;
  if (shape.includes(0)) return 0;
  let count = 1;
  for (const size of shape) {
    count *= size;
    if (count > Number.MAX_SAFE_INTEGER) return undefined;
  }
  return count;
}

function reverseEach(bytes: Uint8Array, size: number): void {
  for (let start = 0; size > 1 && start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
}
