/**
 * The LSTM's recurrence over a whole series, in the layout of layout.ts: [time, rows, lanes].
 *
 *   (i, f, g, o)_t = (sigma, sigma, tanh, sigma)(z_t + W_hh h_{t-1})
 *   c_t = f c_{t-1} + i g          h_t = o tanh(c_t)
 *
 * z [T, 4H, L] holds the input's part and the biases; it becomes the activated gates, which `lstmBackward` needs.
 * h and c are [T + 1, H, L]: step t leaves its state in place t + 1, and place 0 holds the initial state.
 * W_hh [4H, H] is addressed by two strides, for PyTorch's layout and for its transpose.
 * Where `lengths` [L] is given, a step at or beyond a lane's length carries h and c over, and passes gradients through:
 * the last step then holds each sample's last valid state.
 */

import { matmul } from './matmul';
import { fma, fnma } from './multiplyAdd';
import { sigmoidInPlace, tanhInPlace } from './transcendental';

/** All ones in the lanes whose sample is longer than t. */
// @ts-ignore: decorator
@inline
export function active(lengths: usize, lane: usize, t: i32): v128 {
  return i32x4.gt_s(v128.load(lengths + lane), i32x4.splat(t));
}

/**
 * x, or 0 where |x| < 2^-110. Gradients that vanish would end as subnormal numbers and stay there, 2^-149 f rounding to
 * 2^-149, while some processors take a hundred times as long for an operation on one. The bound leaves room for
 * products with slopes and weights.
 */
// @ts-ignore: decorator
@inline
export function flushed(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(7.703719777548943e-34)));
}

/** Gives h and c after place 0, and tanh(c) [T, H, L]. */
export function lstmForward(
  z: usize, h: usize, c: usize, tanhC: usize,
  weight: usize, weightRow: i32, weightCol: i32,
  lengths: usize, steps: i32, hidden: i32, lanes: i32,
): void {
  const row = <usize>lanes << 2;
  const state = <usize>hidden * row;
  const units = hidden * lanes;
  for (let t = 0; t < steps; t++) {
    const zt = z + <usize>t * 4 * state;
    const before = <usize>t * state;
    const after = before + state;
    matmul(weight, weightRow, weightCol, h + before, lanes, 1, zt, lanes, 4 * hidden, lanes, hidden, true);
    sigmoidInPlace(zt, 2 * units);
    tanhInPlace(zt + 2 * state, units);
    sigmoidInPlace(zt + 3 * state, units);
    for (let j = 0; j < hidden; j++) {
      for (let lane: usize = 0; lane < row; lane += 16) {
        const at = <usize>j * row + lane;
        const gate = zt + at;
        const cBefore = v128.load(c + before + at);
        let ct = fma(v128.load(gate), v128.load(gate + 2 * state), f32x4.mul(v128.load(gate + state), cBefore));
        v128.store(tanhC + before + at, ct);
        if (lengths) ct = v128.bitselect(ct, cBefore, active(lengths, lane, t));
        v128.store(c + after + at, ct);
      }
    }
    tanhInPlace(tanhC + before, units);
    for (let j = 0; j < hidden; j++) {
      for (let lane: usize = 0; lane < row; lane += 16) {
        const at = <usize>j * row + lane;
        let ht = f32x4.mul(v128.load(zt + 3 * state + at), v128.load(tanhC + before + at));
        if (lengths) ht = v128.bitselect(ht, v128.load(h + before + at), active(lengths, lane, t));
        v128.store(h + after + at, ht);
      }
    }
  }
}

/**
 * Turns the gates into dL/dz [T, 4H, L] in place, from dh [T, H, L] = dL/dh_t of everything but the recurrence.
 * carry and dc are [H, L] each: on entry what comes to the last h and c from beyond, on return dL/dh and dL/dc of the
 * initial state.
 */
export function lstmBackward(
  gates: usize, c: usize, tanhC: usize, dh: usize, carry: usize, dc: usize,
  weight: usize, weightRow: i32, weightCol: i32,
  lengths: usize, steps: i32, hidden: i32, lanes: i32,
): void {
  const row = <usize>lanes << 2;
  const state = <usize>hidden * row;
  const one = f32x4.splat(1);
  for (let t = steps - 1; t >= 0; t--) {
    const zt = gates + <usize>t * 4 * state;
    const now = <usize>t * state;
    for (let j = 0; j < hidden; j++) {
      for (let lane: usize = 0; lane < row; lane += 16) {
        const at = <usize>j * row + lane;
        const gate = zt + at;
        const i = v128.load(gate);
        const f = v128.load(gate + state);
        const g = v128.load(gate + 2 * state);
        const o = v128.load(gate + 3 * state);
        const tanhCt = v128.load(tanhC + now + at);
        const before = v128.load(c + now + at);
        const dht = flushed(f32x4.add(v128.load(dh + now + at), v128.load(carry + at)));
        const dcNext = v128.load(dc + at);
        const slope = f32x4.mul(o, fnma(tanhCt, tanhCt, one));
        const dct = flushed(fma(dht, slope, dcNext));
        let di = flushed(f32x4.mul(f32x4.mul(dct, g), f32x4.mul(i, f32x4.sub(one, i))));
        let df = flushed(f32x4.mul(f32x4.mul(dct, before), f32x4.mul(f, f32x4.sub(one, f))));
        let dg = flushed(f32x4.mul(f32x4.mul(dct, i), fnma(g, g, one)));
        let dout = flushed(f32x4.mul(f32x4.mul(dht, tanhCt), f32x4.mul(o, f32x4.sub(one, o))));
        let dcBefore = f32x4.mul(dct, f);
        let pass = f32x4.splat(0);
        if (lengths) {
          const on = active(lengths, lane, t);
          di = v128.and(di, on);
          df = v128.and(df, on);
          dg = v128.and(dg, on);
          dout = v128.and(dout, on);
          dcBefore = v128.bitselect(dcBefore, dcNext, on);
          pass = v128.andnot(dht, on);
        }
        v128.store(gate, di);
        v128.store(gate + state, df);
        v128.store(gate + 2 * state, dg);
        v128.store(gate + 3 * state, dout);
        v128.store(dc + at, dcBefore);
        v128.store(carry + at, pass);
      }
    }
    // dL/dh_{t-1} = W_hh^T dz_t, beside what a finished sample passes through
    matmul(weight, weightCol, weightRow, zt, lanes, 1, carry, lanes, hidden, lanes, 4 * hidden, true);
  }
}
