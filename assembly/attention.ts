/**
 * Input-cell attention's running ratios, in linear time (DESIGN: "exactly and in linear time").
 *
 *   M_t[k] = sum_{i<=t} e^{s_{k,i}} v_{k,i} / sum_{j<=t} e^{s_{k,j}}
 *
 * With m_t the running maximum of s_k, the scan over time needs three numbers for each step and hop, all in [0, 1]:
 *
 *   w_t = e^{s_t - m_t}      rho_t = e^{m_{t-1} - m_t}      invD_t = 1 / D_t,   D_t = rho_t D_{t-1} + w_t
 *
 * and P_t = rho_t P_{t-1} + w_t v_t, M_t = P_t invD_t. Nothing overflows whatever the scores, and an early prefix keeps
 * its precision however large a later score is. Backward, with G_t = dL/dM_t:
 *
 *   Q_t = G_t invD_t + rho_{t+1} Q_{t+1}               dv_t = w_t Q_t
 *   R_t = -(G_t . M_t) invD_t + rho_{t+1} R_{t+1}      ds_t = w_t (v_t . Q_t + R_t)
 *
 * One vector holds four hops of one number: hops are innermost, filled up to R, a multiple of four (w, rho, invD [B, T, R]).
 * Values are shared by all hops, [B, T, V], or each hop's own, [B, T, V, R]; outputs are summed over hops, [B, T, V],
 * or each hop's own, [B, T, V, R]:
 *
 *   shared values, summed outputs   the mean feed
 *   shared values, own outputs      the matrix feed, M_t formed
 *   own values, summed outputs      the matrix feed, projected first: sum_k M_t[k] W_k from y_{k,i} = x_i W_k
 *
 * P and Q of a block of values stay in the first-level cache over all of time.
 */

import { packedEnd } from './matmul';
import { exp4 } from './transcendental';

/** Floats of P or Q in a block of values, where hops are few enough. */
const BLOCK: i32 = 4096;
/** Four values of the most hops there may be, 4096. */
const LARGEST_BLOCK: i32 = 4 * 4096;
const running: usize = packedEnd;
/** The first byte that the arena may use. */
export const arenaBase: usize = running + 4 * LARGEST_BLOCK + 64;

/** From scores s [B, T, R] makes w (in place of s), rho and invD. invD is 0 for the hops that fill R up: they give nothing. */
export function attentionWeights(
  s: usize, rho: usize, invD: usize, lengths: usize, batch: i32, steps: i32, hops: i32, hopRow: i32,
): void {
  const row = <usize>hopRow << 2;
  const one = f32x4.splat(1);
  for (let b = 0; b < batch; b++) {
    const count = lengths ? load<i32>(lengths + (<usize>b << 2)) : steps;
    for (let k = 0; k < hopRow; k += 4) {
      const real = i32x4.gt_s(i32x4.splat(hops - k), i32x4(0, 1, 2, 3));
      let at = <usize>b * steps * row + (<usize>k << 2);
      let max = v128.load(s + at);
      let sum = f32x4.splat(0);
      for (let t = 0; t < count; t++) {
        const score = v128.load(s + at);
        // Of w and rho one is e^0 = 1: which, the maximum tells.
        const rises = f32x4.gt(score, max);
        const less = exp4(f32x4.neg(f32x4.abs(f32x4.sub(max, score))));
        const decay = v128.bitselect(less, one, rises);
        const w = v128.bitselect(one, less, rises);
        sum = f32x4.add(f32x4.mul(sum, decay), w);
        v128.store(s + at, w);
        v128.store(rho + at, decay);
        v128.store(invD + at, v128.and(f32x4.div(one, sum), real));
        max = v128.bitselect(score, max, rises);
        at += row;
      }
    }
  }
}

/** Values of a block: as many as keep P in the cache, whole groups of four. */
// @ts-ignore: decorator
@inline
function blockSize(width: i32, hopRow: i32): i32 {
  return min(width, max(4, (BLOCK / hopRow) & ~3));
}

/** (sum of a, sum of b, sum of c, sum of d). */
// @ts-ignore: decorator
@inline
function sumEach(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

// @ts-ignore: decorator
@inline
function sumLanes(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 2)) + (f32x4.extract_lane(x, 1) + f32x4.extract_lane(x, 3));
}

/** One number of four hops: the same for all where it is shared. `hop` is the distance of values in bytes. */
// @ts-ignore: decorator
@inline
function fetch(shared: bool, at: usize): v128 {
  return shared ? v128.load32_splat(at) : v128.load(at);
}

// @ts-ignore: decorator
@inline
function mulAdd(x: v128, y: v128, sum: v128): v128 {
  return f32x4.add(f32x4.mul(x, y), sum);
}

/** P = rho P + w v for one value; returns P. */
// @ts-ignore: decorator
@inline
function advance(p: usize, decay: v128, weight: v128, value: v128): v128 {
  const next = f32x4.add(f32x4.mul(v128.load(p), decay), f32x4.mul(weight, value));
  v128.store(p, next);
  return next;
}

/** out_t += scale sum_k M_t[k], or, for outputs of each hop's own, out_t[k] = M_t[k]; padded steps are left as they are. */
// @ts-ignore: decorator
@inline
function forward(
  shared: bool, summed: bool,
  w: usize, rho: usize, invD: usize, v: usize, out: usize,
  scale: f32, lengths: usize, batch: i32, steps: i32, hopRow: i32, width: i32,
): void {
  const weightRow = <usize>hopRow << 2;
  const vStep: usize = shared ? 4 : weightRow;
  const outStep: usize = summed ? 4 : weightRow;
  const vRow = <usize>width * vStep;
  const outRow = <usize>width * outStep;
  const block = blockSize(width, hopRow);
  for (let b = 0; b < batch; b++) {
    const count = lengths ? load<i32>(lengths + (<usize>b << 2)) : steps;
    for (let j0 = 0; j0 < width; j0 += block) {
      const size = min(block, width - j0);
      memory.fill(running, 0, (<usize>size * hopRow) << 2);
      for (let t = 0; t < count; t++) {
        const row = <usize>(b * steps + t);
        const weights = row * weightRow;
        const valueRow = v + row * vRow + <usize>j0 * vStep;
        const targetRow = out + row * outRow + <usize>j0 * outStep;
        let p = running;
        for (let k: usize = 0; k < weightRow; k += 16) {
          const decay = v128.load(rho + weights + k);
          const weight = v128.load(w + weights + k);
          const factor = f32x4.mul(v128.load(invD + weights + k), f32x4.splat(scale));
          let from = shared ? valueRow : valueRow + k;
          let to = summed ? targetRow : targetRow + k;
          let j = 0;
          for (; j + 4 <= size; j += 4) {
            const m0 = f32x4.mul(advance(p, decay, weight, fetch(shared, from)), factor);
            const m1 = f32x4.mul(advance(p + 16, decay, weight, fetch(shared, from + vStep)), factor);
            const m2 = f32x4.mul(advance(p + 32, decay, weight, fetch(shared, from + 2 * vStep)), factor);
            const m3 = f32x4.mul(advance(p + 48, decay, weight, fetch(shared, from + 3 * vStep)), factor);
            if (summed) {
              v128.store(to, f32x4.add(v128.load(to), sumEach(m0, m1, m2, m3)));
            } else {
              v128.store(to, m0);
              v128.store(to + outStep, m1);
              v128.store(to + 2 * outStep, m2);
              v128.store(to + 3 * outStep, m3);
            }
            p += 64;
            from += 4 * vStep;
            to += 4 * outStep;
          }
          for (; j < size; j++) {
            const m = f32x4.mul(advance(p, decay, weight, fetch(shared, from)), factor);
            if (summed) store<f32>(to, load<f32>(to) + sumLanes(m));
            else v128.store(to, m);
            p += 16;
            from += vStep;
            to += outStep;
          }
        }
      }
    }
  }
}

/**
 * `kind` 0: shared values, summed outputs; 1: shared values, own outputs; 2: own values, summed outputs.
 * Summed outputs are added to `out`; own outputs are set, at valid steps.
 */
export function attentionForward(
  kind: i32, w: usize, rho: usize, invD: usize, v: usize, out: usize,
  scale: f32, lengths: usize, batch: i32, steps: i32, hopRow: i32, width: i32,
): void {
  if (kind == 0) forward(true, true, w, rho, invD, v, out, scale, lengths, batch, steps, hopRow, width);
  else if (kind == 1) forward(true, false, w, rho, invD, v, out, scale, lengths, batch, steps, hopRow, width);
  else forward(false, true, w, rho, invD, v, out, scale, lengths, batch, steps, hopRow, width);
}

// @ts-ignore: decorator
@inline
function backward(
  shared: bool, summed: bool,
  w: usize, rho: usize, invD: usize, v: usize, g: usize,
  scale: f32, lengths: usize, batch: i32, steps: i32, hopRow: i32, width: i32,
  dv: usize, ds: usize, dot: usize,
): void {
  const weightRow = <usize>hopRow << 2;
  const vStep: usize = shared ? 4 : weightRow;
  const gStep: usize = summed ? 4 : weightRow;
  const vRow = <usize>width * vStep;
  const gRow = <usize>width * gStep;
  const block = blockSize(width, hopRow);
  memory.fill(ds, 0, <usize>batch * steps * weightRow);
  memory.fill(dot, 0, <usize>batch * steps * weightRow);
  for (let b = 0; b < batch; b++) {
    const count = lengths ? load<i32>(lengths + (<usize>b << 2)) : steps;
    for (let j0 = 0; j0 < width; j0 += block) {
      const size = min(block, width - j0);
      // Forward again for G_t . P_t: cheaper than keeping every P_t.
      memory.fill(running, 0, (<usize>size * hopRow) << 2);
      for (let t = 0; t < count; t++) {
        const row = <usize>(b * steps + t);
        const weights = row * weightRow;
        const valueRow = v + row * vRow + <usize>j0 * vStep;
        const gradientRow = g + row * gRow + <usize>j0 * gStep;
        let p = running;
        for (let k: usize = 0; k < weightRow; k += 16) {
          const decay = v128.load(rho + weights + k);
          const weight = v128.load(w + weights + k);
          let from = shared ? valueRow : valueRow + k;
          let gradient = summed ? gradientRow : gradientRow + k;
          let even = f32x4.splat(0);
          let odd = f32x4.splat(0);
          let j = 0;
          for (; j + 4 <= size; j += 4) {
            even = mulAdd(advance(p, decay, weight, fetch(shared, from)), fetch(summed, gradient), even);
            odd = mulAdd(advance(p + 16, decay, weight, fetch(shared, from + vStep)), fetch(summed, gradient + gStep), odd);
            even = mulAdd(advance(p + 32, decay, weight, fetch(shared, from + 2 * vStep)), fetch(summed, gradient + 2 * gStep), even);
            odd = mulAdd(advance(p + 48, decay, weight, fetch(shared, from + 3 * vStep)), fetch(summed, gradient + 3 * gStep), odd);
            p += 64;
            from += 4 * vStep;
            gradient += 4 * gStep;
          }
          for (; j < size; j++) {
            even = mulAdd(advance(p, decay, weight, fetch(shared, from)), fetch(summed, gradient), even);
            p += 16;
            from += vStep;
            gradient += gStep;
          }
          const place = dot + weights + k;
          v128.store(place, f32x4.add(v128.load(place), f32x4.add(even, odd)));
        }
      }
      // Backward: Q_t from the last step to the first. `running` holds rho_{t+1} Q_{t+1}.
      memory.fill(running, 0, (<usize>size * hopRow) << 2);
      for (let t = count - 1; t >= 0; t--) {
        const row = <usize>(b * steps + t);
        const weights = row * weightRow;
        const valueRow = v + row * vRow + <usize>j0 * vStep;
        const gradientRow = g + row * gRow + <usize>j0 * gStep;
        const backRow = dv + row * vRow + <usize>j0 * vStep;
        let q = running;
        for (let k: usize = 0; k < weightRow; k += 16) {
          const decay = v128.load(rho + weights + k);
          const weight = v128.load(w + weights + k);
          const factor = f32x4.mul(v128.load(invD + weights + k), f32x4.splat(scale));
          let from = shared ? valueRow : valueRow + k;
          let gradient = summed ? gradientRow : gradientRow + k;
          let back = shared ? backRow : backRow + k;
          let even = f32x4.splat(0);
          let odd = f32x4.splat(0);
          let j = 0;
          for (; j + 4 <= size; j += 4) {
            const q0 = mulAdd(fetch(summed, gradient), factor, v128.load(q));
            const q1 = mulAdd(fetch(summed, gradient + gStep), factor, v128.load(q, 16));
            const q2 = mulAdd(fetch(summed, gradient + 2 * gStep), factor, v128.load(q, 32));
            const q3 = mulAdd(fetch(summed, gradient + 3 * gStep), factor, v128.load(q, 48));
            even = mulAdd(q0, fetch(shared, from), even);
            odd = mulAdd(q1, fetch(shared, from + vStep), odd);
            even = mulAdd(q2, fetch(shared, from + 2 * vStep), even);
            odd = mulAdd(q3, fetch(shared, from + 3 * vStep), odd);
            if (dv) {
              if (shared) {
                const sum = sumEach(f32x4.mul(q0, weight), f32x4.mul(q1, weight), f32x4.mul(q2, weight), f32x4.mul(q3, weight));
                v128.store(back, f32x4.add(v128.load(back), sum));
              } else {
                v128.store(back, f32x4.mul(q0, weight));
                v128.store(back + vStep, f32x4.mul(q1, weight));
                v128.store(back + 2 * vStep, f32x4.mul(q2, weight));
                v128.store(back + 3 * vStep, f32x4.mul(q3, weight));
              }
            }
            v128.store(q, f32x4.mul(q0, decay));
            v128.store(q, f32x4.mul(q1, decay), 16);
            v128.store(q, f32x4.mul(q2, decay), 32);
            v128.store(q, f32x4.mul(q3, decay), 48);
            q += 64;
            from += 4 * vStep;
            gradient += 4 * gStep;
            back += 4 * vStep;
          }
          for (; j < size; j++) {
            const q0 = mulAdd(fetch(summed, gradient), factor, v128.load(q));
            even = mulAdd(q0, fetch(shared, from), even);
            if (dv) {
              const product = f32x4.mul(q0, weight);
              if (shared) store<f32>(back, load<f32>(back) + sumLanes(product));
              else v128.store(back, product);
            }
            v128.store(q, f32x4.mul(q0, decay));
            q += 16;
            from += vStep;
            gradient += gStep;
            back += vStep;
          }
          const place = ds + weights + k;
          v128.store(place, f32x4.add(v128.load(place), f32x4.add(even, odd)));
        }
      }
    }
    finishScores(w, rho, invD, ds, dot, weightRow, <usize>b * steps, count, scale);
    if (!shared && dv && count < steps) memory.fill(dv + <usize>(b * steps + count) * vRow, 0, <usize>(steps - count) * vRow);
  }
}

/**
 * From g = dL/dout gives dv = dL/dv and ds = dL/ds [B, T, R]; `kind` as in `attentionForward`, `dot` [B, T, R] is scratch.
 * dv of shared values is added to; of own values it is set, 0 at padded steps. Where `dv` is 0 it is not wanted.
 */
export function attentionBackward(
  kind: i32, w: usize, rho: usize, invD: usize, v: usize, g: usize,
  scale: f32, lengths: usize, batch: i32, steps: i32, hopRow: i32, width: i32,
  dv: usize, ds: usize, dot: usize,
): void {
  if (kind == 0) backward(true, true, w, rho, invD, v, g, scale, lengths, batch, steps, hopRow, width, dv, ds, dot);
  else if (kind == 1) backward(true, false, w, rho, invD, v, g, scale, lengths, batch, steps, hopRow, width, dv, ds, dot);
  else backward(false, true, w, rho, invD, v, g, scale, lengths, batch, steps, hopRow, width, dv, ds, dot);
}

/** ds_t = w_t (v_t . Q_t + R_t), with v_t . Q_t in `ds` and G_t . P_t in `dot`. */
function finishScores(
  w: usize, rho: usize, invD: usize, ds: usize, dot: usize, row: usize, series: usize, count: i32, scale: f32,
): void {
  for (let k: usize = 0; k < row; k += 16) {
    let r = f32x4.splat(0);
    let at = (series + <usize>(count - 1)) * row + k;
    for (let t = 0; t < count; t++) {
      const inverse = v128.load(invD + at);
      const output = f32x4.mul(f32x4.mul(v128.load(dot + at), inverse), f32x4.splat(scale));
      r = f32x4.sub(r, f32x4.mul(output, inverse));
      v128.store(ds + at, f32x4.mul(v128.load(w + at), f32x4.add(v128.load(ds + at), r)));
      r = f32x4.mul(r, v128.load(rho + at));
      at -= row;
    }
  }
}

/**
 * W_iBarh [hops, N, G] in another order: out[n nStep + g gStep + k kStep], so that hops lie where the running
 * sums have them. Elements for hops beyond the last are 0; steps in elements.
 */
export function spreadHops(weight: usize, out: usize, hops: i32, hopRow: i32, n: i32, gates: i32, nStep: i32, gStep: i32, kStep: i32): void {
  if (hops < hopRow) memory.fill(out, 0, (<usize>hopRow * n * gates) << 2);
  for (let k = 0; k < hops; k++) {
    for (let i = 0; i < n; i++) {
      let target = out + ((<usize>k * kStep + <usize>i * nStep) << 2);
      for (let j = 0; j < gates; j++) {
        store<f32>(target, load<f32>(weight));
        weight += 4;
        target += <usize>gStep << 2;
      }
    }
  }
}

/** The inverse of `spreadHops`, added: weight [hops, N, G] += what lies in `spread`. */
export function gatherHops(spread: usize, weight: usize, hops: i32, n: i32, gates: i32, nStep: i32, gStep: i32, kStep: i32): void {
  for (let k = 0; k < hops; k++) {
    for (let i = 0; i < n; i++) {
      let source = spread + ((<usize>k * kStep + <usize>i * nStep) << 2);
      for (let j = 0; j < gates; j++) {
        store<f32>(weight, load<f32>(weight) + load<f32>(source));
        weight += 4;
        source += <usize>gStep << 2;
      }
    }
  }
}
