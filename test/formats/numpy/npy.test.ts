import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NdArray } from '../../../src/data/array.js';
import { decodeNpy, decodeNpyArray, encodeNpy } from '../../../src/formats/numpy/npy.js';
import { arbitraryArray, bytesOf } from '../arbitraryArray.js';
import { EXPECTED, fixture } from '../fixtureFile.js';
import { decodedOrRefused, MUTATIONS, mutated, mutatedText, refusal } from '../mutations.js';

const GOLDENS = Object.keys(EXPECTED).filter((name) => name.endsWith('.npy'));

function withHeader(header: string, data = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(header);
  return Uint8Array.from([
    0x93,
    ...new TextEncoder().encode('NUMPY'),
    1,
    0,
    text.length & 255,
    text.length >> 8,
    ...text,
    ...data,
  ]);
}

function numbersOf(values: readonly (number | string)[], { data }: NdArray): (number | bigint)[] {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return values.map(BigInt);
  return values.map((value) => Number(String(value).replace('inf', 'Infinity')));
}

describe('decodeNpy', () => {
  it.each(GOLDENS)('reads what NumPy wrote to %s', (name) => {
    const array = decodeNpy(fixture(name), name);
    const { shape, values } = EXPECTED[name] as (typeof EXPECTED)[string];
    expect(array.shape).toEqual(shape);
    expect(Array.from(array.data as ArrayLike<number | bigint>)).toEqual(
      // -0 is 0 in JSON only on the way through Number(String()).
      numbersOf(values, array).map((value, i) => (Object.is(values[i], -0) ? -0 : value)),
    );
  });

  it('gives each dtype its own array, float16 as float32 and bool as bytes', () => {
    const kinds = ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'b1'];
    const names = kinds.map((kind) => decodeNpy(fixture(`${kind}_little.npy`), kind).data.constructor.name);
    expect(names).toEqual([
      'Float32Array',
      'Float32Array',
      'Float64Array',
      'Int8Array',
      'Int16Array',
      'Int32Array',
      'BigInt64Array',
      'Uint8Array',
      'Uint16Array',
      'Uint32Array',
      'BigUint64Array',
      'Uint8Array',
    ]);
  });

  it('does not share memory with the file', () => {
    const file = Buffer.from(fixture('vector.npy'));
    const { data } = decodeNpy(file, 'vector.npy');
    file.fill(0);
    expect(Array.from(data as Float32Array)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it.each([
    ['complex.npy', /complex\.npy: holds dtype "<c8"/],
    ['text.npy', /text\.npy: holds dtype "<U2"/],
    ['structured.npy', /structured\.npy: holds a structured dtype/],
    ['object.npy', /object\.npy: holds dtype "\|O"/],
  ])('refuses %s, naming what it holds', (name, message) => {
    const error = refusal(() => decodeNpy(fixture(name), name));
    expect(error.code).toBe('dtype');
    expect(error.message).toMatch(message);
  });

  it('refuses a truncated file at every length', () => {
    const file = fixture('f4_little.npy');
    for (let length = 0; length < file.length; length++) {
      expect(refusal(() => decodeNpy(file.subarray(0, length), 'cut.npy')).message).toMatch(/^cut\.npy: /);
    }
  });

  it('refuses a shape that the bytes do not fill, without allocating for it', () => {
    for (const shape of ['(1099511627776,)', '(4294967296, 4294967296)', '(9007199254740993, 0, 1)', '(2,)']) {
      const file = withHeader(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }\n`, new Uint8Array(4));
      expect(refusal(() => decodeNpy(file, 'large.npy')).message).toMatch(/does not fit the 4 bytes after the header/);
    }
  });

  it('takes the last of a key that is repeated, as NumPy does', () => {
    const two = Float32Array.of(1, 2);
    for (const header of [
      "{'descr': '<i8', 'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
      "{'descr': '<f4', 'shape': (7,), 'fortran_order': True, 'fortran_order': False, 'shape': (2,), }",
    ]) {
      expect(decodeNpy(withHeader(header, new Uint8Array(two.buffer)), 'a.npy')).toEqual({ shape: [2], data: two });
    }
    expect(
      decodeNpy(withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (00,2)}", new Uint8Array(0)), 'a.npy')
        .shape,
    ).toEqual([0, 2]);
  });

  it.each([
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (1), }", 'a number in place of a tuple'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", 'a negative size'],
    ["{'descr': '<f4', 'fortran_order': 0, 'shape': (1,), }", 'a number in place of a bool'],
    ["{'descr': '<f4', 'shape': (1,), }", 'a missing key'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (01,), }", 'a number that begins with 0'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (1x,), }", 'letters behind a number'],
    ["{'descr': [('a', '<f4'), 'fortran_order': False, 'shape': (1,), }", 'a list without an end'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 'y'}", 'an unknown key'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } + 1", 'code after the dictionary'],
    ["{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (1,), }", 'an escape'],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (int(1),), }", 'a call'],
    ['', 'nothing'],
  ])('refuses the header %s: %s', (header) => {
    const error = refusal(() => decodeNpy(withHeader(header, new Uint8Array(4)), 'odd.npy'));
    expect(error.code).toBe('format');
    expect(error.message).toMatch(/^odd\.npy: the NPY header has/);
  });

  it('takes the last of repeated keys, as NumPy does', () => {
    const header = "{'descr': [('a', '<f8')], 'shape': (7,), 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}";
    expect(decodeNpy(withHeader(header, new Uint8Array(4)), 'twice.npy').shape).toEqual([1]);
  });

  it('takes headers as Python 2 wrote them', () => {
    const header = '{"descr": "<f4", "fortran_order": False, "shape": (1L, 1L)}';
    expect(decodeNpy(withHeader(header, new Uint8Array(4)), 'old.npy').shape).toEqual([1, 1]);
  });

  it('refuses a header beyond 64 KiB and an unknown version', () => {
    const long = fixture('version2.npy').slice();
    long.set([0xff, 0xff, 0xff, 0x7f], 8);
    expect(refusal(() => decodeNpy(long, 'long.npy')).code).toBe('size');
    const version9 = fixture('vector.npy').slice();
    version9[6] = 9;
    expect(refusal(() => decodeNpy(version9, 'new.npy')).message).toMatch(/NPY version 9\.0/);
  });

  it('gives an array or an UnvanishError for any broken file, in no more memory than the file', () => {
    const files = [
      'f4_little.npy',
      'i8_big_fortran.npy',
      'f2_little.npy',
      'b1_little.npy',
      'version2.npy',
      'version3.npy',
    ].map(fixture);
    const words = [
      "'",
      '(',
      ')',
      ',',
      '{',
      '}',
      ':',
      'True',
      'False',
      '9',
      "'<f8'",
      "'|u1'",
      "'>i2'",
      '99999999999',
      '(0,)',
      "'shape'",
      '\\',
      '\n',
    ];
    fc.assert(
      fc.property(mutated(files, words), (bytes) => {
        const array = decodedOrRefused(() => decodeNpy(bytes, 'mutated.npy'));
        if (array) expect(array.data.byteLength).toBeLessThanOrEqual(2 * bytes.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);

  it('gives an array or an UnvanishError for any broken dictionary in a header of the right length', () => {
    const headers = [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }          \n",
      "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3, 4), }\n",
      "{'descr': '|u1', 'fortran_order': True, 'shape': (48,), }\n",
    ];
    const words = [
      "'",
      '(',
      ')',
      ',',
      '{',
      '}',
      ':',
      'True',
      'False',
      '9',
      '0',
      '<f8',
      '|b1',
      '>f2',
      '(12,)',
      '(4, 3)',
    ];
    fc.assert(
      fc.property(mutatedText(headers, words), (header) => {
        const array = decodedOrRefused(() => decodeNpy(withHeader(header, new Uint8Array(48)), 'mutated.npy'));
        if (array) expect(array.data.byteLength).toBeLessThanOrEqual(96);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});

describe('texts in .npy', () => {
  const read = (name: string, bytes = fixture(name)) => decodeNpyArray(bytes, { file: name, field: 'y', texts: true });
  const TEXTS = ['walk', '', 'Ärger', '\u{1f3c3} run'];

  it.each(['text_little.npy', 'text_big.npy', 'text_bytes.npy'])('are read from %s', (name) => {
    expect(read(name)).toEqual({ shape: [4], texts: TEXTS });
  });

  it('stand in row-major order', () => {
    expect(read('text_matrix.npy')).toEqual({ shape: [2, 2], texts: TEXTS });
  });

  it('are refused where they are no characters, no UTF-8, or of no size', () => {
    const header = (descr: string) => `{'descr': '${descr}', 'fortran_order': False, 'shape': (1,), }`;
    const surrogate = Uint8Array.of(0, 0xd8, 0, 0);
    expect(refusal(() => read('a.npy', withHeader(header('<U1'), surrogate))).message).toMatch(/entry 0 holds 55296/);
    expect(refusal(() => read('a.npy', withHeader(header('|S1'), Uint8Array.of(0xe4)))).remedy).toContain('latin1');
    const many = header('<U0').replace('(1,)', '(9999999999,)');
    expect(refusal(() => read('a.npy', withHeader(many))).code).toBe('dtype');
  });

  it('give texts or an UnvanishError for any broken file', () => {
    const files = ['text_little.npy', 'text_big.npy', 'text_bytes.npy'].map(fixture);
    const words = ['9', '<U1', '|S0', '(0,)', '99999999999', "'"];
    fc.assert(
      fc.property(mutated(files, words), (bytes) => {
        const array = decodedOrRefused(() => read('mutated.npy', bytes));
        if (array && 'texts' in array) expect(array.texts.length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});

describe('what to do with an array that is not read', () => {
  const remedy = (name: string, field: string, member?: string) =>
    refusal(() => decodeNpyArray(fixture(name), { file: name, member, field, texts: false })).remedy;

  it('is Python that makes labels of objects, and numbers of texts', () => {
    expect(remedy('object.npy', 'y')).toBe(
      'y = np.load("object.npy", allow_pickle=True); np.save("object.npy", y.astype(str))',
    );
    expect(remedy('text.npy', 'x')).toBe('x = np.load("text.npy"); np.save("text.npy", x.astype("float32"))');
    expect(remedy('dates.npy', 'x')).toContain('np.save("dates.npy", x.astype("int64"))');
    expect(remedy('complex.npy', 'x')).toContain('np.concatenate([x.real, x.imag], -1)');
    expect(remedy('text.npy', 'x', 'raw')).toBe(
      'd = dict(np.load("text.npy")); x = d["raw"]; d["raw"] = x.astype("float32"); np.savez("text.npy", **d)',
    );
  });

  it('is, for series of unequal length, to pad them and give their lengths', () => {
    // What these lines make of ragged.npy NumPy has been asked: x of shape [3, 3, 2], lengths [3, 1, 2].
    expect(remedy('ragged.npy', 'x')).toBe(
      'series of unequal length are padded to the longest and given with their lengths: x = np.load("ragged.npy", allow_pickle=True); s = [np.asarray(one, "float32").reshape(len(one), -1) for one in x]; n = [len(one) for one in s]; np.savez("ragged-padded.npz", x=np.stack([np.pad(one, ((0, max(n) - len(one)), (0, 0))) for one in s]), lengths=n)',
    );
  });
});

describe('encodeNpy', () => {
  it.each(GOLDENS.filter((name) => !/big|fortran|f2|b1|version|empty/.test(name)).concat('empty.npy'))(
    'writes %s byte for byte as NumPy does',
    (name) => {
      expect(encodeNpy(decodeNpy(fixture(name), name))).toEqual(fixture(name));
    },
  );

  it('puts the data at a multiple of 64 bytes', () => {
    fc.assert(fc.property(arbitraryArray(), (array) => (encodeNpy(array).length - array.data.byteLength) % 64 === 0));
  });

  it('writes what decodeNpy reads back, bit for bit', () => {
    fc.assert(
      fc.property(arbitraryArray(), (array) => {
        const back = decodeNpy(encodeNpy(array), 'round.npy');
        expect(back.shape).toEqual(array.shape);
        expect(back.data.constructor).toBe(array.data.constructor);
        expect(bytesOf(back)).toEqual(bytesOf(array));
      }),
    );
  });

  it('refuses a shape that its values do not fill', () => {
    expect(refusal(() => encodeNpy({ shape: [2, 2], data: new Float32Array(3) })).code).toBe('shape');
  });
});
