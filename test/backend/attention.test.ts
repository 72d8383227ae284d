import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { draws } from '../draws.js';
import { Draws } from '../reference/draws.js';
import { relativeError } from '../reference/relativeError.js';
import { builds } from './builds.js';

/** Numbers behind each array, which nothing may write on. */
const GUARD = 8;
const UNTOUCHED = 12345;

/** How scores go, by the time step. */
const courses = {
  moderate: (draws: Draws) => 4 * draws.unit() - 2,
  'up and down by 160': (draws: Draws) => 160 * draws.below(2) - 80,
  'rising faster than the reference follows': (draws: Draws, t: number) => 7.9 * t * draws.unit(),
  'rising by leaps': (_: Draws, t: number) => 9 * t - 80,
  falling: (_: Draws, t: number) => 80 - 4 * t,
};

/** The layouts of values and outputs, by the kernels' number: `shared` values of all hops, `summed` outputs. */
const kinds = [
  { kind: 0, shared: true, summed: true },
  { kind: 1, shared: true, summed: false },
  { kind: 2, shared: false, summed: true },
];

const cases = fc
  .record({
    layout: fc.constantFrom(...kinds),
    batch: fc.integer({ min: 1, max: 3 }),
    time: fc.integer({ min: 1, max: 30 }),
    hops: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    course: fc.constantFrom(...Object.values(courses)),
    unequal: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 30 }),
    draws: fc.nat(),
  })
  .map(({ draws: seed, ...sizes }) => drawCase(sizes, new Draws(seed)));

type Case = ReturnType<typeof drawCase>;

interface Sizes {
  layout: (typeof kinds)[number];
  batch: number;
  time: number;
  hops: number;
  width: number;
  course: (draws: Draws, t: number) => number;
  unequal: boolean;
  chunk: number;
}

function drawCase(sizes: Sizes, draws: Draws) {
  const { layout, batch, time, hops, width, course, unequal } = sizes;
  const hopRow = Math.ceil(hops / 4) * 4;
  const values = width * (layout.shared ? 1 : hopRow);
  const outputs = width * (layout.summed ? 1 : hopRow);
  const s = new Float32Array(batch * time * hopRow);
  for (let row = 0; row < batch * time; row++) {
    for (let k = 0; k < hops; k++) s[row * hopRow + k] = course(draws, row % time);
  }
  return {
    ...{ ...sizes, hopRow, values, outputs, s },
    lengths: Int32Array.from({ length: batch }, () => (unequal ? draws.below(time + 1) : time)),
    v: draws.floats(batch * time * values),
    g: draws.floats(batch * time * outputs),
    scale: layout.kind === 0 ? 1 / hops : 1,
  };
}

/** Where number j of hop k is in a row of values or outputs. */
const place = (common: boolean, width: number, k: number, j: number) =>
  common ? j : 4 * ((k >> 2) * width + j) + (k & 3);

/** By the definition, every prefix anew, in float64. */
function expected({ layout, batch, time, hops, hopRow, width, values, outputs, s, v, g, lengths, scale }: Case) {
  const out = new Float64Array(batch * time * outputs);
  const dv = new Float64Array(batch * time * values);
  const ds = new Float64Array(batch * time * hopRow);
  const numbers = Array.from({ length: width }, (_, j) => j);
  for (let b = 0; b < batch; b++) {
    for (let k = 0; k < hops; k++) {
      for (let t = 0; t < lengths[b]; t++) {
        const rows = Array.from({ length: t + 1 }, (_, i) => b * time + i);
        const scores = rows.map((row) => s[row * hopRow + k]);
        const most = Math.max(...scores);
        const total = scores.reduce((sum, score) => sum + Math.exp(score - most), 0);
        const shares = scores.map((score) => Math.exp(score - most) / total);
        const value = (i: number, j: number) => v[rows[i] * values + place(layout.shared, width, k, j)];
        const m = numbers.map((j) => shares.reduce((sum, share, i) => sum + share * value(i, j), 0));
        const to = (j: number) => rows[t] * outputs + place(layout.summed, width, k, j);
        for (const j of numbers) out[to(j)] += scale * m[j];
        shares.forEach((share, i) => {
          for (const j of numbers) {
            const gradient = share * scale * g[to(j)];
            dv[rows[i] * values + place(layout.shared, width, k, j)] += gradient;
            ds[rows[i] * hopRow + k] += gradient * (value(i, j) - m[j]);
          }
        });
      }
    }
  }
  return { out, dv, ds };
}

/** By the kernels, in chunks of time as a layer calls them. */
function computed(engine: Engine, one: Case, chunk: number) {
  const { layout, batch, time, hops, hopRow, width, values, outputs, scale } = one;
  const { kernels } = engine;
  const { kind } = layout;
  const guarded: { at: number; count: number }[] = [];
  const room = (count: number, fill = Number.NaN) => {
    const at = engine.allocate(count + GUARD);
    engine.floats(at, count).fill(fill);
    engine.floats(at + 4 * count, GUARD).fill(UNTOUCHED);
    guarded.push({ at, count });
    return at;
  };
  /** Some time steps of rows [sample, time, row], and back. */
  const taken = (all: Float32Array, row: number, from: number, steps: number) => {
    const at = room(batch * steps * row);
    for (let b = 0; b < batch; b++) {
      const start = (b * time + from) * row;
      engine.floats(at + 4 * b * steps * row, steps * row).set(all.subarray(start, start + steps * row));
    }
    return at;
  };
  const given = (all: Float32Array, row: number, from: number, steps: number, at: number) => {
    for (let b = 0; b < batch; b++) {
      all.set(engine.floats(at + 4 * b * steps * row, steps * row), (b * time + from) * row);
    }
  };
  const result = {
    out: new Float32Array(batch * time * outputs),
    dv: new Float32Array(batch * time * values),
    ds: new Float32Array(batch * time * hopRow),
  };
  engine.scope(() => {
    const reference = room(batch * hopRow, -3.4028234663852886e38);
    const total = room(batch * hopRow, 0);
    const sums = batch * hopRow * width;
    let before = room(sums, 0);
    const parts = Array.from({ length: Math.ceil(time / chunk) }, (_, index) => {
      const from = index * chunk;
      const steps = Math.min(chunk, time - from);
      const lengths = one.unequal ? engine.put(one.lengths.map((length) => length - from)) : 0;
      const [w, v] = [taken(one.s, hopRow, from, steps), taken(one.v, values, from, steps)];
      const [rho, invD] = [room(batch * steps * hopRow), room(batch * steps * hopRow)];
      const segments = room((batch * (steps + 1) * hopRow) / 4);
      const out = room(batch * steps * outputs);
      const after = room(sums);
      const sizes = [scale, lengths, batch, steps, hopRow, width] as const;
      kernels.attentionWeights(w, rho, invD, segments, reference, total, lengths, batch, steps, hops, hopRow);
      const attention = [segments, w, rho, invD, v, steps * values] as const;
      kernels.attentionForward(kind, ...attention, out, ...sizes, before, after);
      given(result.out, outputs, from, steps, out);
      const part = { from, steps, attention, sizes, before };
      before = after;
      return part;
    });
    const [q, r] = [room(sums, 0), room(batch * hopRow, 0)];
    for (const { from, steps, attention, sizes, before: sumsBefore } of parts.reverse()) {
      const g = taken(one.g, outputs, from, steps);
      const [dv, ds] = [room(batch * steps * values), room(batch * steps * hopRow)];
      const scratch = room(steps * hopRow);
      const gradients = [dv, steps * values, ds, sumsBefore, q, r, scratch] as const;
      kernels.attentionBackward(kind, ...attention, g, ...sizes, ...gradients);
      given(result.dv, values, from, steps, dv);
      given(result.ds, hopRow, from, steps, ds);
    }
    for (const { at, count } of guarded) {
      expect([...engine.floats(at + 4 * count, GUARD)]).toEqual(new Array(GUARD).fill(UNTOUCHED));
    }
  });
  return result;
}

describe.each(builds)('running attention in chunks of time ($build build)', ({ fastMath }) => {
  it('is the definition, forward and backward, whatever the scores, and writes nowhere else', async () => {
    const engine = await Engine.create({ fastMath });
    fc.assert(
      fc.property(cases, (one) => {
        const exact = expected(one);
        const actual = computed(engine, one, one.chunk);
        for (const name of ['out', 'dv', 'ds'] as const) {
          expect(relativeError(actual[name], exact[name], 1), name).toBeLessThan(2e-5);
        }
      }),
      { numRuns: draws(300), seed: 4 },
    );
  });

  it('gives the same bits in one chunk as in many', async () => {
    const engine = await Engine.create({ fastMath });
    fc.assert(
      fc.property(cases, (one) => {
        expect(computed(engine, one, one.chunk)).toEqual(computed(engine, one, one.time));
      }),
      { numRuns: draws(200), seed: 5 },
    );
  });
});
