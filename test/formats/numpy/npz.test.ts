import fc from 'fast-check';
import { deflateSync, Inflate, zipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import type { NdArray } from '../../../src/data/array.js';
import { encodeNpy } from '../../../src/formats/numpy/npy.js';
import { decodeNpz, encodeNpz } from '../../../src/formats/numpy/npz.js';
import { arbitraryArray, bytesOf } from '../arbitraryArray.js';
import { EXPECTED, fixture } from '../fixtureFile.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../mutations.js';

function vector(...values: number[]): NdArray {
  return { shape: [values.length], data: Float32Array.from(values) };
}

/** Where the directory of a small archive without a comment says things about its first entry. */
function directory(archive: Uint8Array) {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const start = view.getUint32(archive.length - 22 + 16, true);
  return { view, crc: start + 16, compressed: start + 20, size: start + 24, offset: start + 42 };
}

function bomb(unpacked: number): Uint8Array {
  return zipSync({ 'x.npy': new Uint8Array(unpacked) }, { level: 9 });
}

describe('decodeNpz', () => {
  it.each(['stored.npz', 'deflated.npz'])('reads what NumPy wrote to %s', (name) => {
    const arrays = decodeNpz(fixture(name), name, { only: ['x', 'y', 'mask'] });
    expect([...arrays.keys()].sort()).toEqual(['mask', 'x', 'y']);
    for (const [key, { shape, data }] of arrays) {
      expect(shape).toEqual(EXPECTED[`npz:${key}`]?.shape);
      expect(Array.from(data as Float32Array, Number)).toEqual(EXPECTED[`npz:${key}`]?.values);
    }
  });

  it('names the array that it cannot read', () => {
    expect(refusal(() => decodeNpz(fixture('stored.npz'), 'a.npz')).message).toMatch(
      /^a\.npz\[feature_names\]: holds dtype "<U1"/,
    );
  });

  it('shows a hostile name on one line, without control characters', () => {
    const name = `a\n\u001b[2J\u009b\u2028${'b'.repeat(200)}`;
    const archive = zipSync({ [`${name}.npy`]: new Uint8Array(3) });
    const { message } = refusal(() => decodeNpz(archive, 'a.npz'));
    expect(message).toMatch(/^a\.npz\["a\\n\\u001b\[2J\\u009b\\u2028b+\.\.\."\]: /);
    expect(message.length).toBeLessThan(250);
  });

  it('leaves files alone that are no .npy', () => {
    const archive = zipSync({ 'x.npy': encodeNpy(vector(1)), 'notes.txt': new Uint8Array(3) });
    expect([...decodeNpz(archive, 'a.npz').keys()]).toEqual(['x']);
  });

  it('takes __proto__ for a name like any other', () => {
    const arrays = decodeNpz(encodeNpz([['__proto__', vector(1)]]), 'a.npz');
    expect(arrays.get('__proto__')).toEqual(vector(1));
    expect(({} as Record<string, unknown>).shape).toBeUndefined();
  });

  it('refuses more entries or bytes than the limits before unpacking any', () => {
    const archive = encodeNpz([
      ['a', vector(1)],
      ['b', vector(2)],
    ]);
    expect(refusal(() => decodeNpz(archive, 'a.npz', { entries: 1 })).code).toBe('size');
    expect(refusal(() => decodeNpz(archive, 'a.npz', { totalBytes: 200 })).code).toBe('size');
    expect(decodeNpz(archive, 'a.npz', { entries: 2, totalBytes: 264 }).size).toBe(2);
    expect(refusal(() => decodeNpz(bomb(2 ** 20), 'bomb.npz', { totalBytes: 2 ** 19 })).message).toMatch(
      /^bomb\.npz: would unpack to 1048576 bytes/,
    );
  });

  it('stops unpacking at the claimed size, wherever the claim is too small', () => {
    const archive = bomb(128 * 2 ** 20);
    const { view, size } = directory(archive);
    view.setUint32(size, 1000, true);
    const before = process.memoryUsage().arrayBuffers;
    const push = vi.spyOn(Inflate.prototype, 'push');
    expect(refusal(() => decodeNpz(archive, 'bomb.npz')).message).toMatch(
      /"x\.npy" unpacks to more than the 1000 bytes/,
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 2 ** 20);
    // One of the 16 pieces that it comes in.
    expect(push).toHaveBeenCalledTimes(1);
    push.mockRestore();
  });

  it('refuses a claim that no DEFLATE stream can reach before allocating for it', () => {
    const archive = bomb(1000);
    const { view, size } = directory(archive);
    view.setUint32(size, 2 ** 31, true);
    expect(refusal(() => decodeNpz(archive, 'bomb.npz')).message).toMatch(
      /claims that \d+ bytes of "x\.npy" unpack to 2147483648/,
    );
  });

  it('refuses a claim that is a little too large', () => {
    const archive = bomb(1000);
    const { view, size } = directory(archive);
    view.setUint32(size, 1001, true);
    expect(refusal(() => decodeNpz(archive, 'bomb.npz')).message).toMatch(/unpacks to 1000 bytes where it claims 1001/);
  });

  it('still reads an honest mask of zeros, which deflates a thousandfold', () => {
    const archive = zipSync(
      { 'mask.npy': encodeNpy({ shape: [2 ** 20], data: new Uint8Array(2 ** 20) }) },
      { level: 9 },
    );
    expect(2 ** 20 / archive.length).toBeGreaterThan(700);
    const mask = decodeNpz(archive, 'mask.npz').get('mask')?.data as Uint8Array;
    expect([mask.length, mask.indexOf(1)]).toEqual([2 ** 20, -1]);
  });

  it('refuses entries that share bytes', () => {
    const archive = encodeNpz([
      ['a', vector(1)],
      ['b', vector(1)],
    ]);
    const { view, offset } = directory(archive);
    view.setUint32(offset + 46 + 'a.npy'.length, 0, true);
    expect(refusal(() => decodeNpz(archive, 'a.npz')).message).toMatch(/inside another file/);
  });

  it('refuses damaged bytes by their checksum, stored or deflated', () => {
    const stored = encodeNpz([['x', vector(1, 2, 3)]]);
    stored[30 + 5 + 128] = (stored[30 + 5 + 128] as number) ^ 1;
    expect(refusal(() => decodeNpz(stored, 'a.npz')).message).toMatch(/"x\.npy" is damaged/);
    const deflated = zipSync({ 'x.npy': encodeNpy(vector(1, 2, 3)) });
    const { view, crc } = directory(deflated);
    view.setUint32(crc, 0, true);
    expect(refusal(() => decodeNpz(deflated, 'a.npz')).message).toMatch(/"x\.npy" is damaged/);
  });

  it('refuses a truncated archive at every length', () => {
    const file = fixture('deflated.npz');
    for (let length = 0; length < file.length; length += 3) {
      expect(refusal(() => decodeNpz(file.subarray(0, length), 'cut.npz')).code).toBe('format');
    }
  });

  it('gives arrays or an UnvanishError for any broken archive, in bounded memory', () => {
    const files = [
      fixture('stored.npz'),
      fixture('deflated.npz'),
      encodeNpz([['x', vector(1, 2, 3)]]),
      zipSync({ 'x.npy': encodeNpy(vector(...Array(300).fill(1))) }, { level: 9 }),
    ];
    const words = ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07', '.npy', 'x.npy', '\0\0\0\0'];
    fc.assert(
      fc.property(mutated(files, words), (bytes) => {
        const arrays = decodedOrRefused(() => decodeNpz(bytes, 'mutated.npz', { only: ['x', 'y', 'mask'] }));
        for (const { data } of arrays?.values() ?? []) expect(data.byteLength).toBeLessThanOrEqual(1032 * bytes.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);

  it('gives arrays or an UnvanishError for any broken DEFLATE stream or array behind right checksums', () => {
    const npy = encodeNpy(vector(...Array.from({ length: 40 }, (_, i) => i % 7)));
    const streams = [deflateSync(npy, { level: 9 }), deflateSync(npy, { level: 0 }), deflateSync(npy, { level: 1 })];
    fc.assert(
      fc.property(mutated(streams, ['\0', 'NUMPY']), (stream) => {
        const archive = zipSync({ 'x.npy': stream }, { level: 0 });
        const { view, compressed, size } = directory(archive);
        view.setUint16(compressed - 10, 8, true);
        view.setUint32(size, npy.length, true);
        decodedOrRefused(() => decodeNpz(archive, 'mutated.npz'));
      }),
      { numRuns: MUTATIONS / 2 },
    );
    fc.assert(
      fc.property(mutated([npy], ["'<f8'", 'True', '9']), (bytes) => {
        decodedOrRefused(() => decodeNpz(zipSync({ 'x.npy': bytes }, { level: 0 }), 'mutated.npz'));
      }),
      { numRuns: MUTATIONS / 2 },
    );
  }, 30_000);
});

describe('encodeNpz', () => {
  it('writes what decodeNpz reads back, bit for bit and in order', () => {
    const named = fc.uniqueArray(
      fc.tuple(fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }), arbitraryArray()),
      {
        selector: ([name]) => name,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(named, (arrays) => {
        const back = [...decodeNpz(encodeNpz(arrays), 'round.npz')];
        expect(back.map(([name, { shape }]) => [name, shape])).toEqual(
          arrays.map(([name, { shape }]) => [name, shape]),
        );
        expect(back.map(([, array]) => bytesOf(array))).toEqual(arrays.map(([, array]) => bytesOf(array)));
      }),
    );
  });

  it('gives the same bytes for the same arrays, whenever and wherever', () => {
    const { TZ } = process.env;
    const files = ['UTC', 'Pacific/Kiritimati', 'America/Los_Angeles'].map((zone) => {
      process.env.TZ = zone;
      return encodeNpz(new Map([['x', vector(1, 2)]]));
    });
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
    expect(files[1]).toEqual(files[0]);
    expect(files[2]).toEqual(files[0]);
  });

  it('refuses two arrays of one name, and one without', () => {
    expect(
      refusal(() =>
        encodeNpz([
          ['x', vector(1)],
          ['x', vector(2)],
        ]),
      ).message,
    ).toMatch(/two arrays named "x"/);
    expect(refusal(() => encodeNpz([['', vector(1)]])).code).toBe('option');
  });
});
