/**
 * Between the layout of data, [batch, time, feature], and the layout of the recurrence, [time, feature, lanes], where
 * the batch is innermost and filled up with zeros to whole vectors: one vector then holds one number of four samples,
 * and no hidden size, however odd, leaves lanes empty.
 */

/**
 * out[t, j, b] = x[b, t, j] + bias[j] for t < steps, j < width; lanes b >= batch are 0. `xSample` and `xRow` are the distances
 * of samples and of time steps in x, in elements; `bias` may be 0 for none.
 */
export function toLanes(x: usize, xSample: i32, xRow: i32, bias: usize, out: usize, batch: i32, steps: i32, width: i32): void {
  const lanes = (batch + 3) & ~3;
  const sample = <usize>xSample << 2;
  const outRow = <usize>lanes << 2;
  for (let t = 0; t < steps; t++) {
    const from = x + ((<usize>t * xRow) << 2);
    const to = out + (<usize>t * width) * outRow;
    for (let b = 0; b < lanes; b += 4) {
      const full = batch - b >= 4;
      const source = from + <usize>b * sample;
      const target = to + (<usize>b << 2);
      let j = 0;
      if (full) {
        for (; j + 4 <= width; j += 4) {
          transpose4(source + (<usize>j << 2), sample, target + <usize>j * outRow, outRow, bias ? bias + (<usize>j << 2) : 0);
        }
      }
      for (; j < width; j++) {
        const more: f32 = bias ? load<f32>(bias + (<usize>j << 2)) : 0;
        for (let lane = 0; lane < 4; lane++) {
          const value: f32 = b + lane < batch ? load<f32>(source + <usize>lane * sample + (<usize>j << 2)) + more : 0;
          store<f32>(target + <usize>j * outRow + (lane << 2), value);
        }
      }
    }
  }
}

/** out[b, t, j] = x[t, j, b]: the inverse of `toLanes`; lanes beyond the batch are dropped. */
export function fromLanes(x: usize, out: usize, outSample: i32, outRow: i32, batch: i32, steps: i32, width: i32): void {
  const lanes = (batch + 3) & ~3;
  const sample = <usize>outSample << 2;
  const row = <usize>lanes << 2;
  for (let t = 0; t < steps; t++) {
    const from = x + (<usize>t * width) * row;
    const to = out + ((<usize>t * outRow) << 2);
    for (let b = 0; b < batch; b += 4) {
      const source = from + (<usize>b << 2);
      const target = to + <usize>b * sample;
      const count = min(4, batch - b);
      let j = 0;
      if (count == 4) {
        for (; j + 4 <= width; j += 4) {
          transpose4(source + <usize>j * row, row, target + (<usize>j << 2), sample, 0);
        }
      }
      for (; j < width; j++) {
        for (let lane = 0; lane < count; lane++) {
          store<f32>(target + <usize>lane * sample + (<usize>j << 2), load<f32>(source + <usize>j * row + (lane << 2)));
        }
      }
    }
  }
}

/** Transposes a 4 x 4 block, rows `fromRow` and `toRow` bytes apart, with a vector added to every row it comes from. */
// @ts-ignore: decorator
@inline
function transpose4(from: usize, fromRow: usize, to: usize, toRow: usize, add: usize): void {
  let r0 = v128.load(from);
  let r1 = v128.load(from + fromRow);
  let r2 = v128.load(from + 2 * fromRow);
  let r3 = v128.load(from + 3 * fromRow);
  if (add) {
    const more = v128.load(add);
    r0 = f32x4.add(r0, more);
    r1 = f32x4.add(r1, more);
    r2 = f32x4.add(r2, more);
    r3 = f32x4.add(r3, more);
  }
  const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const b = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const c = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const d = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
  v128.store(to + toRow, v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  v128.store(to + 2 * toRow, v128.shuffle<f32>(c, d, 0, 1, 4, 5));
  v128.store(to + 3 * toRow, v128.shuffle<f32>(c, d, 2, 3, 6, 7));
}
