import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEstimate, formatNumber, formatQuantity } from '../../src/report/numberFormat.js';

describe('formatEstimate', () => {
  it('writes a mean and its interval without leading zeros, as the paper does', () => {
    expect(formatEstimate({ mean: 0.1032, low: 0.1009, high: 0.1052, n: 300 })).toBe('.103 [.101, .105]');
    expect(formatEstimate({ mean: 1.006, low: 0.9994, high: 1.0121, n: 300 })).toBe('1.006 [.999, 1.012]');
  });

  it('writes shares as percent where told', () => {
    expect(formatEstimate({ mean: 0.534, low: 0.478, high: 0.589, n: 300 }, 'percent')).toBe('53.4 [47.8, 58.9]');
  });

  it('leaves the interval out where one value gives none', () => {
    expect(formatEstimate({ mean: 0.5, low: 0.5, high: 0.5, n: 1 })).toBe('.500');
  });

  it('writes a dash for what is not a number', () => {
    expect(formatEstimate({ mean: Number.NaN, low: Number.NaN, high: Number.NaN, n: 0 })).toBe('–');
  });
});

describe('formatNumber', () => {
  it('gives negative numbers a minus sign, and zero none', () => {
    expect(formatNumber(-0.0123)).toBe('−.012');
    expect(formatNumber(-0.0001)).toBe('.000');
  });
});

describe('formatQuantity', () => {
  it('writes three significant digits', () => {
    expect([0, 0.0312, 1250, 12.34, -0.5, 100].map(formatQuantity)).toEqual([
      '0',
      '0.0312',
      '1,250',
      '12.3',
      '−0.5',
      '100',
    ]);
  });

  it('writes very small and very large numbers as powers of ten', () => {
    expect([3.1e-5, 1e-8, -2e9].map(formatQuantity)).toEqual(['3.1×10⁻⁵', '10⁻⁸', '−2×10⁹']);
  });

  it('writes something readable for any number', () => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        expect(formatQuantity(value)).toMatch(/^(–|−?[\d,.]+(×10[⁻⁰-⁹¹²³]+)?|−?10[⁻⁰-⁹¹²³]+)$/);
      }),
    );
  });
});
