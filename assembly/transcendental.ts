/**
 * exp, log, tanh, sigmoid, sine and cosine on four lanes of float32: polynomials after Cephes (Moshier), about two units
 * in the last place. They are here, not JavaScript's, so that every machine and browser computes the same bits.
 */

import { fma, fnma } from './multiplyAdd';

/**
 * Constants, by their places in bytes. They are read from memory, since V8 makes one that stands in the code anew at every use,
 * in several instructions.
 */
const CONSTANTS: usize = memory.data<f32>([
  1, 2, -2, 0.5, 4,
  1.44269504088896341, 0.693359375, -2.12194440e-4, 12582912, -87.3365, 88.3762626647949, 1.9875691500e-4,
  1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
  40,
  7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
  1.57079632679489662, -1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1, 2.443315711809948e-5,
  -1.388731625493765e-3, 4.166664568298827e-2,
]);
const ONE: usize = 0;
const TWO: usize = 4;
const MINUS_TWO: usize = 8;
const HALF: usize = 12;
const FOUR: usize = 16;
const LOG2E: usize = 20;
const LN2_HIGH: usize = 24;
const LN2_LOW: usize = 28;
/** 1.5 x 2^23: adding it rounds to a whole number, which then stands in the low bits. */
const ROUND: usize = 32;
const EXP_LEAST: usize = 36;
const EXP_MOST: usize = 40;
const EXP_0: usize = 44;
const EXP_1: usize = 48;
const EXP_2: usize = 52;
const EXP_3: usize = 56;
const EXP_4: usize = 60;
const EXP_5: usize = 64;
const TANH_MOST: usize = 68;
const LOG_0: usize = 72;
const LOG_1: usize = 76;
const LOG_2: usize = 80;
const LOG_3: usize = 84;
const LOG_4: usize = 88;
const LOG_5: usize = 92;
const LOG_6: usize = 96;
const LOG_7: usize = 100;
const LOG_8: usize = 104;
const HALF_PI: usize = 108;
const SIN_0: usize = 112;
const SIN_1: usize = 116;
const SIN_2: usize = 120;
const COS_0: usize = 124;
const COS_1: usize = 128;
const COS_2: usize = 132;

// @ts-ignore: decorator
@inline
function four(place: usize): v128 {
  return v128.load32_splat(CONSTANTS + place);
}

// @ts-ignore: decorator
@inline
function polynomial(p: v128, x: v128, coefficient: usize): v128 {
  return fma(p, x, four(coefficient));
}

/** n of the reduction x = n ln 2 + r, |r| <= ln 2 / 2, as ROUND + n: x from -87.34 to 88.38. */
// @ts-ignore: decorator
@inline
function shiftedWhole(x: v128): v128 {
  return fma(x, four(LOG2E), four(ROUND));
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
  const n = f32x4.sub(shifted, four(ROUND));
  let r = fnma(n, four(LN2_HIGH), x);
  r = fnma(n, four(LN2_LOW), r);
  let p = four(EXP_0);
  p = polynomial(p, r, EXP_1);
  p = polynomial(p, r, EXP_2);
  p = polynomial(p, r, EXP_3);
  p = polynomial(p, r, EXP_4);
  p = polynomial(p, r, EXP_5);
  return fma(p, f32x4.mul(r, r), r);
}

/** 2^n e^r. x is clamped to [-87.34, 88.38], so that the result is normal and finite. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  // pmin and pmax are one instruction each, where min and max take care of signed zeros; in this order NaN stays NaN.
  x = f32x4.pmax(f32x4.pmin(x, four(EXP_MOST)), four(EXP_LEAST));
  const shifted = shiftedWhole(x);
  return f32x4.mul(f32x4.add(reduced(x, shifted), four(ONE)), powerOfTwo(shifted));
}

/** Natural logarithm of a positive, normal number. */
// @ts-ignore: decorator
@inline
export function log4(x: v128): v128 {
  // x = 2^e m with m in [sqrt(1/2), sqrt(2))
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = i32x4.shr_s(bits, 23);
  const mantissa = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(mantissa, four(ONE));
  const z = f32x4.mul(f, f);
  let p = four(LOG_0);
  p = polynomial(p, f, LOG_1);
  p = polynomial(p, f, LOG_2);
  p = polynomial(p, f, LOG_3);
  p = polynomial(p, f, LOG_4);
  p = polynomial(p, f, LOG_5);
  p = polynomial(p, f, LOG_6);
  p = polynomial(p, f, LOG_7);
  p = polynomial(p, f, LOG_8);
  p = f32x4.mul(f32x4.mul(p, f), z);
  const n = f32x4.convert_i32x4_s(e);
  p = fma(n, four(LN2_LOW), p);
  p = fnma(z, four(HALF), p);
  return fma(n, four(LN2_HIGH), f32x4.add(f, p));
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(four(ONE), f32x4.add(four(ONE), exp4(f32x4.neg(x))));
}

/**
 * tanh |x| with m = e^2|x| - 1: m / (m + 2) where m < 1, which keeps the relative precision of small x, and 1 - 2 / (m + 2)
 * above, which never falls as x rises; then the sign.
 */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const twice = f32x4.pmin(f32x4.add(magnitude, magnitude), four(TANH_MOST));
  const shifted = shiftedWhole(twice);
  const power = powerOfTwo(shifted);
  const m = fma(reduced(twice, shifted), power, f32x4.sub(power, four(ONE)));
  const small = f32x4.lt(m, four(ONE));
  const quotient = f32x4.div(v128.bitselect(m, four(MINUS_TWO), small), f32x4.add(m, four(TWO)));
  const value = f32x4.add(v128.andnot(four(ONE), small), quotient);
  return v128.or(value, v128.and(x, f32x4.splat(-0.0)));
}

/** sin(2 pi turn) for a turn in [0, 1]. */
// @ts-ignore: decorator
@inline
export function sinTurn4(turn: v128): v128 {
  return sinQuarter(f32x4.mul(turn, four(FOUR)), i32x4.splat(0));
}

/** cos(2 pi turn) for a turn in [0, 1]. */
// @ts-ignore: decorator
@inline
export function cosTurn4(turn: v128): v128 {
  return sinQuarter(f32x4.mul(turn, four(FOUR)), i32x4.splat(1));
}

/** sin(pi/2 (quarters + shift)), from the two polynomials on [-pi/4, pi/4]. */
// @ts-ignore: decorator
@inline
function sinQuarter(quarters: v128, shift: v128): v128 {
  const whole = f32x4.nearest(quarters);
  const r = f32x4.mul(f32x4.sub(quarters, whole), four(HALF_PI));
  const z = f32x4.mul(r, r);
  let s = four(SIN_0);
  s = polynomial(s, z, SIN_1);
  s = polynomial(s, z, SIN_2);
  s = fma(f32x4.mul(s, z), r, r);
  let c = four(COS_0);
  c = polynomial(c, z, COS_1);
  c = polynomial(c, z, COS_2);
  c = fma(c, f32x4.mul(z, z), fnma(z, four(HALF), four(ONE)));
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
