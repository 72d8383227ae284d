import fc from 'fast-check';
import type { NdArray, NumberArray } from '../../src/data/array.js';

const CONSTRUCTORS = [
  Float32Array,
  Float64Array,
  Int8Array,
  Uint8Array,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
] as const;

/** Arrays of every element type with random bytes in them, up to four dimensions, some of size 0. */
export function arbitraryArray(): fc.Arbitrary<NdArray> {
  return fc
    .tuple(fc.constantFrom(...CONSTRUCTORS), fc.array(fc.nat({ max: 4 }), { maxLength: 4 }))
    .chain(([Data, shape]) => {
      const size = shape.reduce((product, n) => product * n, 1) * Data.BYTES_PER_ELEMENT;
      return fc
        .uint8Array({ minLength: size, maxLength: size })
        .map((bytes) => ({ shape, data: new Data(bytes.slice().buffer) as NumberArray }));
    });
}

/** The bytes of an array: unlike its numbers, they tell one NaN from another. */
export function bytesOf({ data }: NdArray): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
