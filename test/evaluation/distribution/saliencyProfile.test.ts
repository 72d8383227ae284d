import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saliencyByFeature, saliencyProfile } from '../../../src/evaluation/distribution/saliencyProfile.js';
import { draws } from '../../draws.js';
import { arbitrarySample } from '../arbitraryMap.js';

const data = {
  samples: 2,
  time: 3,
  features: 2,
  lengths: Int32Array.of(3, 2),
  featureNames: ['left', 'right'],
  samplingInterval: 2.5,
};
// Sample 0 has all saliency at step 1 on the right, sample 1 evenly at its two steps on the left.
const maps = Float32Array.of(0, 0, 0, -4, 0, 0, 1, 0, 1, 0, 9, 9);

describe('saliency profiles', () => {
  it('say when and which, by name, beside even saliency', () => {
    const { byTime, byFeature } = saliencyProfile(maps, data);
    expect(byTime.map(({ step, seconds, share }) => [step, seconds, share.mean])).toEqual([
      [0, 0, 0.25],
      [1, 2.5, 0.75],
      [2, 5, 0],
    ]);
    expect(byTime[0].uniform).toBeCloseTo((1 / 3 + 1 / 2) / 2, 12);
    expect(byTime[2].uniform).toBeCloseTo(1 / 6, 12);
    expect(byFeature.map(({ name, share, uniform }) => [name, share.mean, uniform])).toEqual([
      ['left', 0.5, 0.5],
      ['right', 0.5, 0.5],
    ]);
    expect([byFeature[0].share.low, byFeature[0].share.high]).toEqual([0, 1]);
  });

  it('are of the samples that were asked for', () => {
    const { byFeature } = saliencyProfile(maps, data, { samples: [0], groups: ['a', 'b'] });
    expect(byFeature.map(({ share }) => share.mean)).toEqual([0, 1]);
    expect(() => saliencyProfile(maps, data, { samples: [] })).toThrow('no samples');
  });

  it('give shares that add up to 1, zero maps even ones', () => {
    fc.assert(
      fc.property(arbitrarySample, ({ map, shape }) => {
        const shares = saliencyByFeature(map, shape);
        expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      }),
      { numRuns: draws(200), seed: 1 },
    );
    expect(Array.from(saliencyByFeature(new Float32Array(8), { time: 2, features: 4, length: 1 }))).toEqual([
      0.25, 0.25, 0.25, 0.25,
    ]);
  });
});
