import fc from 'fast-check';
import type { SeriesShape } from '../../src/evaluation/maps.js';

export interface MeasuredSample {
  map: Float32Array;
  truth: Uint8Array;
  shape: SeriesShape;
}

/** Float32 values of every kind: signed zeros, subnormals, the largest, and few distinct ones so that there are ties. */
const saliency = fc.oneof(
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1, -1, 0.5, 1.401298464324817e-45, 3.4028234663852886e38),
);

/** Maps with truth masks of any shape, some with padding. */
export const arbitrarySample: fc.Arbitrary<MeasuredSample> = fc
  .record({ time: fc.integer({ min: 1, max: 8 }), features: fc.integer({ min: 1, max: 6 }) })
  .chain(({ time, features }) => {
    const size = { minLength: time * features, maxLength: time * features };
    return fc.record({
      map: fc.array(saliency, size).map((values) => Float32Array.from(values)),
      truth: fc.array(fc.integer({ min: 0, max: 1 }), size).map((values) => Uint8Array.from(values)),
      shape: fc.integer({ min: 1, max: time }).map((length) => ({ time, features, length })),
    });
  });
