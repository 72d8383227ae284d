import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from '../../src/formats/safetensors.js';
import { arbitraryArray, bytesOf } from './arbitraryArray.js';
import { decodedOrRefused, MUTATIONS, mutated, mutatedText, refusal } from './mutations.js';

const WEIGHT = { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) };
const BIAS = { shape: [2], data: Float64Array.of(5, 6) };

function file(header: string, data: Uint8Array): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

function one(dtype: string, shape: string, from: number, to: number, size = to): Uint8Array {
  return file(`{"w":{"dtype":"${dtype}","shape":${shape},"data_offsets":[${from},${to}]}}`, new Uint8Array(size));
}

describe('decodeSafetensors', () => {
  it('reads each dtype, half floats as float32', () => {
    const kinds = [
      ['F64', 'Float64Array', 8],
      ['F32', 'Float32Array', 4],
      ['F16', 'Float32Array', 2],
      ['BF16', 'Float32Array', 2],
      ['I64', 'BigInt64Array', 8],
      ['I32', 'Int32Array', 4],
      ['I16', 'Int16Array', 2],
      ['I8', 'Int8Array', 1],
      ['U8', 'Uint8Array', 1],
      ['BOOL', 'Uint8Array', 1],
    ] as const;
    for (const [dtype, array, size] of kinds) {
      const tensor = decodeSafetensors(one(dtype, '[3]', 0, 3 * size), 'm').tensors.get('w');
      expect([tensor?.dtype, tensor?.data.constructor.name, tensor?.data.length]).toEqual([dtype, array, 3]);
    }
  });

  it('reads the values of half floats exactly', () => {
    const halves = new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00).buffer);
    const header = (dtype: string) => `{"w":{"dtype":"${dtype}","shape":[5],"data_offsets":[0,10]}}`;
    expect(decodeSafetensors(file(header('F16'), halves), 'm').tensors.get('w')?.data).toEqual(
      Float32Array.of(1, -2, 2 ** -24, 65504, Number.POSITIVE_INFINITY),
    );
    const brains = new Uint8Array(Uint16Array.of(0x3f80, 0xc000, 0x4049, 0x0000, 0xff80).buffer);
    expect(decodeSafetensors(file(header('BF16'), brains), 'm').tensors.get('w')?.data).toEqual(
      Float32Array.of(1, -2, 3.140625, 0, Number.NEGATIVE_INFINITY),
    );
  });

  it('takes __proto__ for a name like any other', () => {
    const bytes = encodeSafetensors([['__proto__', WEIGHT]], [['__proto__', 'polluted']]);
    const { tensors, metadata } = decodeSafetensors(bytes, 'm');
    expect(tensors.get('__proto__')?.data).toEqual(WEIGHT.data);
    expect(metadata.get('__proto__')).toBe('polluted');
    expect(({} as Record<string, unknown>).dtype).toBeUndefined();
  });

  it.each([
    [
      'overlap',
      '{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}',
      3,
    ],
    [
      'a hole',
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}',
      3,
    ],
    ['bytes at the end', '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}', 3],
    ['a tensor beyond the end', '{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}', 3],
    ['offsets that are not the shape', '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,3]}}', 3],
    ['offsets backwards', '{"a":{"dtype":"U8","shape":[3],"data_offsets":[3,0]}}', 3],
    ['a shape that overflows', '{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,3]}}', 3],
    ['a fraction in a shape', '{"a":{"dtype":"U8","shape":[1.5,2],"data_offsets":[0,3]}}', 3],
    ['no object', '{"a":null}', 0],
    ['a list', '[]', 0],
    ['metadata that is no text', '{"__metadata__":{"a":1}}', 0],
    ['no JSON', '{"a":', 0],
  ])('refuses %s', (_, header, size) => {
    expect(refusal(() => decodeSafetensors(file(header, new Uint8Array(size)), 'odd.safetensors'))).toMatchObject({
      code: 'format',
      message: expect.stringMatching(/^odd\.safetensors: /),
    });
  });

  it('refuses an unknown dtype, naming tensor and dtype', () => {
    expect(refusal(() => decodeSafetensors(one('F8_E4M3', '[1]', 0, 1), 'm')).message).toMatch(
      /m: tensor "w" has dtype "F8_E4M3"/,
    );
  });

  it('refuses a header longer than the file without allocating for it', () => {
    const bytes = one('U8', '[1]', 0, 1);
    new DataView(bytes.buffer).setBigUint64(0, 2n ** 63n, true);
    expect(refusal(() => decodeSafetensors(bytes, 'm')).message).toMatch(/header of 9223372036854776000 bytes/);
  });

  it('refuses a header beyond 100 MB', () => {
    const bytes = new Uint8Array(100_000_100);
    new DataView(bytes.buffer).setBigUint64(0, 100_000_001n, true);
    expect(refusal(() => decodeSafetensors(bytes, 'm')).code).toBe('size');
  });

  it('gives tensors or an UnvanishError for any broken file, in no more memory than twice the file', () => {
    const files = [
      encodeSafetensors(
        [
          ['w', WEIGHT],
          ['b', BIAS],
        ],
        [['format', 'pt']],
      ),
      encodeSafetensors([
        ['long', { shape: [1, 3], data: BigInt64Array.of(1n, 2n, 3n) }],
        ['u', { shape: [0], data: new Uint8Array(0) }],
      ]),
      one('F16', '[2,2]', 0, 8),
    ];
    const words = [
      '"dtype"',
      '"F16"',
      '"BF16"',
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '-1',
      '1e9',
      '1e400',
      'null',
      '"__proto__"',
      '"__metadata__"',
      '"w"',
      '0',
      '\\u0000',
    ];
    fc.assert(
      fc.property(mutated(files, words), (bytes) => {
        const read = decodedOrRefused(() => decodeSafetensors(bytes, 'mutated.safetensors'));
        let total = 0;
        for (const { data } of read?.tensors.values() ?? []) total += data.byteLength;
        expect(total).toBeLessThanOrEqual(2 * bytes.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);

  it('gives tensors or an UnvanishError for any broken header of the right length', () => {
    const header =
      '{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"v":{"dtype":"U8","shape":[8],"data_offsets":[16,24]}}';
    const words = [
      '"',
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '-',
      '1',
      '0',
      '8',
      '24',
      '1e9',
      'null',
      '"F16"',
      '"I64"',
      '"__proto__"',
      '[0,24]',
    ];
    fc.assert(
      fc.property(mutatedText([header], words), (text) => {
        const read = decodedOrRefused(() => decodeSafetensors(file(text, new Uint8Array(24)), 'mutated'));
        for (const { data } of read?.tensors.values() ?? []) expect(data.byteLength).toBeLessThanOrEqual(48);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});

describe('encodeSafetensors', () => {
  it('lays the file out as the reference implementation does', () => {
    const bytes = encodeSafetensors(
      [
        ['w', WEIGHT],
        ['b', BIAS],
      ],
      [['format', 'pt']],
    );
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(new TextDecoder().decode(bytes.subarray(8, 8 + length)).trimEnd()).toBe(
      '{"__metadata__":{"format":"pt"},"b":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[16,32]}}',
    );
    expect(length % 8).toBe(0);
    expect(bytes.length).toBe(8 + length + 32);
  });

  it('gives the same bytes in whatever order tensors and metadata come', () => {
    const metadata: [string, string][] = [
      ['a', '1'],
      ['b', '2'],
    ];
    expect(
      encodeSafetensors(
        [
          ['w', WEIGHT],
          ['b', BIAS],
        ],
        metadata,
      ),
    ).toEqual(
      encodeSafetensors(
        [
          ['b', BIAS],
          ['w', WEIGHT],
        ],
        metadata.toReversed(),
      ),
    );
  });

  it('writes what decodeSafetensors reads back, bit for bit', () => {
    const names = fc.string({ maxLength: 8, unit: 'grapheme' }).filter((name) => name !== '__metadata__');
    const tensors = fc.uniqueArray(fc.tuple(names, arbitraryArray()), { selector: ([name]) => name, maxLength: 5 });
    const metadata = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), { selector: ([key]) => key, maxLength: 3 });
    fc.assert(
      fc.property(tensors, metadata, (arrays, pairs) => {
        const back = decodeSafetensors(encodeSafetensors(arrays, pairs), 'round');
        expect(back.metadata).toEqual(new Map(pairs));
        expect(back.tensors.size).toBe(arrays.length);
        for (const [name, array] of arrays) {
          const tensor = back.tensors.get(name);
          expect(tensor?.shape).toEqual(array.shape);
          expect(tensor && bytesOf(tensor)).toEqual(bytesOf(array));
        }
      }),
    );
  });

  it('refuses a name twice and the name of the metadata', () => {
    expect(
      refusal(() =>
        encodeSafetensors([
          ['w', WEIGHT],
          ['w', WEIGHT],
        ]),
      ).code,
    ).toBe('option');
    expect(refusal(() => encodeSafetensors([['__metadata__', WEIGHT]])).code).toBe('option');
  });
});
