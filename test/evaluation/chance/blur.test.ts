import { describe, expect, it } from 'vitest';
import { blurredMagnitude } from '../../../src/evaluation/chance/blur.js';

describe('blurredMagnitude', () => {
  it('keeps a constant, borders and padding included', () => {
    const shape = { time: 20, features: 9, length: 15 };
    const blurred = blurredMagnitude(new Float32Array(180).fill(-2), shape);
    for (const value of blurred.subarray(0, 135)) expect(value).toBeCloseTo(2, 6);
    expect(blurred.subarray(135).every((value) => value === 0)).toBe(true);
  });

  it('spreads one cell as the product of two triangles, 13 wide', () => {
    const x = new Float32Array(31 * 31);
    x[15 * 31 + 15] = -49;
    const blurred = blurredMagnitude(x, { time: 31, features: 31, length: 31 });
    const triangle = (offset: number) => Math.max(0, 7 - Math.abs(offset)) / 49;
    for (let t = 0; t < 31; t++)
      for (let f = 0; f < 31; f++) expect(blurred[t * 31 + f]).toBeCloseTo(49 * triangle(t - 15) * triangle(f - 15), 6);
  });

  it('does not change the series, nor see what is in its padding', () => {
    const shape = { time: 4, features: 2, length: 2 };
    const x = Float32Array.of(1, -2, 3, -4, 9, 9, 9, 9);
    const clean = Float32Array.of(1, -2, 3, -4, 0, 0, 0, 0);
    expect(blurredMagnitude(x, shape)).toEqual(blurredMagnitude(clean, shape));
    expect(x[1]).toBe(-2);
  });
});
