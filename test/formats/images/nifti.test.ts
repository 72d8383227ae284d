import fc from 'fast-check';
import { Gunzip } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { elementCount } from '../../../src/data/array.js';
import { UnvanishError } from '../../../src/errors.js';
import {
  decodeNifti,
  decodeNiftiPair,
  type NiftiFacts,
  type NiftiImage,
  volumeShape,
  volumeValues,
} from '../../../src/formats/images/nifti.js';
import { NiftiHeader } from '../../../src/formats/images/niftiHeader.js';
import { gzip } from '../../../src/formats/packed/gzip.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../mutations.js';
import { niftiFixture, READ_BY_NIBABEL } from '../niftiFixture.js';

/** All scaled numbers of an image. */
function valuesOf(image: NiftiImage): number[] {
  const volumes = elementCount(image.shape) / elementCount(volumeShape(image));
  return Array.from({ length: volumes }, (_, volume) => [...volumeValues(image, volume)]).flat();
}

/** A fixture with some of its bytes changed. */
function changed(name: string, change: (view: DataView) => void): Uint8Array {
  const bytes = niftiFixture(name).slice();
  change(new DataView(bytes.buffer));
  return bytes;
}

describe('decodeNifti', () => {
  it.each(Object.entries(READ_BY_NIBABEL))('reads %s as nibabel does', (name, expected) => {
    const image = decodeNifti(niftiFixture(name), name);
    expect(image.shape).toEqual(expected.shape);
    // -0 and 0 are one number here.
    const wanted = expected.values.map((value) => Number(value) + 0);
    expect(valuesOf(image).map((value) => value + 0)).toEqual(wanted);
    for (const [row, numbers] of expected.affine.entries()) {
      for (const [column, number] of numbers.entries()) {
        expect(image.affine[row]?.[column]).toBeCloseTo(number, 10);
      }
    }
    expect(image.extensions.map(({ code }) => code)).toEqual(expected.extensions.map(([code]) => code));
    if (expected.shape.length > 3 && expected.units === 'sec') expect(image.timeStep).toBe(expected.pixdim[3]);
  });

  it('keeps all digits of 64-bit integers', () => {
    expect(decodeNifti(niftiFixture('i8_1_big.nii'), 'a.nii').data).toEqual(
      BigInt64Array.from((READ_BY_NIBABEL['i8_1_big.nii']?.values ?? []).map(BigInt)),
    );
  });

  it('gives the time step in seconds, and none where there is no time', () => {
    expect(decodeNifti(niftiFixture('milliseconds.nii'), 'a.nii').timeStep).toBe(0.72);
    expect(decodeNifti(niftiFixture('three_dimensions.nii'), 'a.nii').timeStep).toBeUndefined();
    const hertz = changed('i2_1_little.nii', (view) => view.setUint8(123, 32));
    expect(decodeNifti(hertz, 'a.nii').timeStep).toBeUndefined();
  });

  it('gives the header little-endian, whatever the file was', () => {
    for (const version of [1, 2]) {
      const [big, little] = ['big', 'little'].map((order) => {
        const name = `f4_${version}_${order}.nii`;
        return decodeNifti(niftiFixture(name), name).header;
      });
      expect(big).toEqual(little);
    }
  });

  it('gives the bytes of extensions', () => {
    const [comment, afni] = decodeNifti(niftiFixture('extensions_2_big.nii'), 'a.nii').extensions;
    expect(new TextDecoder().decode(comment?.data)).toMatch(/^a comment\0*$/);
    expect(new TextDecoder().decode(afni?.data)).toMatch(/^(<AFNI_attributes\/>){3}\0*$/);
  });

  it('does not copy what it can show as it is', () => {
    const bytes = niftiFixture('i2_1_little.nii');
    expect(decodeNifti(bytes, 'a.nii').data.buffer).toBe(bytes.buffer);
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(decodeNifti(shifted.subarray(1), 'a.nii').data).toEqual(decodeNifti(bytes, 'a.nii').data);
  });

  it('ignores what follows the data, packed or not', () => {
    const bytes = niftiFixture('i2_1_little.nii');
    const longer = new Uint8Array(bytes.length + 100);
    longer.set(bytes);
    const { data } = decodeNifti(bytes, 'a.nii');
    expect(decodeNifti(longer, 'a.nii').data).toEqual(data);
    expect(decodeNifti(gzip(longer), 'a.nii.gz').data).toEqual(data);
  });

  it.each([
    ['complex.nii', 'dtype', /holds complex numbers; integers of 8 to 64 bits/],
    ['colours.nii', 'dtype', /holds RGB colours/],
    ['pair.hdr', 'format', /one of a pair of files/],
    ['make_nibabel.py', 'format', /does not begin with a NIfTI header/],
  ])('refuses %s', (name, code, message) => {
    const error = refusal(() => decodeNifti(niftiFixture(name), name));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message.startsWith(`${name}: `)).toBe(true);
  });

  it('refuses a header of 10^12 voxels, packed or not', () => {
    const claims = changed('i2_2_little.nii', (view) => {
      for (const axis of [1, 2, 3]) view.setBigInt64(16 + 8 * axis, 10_000n, true);
    });
    expect(refusal(() => decodeNifti(claims, 'huge.nii')).message).toBe(
      'huge.nii: shape [10000, 10000, 10000, 2] of 2-byte voxels needs 4000000000544 bytes, the file has 568',
    );
    expect(refusal(() => decodeNifti(gzip(claims), 'huge.nii.gz')).code).toBe('size');
    const beyond = changed('i2_2_little.nii', (view) => view.setBigInt64(24, 2n ** 62n, true));
    expect(refusal(() => decodeNifti(beyond, 'huge.nii')).code).toBe('format');
  });

  it('refuses sizes, offsets, scaling and affines that cannot be', () => {
    const message = (change: (view: DataView) => void) =>
      refusal(() => decodeNifti(changed('i2_1_little.nii', change), 'a.nii')).message;
    expect(message((view) => view.setInt16(40, 8, true))).toBe('a.nii: has 8 dimensions; 1 to 7 were expected');
    expect(message((view) => view.setInt16(42, -1, true))).toBe('a.nii: has the shape [-1, 2, 1, 2]');
    expect(message((view) => view.setInt16(44, 0, true))).toBe('a.nii: has the shape [3, 0, 1, 2]');
    expect(message((view) => view.setInt16(70, 77, true))).toMatch(/unknown type 77/);
    expect(message((view) => view.setFloat32(108, 348, true))).toMatch(/data at byte 348 \(vox_offset\)/);
    expect(message((view) => view.setFloat32(108, Number.NaN, true))).toMatch(/data at byte NaN/);
    expect(message((view) => view.setFloat32(280, Number.NaN, true))).toMatch(/no finite affine/);
    const scaled = (view: DataView) => {
      view.setFloat32(112, 2, true);
      view.setFloat32(116, Number.POSITIVE_INFINITY, true);
    };
    expect(message(scaled)).toMatch(/intercept Infinity/);
  });

  it('refuses a file that is cut anywhere', () => {
    for (const name of ['extensions_1.nii', 'small.nii.gz']) {
      const bytes = niftiFixture(name);
      for (let length = 0; length < bytes.length; length += 3) {
        expect(refusal(() => decodeNifti(bytes.subarray(0, length), name)).code).toBe('format');
      }
    }
  });

  it('gives an image or an UnvanishError for any broken file, in bounded memory', () => {
    const plain = ['i2_1_little.nii', 'f8_1_big.nii', 'i4_2_little.nii', 'u8_2_big.nii', 'extensions_1.nii'];
    const files = [...plain, 'packed.nii.gz', 'members.nii.gz'].map(niftiFixture);
    fc.assert(
      fc.property(mutated(files, ['n+1\0', 'n+2\0', 'ni1\0', '\x5c\x01\0\0', '\x1c\x02\0\0']), (bytes) => {
        const image = decodedOrRefused(() => decodeNifti(bytes, 'mutated'));
        if (!image) return;
        expect(image.data.length).toBe(elementCount(image.shape));
        expect(image.data.byteLength).toBeLessThanOrEqual(bytes.length * 1032);
        expect(image.affine.flat().every(Number.isFinite)).toBe(true);
      }),
      { numRuns: MUTATIONS },
    );
  }, 60_000);
});

interface MendedByNibabel {
  readonly header: string;
  readonly fields: object;
  readonly affine?: number[][];
  readonly pixdim?: number[];
  readonly refused?: string;
}

describe('a header that says what none should', () => {
  const cases: MendedByNibabel[] = JSON.parse(new TextDecoder().decode(niftiFixture('mended.json')));
  const image = ({ header }: MendedByNibabel) =>
    decodeNifti(Uint8Array.from([...Buffer.from(header, 'hex'), ...new Uint8Array(28)]), 'a.nii');

  it.each(cases.filter(({ refused }) => !refused).map((one) => [JSON.stringify(one.fields), one] as const))(
    'is read as nibabel reads it: %s',
    (_, one) => {
      const read = image(one);
      expect(NiftiHeader.copyOf(read.header).all('pixdim').slice(0, 4)).toEqual(one.pixdim);
      for (const [row, numbers] of (one.affine ?? []).entries()) {
        for (const [column, number] of numbers.entries()) expect(read.affine[row][column]).toBeCloseTo(number, 5);
      }
    },
  );

  it('is refused where nibabel refuses it', () => {
    const refused = cases.filter((one) => one.refused);
    expect(refused).toHaveLength(2);
    for (const one of refused) expect(refusal(() => image(one)).message).toMatch(/^a\.nii: has the quaternion 0\.9/);
  });
});

describe('an image before it is unpacked', () => {
  it('can be refused, and then stays packed', () => {
    const large = changed('i2_1_little.nii', (view) => {
      for (const axis of [1, 2, 3]) view.setInt16(40 + 2 * axis, 200, true);
    });
    const packed = Uint8Array.from([...gzip(large), ...gzip(new Uint8Array(2 ** 24))]);
    const push = vi.spyOn(Gunzip.prototype, 'push');
    const seen: NiftiFacts[] = [];
    const check = (facts: NiftiFacts) => {
      seen.push(facts);
      throw new UnvanishError('shape', 'not this one');
    };
    expect(() => decodeNifti(packed, 'a.nii.gz', check)).toThrow('not this one');
    expect(push.mock.calls.length).toBeLessThanOrEqual(2);
    push.mockRestore();
    expect(seen).toMatchObject([{ name: 'a.nii.gz', shape: [200, 200, 200, 2] }]);
    expect(decodeNifti(niftiFixture('i2_1_little.nii'), 'a.nii', () => {}).shape).toEqual([3, 2, 1, 2]);
  });
});

describe('decodeNiftiPair', () => {
  const header = { name: 'pair.hdr', bytes: niftiFixture('pair.hdr') };
  const data = { name: 'pair.img', bytes: new Uint8Array(Int16Array.from({ length: 12 }, (_, i) => i).buffer) };

  it('reads an image whose numbers are in another file, packed or not', () => {
    for (const pack of [(bytes: Uint8Array) => bytes, gzip]) {
      const read = decodeNiftiPair(
        { ...header, bytes: pack(header.bytes) },
        { ...data, bytes: pack(Uint8Array.from([...data.bytes, 7])) },
      );
      expect(read).toMatchObject({ name: 'pair.hdr', shape: [3, 2, 1, 2] });
      expect(valuesOf(read)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
      expect(NiftiHeader.copyOf(read.header).magic).toBe('n+1');
    }
  });

  it('refuses what is cut, and Analyze by its name', () => {
    const short = { ...data, bytes: data.bytes.subarray(0, 23) };
    expect(refusal(() => decodeNiftiPair(header, short)).message).toContain('needs 24 bytes, the file has 23');
    expect(refusal(() => decodeNiftiPair({ ...header, bytes: header.bytes.subarray(0, 300) }, data)).code).toBe(
      'format',
    );
    const analyze = header.bytes.slice();
    analyze.fill(0, 252);
    expect(refusal(() => decodeNiftiPair({ ...header, bytes: analyze }, data)).message).toBe(
      'pair.hdr: is a header of Analyze, not of NIfTI: it does not say which side is left',
    );
    const single = { name: 'a.hdr', bytes: niftiFixture('i2_1_little.nii') };
    expect(refusal(() => decodeNiftiPair(single, data)).message).toBe('a.hdr: has the magic "n+1"; ni1 was expected');
  });

  it('gives an image or an UnvanishError for any broken file', () => {
    fc.assert(
      fc.property(
        mutated([header.bytes], ['n+1\0', 'ni1\0', '\0\0\0\0']),
        mutated([gzip(data.bytes)], ['\x1f\x8b']),
        (top, rest) => {
          const read = decodedOrRefused(() => decodeNiftiPair({ ...header, bytes: top }, { ...data, bytes: rest }));
          if (read) expect(read.data.length).toBe(elementCount(read.shape));
        },
      ),
      { numRuns: Math.ceil(MUTATIONS / 4) },
    );
  }, 60_000);
});
