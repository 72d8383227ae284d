import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { philox4x32 } from '../reference/philox.js';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const word = fc.nat(0xffffffff);
const settings = { numRuns: 100, seed: 7 };

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
  it('has a reference that gives Random123’s answer for seven rounds', () => {
    expect(philox4x32([0, 0, 0, 0], [0, 0], 7)).toEqual([0x5f6fb709, 0x0d893f64, 0x4f121f81, 0x4f730a48]);
  });

  it('keeps where 16 bits of Philox4x32-7, counter (block, 1, position, part), are at least p 65536, for any count', () => {
    fc.assert(
      fc.property(
        word,
        word,
        word,
        fc.integer({ min: 1, max: 130 }),
        fc.nat(65_535),
        fc.nat(100),
        (seed, stream, position, count, threshold, part) => {
          const kept = Array.from({ length: count }, (_, i) => {
            // Eight numbers a word: the lower halves of four blocks, then their upper halves.
            const block = 4 * Math.floor(i / 32) + (i % 4);
            const bits = philox4x32([block, 1, position, part], [seed, stream], 7)[Math.floor((i % 32) / 8)];
            const half = i % 8 < 4 ? bits & 0xffff : bits >>> 16;
            return half >= threshold ? 3 : 0;
          });
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
