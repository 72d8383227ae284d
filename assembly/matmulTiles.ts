/**
 * Tiles of a matrix product (matmul.ts): some rows of A times a panel of B, summed along k in registers. `from` is what is added, as in
 * `block`.
 */

import { fma } from './multiplyAdd';

/** Stores the first `width` lanes (1 to 4) of a vector, added to what is at `from` unless that is 0. */
// @ts-ignore: decorator
@inline
function put(target: usize, value: v128, width: i32, from: usize): void {
  if (width >= 4) {
    v128.store(target, from ? f32x4.add(v128.load(from), value) : value);
  } else {
    if (width > 0) putLane(target, f32x4.extract_lane(value, 0), from);
    if (width > 1) putLane(target + 4, f32x4.extract_lane(value, 1), from ? from + 4 : 0);
    if (width > 2) putLane(target + 8, f32x4.extract_lane(value, 2), from ? from + 8 : 0);
  }
}

function putLane(target: usize, value: f32, from: usize): void {
  store<f32>(target, from ? load<f32>(from) + value : value);
}

/** As `put`, for a whole panel's row: `rest` lanes beyond the first four. */
// @ts-ignore: decorator
@inline
function putRow(target: usize, low: v128, high: v128, rest: i32, from: usize): void {
  put(target, low, 4, from);
  put(target + 16, high, rest, from ? from + 16 : 0);
}

/** Rows (a multiple of four) of a panel of five to eight columns. */
export function panel8(
  tile: usize, aRow: i32, aCol: i32, tileStep: usize,
  panel: usize, bRow: i32,
  c: usize, cRow: i32,
  rows: i32, depth: i32, width: i32, from: usize, fromRow: i32,
): void {
  const stepA = <usize>aCol << 2;
  const stepB = <usize>bRow << 2;
  const rowA = <usize>aRow << 2;
  const rowC = <usize>cRow << 2;
  const rest = width - 4;
  const rowFrom = <usize>fromRow << 2;
  for (let i = 0; i < rows; i += 4) {
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    let a = tile;
    let a1 = a + rowA;
    let a2 = a1 + rowA;
    let a3 = a2 + rowA;
    let b = panel;
    for (let p = 0; p < depth; p++) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      let x = v128.load32_splat(a);
      s00 = fma(x, b0, s00);
      s01 = fma(x, b1, s01);
      x = v128.load32_splat(a1);
      s10 = fma(x, b0, s10);
      s11 = fma(x, b1, s11);
      x = v128.load32_splat(a2);
      s20 = fma(x, b0, s20);
      s21 = fma(x, b1, s21);
      x = v128.load32_splat(a3);
      s30 = fma(x, b0, s30);
      s31 = fma(x, b1, s31);
      a += stepA;
      a1 += stepA;
      a2 += stepA;
      a3 += stepA;
      b += stepB;
    }
    const c1 = c + rowC;
    const c2 = c1 + rowC;
    const c3 = c2 + rowC;
    if (width == 8 && !from) {
      v128.store(c, s00);
      v128.store(c, s01, 16);
      v128.store(c1, s10);
      v128.store(c1, s11, 16);
      v128.store(c2, s20);
      v128.store(c2, s21, 16);
      v128.store(c3, s30);
      v128.store(c3, s31, 16);
    } else {
      putRow(c, s00, s01, rest, from);
      from += rowFrom;
      putRow(c1, s10, s11, rest, from);
      from += rowFrom;
      putRow(c2, s20, s21, rest, from);
      from += rowFrom;
      putRow(c3, s30, s31, rest, from);
      from += rowFrom;
    }
    tile += tileStep;
    c = c3 + rowC;
  }
}

/**
 * Rows (a multiple of four) of the last panel of eight columns and of one to four beyond, two rows at a time: four columns by themselves
 * would have too few sums, which wait for each other.
 */
export function panel12(
  tile: usize, aRow: i32, aCol: i32, tileStep: usize,
  panel: usize, bRow: i32, panelStep: usize,
  c: usize, cRow: i32,
  rows: i32, depth: i32, width: i32, from: usize, fromRow: i32,
): void {
  const stepA = <usize>aCol << 2;
  const stepB = <usize>bRow << 2;
  const rowA = <usize>aRow << 2;
  const rowC = <usize>cRow << 2;
  const rest = width - 8;
  const rowFrom = <usize>fromRow << 2;
  for (let i = 0; i < rows; i += 2) {
    let s00 = f32x4.splat(0), s01 = s00, s02 = s00, s10 = s00, s11 = s00, s12 = s00;
    let a = tile;
    let a1 = a + rowA;
    let b = panel;
    let beyond = panel + panelStep;
    for (let p = 0; p < depth; p++) {
      const b0 = v128.load(b);
      const b1 = v128.load(b, 16);
      const b2 = v128.load(beyond);
      let x = v128.load32_splat(a);
      s00 = fma(x, b0, s00);
      s01 = fma(x, b1, s01);
      s02 = fma(x, b2, s02);
      x = v128.load32_splat(a1);
      s10 = fma(x, b0, s10);
      s11 = fma(x, b1, s11);
      s12 = fma(x, b2, s12);
      a += stepA;
      a1 += stepA;
      b += stepB;
      beyond += stepB;
    }
    putRow(c, s00, s01, 4, from);
    put(c + 32, s02, rest, from ? from + 32 : 0);
    from += rowFrom;
    c += rowC;
    putRow(c, s10, s11, 4, from);
    put(c + 32, s12, rest, from ? from + 32 : 0);
    from += rowFrom;
    c += rowC;
    tile += i & 2 ? tileStep - 2 * rowA : 2 * rowA;
  }
}

/** Rows (a multiple of four) of a panel of at most four columns. */
export function panel4(
  tile: usize, aRow: i32, aCol: i32, tileStep: usize,
  panel: usize, bRow: i32,
  c: usize, cRow: i32,
  rows: i32, depth: i32, width: i32, from: usize, fromRow: i32,
): void {
  const stepA = <usize>aCol << 2;
  const stepB = <usize>bRow << 2;
  const rowA = <usize>aRow << 2;
  const rowC = <usize>cRow << 2;
  const rowFrom = <usize>fromRow << 2;
  for (let i = 0; i < rows; i += 4) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let a = tile;
    let a1 = a + rowA;
    let a2 = a1 + rowA;
    let a3 = a2 + rowA;
    let b = panel;
    for (let p = 0; p < depth; p++) {
      const b0 = v128.load(b);
      s0 = fma(v128.load32_splat(a), b0, s0);
      s1 = fma(v128.load32_splat(a1), b0, s1);
      s2 = fma(v128.load32_splat(a2), b0, s2);
      s3 = fma(v128.load32_splat(a3), b0, s3);
      a += stepA;
      a1 += stepA;
      a2 += stepA;
      a3 += stepA;
      b += stepB;
    }
    put(c, s0, width, from);
    from += rowFrom;
    put(c + rowC, s1, width, from);
    from += rowFrom;
    put(c + 2 * rowC, s2, width, from);
    from += rowFrom;
    put(c + 3 * rowC, s3, width, from);
    from += rowFrom;
    tile += tileStep;
    c += 4 * rowC;
  }
}

/** One row of a panel of at most eight columns. */
export function oneRow(a: usize, aCol: i32, b: usize, bRow: i32, c: usize, depth: i32, width: i32, from: usize): void {
  let s0 = f32x4.splat(0), s1 = s0;
  const stepA = <usize>aCol << 2;
  const stepB = <usize>bRow << 2;
  for (let p = 0; p < depth; p++) {
    const x = v128.load32_splat(a);
    s0 = fma(x, v128.load(b), s0);
    s1 = fma(x, v128.load(b, 16), s1);
    a += stepA;
    b += stepB;
  }
  put(c, s0, min(width, 4), from);
  put(c + 16, s1, width - 4, from ? from + 16 : 0);
}
