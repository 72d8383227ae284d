import type { NumberArray } from '../data/array.js';

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

const TYPED_ARRAYS: Readonly<
  Partial<Record<ElementType, new (buffer: ArrayBuffer, offset: number, length: number) => NumberArray>>
> = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
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
  const Elements = TYPED_ARRAYS[type];
  if (Elements) return new Elements(copy.buffer, 0, copy.length / ELEMENT_BYTES[type]);
  const halves = new Uint16Array(copy.buffer);
  return type === 'f2' ? float16ToFloat32(halves) : bfloat16ToFloat32(halves);
}

/**
 * As `readElements`, but without a copy where none is needed: a view of the bytes if they are aligned, little-endian
 * and no 16-bit floats.
 */
export function viewElements(bytes: Uint8Array, type: ElementType, order: 'little' | 'big'): NumberArray {
  const size = ELEMENT_BYTES[type];
  const { buffer, byteOffset } = bytes;
  const asStored = (order === 'little' || size === 1) && byteOffset % size === 0 && buffer instanceof ArrayBuffer;
  const Elements = asStored && TYPED_ARRAYS[type];
  return Elements ? new Elements(buffer, byteOffset, bytes.length / size) : readElements(bytes, type, order);
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

/**
 * IEEE 754 binary16 to float32, exactly: 1 bit sign, 5 bits exponent (bias 15), 10 bits fraction.
 * `bits` holds one number an element; the answer has the same length.
 */
function float16ToFloat32(bits: Uint16Array): Float32Array {
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const sign = (bits[i] as number) >> 15 ? -1 : 1;
    const exponent = ((bits[i] as number) >> 10) & 31;
    const fraction = (bits[i] as number) & 1023;
    if (exponent === 0) values[i] = sign * fraction * 2 ** -24;
    else if (exponent === 31) values[i] = fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    else values[i] = sign * (1024 + fraction) * 2 ** (exponent - 25);
  }
  return values;
}

/** bfloat16 to float32, exactly: it is the upper half of a float32. */
function bfloat16ToFloat32(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (half) => half << 16).buffer);
}
