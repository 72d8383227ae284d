import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaleMap } from '../../../src/evaluation/localisation/scaleMap.js';
import { arbitrarySample } from '../arbitraryMap.js';

describe('scaleMap', () => {
  it('takes absolute values and stretches them from 0 to 1', () => {
    const shape = { time: 2, features: 2, length: 2 };
    expect(Array.from(scaleMap(Float32Array.of(-5, 1, 2, -3), shape))).toEqual([1, 0, 0.25, 0.5]);
  });

  it('leaves padding out of the range and sets it to zero', () => {
    const shape = { time: 3, features: 2, length: 2 };
    expect(Array.from(scaleMap(Float32Array.of(1, 2, 3, 5, 100, 0), shape))).toEqual([0, 0.25, 0.5, 1, 0, 0]);
  });

  it.each([0, 3, -3])('makes a map of %d everywhere all zeros', (value) => {
    const shape = { time: 2, features: 2, length: 2 };
    expect(Array.from(scaleMap(new Float32Array(4).fill(value), shape))).toEqual([0, 0, 0, 0]);
  });

  it('reaches 0 and 1 exactly for every map that is not constant, and nothing beyond', () => {
    fc.assert(
      fc.property(arbitrarySample, ({ map, shape }) => {
        const valid = scaleMap(map, shape).subarray(0, shape.length * shape.features);
        const constant = new Set(Array.from(map.subarray(0, valid.length), Math.abs)).size === 1;
        expect(Math.min(...valid)).toBe(0);
        expect(Math.max(...valid)).toBe(constant ? 0 : 1);
      }),
    );
  });
});
