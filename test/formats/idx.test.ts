import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIdx } from '../../src/formats/idx.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from './mutations.js';

const IMAGES = Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]);
const LABELS = Uint8Array.from([0, 0, 8, 1, 0, 0, 0, 4, 7, 2, 1, 0]);
const SHORTS = Uint8Array.from([0, 0, 0x0b, 1, 0, 0, 0, 2, 0xff, 0xfe, 1, 0]);
const FLOATS = Uint8Array.from([0, 0, 0x0d, 1, 0, 0, 0, 1, 0x3f, 0x80, 0, 0]);

describe('decodeIdx', () => {
  it('reads images and labels as MNIST has them', () => {
    expect(decodeIdx(IMAGES, 'images')).toEqual({ shape: [2, 1, 3], data: Uint8Array.of(1, 2, 3, 4, 5, 6) });
    expect(decodeIdx(LABELS, 'labels')).toEqual({ shape: [4], data: Uint8Array.of(7, 2, 1, 0) });
  });

  it('reads elements of several bytes, big-endian', () => {
    expect(decodeIdx(SHORTS, 'shorts').data).toEqual(Int16Array.of(-2, 256));
    expect(decodeIdx(FLOATS, 'floats').data).toEqual(Float32Array.of(1));
  });

  it('says where a truncated file ends', () => {
    expect(refusal(() => decodeIdx(IMAGES.subarray(0, 20), 'images')).message).toBe(
      'images: shape [2, 1, 3] of 1-byte elements does not fit the 4 bytes after the sizes',
    );
    expect(refusal(() => decodeIdx(IMAGES.subarray(0, 9), 'images')).message).toMatch(
      /ends at byte 9, inside its 3 sizes/,
    );
  });

  it('says that a file is still compressed', () => {
    expect(refusal(() => decodeIdx(Uint8Array.of(0x1f, 0x8b, 8, 0), 'images.gz')).remedy).toMatch(/unpack/);
  });

  it('gives an array or an UnvanishError for any broken file, in no more memory than the file', () => {
    fc.assert(
      fc.property(mutated([IMAGES, LABELS, SHORTS, FLOATS], ['\0\0\x08\x01', '\0\0\0\x01']), (bytes) => {
        const array = decodedOrRefused(() => decodeIdx(bytes, 'mutated'));
        if (array) expect(array.data.byteLength).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
