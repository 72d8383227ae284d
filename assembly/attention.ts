/**
 * Input-cell attention's running ratios, in linear time (docs/architecture.md).
 *
 *   M_t[k] = sum_{i<=t} e^{s_{k,i}} v_{k,i} / sum_{j<=t} e^{s_{k,j}}
 *
 * With a reference c_t that is never more than LEAP below the largest score so far, the scan over time needs three numbers for each
 * step and hop, none of which overflows, whatever the (finite) scores:
 *
 *   w_t = e^{s_t - c_t}      rho_t = e^{c_{t-1} - c_t}      invD_t = 1 / D_t,   D_t = rho_t D_{t-1} + w_t
 *
 * and P_t = rho_t P_{t-1} + w_t v_t, M_t = P_t invD_t. The reference is the first score, and moves up to a score that leaps over it, so
 * that an early prefix keeps its precision however large a later score is. Nearly all rho are 1: a chunk of time is cut into segments at
 * the steps where the reference of one of four hops moves; only at a segment's first step is rho set, and are sums multiplied by it.
 * Backward, with G_t = dL/dM_t:
 *
 *   Q_t = G_t invD_t + rho_{t+1} Q_{t+1}               dv_t = w_t Q_t
 *   R_t = -(G_t . M_t) invD_t + rho_{t+1} R_{t+1}      ds_t = w_t (v_t . Q_t + R_t)
 *
 * One vector holds four hops of one number; hops are filled up to R, a multiple of four (w, rho, invD [B, T, R]). Values are
 * shared by all hops, [B, T, V], or each hop's own, [B, T, R / 4, V, 4]; outputs are summed over hops, [B, T, V], or each
 * hop's own, [B, T, R / 4, V, 4]:
 *
 *   shared values, summed outputs   the mean feed
 *   shared values, own outputs      the matrix feed, M_t formed
 *   own values, summed outputs      the matrix feed, projected first: sum_k M_t[k] W_k from y_{k,i} = x_i W_k
 *
 * Order of the loops: the caller's chunks of time, whose numbers stay in the cache; groups of four hops; groups of four values;
 * the time steps of the chunk, over which the four vectors of P or Q stay in registers. Then the multiplications bound the
 * speed, not loads and stores of P. From chunk to chunk go the reference and D (`attentionWeights`), P, and,
 * backward, Q and R. P before each chunk is the caller's to keep: the backward pass makes P of a chunk again while its
 * numbers are in the cache. Arrays are those of the chunk; `lengths` are what is left of each series from its first step on,
 * and may be negative.
 */

import { endOf, segmentsRow, validSteps } from './attentionWeights';
import { fma, fnma } from './multiplyAdd';

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

/** Number `index` of a block, for four hops: the same for all where it is shared. */
// @ts-ignore: decorator
@inline
function fetch(shared: bool, at: usize, index: usize): v128 {
  return shared ? v128.load32_splat(at + 4 * index) : v128.load(at + 16 * index);
}

/** out += the sum over hops, or out = each hop's own, for a block of four values or of one. */
// @ts-ignore: decorator
@inline
function give(summed: bool, four: bool, to: usize, m0: v128, m1: v128, m2: v128, m3: v128): void {
  if (!summed) {
    v128.store(to, m0);
    if (!four) return;
    v128.store(to, m1, 16);
    v128.store(to, m2, 32);
    v128.store(to, m3, 48);
  } else if (four) v128.store(to, f32x4.add(v128.load(to), sumEach(m0, m1, m2, m3)));
  else store<f32>(to, load<f32>(to) + sumLanes(m0));
}

/** P_t = rho_t P_{t-1} + w_t v_t and the outputs, for four hops and four values or one; `next` is P's place after the chunk, 0 for none. */
// @ts-ignore: decorator
@inline
function forwardBlock(
  shared: bool, summed: bool, four: bool, p: usize, next: usize,
  segments: usize, w: usize, rho: usize, invD: usize, row: usize,
  v: usize, vRow: usize, out: usize, outRow: usize, scale: v128,
): void {
  let p0 = v128.load(p), p1 = p0, p2 = p0, p3 = p0;
  if (four) {
    p1 = v128.load(p, 16);
    p2 = v128.load(p, 32);
    p3 = v128.load(p, 48);
  }
  const count = load<i32>(segments);
  let t = 0;
  for (let segment = 1; segment <= count; segment++) {
    const decay = v128.load(rho + <usize>t * row);
    p0 = f32x4.mul(p0, decay);
    p1 = f32x4.mul(p1, decay);
    p2 = f32x4.mul(p2, decay);
    p3 = f32x4.mul(p3, decay);
    for (const end = endOf(segments, segment); t < end; t++) {
      const weight = v128.load(w);
      const factor = f32x4.mul(v128.load(invD), scale);
      p0 = fma(weight, fetch(shared, v, 0), p0);
      if (four) {
        p1 = fma(weight, fetch(shared, v, 1), p1);
        p2 = fma(weight, fetch(shared, v, 2), p2);
        p3 = fma(weight, fetch(shared, v, 3), p3);
      }
      give(summed, four, out, f32x4.mul(p0, factor), f32x4.mul(p1, factor), f32x4.mul(p2, factor), f32x4.mul(p3, factor));
      w += row;
      invD += row;
      v += vRow;
      out += outRow;
    }
  }
  if (!next) return;
  v128.store(next, p0);
  if (four) {
    v128.store(next, p1, 16);
    v128.store(next, p2, 32);
    v128.store(next, p3, 48);
  }
}

/** out_t = scale sum_k M_t[k], or, for outputs of each hop's own, out_t[k] = M_t[k]; 0 at padded steps. */
// @ts-ignore: decorator
@inline
function forward(
  shared: bool, summed: bool,
  segments: usize, w: usize, rho: usize, invD: usize, v: usize, vSample: i32, out: usize,
  scale: f32, lengths: usize, batch: i32, steps: i32, hopRow: i32, width: i32, before: usize, after: usize,
): void {
  const row = <usize>hopRow << 2;
  const all = row * width;
  const vRow = shared ? <usize>width << 2 : all;
  const outRow = summed ? <usize>width << 2 : all;
  const by = f32x4.splat(scale);
  let p = before;
  let next = after;
  for (let b = 0; b < batch; b++) {
    const count = validSteps(lengths, b, steps);
    const first = <usize>(b * steps);
    // Sums are added to; outputs of each hop's own are set.
    const kept: usize = summed ? 0 : count;
    memory.fill(out + (first + kept) * outRow, 0, (<usize>steps - kept) * outRow);
    for (let k: usize = 0; k < row; k += 16) {
      const at = first * row + k;
      let value = v + ((<usize>b * vSample) << 2) + (shared ? 0 : k * width);
      let target = out + first * outRow + (summed ? 0 : k * width);
      let j = 0;
      for (; j + 4 <= width; j += 4) {
        forwardBlock(shared, summed, true, p, next, segments, w + at, rho + at, invD + at, row, value, vRow, target, outRow, by);
        p += 64;
        if (next) next += 64;
        value += shared ? 16 : 64;
        target += summed ? 16 : 64;
      }
      for (; j < width; j++) {
        forwardBlock(shared, summed, false, p, next, segments, w + at, rho + at, invD + at, row, value, vRow, target, outRow, by);
        p += 16;
        if (next) next += 16;
        value += shared ? 4 : 16;
        target += summed ? 4 : 16;
      }
      segments += segmentsRow(steps);
    }
  }
}

/**
 * From `segments`, w, rho and invD as `attentionWeights` makes them. `kind` 0: shared values, summed outputs; 1: shared values, own
 * outputs; 2: own values, summed outputs. Samples of v are `vSample` elements apart; outputs are the chunk's, and set. `before` [B, R, V]
 * is P before the chunk, `after` is where P after it goes (0: nowhere).
 */
export function attentionForward(
  kind: i32, segments: usize, w: usize, rho: usize, invD: usize, v: usize, vSample: i32, out: usize,
  scale: f32, lengths: usize, batch: i32, steps: i32, hopRow: i32, width: i32, before: usize, after: usize,
): void {
  if (kind == 0) forward(true, true, segments, w, rho, invD, v, vSample, out, scale, lengths, batch, steps, hopRow, width, before, after);
  else if (kind == 1) forward(true, false, segments, w, rho, invD, v, vSample, out, scale, lengths, batch, steps, hopRow, width, before, after);
  else forward(false, true, segments, w, rho, invD, v, vSample, out, scale, lengths, batch, steps, hopRow, width, before, after);
}

/** dot_t += G_t . P_t, from P before the chunk; forward again is cheaper than keeping every P_t. */
// @ts-ignore: decorator
@inline
function dotBlock(
  shared: bool, summed: bool, four: bool, p: usize,
  segments: usize, w: usize, rho: usize, row: usize, v: usize, vRow: usize, g: usize, gRow: usize, dot: usize,
): void {
  let p0 = v128.load(p), p1 = p0, p2 = p0, p3 = p0;
  if (four) {
    p1 = v128.load(p, 16);
    p2 = v128.load(p, 32);
    p3 = v128.load(p, 48);
  }
  const count = load<i32>(segments);
  let t = 0;
  for (let segment = 1; segment <= count; segment++) {
    const decay = v128.load(rho + <usize>t * row);
    p0 = f32x4.mul(p0, decay);
    p1 = f32x4.mul(p1, decay);
    p2 = f32x4.mul(p2, decay);
    p3 = f32x4.mul(p3, decay);
    for (const end = endOf(segments, segment); t < end; t++) {
      const weight = v128.load(w);
      p0 = fma(weight, fetch(shared, v, 0), p0);
      let even = f32x4.mul(p0, fetch(summed, g, 0));
      if (four) {
        p1 = fma(weight, fetch(shared, v, 1), p1);
        p2 = fma(weight, fetch(shared, v, 2), p2);
        p3 = fma(weight, fetch(shared, v, 3), p3);
        even = fma(p2, fetch(summed, g, 2), even);
        even = f32x4.add(even, fma(p3, fetch(summed, g, 3), f32x4.mul(p1, fetch(summed, g, 1))));
      }
      v128.store(dot, f32x4.add(v128.load(dot), even));
      w += row;
      dot += row;
      v += vRow;
      g += gRow;
    }
  }
}

/**
 * Q from the last step of the chunk to its first, v_t . Q_t added to `ds`, and dv. `q` comes and goes as rho Q of a chunk; `rho` is at
 * the chunk's first step, all else at its last.
 */
// @ts-ignore: decorator
@inline
function backwardBlock(
  shared: bool, summed: bool, four: bool, q: usize,
  segments: usize, w: usize, rho: usize, invD: usize, row: usize,
  v: usize, vRow: usize, g: usize, gRow: usize, scale: v128, dv: usize, ds: usize,
): void {
  let q0 = v128.load(q), q1 = q0, q2 = q0, q3 = q0;
  if (four) {
    q1 = v128.load(q, 16);
    q2 = v128.load(q, 32);
    q3 = v128.load(q, 48);
  }
  let segment = load<i32>(segments);
  let t = endOf(segments, segment);
  while (--segment >= 0) {
    for (const start = endOf(segments, segment); t > start; t--) {
      const weight = v128.load(w);
      const factor = f32x4.mul(v128.load(invD), scale);
      q0 = fma(fetch(summed, g, 0), factor, q0);
      let even = f32x4.mul(q0, fetch(shared, v, 0));
      if (four) {
        q1 = fma(fetch(summed, g, 1), factor, q1);
        q2 = fma(fetch(summed, g, 2), factor, q2);
        q3 = fma(fetch(summed, g, 3), factor, q3);
        even = fma(q2, fetch(shared, v, 2), even);
        even = f32x4.add(even, fma(q3, fetch(shared, v, 3), f32x4.mul(q1, fetch(shared, v, 1))));
      }
      v128.store(ds, f32x4.add(v128.load(ds), even));
      if (dv) {
        give(shared, four, dv, f32x4.mul(q0, weight), f32x4.mul(q1, weight), f32x4.mul(q2, weight), f32x4.mul(q3, weight));
        dv -= vRow;
      }
      w -= row;
      invD -= row;
      ds -= row;
      v -= vRow;
      g -= gRow;
    }
    const decay = v128.load(rho + <usize>t * row);
    q0 = f32x4.mul(q0, decay);
    q1 = f32x4.mul(q1, decay);
    q2 = f32x4.mul(q2, decay);
    q3 = f32x4.mul(q3, decay);
  }
  v128.store(q, q0);
  if (four) {
    v128.store(q, q1, 16);
    v128.store(q, q2, 32);
    v128.store(q, q3, 48);
  }
}

// @ts-ignore: decorator
@inline
function backward(
  shared: bool, summed: bool,
  segments: usize, w: usize, rho: usize, invD: usize, v: usize, vSample: i32, g: usize,
  scale: f32, lengths: usize, batch: i32, steps: i32, hopRow: i32, width: i32,
  dv: usize, dvSample: i32, ds: usize, before: usize, q: usize, beyond: usize, dot: usize,
): void {
  const row = <usize>hopRow << 2;
  const all = row * width;
  const vRow = shared ? <usize>width << 2 : all;
  const gRow = summed ? <usize>width << 2 : all;
  const by = f32x4.splat(scale);
  let p = before;
  memory.fill(ds, 0, <usize>batch * steps * row);
  for (let b = 0; b < batch; b++) {
    const count = validSteps(lengths, b, steps);
    const dvFirst = dv ? dv + ((<usize>b * dvSample) << 2) : 0;
    // Gradients of shared values are added up, those of each hop's own are set.
    if (dv) {
      const kept: usize = shared ? 0 : count;
      memory.fill(dvFirst + kept * vRow, 0, (<usize>steps - kept) * vRow);
    }
    if (count == 0) {
      p += all;
      q += all;
      beyond += row;
      segments += segmentsRow(steps) * (row >> 4);
      continue;
    }
    const first = <usize>(b * steps);
    const last = <usize>(count - 1);
    memory.fill(dot, 0, <usize>count * row);
    for (let k: usize = 0; k < row; k += 16) {
      const at = first * row + k;
      const end = at + last * row;
      let value = v + ((<usize>b * vSample) << 2) + (shared ? 0 : k * width);
      let back = dv ? dvFirst + last * vRow + (shared ? 0 : k * width) : 0;
      let gradient = g + first * gRow + (summed ? 0 : k * width);
      for (let j = 0; j < width;) {
        const valueLast = value + last * vRow;
        const gradientLast = gradient + last * gRow;
        const four = j + 4 <= width;
        if (four) {
          dotBlock(shared, summed, true, p, segments, w + at, rho + at, row, value, vRow, gradient, gRow, dot + k);
          backwardBlock(shared, summed, true, q, segments, w + end, rho + at, invD + end, row, valueLast, vRow, gradientLast, gRow, by, back, ds + end);
        } else {
          dotBlock(shared, summed, false, p, segments, w + at, rho + at, row, value, vRow, gradient, gRow, dot + k);
          backwardBlock(shared, summed, false, q, segments, w + end, rho + at, invD + end, row, valueLast, vRow, gradientLast, gRow, by, back, ds + end);
        }
        const numbers: usize = four ? 4 : 1;
        j += <i32>numbers;
        p += numbers << 4;
        q += numbers << 4;
        value += shared ? numbers << 2 : numbers << 4;
        gradient += summed ? numbers << 2 : numbers << 4;
        if (dv) back += shared ? numbers << 2 : numbers << 4;
      }
      finishScores(segments, w + end, rho + at, invD + end, ds + end, dot + last * row + k, row, by, beyond + k);
      segments += segmentsRow(steps);
    }
    beyond += row;
  }
}

/**
 * From g = dL/dout gives dv = dL/dv and ds = dL/ds [B, T, R], both 0 at padded steps; `kind`, `vSample` and `before` as in
 * `attentionForward`; samples of dv are `dvSample` elements apart. q [B, R, V] and r [B, R] are rho Q and rho R of the chunk beyond, 0
 * for the last one, and then of this one. `scratch` has room for T R numbers. Where `dv` is 0 it is not wanted.
 */
export function attentionBackward(
  kind: i32, segments: usize, w: usize, rho: usize, invD: usize, v: usize, vSample: i32, g: usize,
  scale: f32, lengths: usize, batch: i32, steps: i32, hopRow: i32, width: i32,
  dv: usize, dvSample: i32, ds: usize, before: usize, q: usize, r: usize, scratch: usize,
): void {
  if (kind == 0) {
    backward(true, true, segments, w, rho, invD, v, vSample, g, scale, lengths, batch, steps, hopRow, width, dv, dvSample, ds, before, q, r, scratch);
  } else if (kind == 1) {
    backward(true, false, segments, w, rho, invD, v, vSample, g, scale, lengths, batch, steps, hopRow, width, dv, dvSample, ds, before, q, r, scratch);
  } else {
    backward(false, true, segments, w, rho, invD, v, vSample, g, scale, lengths, batch, steps, hopRow, width, dv, dvSample, ds, before, q, r, scratch);
  }
}

/**
 * ds_t = w_t (v_t . Q_t + R_t) of four hops, with v_t . Q_t in `ds` and G_t . P_t in `dot`. `beyond` holds rho R of the chunk after, and
 * then of this one. `rho` is at the chunk's first step, all else at its last.
 */
function finishScores(
  segments: usize, w: usize, rho: usize, invD: usize, ds: usize, dot: usize, row: usize, scale: v128, beyond: usize,
): void {
  let r = v128.load(beyond);
  let segment = load<i32>(segments);
  let t = endOf(segments, segment);
  while (--segment >= 0) {
    for (const start = endOf(segments, segment); t > start; t--) {
      const inverse = v128.load(invD);
      const output = f32x4.mul(f32x4.mul(v128.load(dot), inverse), scale);
      r = fnma(output, inverse, r);
      v128.store(ds, f32x4.mul(v128.load(w), f32x4.add(v128.load(ds), r)));
      w -= row;
      invD -= row;
      ds -= row;
      dot -= row;
    }
    r = f32x4.mul(r, v128.load(rho + <usize>t * row));
  }
  v128.store(beyond, r);
}
