/** xoshiro128++, word for word as published (Blackman and Vigna 2021): a function that gives the next 32-bit number. */
export function xoshiro128(state: readonly number[]): () => number {
  let [s0, s1, s2, s3] = state.map((word) => word | 0);
  const rotated = (x: number, by: number) => (x << by) | (x >>> (32 - by));
  return () => {
    const result = (rotated((s0 + s3) | 0, 7) + s0) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotated(s3, 11);
    return result;
  };
}
