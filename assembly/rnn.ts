/**
 * The plain recurrence over a whole series, as PyTorch's nn.RNN; layouts as in lstm.ts.
 *
 *   h_t = tanh(z_t + W_hh h_{t-1})     or, where `relu` is set, h_t = max(0, z_t + W_hh h_{t-1})
 *
 * z [T, H, L] holds the input's part and the biases. W_hh [H, H] is addressed by two strides.
 */

import { active, flushed } from './lstm';
import { matmul } from './matmul';
import { fnma } from './multiplyAdd';
import { tanhInPlace } from './transcendental';

/** Gives h [T + 1, H, L] after place 0, which holds the initial state. z becomes the pre-activations. */
export function rnnForward(
  relu: bool, z: usize, h: usize,
  weight: usize, weightRow: i32, weightCol: i32,
  lengths: usize, steps: i32, hidden: i32, lanes: i32,
): void {
  const row = <usize>lanes << 2;
  const state = <usize>hidden * row;
  const zero = f32x4.splat(0);
  for (let t = 0; t < steps; t++) {
    const now = <usize>t * state;
    const after = now + state;
    matmul(weight, weightRow, weightCol, h + now, lanes, 1, z + now, lanes, hidden, lanes, hidden, true);
    for (let at: usize = 0; at < state; at += 16) {
      const sum = v128.load(z + now + at);
      // pmax(x, 0) keeps NaN, which max(0, x) of some machines would hide.
      v128.store(h + after + at, relu ? f32x4.pmax(sum, zero) : sum);
    }
    if (!relu) tanhInPlace(h + after, hidden * lanes);
    if (lengths) {
      for (let j = 0; j < hidden; j++) {
        for (let lane: usize = 0; lane < row; lane += 16) {
          const at = <usize>j * row + lane;
          const ht = v128.load(h + after + at);
          v128.store(h + after + at, v128.bitselect(ht, v128.load(h + now + at), active(lengths, lane, t)));
        }
      }
    }
  }
}

/**
 * Gives dL/dz [T, H, L] in z's place, from dh [T, H, L] = dL/dh_t of everything but the recurrence. carry [H, L]: on
 * entry what comes to the last h from beyond, on return dL/dh of the initial state.
 */
export function rnnBackward(
  relu: bool, z: usize, h: usize, dh: usize, carry: usize,
  weight: usize, weightRow: i32, weightCol: i32,
  lengths: usize, steps: i32, hidden: i32, lanes: i32,
): void {
  const row = <usize>lanes << 2;
  const state = <usize>hidden * row;
  const one = f32x4.splat(1);
  const zero = f32x4.splat(0);
  for (let t = steps - 1; t >= 0; t--) {
    const now = <usize>t * state;
    for (let j = 0; j < hidden; j++) {
      for (let lane: usize = 0; lane < row; lane += 16) {
        const at = <usize>j * row + lane;
        const ht = v128.load(h + now + state + at);
        const dht = flushed(f32x4.add(v128.load(dh + now + at), v128.load(carry + at)));
        let dz = flushed(relu ? v128.and(dht, f32x4.gt(ht, zero)) : f32x4.mul(dht, fnma(ht, ht, one)));
        let pass = zero;
        if (lengths) {
          const on = active(lengths, lane, t);
          dz = v128.and(dz, on);
          pass = v128.andnot(dht, on);
        }
        v128.store(z + now + at, dz);
        v128.store(carry + at, pass);
      }
    }
    matmul(weight, weightCol, weightRow, z + now, lanes, 1, carry, lanes, hidden, lanes, hidden, true);
  }
}
