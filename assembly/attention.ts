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
 * Values and outputs are addressed with a distance from hop to hop, 0 where all hops share them, so that one scan serves
 *   shared values, summed output       the mean feed
 *   shared values, output of each hop  the matrix feed, M_t flattened
 *   values of each hop, summed output  the matrix feed, projected first: sum_k M_t[k] W_k from y_{k,i} = x_i W_k
 * The loop over time is innermost and P or Q stay in registers.
 */

import { exp4 } from './transcendental';

/** From scores s [B, T, R], R the hops filled up to whole vectors, makes w (in place of s), rho and invD, all [B, T, R]. */
export function attentionWeights(s: usize, rho: usize, invD: usize, lengths: usize, batch: i32, steps: i32, hops: i32): void {
  const row = <usize>hops << 2;
  const one = f32x4.splat(1);
  for (let b = 0; b < batch; b++) {
    const count = lengths ? load<i32>(lengths + (<usize>b << 2)) : steps;
    for (let k: usize = 0; k < row; k += 16) {
      let at = <usize>b * steps * row + k;
      let max = v128.load(s + at);
      let sum = f32x4.splat(0);
      for (let t = 0; t < count; t++) {
        const score = v128.load(s + at);
        const next = f32x4.max(max, score);
        const decay = exp4(f32x4.sub(max, next));
        const w = exp4(f32x4.sub(score, next));
        sum = f32x4.add(f32x4.mul(sum, decay), w);
        v128.store(s + at, w);
        v128.store(rho + at, decay);
        v128.store(invD + at, f32x4.div(one, sum));
        max = next;
        at += row;
      }
    }
  }
}

/**
 * out_t += scale M_t for every step, or out_t[k] += scale M_t[k] where outHop is not 0; out starts as the caller left it.
 * v [B, T, vRow] and out [B, T, outRow], in elements; hops lie vHop and outHop apart within a row.
 */
export function attentionForward(
  w: usize, rho: usize, invD: usize, weightRow: i32,
  v: usize, vRow: i32, vHop: i32,
  out: usize, outRow: i32, outHop: i32,
  scale: f32, lengths: usize, batch: i32, steps: i32, hops: i32, width: i32,
): void {
  const weightStep = <usize>weightRow << 2;
  const vStep = <usize>vRow << 2;
  const outStep = <usize>outRow << 2;
  for (let b = 0; b < batch; b++) {
    const count = lengths ? load<i32>(lengths + (<usize>b << 2)) : steps;
    const series = <usize>b * steps;
    for (let k = 0; k < hops; k++) {
      const weights = series * weightStep + (<usize>k << 2);
      const values = v + series * vStep + ((<usize>k * vHop) << 2);
      const target = out + series * outStep + ((<usize>k * outHop) << 2);
      let j = 0;
      for (; j + 16 <= width; j += 16) {
        let p0 = f32x4.splat(0), p1 = p0, p2 = p0, p3 = p0;
        let at = weights;
        let from = values + (<usize>j << 2);
        let to = target + (<usize>j << 2);
        for (let t = 0; t < count; t++) {
          const decay = v128.load32_splat(rho + at);
          const weight = v128.load32_splat(w + at);
          const factor = f32x4.mul(v128.load32_splat(invD + at), f32x4.splat(scale));
          p0 = f32x4.add(f32x4.mul(p0, decay), f32x4.mul(weight, v128.load(from)));
          p1 = f32x4.add(f32x4.mul(p1, decay), f32x4.mul(weight, v128.load(from, 16)));
          p2 = f32x4.add(f32x4.mul(p2, decay), f32x4.mul(weight, v128.load(from, 32)));
          p3 = f32x4.add(f32x4.mul(p3, decay), f32x4.mul(weight, v128.load(from, 48)));
          v128.store(to, f32x4.add(v128.load(to), f32x4.mul(p0, factor)));
          v128.store(to, f32x4.add(v128.load(to, 16), f32x4.mul(p1, factor)), 16);
          v128.store(to, f32x4.add(v128.load(to, 32), f32x4.mul(p2, factor)), 32);
          v128.store(to, f32x4.add(v128.load(to, 48), f32x4.mul(p3, factor)), 48);
          at += weightStep;
          from += vStep;
          to += outStep;
        }
      }
      for (; j + 4 <= width; j += 4) {
        let p = f32x4.splat(0);
        let at = weights;
        let from = values + (<usize>j << 2);
        let to = target + (<usize>j << 2);
        for (let t = 0; t < count; t++) {
          const factor = f32x4.mul(v128.load32_splat(invD + at), f32x4.splat(scale));
          p = f32x4.add(f32x4.mul(p, v128.load32_splat(rho + at)), f32x4.mul(v128.load32_splat(w + at), v128.load(from)));
          v128.store(to, f32x4.add(v128.load(to), f32x4.mul(p, factor)));
          at += weightStep;
          from += vStep;
          to += outStep;
        }
      }
      for (; j < width; j++) {
        let p: f32 = 0;
        let at = weights;
        let from = values + (<usize>j << 2);
        let to = target + (<usize>j << 2);
        for (let t = 0; t < count; t++) {
          p = p * load<f32>(rho + at) + load<f32>(w + at) * load<f32>(from);
          store<f32>(to, load<f32>(to) + p * (load<f32>(invD + at) * scale));
          at += weightStep;
          from += vStep;
          to += outStep;
        }
      }
    }
  }
}

// @ts-expect-error: decorator
@inline
function sumOfLanes(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-expect-error: decorator
@inline
function addTo(target: usize, value: f32): void {
  store<f32>(target, load<f32>(target) + value);
}

/**
 * From g = dL/dout [B, T, outRow] gives dv += dL/dv [B, T, vRow] and ds = dL/ds [B, T, weightRow].
 * `dot` [B, T, weightRow] is scratch. Where `dv` is 0 the gradient of the values is not wanted.
 */
export function attentionBackward(
  w: usize, rho: usize, invD: usize, weightRow: i32,
  v: usize, vRow: i32, vHop: i32,
  g: usize, outRow: i32, outHop: i32,
  scale: f32, lengths: usize, batch: i32, steps: i32, hops: i32, width: i32,
  dv: usize, ds: usize, dot: usize,
): void {
  const weightStep = <usize>weightRow << 2;
  const vStep = <usize>vRow << 2;
  const outStep = <usize>outRow << 2;
  const all = <usize>batch * steps * weightStep;
  memory.fill(ds, 0, all);
  memory.fill(dot, 0, all);
  for (let b = 0; b < batch; b++) {
    const count = lengths ? load<i32>(lengths + (<usize>b << 2)) : steps;
    const series = <usize>b * steps;
    const last = <usize>(count - 1);
    for (let k = 0; k < hops; k++) {
      const weights = series * weightStep + (<usize>k << 2);
      const hopV = (<usize>k * vHop) << 2;
      const values = v + series * vStep + hopV;
      const dValues = dv + series * vStep + hopV;
      const outputs = g + series * outStep + ((<usize>k * outHop) << 2);
      let j = 0;
      for (; j + 16 <= width; j += 16) {
        const shift = <usize>j << 2;
        // Forward again for G_t . P_t: cheaper than keeping every P_t.
        let p0 = f32x4.splat(0), p1 = p0, p2 = p0, p3 = p0;
        let at = weights;
        let from = values + shift;
        let to = outputs + shift;
        for (let t = 0; t < count; t++) {
          const decay = v128.load32_splat(rho + at);
          const weight = v128.load32_splat(w + at);
          p0 = f32x4.add(f32x4.mul(p0, decay), f32x4.mul(weight, v128.load(from)));
          p1 = f32x4.add(f32x4.mul(p1, decay), f32x4.mul(weight, v128.load(from, 16)));
          p2 = f32x4.add(f32x4.mul(p2, decay), f32x4.mul(weight, v128.load(from, 32)));
          p3 = f32x4.add(f32x4.mul(p3, decay), f32x4.mul(weight, v128.load(from, 48)));
          const product = f32x4.add(
            f32x4.add(f32x4.mul(p0, v128.load(to)), f32x4.mul(p1, v128.load(to, 16))),
            f32x4.add(f32x4.mul(p2, v128.load(to, 32)), f32x4.mul(p3, v128.load(to, 48))),
          );
          addTo(dot + at, sumOfLanes(product));
          at += weightStep;
          from += vStep;
          to += outStep;
        }
        // Backward: Q_t from the last step to the first.
        let q0 = f32x4.splat(0), q1 = q0, q2 = q0, q3 = q0;
        at = weights + last * weightStep;
        from = values + shift + last * vStep;
        to = outputs + shift + last * outStep;
        let back = dValues + shift + last * vStep;
        for (let t = 0; t < count; t++) {
          const factor = f32x4.mul(v128.load32_splat(invD + at), f32x4.splat(scale));
          q0 = f32x4.add(q0, f32x4.mul(v128.load(to), factor));
          q1 = f32x4.add(q1, f32x4.mul(v128.load(to, 16), factor));
          q2 = f32x4.add(q2, f32x4.mul(v128.load(to, 32), factor));
          q3 = f32x4.add(q3, f32x4.mul(v128.load(to, 48), factor));
          const product = f32x4.add(
            f32x4.add(f32x4.mul(q0, v128.load(from)), f32x4.mul(q1, v128.load(from, 16))),
            f32x4.add(f32x4.mul(q2, v128.load(from, 32)), f32x4.mul(q3, v128.load(from, 48))),
          );
          addTo(ds + at, sumOfLanes(product));
          if (dv) {
            const weight = v128.load32_splat(w + at);
            v128.store(back, f32x4.add(v128.load(back), f32x4.mul(q0, weight)));
            v128.store(back, f32x4.add(v128.load(back, 16), f32x4.mul(q1, weight)), 16);
            v128.store(back, f32x4.add(v128.load(back, 32), f32x4.mul(q2, weight)), 32);
            v128.store(back, f32x4.add(v128.load(back, 48), f32x4.mul(q3, weight)), 48);
          }
          const decay = v128.load32_splat(rho + at);
          q0 = f32x4.mul(q0, decay);
          q1 = f32x4.mul(q1, decay);
          q2 = f32x4.mul(q2, decay);
          q3 = f32x4.mul(q3, decay);
          at -= weightStep;
          from -= vStep;
          to -= outStep;
          back -= vStep;
        }
      }
      for (; j + 4 <= width; j += 4) {
        const shift = <usize>j << 2;
        let p = f32x4.splat(0);
        let at = weights;
        let from = values + shift;
        let to = outputs + shift;
        for (let t = 0; t < count; t++) {
          p = f32x4.add(f32x4.mul(p, v128.load32_splat(rho + at)), f32x4.mul(v128.load32_splat(w + at), v128.load(from)));
          addTo(dot + at, sumOfLanes(f32x4.mul(p, v128.load(to))));
          at += weightStep;
          from += vStep;
          to += outStep;
        }
        let q = f32x4.splat(0);
        at = weights + last * weightStep;
        from = values + shift + last * vStep;
        to = outputs + shift + last * outStep;
        let back = dValues + shift + last * vStep;
        for (let t = 0; t < count; t++) {
          q = f32x4.add(q, f32x4.mul(v128.load(to), f32x4.mul(v128.load32_splat(invD + at), f32x4.splat(scale))));
          addTo(ds + at, sumOfLanes(f32x4.mul(q, v128.load(from))));
          if (dv) v128.store(back, f32x4.add(v128.load(back), f32x4.mul(q, v128.load32_splat(w + at))));
          q = f32x4.mul(q, v128.load32_splat(rho + at));
          at -= weightStep;
          from -= vStep;
          to -= outStep;
          back -= vStep;
        }
      }
      for (; j < width; j++) {
        const shift = <usize>j << 2;
        let p: f32 = 0;
        let at = weights;
        let from = values + shift;
        let to = outputs + shift;
        for (let t = 0; t < count; t++) {
          p = p * load<f32>(rho + at) + load<f32>(w + at) * load<f32>(from);
          addTo(dot + at, p * load<f32>(to));
          at += weightStep;
          from += vStep;
          to += outStep;
        }
        let q: f32 = 0;
        at = weights + last * weightStep;
        from = values + shift + last * vStep;
        to = outputs + shift + last * outStep;
        let back = dValues + shift + last * vStep;
        for (let t = 0; t < count; t++) {
          q += load<f32>(to) * (load<f32>(invD + at) * scale);
          addTo(ds + at, q * load<f32>(from));
          if (dv) addTo(back, q * load<f32>(w + at));
          q *= load<f32>(rho + at);
          at -= weightStep;
          from -= vStep;
          to -= outStep;
          back -= vStep;
        }
      }
    }
    finishScores(w, rho, invD, ds, dot, weightStep, series, count, scale);
  }
}

/** ds_t = w_t (v_t . Q_t + R_t), with v_t . Q_t in `ds` and G_t . P_t in `dot`. */
function finishScores(w: usize, rho: usize, invD: usize, ds: usize, dot: usize, row: usize, series: usize, count: i32, scale: f32): void {
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
