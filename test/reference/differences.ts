import type { Matrix } from './matrix.js';

/**
 * The gradient of a scalar function by central differences, (f(a + e) - f(a - e)) / 2e, for every element of `at`, which
 * is changed and put back. In float64 and with e = 1e-5 the error is about 1e-10 of f's scale.
 */
export function centralDifferences(f: () => number, at: Matrix, e = 1e-5): Matrix {
  return at.map((row) =>
    row.map((value, j) => {
      row[j] = value + e;
      const above = f();
      row[j] = value - e;
      const below = f();
      row[j] = value;
      return (above - below) / (2 * e);
    }),
  );
}
