import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { draws } from '../draws.js';
import { Draws } from '../reference/draws.js';
import { matmul, rowsOf } from '../reference/matrix.js';
import { firstDifference } from './bits.js';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const size = fc.integer({ min: 1, max: 40 });
const cases = fc.record({
  count: fc.integer({ min: 1, max: 4 }),
  m: size,
  n: size,
  k: fc.oneof(size, fc.constant(300)),
  transposedA: fc.boolean(),
  transposedB: fc.boolean(),
  oneB: fc.boolean(),
  oneC: fc.boolean(),
  add: fc.constantFrom('nothing', 'C', 'a vector'),
  gap: fc.constantFrom(0, 5),
});

describe('several matrix products at once', () => {
  it('are exact for whole numbers: each its own B and C or all one, and C itself or a vector added', () => {
    fc.assert(
      fc.property(cases, ({ count, m, n, k, transposedA, transposedB, oneB, oneC, add, gap }) => {
        const draws = new Draws(m + 100 * n);
        const [aStep, bStep, cStep] = [m * k + gap, oneB ? 0 : k * n + gap, oneC ? 0 : m * n + gap];
        const a = draws.wholes(aStep * count, 9);
        const b = draws.wholes(bStep * (count - 1) + k * n, 9);
        const c = draws.wholes(cStep * (count - 1) + m * n, 99);
        const vector = draws.wholes(n, 99);
        const expected = c.slice();
        const transpose = (rows: number[][]) => rows[0].map((_, j) => rows.map((row) => row[j]));
        for (let item = 0; item < count; item++) {
          const left = a.subarray(item * aStep, item * aStep + m * k);
          const right = b.subarray(item * bStep, item * bStep + k * n);
          const product = matmul(
            transposedA ? transpose(rowsOf(left, k, m)) : rowsOf(left, m, k),
            transposedB ? transpose(rowsOf(right, n, k)) : rowsOf(right, k, n),
          );
          const sum = oneC && item > 0;
          product.flat().forEach((value, at) => {
            const cell = item * cStep + at;
            const more = add === 'C' || sum ? expected[cell] : add === 'nothing' ? 0 : vector[at % n];
            expected[cell] = value + more;
          });
        }
        const actual = engine.scope(() => {
          const at = engine.put(c);
          const added = { nothing: 0, C: at, 'a vector': engine.put(vector) }[add] as number;
          engine.kernels.products(
            count,
            engine.put(a),
            aStep,
            transposedA ? 1 : k,
            transposedA ? m : 1,
            engine.put(b),
            bStep,
            transposedB ? 1 : n,
            transposedB ? k : 1,
            at,
            cStep,
            n,
            m,
            n,
            k,
            added,
          );
          return engine.floats(at, c.length).slice();
        });
        expect(firstDifference(actual, expected)).toBe(-1);
      }),
      { numRuns: draws(300), seed: 12 },
    );
  });
});
