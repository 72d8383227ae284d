import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { evaluate } from '../../src/evaluation/evaluate.js';
import { rejection } from '../training/rejection.js';
import { lcg } from './noisyBox.js';

const data = { samples: 2, time: 2, features: 2, mask: Uint8Array.of(0, 1, 1, 0) };
const maps = Float32Array.of(0, 1, 1, 0, 1, 0, 0, -3);

describe('evaluate', () => {
  it('measures each sample and estimates their mean', async () => {
    const { measured, shareOfLast, saliencyByTime, samples } = await evaluate(maps, data, { lastSteps: 1 });
    expect(samples).toBe(2);
    expect(measured.weightedJaccard.perSample).toEqual([1, 0]);
    expect(measured.weightedJaccard.estimate?.mean).toBe(0.5);
    expect(measured.auroc.perSample).toEqual([1, 0]);
    expect(measured.euclidean.perSample[0]).toBe(0);
    expect(shareOfLast.perSample).toEqual([0.5, 0.75]);
    expect(shareOfLast.estimate?.n).toBe(2);
    expect(Array.from(saliencyByTime)).toEqual([0.375, 0.625]);
  });

  it('leaves out, and counts, samples whose mask is empty or full', async () => {
    const mask = Uint8Array.of(0, 1, 1, 0, 1, 1, 1, 1);
    const { measured, shareOfLast } = await evaluate(maps, { ...data, mask }, { lastSteps: 1 });
    for (const values of Object.values(measured)) {
      expect(values.perSample[1]).toBeUndefined();
      expect(values.leftOut).toBe(1);
      expect(values.estimate?.n).toBe(1);
    }
    expect(shareOfLast.leftOut).toBe(0);
  });

  it('measures only the shares of time without a mask', async () => {
    const { measured, shareOfLast } = await evaluate(maps, { ...data, mask: undefined }, { lastSteps: 1 });
    expect(measured.auroc).toEqual({ perSample: [undefined, undefined], estimate: undefined, leftOut: 2 });
    expect(shareOfLast.estimate?.mean).toBe(0.625);
  });

  it('ignores padding, even NaN in it', async () => {
    const padded = Float32Array.of(0, 1, 7, 7, 0, 1, Number.NaN, 7);
    const { measured, shareOfLast, saliencyByTime } = await evaluate(
      padded,
      { ...data, lengths: Int32Array.of(1, 1) },
      { lastSteps: 1 },
    );
    expect(measured.auroc.perSample).toEqual([1, 1]);
    expect(shareOfLast.perSample).toEqual([1, 1]);
    expect(Array.from(saliencyByTime)).toEqual([1, 0]);
  });

  it('never holds NaN for zero and constant maps', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, -4),
        fc.uint8Array({ minLength: 4, maxLength: 4, max: 1 }),
        async (value, mask) => {
          const result = await evaluate(new Float32Array(8).fill(value), { ...data, mask }, { lastSteps: 1 });
          for (const { perSample, estimate } of [...Object.values(result.measured), result.shareOfLast])
            for (const number of [...perSample, ...Object.values(estimate ?? {})])
              if (number !== undefined) expect(Number.isFinite(number)).toBe(true);
          expect(result.saliencyByTime.every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });

  it('names the place of the first value that is not finite', async () => {
    const broken = maps.slice();
    broken[6] = Number.NaN;
    const error = await rejection(evaluate(broken, data, { lastSteps: 1 }));
    expect(error.code).toBe('not-finite');
    expect(error.message).toBe('maps are NaN at sample 1, time 1, feature 0');
    broken[3] = Number.POSITIVE_INFINITY;
    await expect(evaluate(broken, data, { lastSteps: 1 })).rejects.toThrow('Infinity at sample 0, time 1, feature 1');
  });

  it('refuses maps, masks and lengths of another shape', async () => {
    const options = { lastSteps: 1 };
    const error = await rejection(evaluate(maps.subarray(1), data, options));
    expect(error.code).toBe('shape');
    expect(error.message).toContain('maps hold 7 values where [sample, time, feature] = [2, 2, 2] needs 8');
    await expect(evaluate(maps, { ...data, mask: new Uint8Array(6) }, options)).rejects.toThrow(/mask holds 6 values/);
    await expect(evaluate(maps, { ...data, lengths: Int32Array.of(1) }, options)).rejects.toThrow(
      '1 lengths for 2 samples',
    );
    await expect(evaluate(maps, { ...data, lengths: Int32Array.of(1, 3) }, options)).rejects.toThrow('lengths[1] is 3');
    expect((await rejection(evaluate(maps, data, { lastSteps: -1 }))).code).toBe('option');
  });

  it('sorts each map twice at the most, and by numbers alone: a comparator would take many times as long', async () => {
    const next = lcg(5);
    const many = Float32Array.from({ length: 30 * 1000 }, () => next() - 0.5);
    const mask = new Uint8Array(1000).fill(1, 0, 240);
    const sort = vi.spyOn(Object.getPrototypeOf(Uint32Array.prototype), 'sort');
    await evaluate(many, { samples: 30, time: 100, features: 10, mask }, { lastSteps: 10 });
    const sorts = sort.mock.calls.map(([compare], call) => ({ compare, length: sort.mock.contexts[call].length }));
    sort.mockRestore();
    expect(sorts.filter(({ compare }) => compare)).toEqual([]);
    expect(sorts.reduce((sum, { length }) => sum + length, 0)).toBeLessThanOrEqual(2 * many.length);
  });
});
