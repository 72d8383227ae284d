/**
 * exp, log, tanh, sigmoid, sine and cosine on four lanes of float32: polynomials after Cephes (Moshier), about two units
 * in the last place. They are here, not JavaScript's, so that every machine and browser computes the same bits.
 */

import { fma, fnma } from './multiplyAdd';

const LOG2E: f32 = 1.44269504088896341;
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -2.12194440e-4;

// @ts-ignore: decorator
@inline
function polynomial(p: v128, x: v128, coefficient: f32): v128 {
  return fma(p, x, f32x4.splat(coefficient));
}

/** 1.5 x 2^23: adding it rounds to a whole number, which then stands in the low bits. */
const ROUND: f32 = 12582912;

/** n of the reduction x = n ln 2 + r, |r| <= ln 2 / 2, as ROUND + n: x from -87.34 to 88.38. */
// @ts-ignore: decorator
@inline
function shiftedWhole(x: v128): v128 {
  return fma(x, f32x4.splat(LOG2E), f32x4.splat(ROUND));
}

/** 2^n. */
// @ts-ignore: decorator
@inline
function powerOfTwo(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(127 << 23));
}

/** e^r - 1, without cancellation. */
// @ts-ignore: decorator
@inline
function reduced(x: v128, shifted: v128): v128 {
  const n = f32x4.sub(shifted, f32x4.splat(ROUND));
  let r = fnma(n, f32x4.splat(LN2_HIGH), x);
  r = fnma(n, f32x4.splat(LN2_LOW), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = polynomial(p, r, 1.3981999507e-3);
  p = polynomial(p, r, 8.3334519073e-3);
  p = polynomial(p, r, 4.1665795894e-2);
  p = polynomial(p, r, 1.6666665459e-1);
  p = polynomial(p, r, 5.0000001201e-1);
  return fma(p, f32x4.mul(r, r), r);
}

/** 2^n e^r. x is clamped to [-87.34, 88.38], so that the result is normal and finite. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax are one instruction each, where min and max take care of signed zeros; in this order NaN stays NaN.
  x = f32x4.pmax(f32x4.pmin(x, f32x4.splat(88.3762626647949)), f32x4.splat(-87.3365));
  const shifted = shiftedWhole(x);
  return f32x4.mul(f32x4.add(reduced(x, shifted), f32x4.splat(1)), powerOfTwo(shifted));
}

/** Natural logarithm of a positive, normal number. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // x = 2^e m with m in [sqrt(1/2), sqrt(2))
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = i32x4.shr_s(bits, 23);
  const mantissa = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(mantissa, f32x4.splat(1));
  const z = f32x4.mul(f, f);
  let p = f32x4.splat(7.0376836292e-2);
  p = polynomial(p, f, -1.1514610310e-1);
  p = polynomial(p, f, 1.1676998740e-1);
  p = polynomial(p, f, -1.2420140846e-1);
  p = polynomial(p, f, 1.4249322787e-1);
  p = polynomial(p, f, -1.6668057665e-1);
  p = polynomial(p, f, 2.0000714765e-1);
  p = polynomial(p, f, -2.4999993993e-1);
  p = polynomial(p, f, 3.3333331174e-1);
  p = f32x4.mul(f32x4.mul(p, f), z);
  const n = f32x4.convert_i32x4_s(e);
  p = fma(n, f32x4.splat(LN2_LOW), p);
  p = fnma(z, f32x4.splat(0.5), p);
  return fma(n, f32x4.splat(LN2_HIGH), f32x4.add(f, p));
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

/**
 * tanh |x| with m = e^2|x| - 1: m / (m + 2) where m < 1, which keeps the relative precision of small x, and 1 - 2 / (m + 2)
 * above, which never falls as x rises; then the sign.
 */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const twice = f32x4.pmin(f32x4.add(magnitude, magnitude), f32x4.splat(40));
  const shifted = shiftedWhole(twice);
  const power = powerOfTwo(shifted);
  const m = fma(reduced(twice, shifted), power, f32x4.sub(power, f32x4.splat(1)));
  const small = f32x4.lt(m, f32x4.splat(1));
  const quotient = f32x4.div(v128.bitselect(m, f32x4.splat(-2), small), f32x4.add(m, f32x4.splat(2)));
  const value = f32x4.add(v128.andnot(f32x4.splat(1), small), quotient);
  return v128.or(value, v128.and(x, f32x4.splat(-0.0)));
}

/** sin(2 pi turn) for a turn in [0, 1]. */
// @ts-ignore: decorator
@inline
export function sinTurn4(turn: v128): v128 {
  return sinQuarter(f32x4.mul(turn, f32x4.splat(4)), i32x4.splat(0));
}

/** cos(2 pi turn) for a turn in [0, 1]. */
// @ts-ignore: decorator
@inline
export function cosTurn4(turn: v128): v128 {
  return sinQuarter(f32x4.mul(turn, f32x4.splat(4)), i32x4.splat(1));
}

/** sin(pi/2 (quarters + shift)), from the two polynomials on [-pi/4, pi/4]. */
// @ts-ignore: decorator
@inline
function sinQuarter(quarters: v128, shift: v128): v128 {
  const whole = f32x4.nearest(quarters);
  const r = f32x4.mul(f32x4.sub(quarters, whole), f32x4.splat(1.57079632679489662));
  const z = f32x4.mul(r, r);
  let s = f32x4.splat(-1.9515295891e-4);
  s = polynomial(s, z, 8.3321608736e-3);
  s = polynomial(s, z, -1.6666654611e-1);
  s = fma(f32x4.mul(s, z), r, r);
  let c = f32x4.splat(2.443315711809948e-5);
  c = polynomial(c, z, -1.388731625493765e-3);
  c = polynomial(c, z, 4.166664568298827e-2);
  c = fma(c, f32x4.mul(z, z), fnma(z, f32x4.splat(0.5), f32x4.splat(1)));
  const quadrant = i32x4.add(i32x4.trunc_sat_f32x4_s(whole), shift);
  const odd = i32x4.eq(v128.and(quadrant, i32x4.splat(1)), i32x4.splat(1));
  const sign = i32x4.shl(v128.and(quadrant, i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(c, s, odd), sign);
}

// Whole arrays, for the tests that hold the polynomials against float64. `count` is rounded up to whole vectors.

export function expArray(x: usize, out: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 16) v128.store(out + i, exp4(v128.load(x + i)));
}

export function logArray(x: usize, out: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 16) v128.store(out + i, log4(v128.load(x + i)));
}

export function sigmoidArray(x: usize, out: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 16) v128.store(out + i, sigmoid4(v128.load(x + i)));
}

export function tanhArray(x: usize, out: usize, count: i32): void {
  for (let i: usize = 0; i < <usize>count << 2; i += 16) v128.store(out + i, tanh4(v128.load(x + i)));
}
