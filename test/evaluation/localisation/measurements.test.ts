import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measurements as registry } from '../../../src/evaluation/index.js';
import { auprc } from '../../../src/evaluation/localisation/auprc.js';
import { auroc } from '../../../src/evaluation/localisation/auroc.js';
import { euclidean } from '../../../src/evaluation/localisation/euclidean.js';
import { weightedJaccard } from '../../../src/evaluation/localisation/weightedJaccard.js';
import type { SeriesShape } from '../../../src/evaluation/maps.js';
import { draws } from '../../draws.js';
import { arbitrarySample } from '../arbitraryMap.js';

/** Every measurement of a map against a mask, as a function of these alone. */
const measurements = [...registry].flatMap((one) =>
  one.family === 'localisation' && 'measure' in one
    ? [
        {
          name: one.name,
          label: one.label,
          measure: (map: Float32Array, truth: Uint8Array, shape: SeriesShape) =>
            one.measure(map, truth, shape, {}, new Float32Array(0)),
        },
      ]
    : [],
);

const whole = (time: number, features: number): SeriesShape => ({ time, features, length: time });

describe('the measurements of a map against a mask', () => {
  // The expected numbers are NumPy's, from the definitions (average precision threshold by threshold, AUROC over all pairs).
  it('agree with NumPy on a signed map with ties between marked and unmarked cells', () => {
    const map = Float32Array.of(0.5, -2, 1, 0.25, 1, 3, -0.5, 0.25, 0.75, 1, 2, 0);
    const truth = Uint8Array.of(0, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1);
    expect(weightedJaccard(map, truth, whole(3, 4))).toBeCloseTo(0.34567901234567905, 14);
    expect(euclidean(map, truth, whole(3, 4))).toBeCloseTo(0.7331439149307589, 14);
    expect(auroc(map, truth, whole(3, 4))).toBeCloseTo(0.7, 14);
    expect(auprc(map, truth, whole(3, 4))).toBeCloseTo(0.6833333333333333, 14);
  });

  it("give scikit-learn's own example its average precision of .8333", () => {
    const map = Float32Array.of(0.1, 0.4, 0.35, 0.8);
    const truth = Uint8Array.of(0, 0, 1, 1);
    expect(auprc(map, truth, whole(2, 2))).toBeCloseTo(0.8333333333333333, 14);
    expect(auroc(map, truth, whole(2, 2))).toBe(0.75);
    expect(weightedJaccard(map, truth, whole(2, 2))).toBeCloseTo(0.558823522837723, 14);
    expect(euclidean(map, truth, whole(2, 2))).toBeCloseTo(0.5463235287068066, 14);
  });

  it('are perfect for the mask itself, and AUROC is 0 for its opposite', () => {
    const truth = Uint8Array.of(0, 1, 1, 0, 0, 0);
    const map = Float32Array.from(truth);
    expect(weightedJaccard(map, truth, whole(3, 2))).toBe(1);
    expect(euclidean(map, truth, whole(3, 2))).toBe(0);
    expect(auroc(map, truth, whole(3, 2))).toBe(1);
    expect(auprc(map, truth, whole(3, 2))).toBe(1);
    expect(
      auroc(
        map.map((value) => 1 - value),
        truth,
        whole(3, 2),
      ),
    ).toBe(0);
  });

  it.each([0, 1, -2.5])('of a map of %d everywhere: WJac 0, Euc 1, AUROC .5, AUPRC the prevalence', (value) => {
    const truth = Uint8Array.of(0, 1, 1, 0, 0, 0, 0, 0);
    const map = new Float32Array(8).fill(value);
    expect(weightedJaccard(map, truth, whole(4, 2))).toBe(0);
    expect(euclidean(map, truth, whole(4, 2))).toBe(1);
    expect(auroc(map, truth, whole(4, 2))).toBe(0.5);
    expect(auprc(map, truth, whole(4, 2))).toBe(0.25);
  });

  it.each(measurements)('$name is undefined where the valid part of the mask is empty or full', ({ measure }) => {
    const map = Float32Array.of(1, 2, 3, 4);
    expect(measure(map, Uint8Array.of(0, 0, 0, 0), whole(2, 2))).toBeUndefined();
    expect(measure(map, Uint8Array.of(1, 1, 1, 1), whole(2, 2))).toBeUndefined();
    expect(measure(map, Uint8Array.of(1, 1, 0, 0), { time: 2, features: 2, length: 1 })).toBeUndefined();
    expect(measure(map, Uint8Array.of(0, 0, 1, 0), { time: 2, features: 2, length: 1 })).toBeUndefined();
  });

  it.each(measurements)('$name refuses maps, masks and lengths that do not fit', ({ measure }) => {
    const map = Float32Array.of(1, 2, 3, 4);
    const truth = Uint8Array.of(1, 0, 0, 1);
    expect(() => measure(map.subarray(1), truth, whole(2, 2))).toThrow(/holds 3 values .* needs 4/);
    expect(() => measure(map, truth.subarray(1), whole(2, 2))).toThrow(/holds 3 values .* needs 4/);
    expect(() => measure(map, truth, { time: 2, features: 2, length: 3 })).toThrow(/length of a sample is 3/);
  });

  it.each(measurements)('$name stays within its bounds, whatever the map', ({ name, measure }) => {
    fc.assert(
      fc.property(arbitrarySample, ({ map, truth, shape }) => {
        const value = measure(map, truth, shape);
        const cells = shape.length * shape.features;
        const marked = truth.subarray(0, cells).reduce((sum, mark) => sum + mark, 0);
        if (marked === 0 || marked === cells) return value === undefined;
        if (value === undefined) return false;
        return value >= 0 && value <= (name === 'euclidean' ? Math.sqrt(cells / marked) : 1);
      }),
      { numRuns: draws(1000) },
    );
  });

  it.each(measurements)('$name does not change when the map is scaled', ({ measure }) => {
    fc.assert(
      fc.property(arbitrarySample, fc.constantFrom(0.125, 0.5, 2, 1024), ({ map, truth, shape }, factor) => {
        // Powers of two away from the ends of float32 scale without rounding, so the result must be the same bits.
        const moderate = map.map((value) => (Math.abs(value) > 1e-30 && Math.abs(value) < 1e30 ? value : 0));
        const scaled = moderate.map((value) => value * factor);
        expect(measure(scaled, truth, shape)).toBe(measure(moderate, truth, shape));
      }),
    );
  });

  it.each(measurements)('$name takes signed maps by absolute value', ({ measure }) => {
    fc.assert(
      fc.property(arbitrarySample, ({ map, truth, shape }) => {
        expect(measure(map.map(Math.abs), truth, shape)).toBe(measure(map, truth, shape));
      }),
    );
  });

  it.each(measurements)('$name does not depend on where the cells are', ({ measure }) => {
    fc.assert(
      fc.property(arbitrarySample, fc.infiniteStream(fc.nat()), ({ map, truth, shape }, draws) => {
        const cells = shape.length * shape.features;
        const order = Array.from(map.keys());
        for (let last = cells - 1; last > 0; last--) {
          const other = (draws.next().value as number) % (last + 1);
          [order[last], order[other]] = [order[other], order[last]];
        }
        const movedMap = Float32Array.from(order, (cell) => map[cell]);
        const movedTruth = Uint8Array.from(order, (cell) => truth[cell]);
        const before = measure(map, truth, shape);
        const after = measure(movedMap, movedTruth, shape);
        if (before === undefined) expect(after).toBeUndefined();
        else expect(after).toBeCloseTo(before, 12);
      }),
    );
  });

  it.each(measurements)('$name ignores what is in the padding', ({ measure }) => {
    fc.assert(
      fc.property(arbitrarySample, ({ map, truth, shape }) => {
        const cells = shape.length * shape.features;
        const short = { ...shape, time: shape.length };
        const dirty = map.slice().fill(Number.NaN, cells);
        const expected = measure(map.subarray(0, cells), truth.subarray(0, cells), short);
        expect(measure(dirty, truth.slice().fill(1, cells), shape)).toBe(expected);
      }),
    );
  });

  it('AUROC and AUPRC agree with their definitions by pairs and thresholds on any map', () => {
    fc.assert(
      fc.property(arbitrarySample, ({ map, truth, shape }) => {
        const cells = shape.length * shape.features;
        const values = Array.from(map.subarray(0, cells), Math.abs);
        const marked = values.filter((_, cell) => truth[cell] === 1);
        const unmarked = values.filter((_, cell) => truth[cell] === 0);
        if (marked.length === 0 || unmarked.length === 0) return;
        let wins = 0;
        for (const m of marked) for (const u of unmarked) wins += m > u ? 1 : m === u ? 0.5 : 0;
        expect(auroc(map, truth, shape)).toBe(wins / (marked.length * unmarked.length));
        let precisions = 0;
        for (const m of marked)
          precisions += marked.filter((v) => v >= m).length / values.filter((v) => v >= m).length / marked.length;
        expect(auprc(map, truth, shape)).toBeCloseTo(precisions, 12);
      }),
    );
  });

  it('have distinct names and labels', () => {
    expect(new Set(measurements.map(({ name }) => name)).size).toBe(measurements.length);
    expect(measurements.map(({ label }) => label)).toEqual(['WJac', 'Euc', 'AUROC', 'AUPRC']);
  });
});
