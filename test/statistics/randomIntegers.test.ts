import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { RandomStream } from '../../src/backend/random.js';
import { philoxBits } from '../../src/statistics/philox.js';
import { RandomIntegers, type Stream, streams } from '../../src/statistics/randomIntegers.js';
import { refusal } from '../formats/mutations.js';
import { philox4x32 } from '../reference/philox.js';

const engine = await Engine.create();

const draws = fc.record({
  seed: fc.oneof(fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff), fc.integer({ min: 0, max: 0xffffffff })),
  stream: fc.constantFrom(...(Object.keys(streams) as Stream[])),
  position: fc.oneof(fc.nat({ max: 100 }), fc.nat()),
  count: fc.nat({ max: 100 }),
});

describe('random integers without an engine', () => {
  it('are the bits, and the uniform numbers, that the engine draws', () => {
    fc.assert(
      fc.property(draws, ({ seed, stream, position, count }) => {
        const plain = new RandomIntegers(seed, stream);
        const kernels = new RandomStream(engine, seed, stream);
        expect(plain.bits(count, position)).toEqual(kernels.bits(count, position));
        expect(plain.uniform(count, position)).toEqual(kernels.uniform(count, position));
      }),
      { numRuns: 300 },
    );
  });

  it('are those of Philox4x32-10 as it was published', () => {
    fc.assert(
      fc.property(draws, ({ seed, stream, position }) => {
        const bits = philoxBits(48, seed, streams[stream], position);
        for (const block of [0, 3, 6, 11]) {
          const words = philox4x32([block, 0, position, 0], [seed, streams[stream]]);
          const first = 16 * (block >> 2) + (block % 4);
          expect([0, 4, 8, 12].map((word) => bits[first + word])).toEqual(words);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('of few are the beginning of those of many', () => {
    const many = philoxBits(100, 5, 7, 9);
    for (let count = 0; count <= 33; count++) expect(philoxBits(count, 5, 7, 9)).toEqual(many.slice(0, count));
  });

  it('make permutations, the same as the engine’s streams', () => {
    fc.assert(
      fc.property(draws, ({ seed, stream, position, count }) => {
        const order = new RandomIntegers(seed, stream).permutation(count, position);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(order).toEqual(new RandomStream(engine, seed, stream).permutation(count, position));
      }),
      { numRuns: 50 },
    );
  });

  it.each([-1, 0.5, 4294967296, Number.NaN])('refuse the seed %d', (seed) => {
    expect(refusal(() => new RandomIntegers(seed, 'data'))).toMatchObject({
      code: 'option',
      message: `the seed is ${seed}: it must be a whole number from 0 to 4294967295`,
    });
  });
});
