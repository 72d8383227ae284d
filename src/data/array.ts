/** The element types that files in and out may have. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** An n-dimensional array, row-major: `data.length` is the product of `shape`. */
export interface NdArray<Data extends NumberArray = NumberArray> {
  readonly shape: readonly number[];
  readonly data: Data;
}

/** The number of elements that a shape holds. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A shape as people write it: `[300, 100, 100]`. */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
