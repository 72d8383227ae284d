import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { meanShares } from '../../../src/evaluation/distribution/saliencyProfile.js';
import { refusal } from '../../formats/mutations.js';

const data = { samples: 3, time: 2, features: 2, lengths: Int32Array.of(2, 2, 1) };

describe('meanShares', () => {
  it('weighs samples alike, takes magnitudes, and has no share in the padding', () => {
    const maps = Float32Array.of(1, -1, 2, 0, 100, 100, 100, 100, 0, 0, 9, 9);
    expect([...meanShares(maps, data, [0, 1])]).toEqual([0.25, 0.25, 0.375, 0.125]);
    // A zero map prefers nothing among its own steps.
    expect([...meanShares(maps, data, [2])]).toEqual([0.5, 0.5, 0, 0]);
  });

  it('adds up to 1', () => {
    fc.assert(
      fc.property(fc.float32Array({ minLength: 12, maxLength: 12, noNaN: true, min: -1e6, max: 1e6 }), (maps) => {
        const total = meanShares(maps, data, [0, 1, 2]).reduce((sum, share) => sum + share, 0);
        expect(total).toBeCloseTo(1, 9);
      }),
    );
  });

  it('refuses a mean of nothing', () => {
    expect(refusal(() => meanShares(new Float32Array(12), data, [])).code).toBe('option');
  });
});
