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

/** Bit patterns, by their places in bytes. */
const BITS: usize = memory.data<u32>([0x7fffffff, 0x80000000, 0x3f800000]);
const ALL_BUT_SIGN: usize = 0;
const SIGN: usize = 4;
/** The exponent's bits of 2^0. */
const POWER_0: usize = 8;

// @ts-ignore: decorator
@inline
function four(place: usize): v128 {
  return v128.load32_splat(CONSTANTS + place);
}

// @ts-ignore: decorator
@inline
function bits(place: usize): v128 {
  return v128.load32_splat(BITS + place);
}

// @ts-ignore: decorator
@inline
function polynomial(p: v128, x: v128, coefficient: usize): v128 {
  return fma(p, x, four(coefficient));
}

/**
 * exp, sigmoid and tanh are one computation with another beginning and end: the argument y of an exponential, y = n ln 2 + r with
 * |r| <= ln 2 / 2, a polynomial in r, and what the function makes of 2^n and e^r - 1. The kind is known when the kernels are compiled.
 */
const EXP: i32 = 0;
const SIGMOID: i32 = 1;
const TANH: i32 = 2;

/** y: x or -x, clamped to [-87.34, 88.38], so that e^y is normal and finite; 2 |x| for tanh, at most 40. */
// @ts-ignore: decorator
@inline
function argument(kind: i32, x: v128): v128 {
  // pmin and pmax are one instruction each, where min and max take care of signed zeros; in this order NaN stays NaN.
  if (kind == TANH) {
    const magnitude = v128.and(x, bits(ALL_BUT_SIGN));
    return f32x4.pmin(f32x4.add(magnitude, magnitude), four(TANH_MOST));
  }
  const y = kind == SIGMOID ? v128.xor(x, bits(SIGN)) : x;
  return f32x4.pmax(f32x4.pmin(y, four(EXP_MOST)), four(EXP_LEAST));
}

/** n as ROUND + n. */
// @ts-ignore: decorator
@inline
function shiftedWhole(y: v128): v128 {
  return fma(y, four(LOG2E), four(ROUND));
}

/**
 * exp: 2^n e^r. sigmoid: 1 / (1 + e^-x). tanh |x| with m = e^2|x| - 1: m / (m + 2) where m < 1, which keeps the relative precision of
 * small x, and 1 - 2 / (m + 2) above, which never falls as x rises; then the sign.
 */
// @ts-ignore: decorator
@inline
function value(kind: i32, x: v128, shifted: v128, reduced: v128): v128 {
  const power = i32x4.add(i32x4.shl(shifted, 23), bits(POWER_0));
  const one = four(ONE);
  if (kind == TANH) {
    const m = fma(reduced, power, f32x4.sub(power, one));
    const small = f32x4.lt(m, one);
    const quotient = f32x4.div(v128.bitselect(m, four(MINUS_TWO), small), f32x4.add(m, four(TWO)));
    return v128.or(f32x4.add(v128.andnot(one, small), quotient), v128.and(x, bits(SIGN)));
  }
  const e = f32x4.mul(f32x4.add(reduced, one), power);
  return kind == SIGMOID ? f32x4.div(one, f32x4.add(one, e)) : e;
}

// @ts-ignore: decorator
@inline
function ofVector(kind: i32, x: v128): v128 {
  const y = argument(kind, x);
  const shifted = shiftedWhole(y);
  const n = f32x4.sub(shifted, four(ROUND));
  let r = fnma(n, four(LN2_HIGH), y);
  r = fnma(n, four(LN2_LOW), r);
  let p = four(EXP_0);
  for (let place = EXP_1; place <= EXP_5; place += 4) p = polynomial(p, r, place);
  return value(kind, x, shifted, fma(p, f32x4.mul(r, r), r));
}

/** `ofVector` of four vectors in place, the same bits, side by side: one alone would wait for its own multiplications and additions. */
// @ts-ignore: decorator
@inline
function ofFourVectors(kind: i32, x: usize): void {
  const y0 = argument(kind, v128.load(x));
  const y1 = argument(kind, v128.load(x, 16));
  const y2 = argument(kind, v128.load(x, 32));
  const y3 = argument(kind, v128.load(x, 48));
  const s0 = shiftedWhole(y0);
  const s1 = shiftedWhole(y1);
  const s2 = shiftedWhole(y2);
  const s3 = shiftedWhole(y3);
  let c = four(ROUND);
  const n0 = f32x4.sub(s0, c);
  const n1 = f32x4.sub(s1, c);
  const n2 = f32x4.sub(s2, c);
  const n3 = f32x4.sub(s3, c);
  c = four(LN2_HIGH);
  let r0 = fnma(n0, c, y0);
  let r1 = fnma(n1, c, y1);
  let r2 = fnma(n2, c, y2);
  let r3 = fnma(n3, c, y3);
  c = four(LN2_LOW);
  r0 = fnma(n0, c, r0);
  r1 = fnma(n1, c, r1);
  r2 = fnma(n2, c, r2);
  r3 = fnma(n3, c, r3);
  const first = four(EXP_0);
  let p0 = first, p1 = first, p2 = first, p3 = first;
  for (let place = EXP_1; place <= EXP_5; place += 4) {
    c = four(place);
    p0 = fma(p0, r0, c);
    p1 = fma(p1, r1, c);
    p2 = fma(p2, r2, c);
    p3 = fma(p3, r3, c);
  }
  p0 = fma(p0, f32x4.mul(r0, r0), r0);
  p1 = fma(p1, f32x4.mul(r1, r1), r1);
  p2 = fma(p2, f32x4.mul(r2, r2), r2);
  p3 = fma(p3, f32x4.mul(r3, r3), r3);
  v128.store(x, value(kind, v128.load(x), s0, p0));
  v128.store(x, value(kind, v128.load(x, 16), s1, p1), 16);
  v128.store(x, value(kind, v128.load(x, 32), s2, p2), 32);
  v128.store(x, value(kind, v128.load(x, 48), s3, p3), 48);
}

// @ts-ignore: decorator
@inline
function inPlace(kind: i32, x: usize, count: i32): void {
  const end = x + ((<usize>count) << 2);
  for (; x + 48 < end; x += 64) ofFourVectors(kind, x);
  for (; x < end; x += 16) v128.store(x, ofVector(kind, v128.load(x)));
}

// Whole arrays in place. `count` is rounded up to whole vectors: every allocation of the arena has room for it.

/** x = e^x, all of an array. */
export function expInPlace(x: usize, count: i32): void {
  inPlace(EXP, x, count);
}

/** x = 1 / (1 + e^-x), all of an array. */
export function sigmoidInPlace(x: usize, count: i32): void {
  inPlace(SIGMOID, x, count);
}

/** x = tanh x, all of an array. */
export function tanhInPlace(x: usize, count: i32): void {
  inPlace(TANH, x, count);
}

/** x = ln x, of positive, normal numbers, all of an array. */
export function logInPlace(x: usize, count: i32): void {
  for (const end = x + ((<usize>count) << 2); x < end; x += 16) v128.store(x, log4(v128.load(x)));
}

// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  return ofVector(EXP, x);
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
