/**
 * The GRU's recurrence over a whole series, as PyTorch's nn.GRU; layouts as in lstm.ts.
 *
 *   (r, u)_t = sigma(z_t + W_hh h_{t-1})          n_t = tanh(z_t + r_t q_t),  q_t = W_hn h_{t-1} + b_hn
 *   h_t = n_t + u_t (h_{t-1} - n_t)
 *
 * z [T, 3H, L], rows r, u, n, holds the input's part and the biases but b_hn [H]; it becomes the activations.
 * q [T, H, L] is kept for `gruBackward`. W_hh [3H, H] is addressed by two strides.
 */

import { active, flushed } from './lstm';
import { matmul } from './matmul';
import { fma, fnma } from './multiplyAdd';
import { sigmoidInPlace, tanhInPlace } from './transcendental';

/** Gives h [T + 1, H, L] after place 0, which holds the initial state, and q. */
export function gruForward(
  z: usize, h: usize, q: usize,
  weight: usize, weightRow: i32, weightCol: i32, bias: usize,
  lengths: usize, steps: i32, hidden: i32, lanes: i32,
): void {
  const row = <usize>lanes << 2;
  const state = <usize>hidden * row;
  const units = hidden * lanes;
  const newWeight = weight + ((<usize>2 * hidden * weightRow) << 2);
  for (let t = 0; t < steps; t++) {
    const zt = z + <usize>t * 3 * state;
    const before = <usize>t * state;
    const after = before + state;
    for (let j = 0; j < hidden; j++) {
      const value = v128.load32_splat(bias + ((<usize>j) << 2));
      for (let lane: usize = 0; lane < row; lane += 16) v128.store(q + before + <usize>j * row + lane, value);
    }
    matmul(weight, weightRow, weightCol, h + before, lanes, 1, zt, lanes, 2 * hidden, lanes, hidden, true);
    matmul(newWeight, weightRow, weightCol, h + before, lanes, 1, q + before, lanes, hidden, lanes, hidden, true);
    sigmoidInPlace(zt, 2 * units);
    const n = zt + 2 * state;
    for (let at: usize = 0; at < state; at += 16) {
      v128.store(n + at, fma(v128.load(zt + at), v128.load(q + before + at), v128.load(n + at)));
    }
    tanhInPlace(n, units);
    for (let j = 0; j < hidden; j++) {
      for (let lane: usize = 0; lane < row; lane += 16) {
        const at = <usize>j * row + lane;
        const nt = v128.load(n + at);
        const hBefore = v128.load(h + before + at);
        let ht = fma(v128.load(zt + state + at), f32x4.sub(hBefore, nt), nt);
        if (lengths) ht = v128.bitselect(ht, hBefore, active(lengths, lane, t));
        v128.store(h + after + at, ht);
      }
    }
  }
}

/**
 * Turns the gates into dL/dz [T, 3H, L] and q into dL/dq, both in place, from dh [T, H, L] = dL/dh_t of everything but
 * the recurrence. carry [H, L]: on entry what comes to the last h from beyond, on return dL/dh of the initial state.
 */
export function gruBackward(
  gates: usize, h: usize, q: usize, dh: usize, carry: usize,
  weight: usize, weightRow: i32, weightCol: i32,
  lengths: usize, steps: i32, hidden: i32, lanes: i32,
): void {
  const row = <usize>lanes << 2;
  const state = <usize>hidden * row;
  const one = f32x4.splat(1);
  const newWeight = weight + ((<usize>2 * hidden * weightRow) << 2);
  for (let t = steps - 1; t >= 0; t--) {
    const zt = gates + <usize>t * 3 * state;
    const now = <usize>t * state;
    for (let j = 0; j < hidden; j++) {
      for (let lane: usize = 0; lane < row; lane += 16) {
        const at = <usize>j * row + lane;
        const gate = zt + at;
        const r = v128.load(gate);
        const u = v128.load(gate + state);
        const n = v128.load(gate + 2 * state);
        const before = v128.load(h + now + at);
        const dht = flushed(f32x4.add(v128.load(dh + now + at), v128.load(carry + at)));
        let du = flushed(f32x4.mul(f32x4.mul(dht, f32x4.sub(before, n)), f32x4.mul(u, f32x4.sub(one, u))));
        let dn = flushed(f32x4.mul(f32x4.mul(dht, f32x4.sub(one, u)), fnma(n, n, one)));
        let dr = flushed(f32x4.mul(f32x4.mul(dn, v128.load(q + now + at)), f32x4.mul(r, f32x4.sub(one, r))));
        let dq = flushed(f32x4.mul(dn, r));
        let pass = f32x4.mul(dht, u);
        if (lengths) {
          const on = active(lengths, lane, t);
          dr = v128.and(dr, on);
          du = v128.and(du, on);
          dn = v128.and(dn, on);
          dq = v128.and(dq, on);
          pass = v128.bitselect(pass, dht, on);
        }
        v128.store(gate, dr);
        v128.store(gate + state, du);
        v128.store(gate + 2 * state, dn);
        v128.store(q + now + at, dq);
        v128.store(carry + at, pass);
      }
    }
    matmul(weight, weightCol, weightRow, zt, lanes, 1, carry, lanes, hidden, lanes, 2 * hidden, true);
    matmul(newWeight, weightCol, weightRow, q + now, lanes, 1, carry, lanes, hidden, lanes, hidden, true);
  }
}
