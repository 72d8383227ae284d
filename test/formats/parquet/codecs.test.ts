import { readdirSync, readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpackBrotli } from '../../../src/formats/parquet/brotli/brotli.js';
import { unpackHadoopLz4, unpackLz4 } from '../../../src/formats/parquet/lz4.js';
import { loadZstd } from '../../../src/formats/parquet/zstd.js';
import { draws } from '../../draws.js';
import { decodedOrRefused, mutated, refusal } from '../mutations.js';

const { BROTLI_PARAM_QUALITY: QUALITY, BROTLI_PARAM_LGWIN: WINDOW, BROTLI_PARAM_MODE: MODE } = constants;
const brotli = (bytes: Uint8Array, quality = 11, window = 22, mode = 0) =>
  new Uint8Array(brotliCompressSync(bytes, { params: { [QUALITY]: quality, [WINDOW]: window, [MODE]: mode } }));

/** Of the kinds that there are in tables: text of people, names that count, numbers, what is all the same. */
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.array(fc.nat({ max: 3 }), { maxLength: 4000 }).map((values) => Uint8Array.from(values)),
  fc
    .tuple(fc.nat({ max: 500 }), fc.string())
    .map(([count, name]) =>
      new TextEncoder().encode(Array.from({ length: count }, (_, i) => `${name}, the ${i} of `).join('')),
    ),
  fc
    .tuple(fc.nat({ max: 3000 }), fc.double({ noNaN: true, min: 0.001, max: 10 }))
    .map(
      ([count, scale]) => new Uint8Array(Float64Array.from({ length: count }, (_, i) => Math.round(i * scale)).buffer),
    ),
);
const documents = readdirSync(new URL('../../../docs/', import.meta.url))
  .filter((name) => name.endsWith('.md'))
  .map((name) => new Uint8Array(readFileSync(new URL(`../../../docs/${name}`, import.meta.url))));

describe('Brotli', () => {
  it('unpacks what Node packed, at any quality and window', () => {
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 11 }), fc.integer({ min: 10, max: 24 }), (all, quality, window) => {
        expect(unpackBrotli(brotli(all, quality, window), all.length, 'a')).toEqual(all);
      }),
      { numRuns: draws(300) },
    );
  });

  it.each([0, 1, 2])('unpacks text, much of which is in its dictionary, in mode %i', (mode) => {
    for (const all of documents) expect(unpackBrotli(brotli(all, 11, 22, mode), all.length, 'a')).toEqual(all);
  });

  it('refuses a stream that comes to more or less than it should, before it takes memory for it', () => {
    const bomb = brotli(new Uint8Array(2 ** 25), 9);
    expect(bomb.length).toBeLessThan(200);
    for (const size of [1000, 2 ** 25 - 1, 2 ** 25 + 1]) {
      const { message } = refusal(() => unpackBrotli(bomb, size, 'a'));
      expect(message).toBe('a: cannot be unpacked with Brotli: it is damaged');
    }
  });

  it('gives bytes or an UnvanishError for any broken stream', () => {
    const all = documents.map((document) => document.subarray(0, 3000));
    fc.assert(
      fc.property(
        mutated(
          all.map((one) => brotli(one)),
          ['\u0000', '\u001b'],
        ),
        (broken) => {
          decodedOrRefused(() => unpackBrotli(broken, 3000, 'a'));
        },
      ),
      { numRuns: draws(2000) },
    );
  });
});

describe('LZ4', () => {
  // Five letters, then eight bytes from five before, then three letters.
  const block = [0x54, ...new TextEncoder().encode('abcde'), 5, 0, 0x30, ...new TextEncoder().encode('xyz')];
  const text = 'abcdeabcdeabcxyz';
  const sizes = (unpacked: number, packed: number) => [0, 0, 0, unpacked, 0, 0, 0, packed];
  const shown = (all: Uint8Array) => new TextDecoder().decode(all);

  it('unpacks blocks, alone or as Hadoop writes them', () => {
    expect(shown(unpackLz4(Uint8Array.from(block), 16, 'a'))).toBe(text);
    expect(shown(unpackHadoopLz4(Uint8Array.from(block), 16, 'a'))).toBe(text);
    const two = [...sizes(16, block.length), ...block, ...sizes(16, block.length), ...block];
    expect(shown(unpackHadoopLz4(Uint8Array.from(two), 32, 'a'))).toBe(text + text);
  });

  it('gives bytes or an UnvanishError for any broken block', () => {
    const files = [block, [...sizes(16, block.length), ...block]].map((file) => Uint8Array.from(file));
    fc.assert(
      fc.property(mutated(files, ['\u0000']), (broken) => {
        decodedOrRefused(() => unpackHadoopLz4(broken, 16, 'a'));
        decodedOrRefused(() => unpackLz4(broken, 16, 'a'));
      }),
      { numRuns: draws(2000) },
    );
  });
});

describe('ZSTD', () => {
  it('refuses at once a frame that says to copy gigabytes', async () => {
    const unpack = await loadZstd();
    const sequences = [0x00, 0xff, 0xff, 0xff, 0x54, 0, 0, 52, 0xff, 0xff, 0xff, 0xff, 0xff];
    const frame = [0x28, 0xb5, 0x2f, 0xfd, 0x20, 0xff, (sequences.length << 3) | 5, 0, 0, ...sequences];
    const { message } = refusal(() => unpack(Uint8Array.from(frame), 255, 'a'));
    expect(message).toBe('a: cannot be unpacked with ZSTD: it is damaged');
  });
});
