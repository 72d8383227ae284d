import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskShares } from '../../../src/evaluation/distribution/taskShares.js';
import { draws } from '../../draws.js';
import { arbitrarySample } from '../arbitraryMap.js';

/** Two samples of 10 steps and 2 features; the task is at steps 0 to 3 of the first, 2 to 7 of the second. */
const data = { samples: 2, time: 10, features: 2 };
const steps = Uint8Array.from([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 0]);
const mapBy = (saliency: (sample: number, step: number) => number) =>
  Float32Array.from({ length: 40 }, (_, at) => saliency(Math.floor(at / 20), Math.floor((at % 20) / 2)));

describe('on-task shares', () => {
  it('are 1 up to the task’s size where all saliency is on task, and then what is left', () => {
    const { onTask, uniform, shares } = taskShares(
      mapBy((sample, step) => steps[sample * 10 + step]),
      data,
      { steps },
      { shares: [0.1, 0.4, 0.6, 1] },
    );
    expect(shares).toEqual([0.1, 0.4, 0.6, 1]);
    expect(uniform.mean).toBeCloseTo(0.5, 12);
    // At .6 the first sample's top 12 are its 8 on task and 4 of 12 that are all 0; the second's are all on task.
    expect(onTask.map(({ mean }) => mean)).toEqual([1, 1, (8 / 12 + 1) / 2, 0.5]);
  });

  it('are those of uniform saliency for a zero map, whatever the share', () => {
    const { onTask, uniform, perSample } = taskShares(new Float32Array(40), data, { steps });
    expect(uniform.mean).toBe(0.5);
    onTask.forEach(({ mean }, share) => {
      expect(mean).toBeCloseTo(0.5, 12);
      expect(perSample[share][0]).toBeCloseTo(0.4, 12);
      expect(perSample[share][1]).toBeCloseTo(0.6, 12);
    });
  });

  it('take masks of single inputs, leave out samples that are all on or all off task, and count no padding', () => {
    const cells = Uint8Array.from({ length: 40 }, (_, at) => (at < 20 ? 1 : at % 2));
    const { measured, onTask, uniform } = taskShares(
      Float32Array.from({ length: 40 }, (_, at) => (at % 2 === 1 ? 2 : 1)),
      { ...data, lengths: Int32Array.of(10, 5) },
      { cells },
      { shares: [0.5, 1], groups: ['a', 'b'] },
    );
    expect(measured).toEqual([1]);
    expect(uniform.mean).toBe(0.5);
    expect(onTask.map(({ mean }) => mean)).toEqual([1, 0.5]);
  });

  it('agree with counting: between what the order of equal cells could give at best and at worst', () => {
    fc.assert(
      fc.property(arbitrarySample, fc.double({ min: 0.01, max: 1, noNaN: true }), ({ map, truth, shape }, share) => {
        const cells = shape.length * shape.features;
        const marked = truth.subarray(0, cells).reduce((a, b) => a + b, 0);
        const one = { samples: 1, time: shape.time, features: shape.features, lengths: Int32Array.of(shape.length) };
        const run = () => taskShares(map, one, { cells: truth }, { shares: [share] });
        if (marked === 0 || marked === cells) {
          expect(run).toThrow('nothing to tell apart');
          return;
        }
        const top = Math.max(1, Math.round(share * cells));
        const count = (sign: number) =>
          Array.from({ length: cells }, (_, at) => at)
            .sort((a, b) => Math.abs(map[b]) - Math.abs(map[a]) || sign * (truth[b] - truth[a]))
            .slice(0, top)
            .reduce((sum, at) => sum + truth[at], 0) / top;
        const value = run().onTask[0].mean;
        expect(value).toBeLessThanOrEqual(count(1) + 1e-12);
        expect(value).toBeGreaterThanOrEqual(count(-1) - 1e-12);
      }),
      { numRuns: draws(300), seed: 1 },
    );
  });

  it('refuse what does not fit', () => {
    const maps = new Float32Array(40);
    expect(() => taskShares(maps, data, { steps: steps.subarray(1) })).toThrow('[sample, time] = [2, 10]');
    expect(() => taskShares(maps, data, { cells: steps.subarray(1) })).toThrow('[time, feature]');
    expect(() => taskShares(maps, data, { steps }, { shares: [0, 0.1] })).toThrow('top 0 %');
    expect(() => taskShares(maps.subarray(1), data, { steps })).toThrow('maps hold 39 values');
  });
});
