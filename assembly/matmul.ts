/**
 * C = A B, or C = D + A B, in float32.
 *
 *   A [m, k] at any row and column stride (so a transpose costs nothing), B [k, n] at any strides, C [m, n] with
 *   contiguous rows. All strides in elements.
 *
 * Loop order: blocks of KC along k, so that a panel of B (KC x 8) stays in the first-level cache while all rows of A
 * pass it; then panels of eight columns; then tiles of four rows, whose eight accumulators, two vectors of B and one
 * broadcast of A fit the sixteen vector registers of x86-64. The last panel takes up to four columns more, two rows at a
 * time. Each element of C is summed along k in the same order whatever tile it falls into: results do not depend on how many
 * rows are computed together.
 *
 * B is copied into panels when its rows are not contiguous or so far apart that a panel would touch a memory page a
 * row; A is copied into tiles when there are enough columns to pay for it.
 *
 * What bounds it is arithmetic: with panels and tiles in the first-level cache it comes within about a tenth of what the core's units
 * for multiplication and addition can do (docs/performance.md). Unrolling along k, or wider tiles, need more than sixteen registers.
 */

import { oneRow, panel12, panel4, panel8 } from './matmulTiles';

const KC: i32 = 256;
const NC: i32 = 512;
const MC: i32 = 128;

/** Panels of B: NC / 8 panels of [KC, 8]. The scratch lies below the arena. */
const packedB: usize = (__heap_base + 15) & ~15;
/** Tiles of A: MC / 4 tiles of [KC, 4]. */
const packedA: usize = packedB + 4 * KC * NC + 64;
/** The first byte after the panels and tiles: the first that the arena may use. */
export const arenaBase: usize = packedA + 4 * KC * MC + 64;

/** C = A B, or C += A B. */
export function matmul(
  a: usize, aRow: i32, aCol: i32,
  b: usize, bRow: i32, bCol: i32,
  c: usize, cRow: i32,
  m: i32, n: i32, k: i32,
  accumulate: bool,
): void {
  products(1, a, 0, aRow, aCol, b, 0, bRow, bCol, c, 0, cRow, m, n, k, accumulate ? c : 0);
}

/**
 * `count` products of one shape, `aStep`, `bStep` and `cStep` elements apart; where all have the same B (`bStep` 0), its
 * panels are packed once. `add` is D: 0 for none, C itself, or a vector [n] that is added to every row. Where all have the same
 * C (`cStep` 0), it becomes the sum of the products, in their order.
 */
export function products(
  count: i32,
  a: usize, aStep: i32, aRow: i32, aCol: i32,
  b: usize, bStep: i32, bRow: i32, bCol: i32,
  c: usize, cStep: i32, cRow: i32,
  m: i32, n: i32, k: i32,
  add: usize,
): void {
  if (count > 1 && cStep == 0 && 2 * k <= KC) {
    sumOfProducts(count, a, aStep, aRow, aCol, b, bStep, bRow, bCol, c, cRow, m, n, k, add);
    return;
  }
  const packB = bCol != 1 || (m >= 16 && bRow >= 64);
  const packA = n >= 48 && m >= 4 && (aRow > 192 || aCol > 192 || n >= 128);
  for (let k0 = 0; k0 < k; k0 += KC) {
    const depth = min(KC, k - k0);
    const tileRow = packA ? 1 : aRow;
    const tileCol = packA ? 4 : aCol;
    const tileStep = (<usize>(packA ? depth : aRow)) << 4;
    const panelRow = packB ? 8 : bRow;
    const panelStep: usize = packB ? (<usize>depth) << 5 : 32;
    for (let n0 = 0; n0 < n; n0 += NC) {
      const columns = min(NC, n - n0);
      for (let item = 0; item < count; item++) {
        let panels = b + ((<usize>item * bStep + <usize>k0 * bRow + <usize>n0 * bCol) << 2);
        if (packB) {
          if (bStep != 0 || item == 0) copyPanels(panels, bRow, bCol, depth, columns, packedB, panelStep);
          panels = packedB;
        }
        const itemA = a + ((<usize>item * aStep + <usize>k0 * aCol) << 2);
        const itemC = c + ((<usize>item * cStep + n0) << 2);
        const inPlace = add == c || k0 > 0 || (item > 0 && cStep == 0);
        for (let m0 = 0; m0 < m; m0 += MC) {
          const rows = min(MC, m - m0);
          let tiles = itemA + ((<usize>m0 * aRow) << 2);
          if (packA) {
            copyTiles(tiles, aRow, aCol, rows, depth, packedA, tileStep);
            tiles = packedA;
          }
          const target = itemC + ((<usize>m0 * cRow) << 2);
          const from = inPlace ? target : add ? add + (<usize>n0 << 2) : 0;
          block(tiles, tileRow, tileCol, tileStep, panels, panelRow, panelStep, target, cRow, rows, columns, depth, from, inPlace ? cRow : 0);
        }
      }
    }
  }
}

/** The sum of short products, as one product over the parts of k that they are: several of them are packed one behind the other. */
function sumOfProducts(
  count: i32,
  a: usize, aStep: i32, aRow: i32, aCol: i32,
  b: usize, bStep: i32, bRow: i32, bCol: i32,
  c: usize, cRow: i32,
  m: i32, n: i32, k: i32,
  add: usize,
): void {
  const most = KC / k;
  for (let item0 = 0; item0 < count; item0 += most) {
    const items = min(most, count - item0);
    const depth = items * k;
    const panelStep = (<usize>depth) << 5;
    const tileStep = (<usize>depth) << 4;
    for (let n0 = 0; n0 < n; n0 += NC) {
      const columns = min(NC, n - n0);
      for (let i = 0; i < items; i++) {
        const source = b + ((<usize>(item0 + i) * bStep + <usize>n0 * bCol) << 2);
        copyPanels(source, bRow, bCol, k, columns, packedB + ((<usize>(i * k)) << 5), panelStep);
      }
      const inPlace = add == c || item0 > 0;
      for (let m0 = 0; m0 < m; m0 += MC) {
        const rows = min(MC, m - m0);
        for (let i = 0; i < items; i++) {
          const source = a + ((<usize>(item0 + i) * aStep + <usize>m0 * aRow) << 2);
          copyTiles(source, aRow, aCol, rows, k, packedA + ((<usize>(i * k)) << 4), tileStep);
        }
        const target = c + ((<usize>m0 * cRow + n0) << 2);
        const from = inPlace ? target : add ? add + (<usize>n0 << 2) : 0;
        block(packedA, 1, 4, tileStep, packedB, 8, panelStep, target, cRow, rows, columns, depth, from, inPlace ? cRow : 0);
      }
    }
  }
}

/**
 * [rows, columns] of C from tiles of A and panels of B; `from` is what is added, rows `fromRow` apart: a matrix, a vector for every row
 * (`fromRow` 0), or nothing (both 0).
 */
function block(
  tiles: usize, tileRow: i32, tileCol: i32, tileStep: usize,
  panel: usize, panelRow: i32, panelStep: usize,
  target: usize, cRow: i32,
  rows: i32, columns: i32, depth: i32,
  from: usize, fromRow: i32,
): void {
  const whole = rows & ~3;
  const lastTile = tiles + <usize>(whole >> 2) * tileStep;
  for (let j = 0; j < columns; ) {
    const left = columns - j;
    const width = left > 12 ? 8 : left;
    if (width > 8) panel12(tiles, tileRow, tileCol, tileStep, panel, panelRow, panelStep, target, cRow, whole, depth, width, from, fromRow);
    else if (width > 4) panel8(tiles, tileRow, tileCol, tileStep, panel, panelRow, target, cRow, whole, depth, width, from, fromRow);
    else panel4(tiles, tileRow, tileCol, tileStep, panel, panelRow, target, cRow, whole, depth, width, from, fromRow);
    for (let row = whole; row < rows; row++) {
      const source = lastTile + ((<usize>(row - whole) * tileRow) << 2);
      const base = from + ((<usize>row * fromRow) << 2);
      const to = target + ((<usize>row * cRow) << 2);
      oneRow(source, tileCol, panel, panelRow, to, depth, min(8, width), base);
      if (width > 8) oneRow(source, tileCol, panel + panelStep, panelRow, to + 32, depth, width - 8, base ? base + 32 : 0);
    }
    j += width;
    panel += panelStep;
    target += 32;
    if (from) from += 32;
  }
}

/** Copies [depth, columns] of B into panels of eight columns, `step` bytes apart, the last filled up with zeros. */
function copyPanels(b: usize, row: i32, col: i32, depth: i32, columns: i32, to: usize, step: usize): void {
  for (let j = 0; j < columns; j += 8) {
    let target = to + <usize>(j >> 3) * step;
    const width = min(8, columns - j);
    let source = b + ((<usize>j * col) << 2);
    if (width == 8 && col == 1) {
      for (let p = 0; p < depth; p++) {
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, 16), 16);
        target += 32;
        source += <usize>row << 2;
      }
    } else if (width == 8) {
      const colBytes = <usize>col << 2;
      for (let p = 0; p < depth; p++) {
        let at = source;
        for (let lane = 0; lane < 32; lane += 4) {
          store<f32>(target + lane, load<f32>(at));
          at += colBytes;
        }
        target += 32;
        source += <usize>row << 2;
      }
    } else {
      for (let p = 0; p < depth; p++) {
        for (let lane = 0; lane < 8; lane++) {
          const value: f32 = lane < width ? load<f32>(source + ((<usize>lane * col) << 2)) : 0;
          store<f32>(target + (lane << 2), value);
        }
        target += 32;
        source += <usize>row << 2;
      }
    }
  }
}

/** Copies [rows, depth] of A into tiles of four rows, `step` bytes apart, the last filled up with zeros. */
function copyTiles(a: usize, row: i32, col: i32, rows: i32, depth: i32, to: usize, step: usize): void {
  const rowBytes = <usize>row << 2;
  const colBytes = <usize>col << 2;
  for (let i = 0; i < rows; i += 4) {
    let target = to + <usize>(i >> 2) * step;
    let source = a + <usize>i * rowBytes;
    if (rows - i >= 4 && row == 1) {
      for (let p = 0; p < depth; p++) {
        v128.store(target, v128.load(source));
        target += 16;
        source += colBytes;
      }
    } else if (rows - i >= 4) {
      for (let p = 0; p < depth; p++) {
        store<f32>(target, load<f32>(source));
        store<f32>(target, load<f32>(source + rowBytes), 4);
        store<f32>(target, load<f32>(source + 2 * rowBytes), 8);
        store<f32>(target, load<f32>(source + 3 * rowBytes), 12);
        target += 16;
        source += colBytes;
      }
    } else {
      for (let p = 0; p < depth; p++) {
        for (let lane = 0; lane < 4; lane++) {
          const value: f32 = lane < rows - i ? load<f32>(source + <usize>lane * rowBytes) : 0;
          store<f32>(target + (lane << 2), value);
        }
        target += 16;
        source += colBytes;
      }
    }
  }
}
