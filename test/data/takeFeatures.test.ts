import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.js';
import { takeFeatures } from '../../src/data/takeFeatures.js';

const fields = {
  x: Float32Array.from({ length: 12 }, (_, at) => at),
  shape: [2, 2, 3],
  featureNames: ['a', 'b', 'c'],
  mask: Uint8Array.of(1, 0, 0, 0, 1, 0),
} as const;

describe('takeFeatures', () => {
  it('puts features, their names and what is known of them in another order', () => {
    expect(takeFeatures(createDataset(fields), [2, 0, 1])).toMatchObject({
      x: Float32Array.of(2, 0, 1, 5, 3, 4, 8, 6, 7, 11, 9, 10),
      featureNames: ['c', 'a', 'b'],
      mask: Uint8Array.of(0, 1, 0, 0, 0, 1),
    });
  });

  it('takes some', () => {
    const some = takeFeatures(createDataset(fields), [1]);
    expect(some).toMatchObject({ features: 1, x: Float32Array.of(1, 4, 7, 10), mask: Uint8Array.of(0, 1) });
  });
});
