/**
 * What input-cell attention's running sums (attention.ts, which has the equations) need of the scores: weights, decays, segments of time
 * between decays, and 1 / D.
 */

import { exp4, expInPlace } from './transcendental';

/** Valid steps of a sample in the chunk. */
// @ts-ignore: decorator
@inline
export function validSteps(lengths: usize, sample: i32, steps: i32): i32 {
  return lengths ? max(0, min(steps, load<i32>(lengths + (<usize>sample << 2)))) : steps;
}

/** How far above its reference a score may be: a weight is e^LEAP at most. */
const LEAP: f32 = 8;

/** Bytes of the segments of one sample and four hops: their number, and where each of them ends, int32 [T + 1]. */
// @ts-ignore: decorator
@inline
export function segmentsRow(steps: i32): usize {
  return (<usize>steps + 1) << 2;
}

/** Where segment 1, 2, ... ends; of 0, the chunk's first step. */
// @ts-ignore: decorator
@inline
export function endOf(segments: usize, segment: i32): i32 {
  return segment > 0 ? load<i32>(segments + (<usize>segment << 2)) : 0;
}

/**
 * From scores s [B, T, R] makes w (in place of s), rho, invD and `segments` [B, R / 4, T + 1]. invD is 0 for the hops that fill R up: they
 * give nothing. `reference` and `total` [B, R] are c and D before the chunk, and then after it; they start at -MAX_VALUE and 0.
 */
export function attentionWeights(
  s: usize, rho: usize, invD: usize, segments: usize, reference: usize, total: usize,
  lengths: usize, batch: i32, steps: i32, hops: i32, hopRow: i32,
): void {
  const row = <usize>hopRow << 2;
  const one = f32x4.splat(1);
  for (let b = 0; b < batch; b++) {
    const count = validSteps(lengths, b, steps);
    const first = <usize>b * steps * row;
    let own = segments;
    for (let k: usize = 0; k < row; k += 16) {
      // Before the first score rho is 0, not nearly so: it would make Q and R subnormal.
      const begun = f32x4.gt(v128.load(total + k), f32x4.splat(0));
      let c = v128.load(reference + k);
      let at = first + k;
      let ends = 0;
      for (let t = 0; t < count; t++) {
        const score = v128.load(s + at);
        const leaps = f32x4.gt(score, f32x4.add(c, f32x4.splat(LEAP)));
        if (t == 0 || v128.any_true(leaps)) {
          const next = v128.bitselect(score, c, leaps);
          const decay = exp4(f32x4.sub(c, next));
          v128.store(rho + at, t > 0 ? decay : v128.and(decay, begun));
          if (t > 0) store<i32>(own + (<usize>(++ends) << 2), t);
          c = next;
        }
        v128.store(s + at, f32x4.sub(score, c));
        at += row;
      }
      if (count > 0) store<i32>(own + (<usize>(++ends) << 2), count);
      store<i32>(own, ends);
      v128.store(reference + k, c);
      own += segmentsRow(steps);
    }
    expInPlace(s + first, count * hopRow);
    for (let k: usize = 0; k < row; k += 16) {
      const real = i32x4.gt_s(i32x4.splat(hops - <i32>(k >> 2)), i32x4(0, 1, 2, 3));
      const ends = load<i32>(segments);
      let sum = v128.load(total + k);
      let at = first + k;
      let t = 0;
      for (let segment = 1; segment <= ends; segment++) {
        sum = f32x4.mul(sum, v128.load(rho + at));
        for (const end = endOf(segments, segment); t < end; t++) {
          sum = f32x4.add(sum, v128.load(s + at));
          v128.store(invD + at, v128.and(f32x4.div(one, sum), real));
          at += row;
        }
      }
      v128.store(total + k, sum);
      segments += segmentsRow(steps);
    }
    reference += row;
    total += row;
  }
}
