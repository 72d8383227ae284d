import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { draws } from '../draws.js';
import { Draws } from '../reference/draws.js';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const shapes = fc.record({
  batch: fc.integer({ min: 1, max: 14 }),
  steps: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 1, max: 21 }),
  gap: fc.constantFrom(0, 1, 3),
});
const settings = { numRuns: draws(200), seed: 8 };

describe('the layout of the recurrence', () => {
  it('has x[b, t, j] + bias[j] at [t, j, b], and 0 in the lanes that no sample fills', () => {
    fc.assert(
      fc.property(shapes, ({ batch, steps, width, gap }) => {
        engine.scope(() => {
          const row = width + gap;
          const lanes = Math.ceil(batch / 4) * 4;
          const sample = steps * row + gap;
          const x = new Draws(1).floats(batch * sample);
          const bias = gap === 3 ? undefined : new Draws(5).floats(width);
          const out = engine.put(new Float32Array(steps * width * lanes).fill(Number.NaN));
          engine.kernels.toLanes(engine.put(x), sample, row, bias ? engine.put(bias) : 0, out, batch, steps, width);
          const expected = new Float32Array(steps * width * lanes);
          for (let b = 0; b < batch; b++) {
            for (let t = 0; t < steps; t++) {
              for (let j = 0; j < width; j++) {
                expected[(t * width + j) * lanes + b] = x[b * sample + t * row + j] + (bias?.[j] ?? 0);
              }
            }
          }
          expect(engine.floats(out, expected.length)).toEqual(expected);
        });
      }),
      settings,
    );
  });

  it('goes there and back unchanged, and writes nothing between rows or past the end', () => {
    fc.assert(
      fc.property(shapes, ({ batch, steps, width, gap }) => {
        engine.scope(() => {
          const row = width + gap;
          const lanes = Math.ceil(batch / 4) * 4;
          const sample = steps * row + gap;
          const x = new Draws(2).floats(batch * sample);
          const between = engine.allocate(steps * width * lanes);
          const out = engine.put(new Float32Array(batch * sample + 8).fill(-7));
          engine.kernels.toLanes(engine.put(x), sample, row, 0, between, batch, steps, width);
          engine.kernels.fromLanes(between, out, sample, row, batch, steps, width);
          const expected = new Float32Array(x.length + 8).fill(-7);
          x.forEach((value, i) => {
            if (i % sample < steps * row && (i % sample) % row < width) expected[i] = value;
          });
          expect(engine.floats(out, expected.length)).toEqual(expected);
        });
      }),
      settings,
    );
  });
});
