import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { draws } from '../draws.js';
import { philox4x32 } from '../reference/philox.js';
import { xoshiro128 } from '../reference/xoshiro.js';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const word = fc.nat(0xffffffff);
const settings = { numRuns: draws(100), seed: 7 };

function bits(count: number, seed: number, stream: number, position: number): number[] {
  return engine.scope(() => {
    const out = engine.allocate(count);
    engine.kernels.randomBits(out, count, seed, stream, position);
    return Array.from(engine.integers(out, count), (value) => value >>> 0);
  });
}

describe('random bits', () => {
  it("are Random123's answer at counter 0, key 0: one word of the first block every four numbers", () => {
    const numbers = bits(16, 0, 0, 0);
    expect([0, 4, 8, 12].map((i) => numbers[i])).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  });

  it('are Philox4x32-10 of counter (block, 0, position, 0) and key (seed, stream); word w of block 4 j + l is 16 j + 4 w + l', () => {
    fc.assert(
      fc.property(word, word, word, fc.integer({ min: 1, max: 70 }), (seed, stream, position, count) => {
        const expected = Array.from({ length: count }, (_, i) => {
          const block = 4 * Math.floor(i / 16) + (i % 4);
          return philox4x32([block, 0, position, 0], [seed, stream])[Math.floor((i % 16) / 4)];
        });
        expect(bits(count, seed, stream, position)).toEqual(expected);
      }),
      settings,
    );
  });
});

describe('dropout', () => {
  it('has a reference that gives the published generator’s numbers', () => {
    const next = xoshiro128([1, 2, 3, 4]);
    expect(Array.from({ length: 5 }, next)).toEqual([641, 1573767, 3222811527, 3517856514, 836907274]);
  });

  it('keeps where 16 bits of xoshiro128++, one a lane from Philox at (lane, 1, position, part), are at least p 65536', () => {
    fc.assert(
      fc.property(
        word,
        word,
        word,
        fc.integer({ min: 1, max: 130 }),
        fc.nat(65_535),
        fc.nat(100),
        (seed, stream, position, count, threshold, part) => {
          const lanes = [0, 1, 2, 3].map((lane) => xoshiro128(philox4x32([lane, 1, position, part], [seed, stream])));
          const kept: number[] = [];
          while (kept.length < count) {
            // Eight numbers a draw: the lower halves of the four lanes, then their upper halves.
            const bits = lanes.map((next) => next());
            for (const half of [...bits.map((value) => value & 0xffff), ...bits.map((value) => value >>> 16)]) {
              kept.push(half >= threshold ? 3 : 0);
            }
          }
          kept.length = count;
          const actual = engine.scope(() => {
            const x = engine.put(new Float32Array(count).fill(1.5));
            engine.kernels.dropout(x, x, count, threshold, 2, seed, stream, position, part);
            return [...engine.floats(x, count)];
          });
          expect(actual).toEqual(kept);
        },
      ),
      settings,
    );
  });
});
