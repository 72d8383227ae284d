import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { kernelNames } from '../../src/backend/kernelTypes.generated.js';
import { addProduct, type Matrix, matrix, multiply, rowRange, stack, transposed } from '../../src/backend/matrix.js';
import { Draws } from '../reference/draws.js';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

/** Whole numbers, for which every order of summation is exact. */
const wholes = (seed: number, count: number) => engine.put(new Draws(seed).wholes(count, 9));

/** The elements of matrix `index` of a view, row by row. */
function valuesOf({ at, rows, columns, row, column, step }: Matrix, index = 0): number[][] {
  const all = engine.floats(at, (index + 1) * Math.max(step, 1) + rows * row + columns * column);
  return Array.from({ length: rows }, (_, i) =>
    Array.from({ length: columns }, (__, j) => all[index * step + i * row + j * column]),
  );
}

const times = (a: number[][], b: number[][]) =>
  a.map((values) => b[0].map((_, j) => values.reduce((sum, value, k) => sum + value * b[k][j], 0)));
const plus = (a: number[][], b: number[][]) => a.map((values, i) => values.map((value, j) => value + b[i][j]));

describe('views of matrices', () => {
  it('multiply as they say they lie: transposed, with gaps between rows, and a vector added to each row', () => {
    engine.scope(() => {
      const a = transposed(matrix(wholes(1, 40), 4, 3, 7));
      const b = transposed(matrix(wholes(2, 40), 5, 4));
      const out = matrix(engine.allocateZeros(30), 3, 5, 8);
      const add = wholes(3, 5);
      multiply(engine, a, b, out, add);
      const vector = Array.from(engine.floats(add, 5));
      expect(valuesOf(out)).toEqual(plus(times(valuesOf(a), valuesOf(b)), [vector, vector, vector]));
    });
  });

  it('add a product to some rows of a matrix, also to one whose columns are contiguous', () => {
    engine.scope(() => {
      const [a, b] = [matrix(wholes(4, 6), 2, 3), matrix(wholes(5, 12), 3, 4)];
      for (const whole of [matrix(wholes(6, 20), 5, 4), transposed(matrix(wholes(7, 20), 4, 5))]) {
        const before = valuesOf(whole);
        addProduct(engine, a, b, rowRange(whole, 1, 2));
        const product = times(valuesOf(a), valuesOf(b));
        const expected = before.map((row, i) => row.map((value, j) => value + (product[i - 1]?.[j] ?? 0)));
        expect(valuesOf(whole)).toEqual(expected);
      }
    });
  });

  it('multiply several at once, each with its own or all with one, and add them up where there is one place for all', () => {
    engine.scope(() => {
      const a = stack(wholes(8, 40), 3, 2, 4, { row: 5 });
      const [one, several] = [matrix(wholes(9, 12), 4, 3), stack(wholes(10, 40), 3, 4, 3)];
      const products = stack(engine.allocateZeros(18), 3, 2, 3);
      multiply(engine, a, one, products);
      const sum = matrix(engine.allocateZeros(6), 2, 3);
      addProduct(engine, a, several, sum);
      const each = [0, 1, 2].map((index) => times(valuesOf(a, index), valuesOf(several, index)));
      expect(valuesOf(sum)).toEqual(each.reduce(plus));
      for (const index of [0, 1, 2]) {
        expect(valuesOf(products, index)).toEqual(times(valuesOf(a, index), valuesOf(one)));
      }
    });
  });

  it('are refused where their shapes do not fit', () => {
    const [a, b] = [matrix(0, 2, 3), matrix(0, 4, 5)];
    expect(() => multiply(engine, a, b, matrix(0, 2, 5))).toThrow('[2, 3] times [4, 5] is no [2, 5]');
  });
});

describe('the types of the kernels', () => {
  it('are made of every function that assembly/index.ts exports, with its comment', () => {
    const index = readFileSync(new URL('../../assembly/index.ts', import.meta.url), 'utf8');
    const exported = [...index.matchAll(/\{([^}]*)\}/g)].flatMap(([, names]) => names.match(/\w+/g) ?? []);
    expect([...kernelNames, 'arenaBase'].sort()).toEqual(exported.sort());
    const types = readFileSync(new URL('../../src/backend/kernelTypes.generated.ts', import.meta.url), 'utf8');
    for (const name of kernelNames) expect(types).toMatch(new RegExp(`\\*/\\n  ${name}\\(`));
  });
});
