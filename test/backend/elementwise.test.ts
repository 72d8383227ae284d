import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { draws } from '../draws.js';
import { Draws } from '../reference/draws.js';
import { softmax } from '../reference/loss.js';
import { relativeError } from '../reference/relativeError.js';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

/** What a kernel leaves of `values` after working in place. */
function inPlace(values: Float32Array, work: (pointer: number) => void): Float32Array {
  return engine.scope(() => {
    const pointer = engine.put(values);
    work(pointer);
    return engine.floats(pointer, values.length).slice();
  });
}

const counts = [1, 2, 3, 4, 5, 7, 8, 31, 100, 1001];
const sizes = fc.record({
  rows: fc.integer({ min: 1, max: 20 }),
  width: fc.integer({ min: 1, max: 21 }),
  gap: fc.constantFrom(0, 1, 3, 7),
});
const settings = { numRuns: draws(150), seed: 9 };

describe('rows', () => {
  it('fillRows copies the bias to every row and fills the rest of it with 0', () => {
    fc.assert(
      fc.property(sizes, ({ rows, width, gap }) => {
        const row = width + gap;
        const bias = new Draws(width).floats(width);
        const out = inPlace(new Float32Array(rows * row + 8).fill(-7), (at) => {
          engine.kernels.fillRows(at, rows, row, engine.put(bias), width);
        });
        const expected = Float32Array.from(out, (_, i) => (i >= rows * row ? -7 : (bias[i % row] ?? 0)));
        expect(out).toEqual(expected);
      }),
      settings,
    );
  });

  it('sumRows adds the rows to what is there, and writes nothing beyond', () => {
    fc.assert(
      fc.property(sizes, fc.nat(), ({ rows, width, gap }, draws) => {
        const row = width + gap;
        const random = new Draws(draws);
        const x = random.wholes(rows * row, 100);
        const start = random.wholes(width + 8, 100);
        const out = inPlace(start, (at) => {
          engine.kernels.sumRows(engine.put(x), rows, row, at, width);
        });
        const expected = start.map((value, j) => {
          if (j >= width) return value;
          for (let i = 0; i < rows; i++) value += x[i * row + j];
          return value;
        });
        expect(out).toEqual(expected);
      }),
      settings,
    );
  });
});

describe.each(counts)('over %i numbers', (count) => {
  const random = new Draws(count);
  const x = random.floats(count, 3);

  it('interpolateRows goes each row’s share of the way, in float32', () => {
    const [from, to] = [random.floats(count, 2), random.floats(count, 2)];
    const alphas = Float32Array.of(0, 0.01, 0.7, 1);
    const out = engine.scope(() => {
      const at = engine.allocate(4 * count);
      engine.kernels.interpolateRows(engine.put(from), engine.put(to), engine.put(alphas), at, 4, count);
      return engine.floats(at, 4 * count).slice();
    });
    const expected = out.map((_, at) => {
      const i = at % count;
      return from[i] + Math.fround(alphas[Math.floor(at / count)] * Math.fround(to[i] - from[i]));
    });
    expect(out).toEqual(expected);
  });

  it('tanhBackward multiplies by 1 - y^2', () => {
    const y = random.floats(count, 0.99);
    const gradient = inPlace(x, (at) => engine.kernels.tanhBackward(engine.put(y), at, count));
    expect(
      relativeError(
        gradient,
        x.map((value, i) => value * (1 - y[i] ** 2)),
        3,
      ),
    ).toBeLessThan(3e-7);
  });

  it('scale multiplies', () => {
    const scaled = inPlace(x, (at) => engine.kernels.scale(at, count, 0.3));
    expect(scaled).toEqual(x.map((value) => value * Math.fround(0.3)));
  });

  it('sumOfSquares adds up in float64, and nothing but these numbers', () => {
    const walled = new Float32Array(count + 16).fill(1e9);
    walled.set(x);
    const sum = engine.scope(() => engine.kernels.sumOfSquares(engine.put(walled), count));
    const expected = x.reduce((total, value) => total + value ** 2, 0);
    expect(Math.abs(sum / expected - 1)).toBeLessThan(1e-13);
  });
});

describe('sumOfSquares', () => {
  it('neither overflows nor loses small numbers beside large ones', () => {
    const sum = engine.scope(() => engine.kernels.sumOfSquares(engine.put(Float32Array.of(1e30, 3e-20)), 2));
    expect(sum).toBeCloseTo(Math.fround(1e30) ** 2, -46);
    expect(engine.scope(() => engine.kernels.sumOfSquares(engine.put(Float32Array.of(3e-20)), 1))).toBeGreaterThan(
      8e-40,
    );
  });
});

describe('logSoftmax', () => {
  const logSoftmax = (logits: Float32Array, rows: number) =>
    inPlace(logits, (at) => engine.kernels.logSoftmax(at, rows, logits.length / rows));

  it('agrees with float64 for any number of classes, from even to certain', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0.01, 1, 10, 80),
        fc.nat(),
        (rows, classes, spread, draws) => {
          const logits = new Draws(draws).floats(rows * classes, spread);
          const actual = logSoftmax(logits, rows);
          for (let row = 0; row < rows; row++) {
            const own = [...logits.subarray(row * classes, (row + 1) * classes)];
            const expected = softmax(own).map(Math.log);
            const error = relativeError(actual.subarray(row * classes, (row + 1) * classes), expected, 1);
            expect(error).toBeLessThan(1e-6);
          }
        },
      ),
      settings,
    );
  });

  it('stays finite for logits of any size, and shifts with none of them', () => {
    expect([...logSoftmax(Float32Array.of(1e30, -1e30, 0), 1)]).toEqual([0, Math.fround(-2e30), Math.fround(-1e30)]);
    const moved = logSoftmax(Float32Array.of(1024, 1025, 1026), 1);
    const still = logSoftmax(Float32Array.of(0, 1, 2), 1);
    moved.forEach((value, i) => {
      expect(value).toBeCloseTo(still[i], 3);
    });
  });

  it('passes NaN on', () => {
    expect(logSoftmax(Float32Array.of(0, Number.NaN, 1), 1).every(Number.isNaN)).toBe(true);
  });
});
