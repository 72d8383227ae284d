import { describe, expect, it } from 'vitest';
import { createDataset } from '../../../src/data/dataset.js';
import { fillRemoved, fillStatistics } from '../../../src/evaluation/faithfulness/fill.js';

const shape = { time: 7, features: 2, length: 6 };
const statistics = { mean: Float32Array.of(100, 200), deviation: Float32Array.of(1, 0) };
/** Feature 0 is 0, 1, 4, 9 ...; feature 1 is 10 throughout; the last step is padding. */
const series = () => Float32Array.of(0, 10, 1, 10, 4, 10, 9, 10, 16, 10, 25, 10, 0, 0);
const steps = (x: Float32Array, feature: number) => Array.from({ length: 7 }, (_, step) => x[2 * step + feature]);

function filled(removed: readonly number[], fill: Parameters<typeof fillRemoved>[3], feature = 0) {
  const x = series();
  const marks = new Uint8Array(14);
  for (const step of removed) marks[2 * step + feature] = 1;
  fillRemoved(x, marks, shape, fill, statistics, new Float32Array(14).fill(-2));
  return steps(x, feature);
}

describe('what stands where an input was removed', () => {
  it('is zero, the training mean, or noise of the training data’s spread', () => {
    expect(filled([1, 3], 'zero')).toEqual([0, 0, 4, 0, 16, 25, 0]);
    expect(filled([1, 3], 'mean')).toEqual([0, 100, 4, 100, 16, 25, 0]);
    expect(filled([1, 3], 'noise')).toEqual([0, 98, 4, 98, 16, 25, 0]);
    expect(filled([1, 3], 'noise', 1)).toEqual([10, 200, 10, 200, 10, 10, 0]);
  });

  it('is on a line between the nearest steps that stay, and level at the ends', () => {
    expect(filled([1, 2], 'interpolation')).toEqual([0, 3, 6, 9, 16, 25, 0]);
    expect(filled([0, 1], 'interpolation')).toEqual([4, 4, 4, 9, 16, 25, 0]);
    expect(filled([4, 5], 'interpolation')).toEqual([0, 1, 4, 9, 9, 9, 0]);
    expect(filled([0, 2, 3, 5], 'interpolation')).toEqual([1, 1, 6, 11, 16, 16, 0]);
  });

  it('is the training mean where nothing of a feature stays', () => {
    expect(filled([0, 1, 2, 3, 4, 5], 'interpolation')).toEqual([100, 100, 100, 100, 100, 100, 0]);
  });

  it('has its statistics from steps that are not padding', () => {
    const training = createDataset({
      x: Float32Array.of(1, 5, 3, 5, 99, 99, 5, 5, 99, 99, 99, 99),
      shape: [2, 3, 2],
      lengths: Int32Array.of(2, 1),
    });
    const { mean, deviation } = fillStatistics(training);
    expect(Array.from(mean)).toEqual([3, 5]);
    expect(deviation[0]).toBeCloseTo(Math.sqrt(8 / 3), 6);
    expect(deviation[1]).toBe(0);
  });
});
