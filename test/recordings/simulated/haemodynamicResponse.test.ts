import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { haemodynamicResponse } from '../../../src/recordings/simulated/haemodynamicResponse.js';

let engine: Engine;

beforeAll(async () => {
  engine = await Engine.create();
});

/** spm_hrf's definition with the gamma density written out in float64. */
function reference(step: number): number[] {
  const density = (t: number, shape: number) => {
    let log = -t;
    for (let k = 1; k < shape; k++) log += Math.log(t / k);
    return t === 0 ? 0 : Math.exp(log);
  };
  const values = Array.from({ length: Math.floor(32 / step) + 1 }, (_, i) => i * step).map(
    (t) => density(t, 6) - density(t, 16) / 6,
  );
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / sum);
}

describe('the canonical haemodynamic response', () => {
  it.each([0.05, 0.125, 1, 2.5])('is SPM’s, in steps of %d s', (step) => {
    const response = haemodynamicResponse(engine, step);
    reference(step).forEach((value, i) => {
      expect(Math.abs(response[i] - value)).toBeLessThan(1e-8);
    });
    expect(response).toHaveLength(Math.floor(32 / step) + 1);
    expect(response.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });

  it('peaks at 5 s and is below zero between 12 and 25 s', () => {
    const response = haemodynamicResponse(engine, 0.1);
    expect(response.indexOf(Math.max(...response))).toBe(50);
    expect(response[115]).toBeGreaterThan(0);
    for (let i = 130; i <= 250; i++) expect(response[i]).toBeLessThan(0);
  });
});
