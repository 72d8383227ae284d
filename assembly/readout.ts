/**
 * From hidden states y [B, T, D] to one vector a sample, and back. Only valid steps count: `lengths` [B], or 0 where all
 * series have T steps. Backward passes set all of dy, padded steps to 0.
 */

import { fma } from './multiplyAdd';
import { exp4 } from './transcendental';

// @ts-ignore: decorator
@inline
function lengthOf(lengths: usize, sample: i32, steps: i32): i32 {
  return lengths ? load<i32>(lengths + ((<usize>sample) << 2)) : steps;
}

/** Rows of each series in the opposite order: out[b, t] = x[b, length - 1 - t]; padded rows are 0. Row distances in elements. */
export function reverseTime(x: usize, xRow: i32, out: usize, outRow: i32, lengths: usize, batch: i32, steps: i32, width: i32): void {
  const bytes = (<usize>width) << 2;
  for (let b = 0; b < batch; b++) {
    const count = lengthOf(lengths, b, steps);
    for (let t = 0; t < steps; t++) {
      const to = out + ((<usize>(b * steps + t) * outRow) << 2);
      if (t < count) memory.copy(to, x + ((<usize>(b * steps + count - 1 - t) * xRow) << 2), bytes);
      else memory.fill(to, 0, bytes);
    }
  }
}

/** x += y. */
export function addInPlace(x: usize, y: usize, count: i32): void {
  for (let i: usize = 0; i < (<usize>count) << 2; i += 16) v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
}

/** out [B, D] = the mean over valid steps. */
export function meanOverTime(y: usize, out: usize, lengths: usize, batch: i32, steps: i32, width: i32): void {
  memory.fill(out, 0, (<usize>batch * width) << 2);
  for (let b = 0; b < batch; b++) {
    const count = lengthOf(lengths, b, steps);
    const factor = <f32>1 / <f32>count;
    const target = out + ((<usize>b * width) << 2);
    for (let t = 0; t < count; t++) {
      const row = y + ((<usize>(b * steps + t) * width) << 2);
      for (let j: usize = 0; j < (<usize>width) << 2; j += 4) store<f32>(target + j, load<f32>(target + j) + load<f32>(row + j));
    }
    for (let j: usize = 0; j < (<usize>width) << 2; j += 4) store<f32>(target + j, load<f32>(target + j) * factor);
  }
}

/** dy_t = dout / length at valid steps. */
export function meanOverTimeBackward(dout: usize, dy: usize, lengths: usize, batch: i32, steps: i32, width: i32): void {
  memory.fill(dy, 0, (<usize>batch * steps * width) << 2);
  for (let b = 0; b < batch; b++) {
    const count = lengthOf(lengths, b, steps);
    const factor = <f32>1 / <f32>count;
    const from = dout + ((<usize>b * width) << 2);
    for (let t = 0; t < count; t++) {
      const row = dy + ((<usize>(b * steps + t) * width) << 2);
      for (let j: usize = 0; j < (<usize>width) << 2; j += 4) store<f32>(row + j, load<f32>(from + j) * factor);
    }
  }
}

/** out [B, D] = the maximum over valid steps, and `at` [B, D] int32 the first step that has it. */
export function maxOverTime(y: usize, out: usize, at: usize, lengths: usize, batch: i32, steps: i32, width: i32): void {
  for (let b = 0; b < batch; b++) {
    const count = lengthOf(lengths, b, steps);
    for (let j = 0; j < width; j++) {
      let most: f32 = -f32.MAX_VALUE;
      let step = 0;
      for (let t = 0; t < count; t++) {
        const value = load<f32>(y + ((<usize>(b * steps + t) * width + j) << 2));
        if (value > most) {
          most = value;
          step = t;
        }
      }
      const place = (<usize>b * width + j) << 2;
      store<f32>(out + place, most);
      store<i32>(at + place, step);
    }
  }
}

/** dy is dout at the step that had the maximum, 0 elsewhere. */
export function maxOverTimeBackward(dout: usize, at: usize, dy: usize, batch: i32, steps: i32, width: i32): void {
  memory.fill(dy, 0, (<usize>batch * steps * width) << 2);
  for (let b = 0; b < batch; b++) {
    for (let j = 0; j < width; j++) {
      const place = (<usize>b * width + j) << 2;
      const step = load<i32>(at + place);
      store<f32>(dy + ((<usize>(b * steps + step) * width + j) << 2), load<f32>(dout + place));
    }
  }
}

/** Scores s [B, T, R] to weights in place: for each hop a softmax over the valid steps; padded steps get 0. R a multiple of four. */
export function softmaxOverTime(s: usize, lengths: usize, batch: i32, steps: i32, hopRow: i32): void {
  const row = (<usize>hopRow) << 2;
  for (let b = 0; b < batch; b++) {
    const count = lengthOf(lengths, b, steps);
    const series = s + <usize>(b * steps) * row;
    const end = series + <usize>count * row;
    for (let k: usize = 0; k < row; k += 16) {
      let most = v128.load(series + k);
      for (let at = series + row; at < end; at += row) most = f32x4.pmax(most, v128.load(at + k));
      let sum = f32x4.splat(0);
      for (let at = series; at < end; at += row) {
        const e = exp4(f32x4.sub(v128.load(at + k), most));
        sum = f32x4.add(sum, e);
        v128.store(at + k, e);
      }
      const inverse = f32x4.div(f32x4.splat(1), sum);
      for (let at = series; at < end; at += row) v128.store(at + k, f32x4.mul(v128.load(at + k), inverse));
    }
    if (count < steps) memory.fill(end, 0, <usize>(steps - count) * row);
  }
}

/** From weights a and da [B, T, R], in da's place ds = a (da - sum_t a da). */
export function softmaxOverTimeBackward(a: usize, da: usize, batch: i32, steps: i32, hopRow: i32): void {
  const row = (<usize>hopRow) << 2;
  for (let b = 0; b < batch; b++) {
    const series = <usize>(b * steps) * row;
    const end = series + <usize>steps * row;
    for (let k: usize = 0; k < row; k += 16) {
      let sum = f32x4.splat(0);
      for (let at = series; at < end; at += row) sum = fma(v128.load(a + at + k), v128.load(da + at + k), sum);
      for (let at = series; at < end; at += row) {
        v128.store(da + at + k, f32x4.mul(v128.load(a + at + k), f32x4.sub(v128.load(da + at + k), sum)));
      }
    }
  }
}
