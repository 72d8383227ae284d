/**
 * The position of the first number whose bits differ between two float32 arrays (NaN and the signs of zeros count), or
 * -1 where there is none. Faster on long arrays than an assertion on every element.
 */
export function firstDifference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Math.min(actual.length, expected.length);
  const expectedBits = new Uint32Array(expected.slice().buffer);
  return new Uint32Array(actual.slice().buffer).findIndex((word, i) => word !== expectedBits[i]);
}
