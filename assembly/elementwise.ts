/** Small kernels over whole arrays. `count` is rounded up to whole vectors: every allocation of the arena has room for it. */

import { fma, fnma } from './multiplyAdd';
import { exp4, log4 } from './transcendental';

/** Every row of out [rows, outRow] = bias [width]; elements beyond `width` are 0. */
export function fillRows(out: usize, rows: i32, outRow: i32, bias: usize, width: i32): void {
  const bytes = (<usize>width) << 2;
  const rest = (<usize>(outRow - width)) << 2;
  for (let i = 0; i < rows; i++) {
    memory.copy(out, bias, bytes);
    if (rest) memory.fill(out + bytes, 0, rest);
    out += bytes + rest;
  }
}

/** out [width] += the sum over the rows of x [rows, xRow]; row by row, so that x is read as it lies. */
export function sumRows(x: usize, rows: i32, xRow: i32, out: usize, width: i32): void {
  const whole = <usize>(width & ~3) << 2;
  const end = <usize>width << 2;
  for (let i = 0; i < rows; i++) {
    let at: usize = 0;
    for (; at < whole; at += 16) v128.store(out + at, f32x4.add(v128.load(out + at), v128.load(x + at)));
    for (; at < end; at += 4) store<f32>(out + at, load<f32>(out + at) + load<f32>(x + at));
    x += <usize>xRow << 2;
  }
}

/** gradient *= 1 - y^2, where y = tanh(x) is kept. */
export function tanhBackward(y: usize, gradient: usize, count: i32): void {
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < (<usize>count) << 2; i += 16) {
    const value = v128.load(y + i);
    v128.store(gradient + i, f32x4.mul(v128.load(gradient + i), fnma(value, value, one)));
  }
}

/** x *= factor. */
export function scale(x: usize, count: i32, factor: f32): void {
  const by = f32x4.splat(factor);
  for (let end = x + ((<usize>count) << 2); x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), by));
}

/** x = |x|. */
export function absInPlace(x: usize, count: i32): void {
  for (const end = x + ((<usize>count) << 2); x < end; x += 16) v128.store(x, f32x4.abs(v128.load(x)));
}

/** out [rows, count]: row k = from + alpha_k (to - from), from and to [count]. */
export function interpolateRows(from: usize, to: usize, alphas: usize, out: usize, rows: i32, count: i32): void {
  const bytes = <usize>count << 2;
  for (let row = 0; row < rows; row++) {
    const alpha = v128.load32_splat(alphas + (<usize>row << 2));
    // What the last vector of a row writes beyond it is the next row's.
    for (let at: usize = 0; at < bytes; at += 16) {
      const start = v128.load(from + at);
      v128.store(out + at, f32x4.add(start, f32x4.mul(alpha, f32x4.sub(v128.load(to + at), start))));
    }
    out += bytes;
  }
}

/** The sum of squares, added up in float64. */
export function sumOfSquares(x: usize, count: i32): f64 {
  let low = f64x2.splat(0),
    high = low;
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) {
    const value = v128.load(x + ((<usize>i) << 2));
    const first = f64x2.promote_low_f32x4(value);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(value, value, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
  }
  const sum = f64x2.add(low, high);
  let total = f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
  for (let i = whole; i < count; i++) {
    const value = <f64>load<f32>(x + ((<usize>i) << 2));
    total += value * value;
  }
  return total;
}

/** Every row of x [rows, width] over the larger of its Euclidean norm and `least`, which goes to divisors [rows]; width is a multiple of four. */
export function normaliseRows(x: usize, divisors: usize, rows: i32, width: i32, least: f64): void {
  const bytes = (<usize>width) << 2;
  for (let row = 0; row < rows; row++) {
    const divisor = <f32>NativeMath.max(NativeMath.sqrt(sumOfSquares(x, width)), least);
    store<f32>(divisors + ((<usize>row) << 2), divisor);
    const by = f32x4.splat(divisor);
    for (const end = x + bytes; x < end; x += 16) v128.store(x, f32x4.div(v128.load(x), by));
  }
}

/**
 * From dy, the gradient of y = normaliseRows(x), gives dx = (dy - y (y . dy)) / |x| in its place; where a row's norm is not above `least`,
 * dy / least.
 */
export function normaliseRowsBackward(y: usize, divisors: usize, gradient: usize, rows: i32, width: i32, least: f32): void {
  const bytes = (<usize>width) << 2;
  for (let row = 0; row < rows; row++) {
    const divisor = load<f32>(divisors + ((<usize>row) << 2));
    let sum = f32x4.splat(0);
    if (divisor > least) {
      for (let at: usize = 0; at < bytes; at += 16) sum = fma(v128.load(y + at), v128.load(gradient + at), sum);
    }
    const along = f32x4.splat(
      (f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 2)) + (f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 3)),
    );
    const by = f32x4.splat(divisor);
    for (const end = gradient + bytes; gradient < end; gradient += 16) {
      v128.store(gradient, f32x4.div(fnma(v128.load(y), along, v128.load(gradient)), by));
      y += 16;
    }
  }
}

/** log p_j = z_j - max z - log sum exp(z - max z), row by row: logits [rows, classes] to log-probabilities, in place. */
export function logSoftmax(logits: usize, rows: i32, classes: i32): void {
  for (let i = 0; i < rows; i++) {
    const row = logits + ((<usize>i * classes) << 2);
    let max = load<f32>(row);
    for (let j = 1; j < classes; j++) max = NativeMathf.max(max, load<f32>(row + ((<usize>j) << 2)));
    let sum: f32 = 0;
    for (let j = 0; j < classes; j++) {
      sum += f32x4.extract_lane(exp4(f32x4.splat(load<f32>(row + ((<usize>j) << 2)) - max)), 0);
    }
    const shift = max + f32x4.extract_lane(log4(f32x4.splat(sum)), 0);
    for (let j = 0; j < classes; j++) {
      const at = row + ((<usize>j) << 2);
      store<f32>(at, load<f32>(at) - shift);
    }
  }
}

/**
 * One step of Adam with decoupled weight decay (Kingma and Ba 2015; Loshchilov and Hutter 2019):
 *
 *   m = b1 m + (1 - b1) g     v = b2 v + (1 - b2) g^2     p = p - rate decay p - stepSize m / (sqrt(v) / rootCorrection + epsilon)
 *
 * with stepSize = rate / (1 - b1^n) and rootCorrection = sqrt(1 - b2^n) from the caller.
 */
export function adamStep(
  p: usize,
  g: usize,
  m: usize,
  v: usize,
  count: i32,
  beta1: f32,
  beta2: f32,
  keep1: f32,
  keep2: f32,
  stepSize: f32,
  rootCorrection: f32,
  epsilon: f32,
  shrink: f32,
): void {
  for (let i: usize = 0; i < (<usize>count) << 2; i += 16) {
    const gradient = v128.load(g + i);
    const first = fma(f32x4.splat(beta1), v128.load(m + i), f32x4.mul(f32x4.splat(keep1), gradient));
    const second = fma(
      f32x4.splat(beta2),
      v128.load(v + i),
      f32x4.mul(f32x4.splat(keep2), f32x4.mul(gradient, gradient)),
    );
    const root = f32x4.add(f32x4.div(f32x4.sqrt(second), f32x4.splat(rootCorrection)), f32x4.splat(epsilon));
    const step = f32x4.div(f32x4.mul(f32x4.splat(stepSize), first), root);
    v128.store(m + i, first);
    v128.store(v + i, second);
    v128.store(p + i, f32x4.sub(f32x4.mul(v128.load(p + i), f32x4.splat(shrink)), step));
  }
}
