import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saliencyByTime, shareOfFirst, shareOfLast } from '../../../src/evaluation/distribution/timeShare.js';
import { arbitrarySample } from '../arbitraryMap.js';

const shape = { time: 4, features: 2, length: 3 };
const map = Float32Array.of(1, -1, 0, 2, -3, 1, 100, 100);

describe('the share of saliency by time', () => {
  it('is the absolute saliency of a step over that of all valid steps', () => {
    expect(Array.from(saliencyByTime(map, shape))).toEqual([0.25, 0.25, 0.5, 0]);
  });

  it('counts the last steps from the end of the sample, not of the padding', () => {
    expect(shareOfLast(map, shape, 1)).toBe(0.5);
    expect(shareOfLast(map, shape, 2)).toBe(0.75);
    expect(shareOfFirst(map, shape, 1)).toBe(0.25);
  });

  it('is all of it for as many steps as the sample has or more, and nothing for none', () => {
    for (const share of [shareOfLast, shareOfFirst]) {
      expect(share(map, shape, 3)).toBe(1);
      expect(share(map, shape, 10)).toBe(1);
      expect(share(map, shape, 0)).toBe(0);
    }
  });

  it('is the same for every step of a zero map', () => {
    const zero = new Float32Array(8);
    expect(Array.from(saliencyByTime(zero, shape))).toEqual([1 / 3, 1 / 3, 1 / 3, 0]);
    expect(shareOfLast(zero, shape, 1)).toBe(1 / 3);
    expect(shareOfFirst(zero, shape, 2)).toBe(2 / 3);
    expect(shareOfLast(zero, shape, 10)).toBe(1);
  });

  it('refuses a number of steps that is no count', () => {
    expect(() => shareOfLast(map, shape, -1)).toThrow(/share of -1 time steps/);
    expect(() => shareOfFirst(map, shape, 1.5)).toThrow(/share of 1.5 time steps/);
  });

  it('is never negative or above 1, adds up to 1, and first and last complete each other', () => {
    fc.assert(
      fc.property(arbitrarySample, fc.nat({ max: 9 }), (sample, steps) => {
        const shares = saliencyByTime(sample.map, sample.shape);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
        const last = shareOfLast(sample.map, sample.shape, steps);
        expect(last >= 0 && last <= 1).toBe(true);
        const rest = Math.max(0, sample.shape.length - steps);
        expect(last + shareOfFirst(sample.map, sample.shape, rest)).toBeCloseTo(1, 12);
      }),
    );
  });
});
