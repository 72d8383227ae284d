/**
 * Counter-based random numbers: Philox4x32-10 (Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, SC 2011).
 *
 * A draw is a pure function of key (seed, stream) and counter (block, position): adding a draw to one stream never
 * shifts another. Four blocks are computed at a time; word w of block 4 j + l is number 16 j + 4 w + l of the output.
 * Every output buffer is filled in whole blocks of sixteen numbers, so it must have room for `count` rounded up to that.
 *
 * Dropout needs many more and has generators of their own, four xoshiro128++ side by side (Blackman and Vigna, Scrambled Linear
 * Pseudorandom Number Generators, ACM TOMS 2021), whose states are Philox's four blocks: still a function of key and counter.
 */

import { cosTurn4, log4, sinTurn4 } from './transcendental';

const MULTIPLY0: i32 = 0xd2511f53;
const MULTIPLY1: i32 = 0xcd9e8d57;
const WEYL0: i32 = 0x9e3779b9;
const WEYL1: i32 = 0xbb67ae85;

let word0: v128 = i32x4.splat(0);
let word1: v128 = i32x4.splat(0);
let word2: v128 = i32x4.splat(0);
let word3: v128 = i32x4.splat(0);

/** The upper halves of the 64-bit products of four lanes with one multiplier. */
// @ts-ignore: decorator
@inline
function upper(x: v128, multiplier: v128): v128 {
  return v128.shuffle<i32>(i64x2.extmul_low_i32x4_u(x, multiplier), i64x2.extmul_high_i32x4_u(x, multiplier), 1, 3, 5, 7);
}

/** Sets word0 ... word3 to the four output words of blocks `block` to `block + 3`. */
function philox(block: i32, counter1: i32, counter2: i32, counter3: i32, key0: i32, key1: i32): void {
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(counter1);
  let c2 = i32x4.splat(counter2);
  let c3 = i32x4.splat(counter3);
  const m0 = i32x4.splat(MULTIPLY0);
  const m1 = i32x4.splat(MULTIPLY1);
  for (let round = 0; round < 10; round++) {
    const high0 = upper(c0, m0);
    const high1 = upper(c2, m1);
    const low0 = i32x4.mul(c0, m0);
    const low1 = i32x4.mul(c2, m1);
    c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(key0));
    c1 = low1;
    c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(key1));
    c3 = low0;
    key0 += WEYL0;
    key1 += WEYL1;
  }
  word0 = c0;
  word1 = c1;
  word2 = c2;
  word3 = c3;
}

/** Uniform 32-bit words. */
export function randomBits(out: usize, count: i32, key0: i32, key1: i32, position: i32): void {
  for (let i = 0; i < count; i += 16) {
    philox(i >> 2, 0, position, 0, key0, key1);
    v128.store(out, word0);
    v128.store(out, word1, 16);
    v128.store(out, word2, 32);
    v128.store(out, word3, 48);
    out += 64;
  }
}

/** The middles of 2^23 equal cells of (0, 1): exact in float32, never 0 or 1. */
// @ts-ignore: decorator
@inline
function unit(bits: v128): v128 {
  const cell = f32x4.convert_i32x4_s(i32x4.shr_u(bits, 9));
  return f32x4.mul(f32x4.add(cell, f32x4.splat(0.5)), f32x4.splat(1.1920928955078125e-7));
}

/** Uniform numbers in (low, high). */
export function randomUniform(out: usize, count: i32, low: f32, high: f32, key0: i32, key1: i32, position: i32): void {
  const scale = f32x4.splat(high - low);
  const shift = f32x4.splat(low);
  for (let i = 0; i < count; i += 16) {
    philox(i >> 2, 0, position, 0, key0, key1);
    v128.store(out, f32x4.add(shift, f32x4.mul(scale, unit(word0))));
    v128.store(out, f32x4.add(shift, f32x4.mul(scale, unit(word1))), 16);
    v128.store(out, f32x4.add(shift, f32x4.mul(scale, unit(word2))), 32);
    v128.store(out, f32x4.add(shift, f32x4.mul(scale, unit(word3))), 48);
    out += 64;
  }
}

/** Standard normal numbers (Box and Muller): sqrt(-2 ln u) cos(2 pi v) and sqrt(-2 ln u) sin(2 pi v). */
export function randomNormal(out: usize, count: i32, key0: i32, key1: i32, position: i32): void {
  const minusTwo = f32x4.splat(-2);
  for (let i = 0; i < count; i += 16) {
    philox(i >> 2, 0, position, 0, key0, key1);
    const radius0 = f32x4.sqrt(f32x4.mul(minusTwo, log4(unit(word0))));
    const radius1 = f32x4.sqrt(f32x4.mul(minusTwo, log4(unit(word2))));
    const turn0 = unit(word1);
    const turn1 = unit(word3);
    v128.store(out, f32x4.mul(radius0, cosTurn4(turn0)));
    v128.store(out, f32x4.mul(radius0, sinTurn4(turn0)), 16);
    v128.store(out, f32x4.mul(radius1, cosTurn4(turn1)), 32);
    v128.store(out, f32x4.mul(radius1, sinTurn4(turn1)), 48);
    out += 64;
  }
}

// @ts-ignore: decorator
@inline
function rotated(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

/**
 * Inverted dropout: out = x / (1 - p) where a 16-bit draw is at least `threshold` = p 65536, else 0. The same key,
 * position and part give the same mask, so the backward pass is this function applied to the gradient. `out` may be x.
 */
export function dropout(
  x: usize, out: usize, count: i32, threshold: i32, scale: f32, key0: i32, key1: i32, position: i32, part: i32,
): void {
  const limit = i32x4.splat(threshold - 1);
  const factor = f32x4.splat(scale);
  const lower = i32x4.splat(0xffff);
  philox(0, 1, position, part, key0, key1);
  let s0 = word0, s1 = word1, s2 = word2, s3 = word3;
  for (let i = 0; i < count; i += 8) {
    const bits = i32x4.add(rotated(i32x4.add(s0, s3), 7), s0);
    const shifted = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shifted);
    s3 = rotated(s3, 11);
    const first = i32x4.gt_s(v128.and(bits, lower), limit);
    const second = i32x4.gt_s(i32x4.shr_u(bits, 16), limit);
    v128.store(out, v128.and(f32x4.mul(v128.load(x), factor), first));
    v128.store(out, v128.and(f32x4.mul(v128.load(x, 16), factor), second), 16);
    x += 32;
    out += 32;
  }
}
