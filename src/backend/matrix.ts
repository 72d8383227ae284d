import type { Engine } from './engine.js';
import type { Pointer } from './kernels.js';

/**
 * A view of a float32 matrix in an engine's memory, or of `count` of one shape that are `step` elements apart: element (i, j) lies
 * `row` i + `column` j elements from `at`.
 */
export interface Matrix {
  readonly at: Pointer;
  readonly rows: number;
  readonly columns: number;
  readonly row: number;
  readonly column: number;
  readonly count: number;
  readonly step: number;
}

/** A matrix [rows, columns] whose rows are `row` elements apart. */
export function matrix(at: Pointer, rows: number, columns: number, row = columns): Matrix {
  return { at, rows, columns, row, column: 1, count: 1, step: 0 };
}

/** `count` matrices [rows, columns], one behind the other; or with their rows and themselves as far apart as said. */
export function stack(
  at: Pointer,
  count: number,
  rows: number,
  columns: number,
  { row = columns, step = rows * row }: { readonly row?: number; readonly step?: number } = {},
): Matrix {
  return { at, rows, columns, row, column: 1, count, step };
}

/** The transpose of each, in the same place. */
export function transposed({ at, rows, columns, row, column, count, step }: Matrix): Matrix {
  return { at, rows: columns, columns: rows, row: column, column: row, count, step };
}

/** Some rows of a matrix, from row `from` on. */
export function rowRange(whole: Matrix, from: number, rows: number): Matrix {
  return { ...whole, at: whole.at + 4 * from * whole.row, rows };
}

/**
 * out = a b, with the vector `add` [columns] added to every row unless it is 0. Of several matrices each by itself: a, or b, may be one
 * for all. The rows of out have to be contiguous.
 */
export function multiply(engine: Engine, a: Matrix, b: Matrix, out: Matrix, add: Pointer = 0): void {
  products(engine, a, b, out, add);
}

/** out += a b; where a and b are several and out is one, the sum of all products is added, in their order. */
export function addProduct(engine: Engine, a: Matrix, b: Matrix, out: Matrix): void {
  // The kernel writes contiguous rows: a transposed out is the transposed product's.
  if (out.column !== 1 && out.row === 1) products(engine, transposed(b), transposed(a), transposed(out), out.at);
  else products(engine, a, b, out, out.at);
}

function products({ kernels }: Engine, a: Matrix, b: Matrix, out: Matrix, add: Pointer): void {
  if (a.columns !== b.rows || a.rows !== out.rows || b.columns !== out.columns || out.column !== 1) {
    const sizes = [a, b, out].map(({ rows, columns }) => `[${rows}, ${columns}]`);
    throw new RangeError(`${sizes[0]} times ${sizes[1]} is no ${sizes[2]} with contiguous rows`);
  }
  kernels.products(
    Math.max(a.count, b.count),
    a.at,
    stepOf(a),
    a.row,
    a.column,
    b.at,
    stepOf(b),
    b.row,
    b.column,
    out.at,
    stepOf(out),
    out.row,
    a.rows,
    b.columns,
    a.columns,
    add,
  );
}

/** Elements from one to the next; 0 where there is one for all. */
function stepOf({ count, step }: Matrix): number {
  return count > 1 ? step : 0;
}
