import { type SeriesShape, validCells } from '../maps.js';

/** The distinct absolute values of a map from the highest down, with how many marked and unmarked cells hold each. */
export interface Ranking {
  readonly marked: Uint32Array;
  readonly unmarked: Uint32Array;
  readonly totalMarked: number;
  readonly totalUnmarked: number;
}

/**
 * Ranks the valid cells of a map by absolute value, with ties grouped.
 *
 * The bits of a float32 without its sign order as the values do and leave one bit free. The truth goes there, so one
 * numeric sort of 32-bit keys, far faster than a sort with a comparator, carries the truth along.
 */
export function rankCells(map: Float32Array, truth: Uint8Array, shape: SeriesShape): Ranking {
  const cells = validCells(shape, map, truth);
  const bits = new Uint32Array(map.buffer, map.byteOffset, cells);
  const keys = new Uint32Array(cells);
  for (let cell = 0; cell < cells; cell++) keys[cell] = (bits[cell] << 1) | (truth[cell] !== 0 ? 1 : 0);
  keys.sort();

  const marked = new Uint32Array(cells);
  const unmarked = new Uint32Array(cells);
  let groups = 0;
  let totalMarked = 0;
  for (let position = cells - 1; position >= 0; ) {
    const value = keys[position] >>> 1;
    const start = position;
    let hits = 0;
    for (; position >= 0 && keys[position] >>> 1 === value; position--) hits += keys[position] & 1;
    marked[groups] = hits;
    unmarked[groups] = start - position - hits;
    totalMarked += hits;
    groups++;
  }
  return {
    marked: marked.subarray(0, groups),
    unmarked: unmarked.subarray(0, groups),
    totalMarked,
    totalUnmarked: cells - totalMarked,
  };
}
