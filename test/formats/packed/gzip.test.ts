import { gzipSync as nodeGzip } from 'node:zlib';
import fc from 'fast-check';
import { Gunzip, gzipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { gunzip, gunzipWhole, gzip } from '../../../src/formats/packed/gzip.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../mutations.js';

const TEXT = new TextEncoder().encode('length 26; the rest of it.');
const whole = { headerBytes: 9, sizeOf: () => TEXT.length };
const bound = (size: number) => ({ headerBytes: 4, sizeOf: () => size });

/** Members one after the other. */
function joined(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe('gunzip', () => {
  it('gives back what was packed, asking for the size with the first bytes', () => {
    const headers: string[] = [];
    const sizeOf = (header: Uint8Array) => {
      headers.push(new TextDecoder().decode(header));
      return TEXT.length;
    };
    expect(gunzip(gzip(TEXT), 'a.gz', { headerBytes: 9, sizeOf })).toEqual(TEXT);
    expect(headers).toEqual(['length 26']);
  });

  it('reads several members as one file', () => {
    const members = joined(gzip(TEXT.subarray(0, 5)), gzip(TEXT.subarray(5, 6)), gzip(TEXT.subarray(6)));
    expect(gunzip(members, 'a.gz', whole)).toEqual(TEXT);
  });

  it('reads headers with a name, and files shorter than the header that is asked for', () => {
    const named = gzipSync(TEXT, { filename: 'text.txt', mtime: 0 });
    expect(gunzip(named, 'a.gz', { headerBytes: 1000, sizeOf: (header) => header.length })).toEqual(TEXT);
  });

  it('leaves alone what is beyond the wanted size', () => {
    expect(gunzip(gzip(TEXT), 'a.gz', bound(6))).toEqual(TEXT.subarray(0, 6));
    expect(gunzip(gzip(TEXT), 'a.gz', bound(2))).toEqual(TEXT.subarray(0, 2));
  });

  it('refuses a file that is cut anywhere', () => {
    for (const packed of [gzip(TEXT), joined(gzip(TEXT.subarray(0, 10)), gzip(TEXT.subarray(10)))]) {
      for (let length = 0; length < packed.length; length++) {
        const error = refusal(() => gunzip(packed.subarray(0, length), 'a.gz', whole));
        expect(error.code, `${length} bytes`).toBe('format');
        expect(error.message).toMatch(/^a\.gz: /);
      }
    }
  });

  it('reads files that are padded with zeros', () => {
    for (const packed of [gzip(TEXT), joined(gzip(TEXT.subarray(0, 10)), gzip(TEXT.subarray(10)))]) {
      for (const zeros of [1, 2, 3, 4, 9, 511, 20_000]) {
        const padded = joined(packed, new Uint8Array(zeros));
        expect(gunzip(padded, 'a.gz', whole)).toEqual(TEXT);
        expect(gunzipWhole(padded, 'a.gz')).toEqual(TEXT);
        expect(refusal(() => gunzipWhole(joined(padded, Uint8Array.of(1)), 'a.gz')).code).toBe('format');
        padded[packed.length - 8] ^= 1;
        expect(refusal(() => gunzipWhole(padded, 'a.gz')).code).toBe('format');
      }
    }
    const empty = gzip(new Uint8Array(0));
    expect(gunzipWhole(joined(empty, new Uint8Array(30)), 'a.gz')).toEqual(new Uint8Array(0));
  });

  it('refuses a wrong checksum in any member', () => {
    const first = gzip(TEXT.subarray(0, 10));
    const packed = joined(first, gzip(TEXT.subarray(10)));
    for (const at of [first.length - 8, first.length - 1, packed.length - 8, packed.length - 1]) {
      const changed = packed.slice();
      changed[at] = (changed[at] as number) ^ 1;
      expect(refusal(() => gunzip(changed, 'a.gz', whole)).message).toMatch(/checksum/);
    }
  });

  it('refuses a size that the packed bytes cannot hold, before taking memory for it', () => {
    expect(refusal(() => gunzip(gzip(TEXT), 'a.gz', bound(1e12)))).toMatchObject({ code: 'size' });
    expect(refusal(() => gunzip(gzip(TEXT), 'a.gz', bound(27))).message).toBe(
      'a.gz: unpacks to 26 bytes where 27 are needed',
    );
  });

  it('stops at a bomb’s first byte beyond the wanted size', () => {
    // A hundred members of 16 MiB of zeros.
    const member = gzip(new Uint8Array(2 ** 24));
    const bomb = joined(...Array.from({ length: 100 }, () => member));
    const push = vi.spyOn(Gunzip.prototype, 'push');
    expect(gunzip(bomb, 'bomb.gz', bound(1000))).toEqual(new Uint8Array(1000));
    // One of the 201 pieces that it comes in.
    expect(push).toHaveBeenCalledTimes(1);
    push.mockRestore();
  });

  it('gives the wanted bytes or an UnvanishError for any broken file', () => {
    const files = [gzip(TEXT), gzipSync(TEXT, { filename: 'text.txt', level: 0 }), joined(gzip(TEXT), gzip(TEXT))];
    fc.assert(
      fc.property(mutated(files, ['\x1f\x8b\x08', '\0\0\xff\xff']), (bytes) => {
        const read = decodedOrRefused(() => gunzip(bytes, 'mutated', whole));
        if (read) expect(read.length).toBe(TEXT.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 60_000);
});

describe('gzip', () => {
  it('gives the same bytes on any day', () => {
    expect([...gzip(TEXT).subarray(4, 8)]).toEqual([0, 0, 0, 0]);
  });
});

describe('gunzipWhole', () => {
  it('gives back all members, and refuses a file that is cut anywhere or damaged', () => {
    const members = joined(gzip(TEXT.subarray(0, 5)), gzip(TEXT.subarray(5)));
    expect(gunzipWhole(members, 'a.gz')).toEqual(TEXT);
    const first = gzip(TEXT.subarray(0, 5)).length;
    for (let length = 0; length < members.length; length++) {
      if (length === first) expect(gunzipWhole(members.slice(0, length), 'a.gz')).toEqual(TEXT.subarray(0, 5));
      else expect(refusal(() => gunzipWhole(members.slice(0, length), 'a.gz')).code).toBe('format');
    }
  });

  it('refuses a bomb, and stops at its first byte too many', () => {
    const member = nodeGzip(new Uint8Array(2 ** 26));
    const bomb = joined(member, member, member, member, member);
    expect(refusal(() => gunzipWhole(bomb, 'a.gz'))).toMatchObject({
      code: 'size',
      message: `a.gz: unpacks to more than ${2 ** 28} bytes from ${bomb.length}`,
    });
  });
});
