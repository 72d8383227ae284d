import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { draws } from '../draws.js';
import { Draws } from '../reference/draws.js';
import { matmul, rowsOf } from '../reference/matrix.js';
import { firstDifference } from './bits.js';
import { builds } from './builds.js';

let engine: Engine;
async function start(fastMath: boolean): Promise<void> {
  engine = await Engine.create({ fastMath });
}

interface Product {
  m: number;
  n: number;
  k: number;
  /** Whether an operand lies transposed in memory. */
  transposedA: boolean;
  transposedB: boolean;
  /** Elements by which rows in memory are longer than they need to be. */
  gapA: number;
  gapB: number;
  gapC: number;
  accumulate: boolean;
  /** Position of A and C within their buffers, in elements: not all operands are aligned to vectors. */
  shift: number;
}

const plain = {
  transposedA: false,
  transposedB: false,
  gapA: 0,
  gapB: 0,
  gapC: 0,
  accumulate: false,
  shift: 0,
};

const GUARD = -12_345;
const WALL = 20;

/** An operand [rows, columns] in the engine as the strides say; the elements that belong to no cell hold NaN. */
function place(values: Float32Array, rows: number, columns: number, transposed: boolean, gap: number, shift: number) {
  const length = (transposed ? rows : columns) + gap;
  const [row, col] = transposed ? [1, length] : [length, 1];
  const buffer = new Float32Array(shift + (transposed ? columns : rows) * length).fill(Number.NaN);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) buffer[shift + i * row + j * col] = values[i * columns + j];
  }
  return { pointer: engine.put(buffer) + shift * 4, row, col };
}

/** The engine's product; checks that nothing but C's cells was written. */
function product(p: Product, a: Float32Array, b: Float32Array, c: Float32Array): Float32Array {
  return engine.scope(() => {
    const { m, n, k } = p;
    const left = place(a, m, k, p.transposedA, p.gapA, p.shift);
    const right = place(b, k, n, p.transposedB, p.gapB, 0);
    const cRow = n + p.gapC;
    const start = WALL + p.shift;
    const buffer = new Float32Array(start + m * cRow + WALL).fill(GUARD);
    for (let i = 0; i < m; i++) buffer.set(c.subarray(i * n, (i + 1) * n), start + i * cRow);
    const pointer = engine.put(buffer);
    const at = pointer + start * 4;
    const { kernels } = engine;
    kernels.matmul(
      left.pointer,
      left.row,
      left.col,
      right.pointer,
      right.row,
      right.col,
      at,
      cRow,
      m,
      n,
      k,
      p.accumulate ? 1 : 0,
    );
    const after = engine.floats(pointer, buffer.length).slice();
    const out = new Float32Array(m * n);
    for (let i = 0; i < m; i++) {
      const from = start + i * cRow;
      out.set(after.subarray(from, from + n), i * n);
      after.fill(GUARD, from, from + n);
    }
    expect(after.every((value) => value === GUARD)).toBe(true);
    return out;
  });
}

/** A B, or C + A B, in float64. */
function expected(p: Product, a: Float32Array, b: Float32Array, c: Float32Array): number[] {
  const exact = matmul(rowsOf(a, p.m, p.k), rowsOf(b, p.k, p.n)).flat();
  return p.accumulate ? exact.map((value, i) => value + c[i]) : exact;
}

/** Operands of whole numbers: their products are exact in float32, so they are compared without a tolerance. */
function wholeOperands({ m, n, k }: Product, random: Draws) {
  return [random.wholes(m * k, 9), random.wholes(k * n, 9), random.wholes(m * n, 99)] as const;
}

const size = fc.integer({ min: 1, max: 70 });
const gap = fc.constantFrom(0, 0, 1, 3, 4, 200);
const products = fc.record({
  m: size,
  n: size,
  k: size,
  transposedA: fc.boolean(),
  transposedB: fc.boolean(),
  gapA: gap,
  gapB: gap,
  gapC: gap,
  accumulate: fc.boolean(),
  shift: fc.integer({ min: 0, max: 5 }),
});

describe.each(builds)('the matrix product ($build build)', ({ fastMath }) => {
  beforeAll(() => start(fastMath));
  it('is exact for whole numbers, at any shape, strides and alignment, and writes nothing but the cells of C', () => {
    fc.assert(
      fc.property(products, fc.nat(), (p, draws) => {
        const [a, b, c] = wholeOperands(p, new Draws(draws));
        const before = p.accumulate ? c : c.fill(Number.NaN);
        const exact = Float32Array.from(expected(p, a, b, c));
        expect(firstDifference(product(p, a, b, before), exact)).toBe(-1);
      }),
      { numRuns: draws(400), seed: 5 },
    );
  });

  it.each([
    [130, 530, 300],
    [129, 513, 257],
    [128, 512, 256],
    [1, 1030, 515],
    [259, 7, 770],
    [3, 3, 1025],
  ])('is exact beyond the sizes that are copied into blocks: %i x %i x %i', (m, n, k) => {
    const p = { ...plain, m, n, k, gapC: 2 };
    const [a, b, c] = wholeOperands(p, new Draws(m + n + k));
    for (const accumulate of [false, true]) {
      const exact = Float32Array.from(expected({ ...p, accumulate }, a, b, c));
      for (const transposedA of [false, true]) {
        for (const transposedB of [false, true]) {
          const actual = product({ ...p, transposedA, transposedB, accumulate }, a, b, c);
          expect(firstDifference(actual, exact)).toBe(-1);
        }
      }
    }
  });

  it('rounds no worse than a sum of k terms must', () => {
    const random = new Draws(1);
    for (const [m, n, k] of [
      [33, 47, 700],
      [5, 130, 64],
      [64, 20, 1000],
    ]) {
      const [a, b, c] = [random.floats(m * k), random.floats(k * n), random.floats(m * n)];
      const p = { ...plain, m, n, k, accumulate: true };
      const exact = expected(p, a, b, c);
      const terms = expected(p, a.map(Math.abs), b.map(Math.abs), c.map(Math.abs));
      // Rounding errors of a running sum add up like a random walk: sqrt(k) roundings of its terms' sum at the most.
      const allowed = Math.sqrt(k) * 2 ** -24;
      product(p, a, b, c).forEach((value, i) => {
        expect(Math.abs(value - exact[i]) / terms[i]).toBeLessThan(allowed);
      });
    }
  });

  it('gives a row the same bits, however many rows are computed with it', () => {
    fc.assert(
      fc.property(
        products,
        fc.nat(),
        fc.constantFrom([40, 60, 20], [21, 190, 300], [150, 130, 30]),
        (p, draws, [rows, columns, depth]) => {
          const random = new Draws(draws);
          const whole = { ...p, m: rows + (p.m % 5), n: columns + (p.n % 9), k: depth + (p.k % 5) };
          const { m, n, k } = whole;
          const [a, b, c] = [random.floats(m * k), random.floats(k * n), random.floats(m * n)];
          const together = product(whole, a, b, c);
          for (const count of [1, 3, 17]) {
            const first = random.below(m - count);
            const part = { ...whole, m: count };
            const own = product(
              part,
              a.slice(first * k, (first + count) * k),
              b,
              c.slice(first * n, (first + count) * n),
            );
            expect(firstDifference(own, together.subarray(first * n, (first + count) * n))).toBe(-1);
          }
        },
      ),
      { numRuns: draws(40), seed: 6 },
    );
  });

  it('gives the same bits for an operand and for its transpose in memory', () => {
    const random = new Draws(9);
    const [m, n, k] = [37, 150, 280];
    const [a, b, c] = [random.floats(m * k), random.floats(k * n), random.floats(m * n)];
    const one = product({ ...plain, m, n, k }, a, b, c);
    const other = product({ ...plain, m, n, k, transposedA: true, transposedB: true }, a, b, c);
    expect(firstDifference(other, one)).toBe(-1);
  });

  it('keeps NaN and infinity in the cells that they reach', () => {
    const a = Float32Array.of(Number.NaN, 1, 1, 1);
    const b = Float32Array.of(1, 2, Number.POSITIVE_INFINITY, 4);
    const out = product({ ...plain, m: 2, n: 2, k: 2 }, a, b, new Float32Array(4));
    expect([...out]).toEqual([Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, 6]);
  });
});
