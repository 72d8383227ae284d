/**
 * Multiply and add, on four lanes of float32. The plain build rounds twice, which every machine does alike. The build with
 * relaxed SIMD rounds once where the processor has a fused instruction: faster, closer to the exact value, and not the same
 * bits on every machine.
 */

/** x y + sum. */
// @ts-ignore: decorator
@inline
export function fma(x: v128, y: v128, sum: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(x, y, sum) : f32x4.add(f32x4.mul(x, y), sum);
}

/** from - x y. */
// @ts-ignore: decorator
@inline
export function fnma(x: v128, y: v128, from: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_nmadd(x, y, from) : f32x4.sub(from, f32x4.mul(x, y));
}
