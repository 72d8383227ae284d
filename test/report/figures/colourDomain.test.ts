import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { colourDomain } from '../../../src/report/figures/colourDomain.js';

describe('colourDomain', () => {
  it('ends a sequential scale at the 99.5th percentile and says so', () => {
    const values = Float32Array.from({ length: 1000 }, (_, index) => (index === 7 ? 100 : 1));
    const domain = colourDomain(values, 'sequential');
    expect([domain.low, domain.high]).toEqual([0, 1]);
    expect(domain.clipped).toBeCloseTo(0.001);
    expect(domain.note).toBe('Scale ends at the 99.5th percentile; values go up to 100.');
  });

  it('has nothing to say where nothing is clipped', () => {
    expect(colourDomain([0, 1, 2], 'ink').note).toBe('');
  });

  it('reaches as far below zero as above on a diverging scale', () => {
    const { low, high } = colourDomain([-3, 1, 2], 'diverging');
    expect(low).toBe(-high);
  });

  it('shows a map that is zero but for a few cells', () => {
    const values = new Float32Array(10_000);
    values[3] = 0.25;
    expect(colourDomain(values, 'sequential').high).toBe(0.25);
  });

  it('says that a map is all zero', () => {
    expect(colourDomain(new Float32Array(9), 'sequential').note).toBe('All values are 0.');
  });

  it('is a finite interval for any values', () => {
    const values = fc.array(fc.float());
    const scales = fc.constantFrom('sequential' as const, 'diverging' as const, 'ink' as const);
    fc.assert(
      fc.property(values, scales, (array, scale) => {
        const { low, high } = colourDomain(array, scale);
        expect(Number.isFinite(low) && Number.isFinite(high) && low < high).toBe(true);
      }),
    );
  });
});
