import fc from 'fast-check';
import { expect } from 'vitest';
import { UnvanishError } from '../../src/errors.js';
import { draws } from '../draws.js';

/** How many broken files each format is given. */
export const MUTATIONS = draws(10_000);

type Edit = (file: Uint8Array) => Uint8Array;

const HOSTILE_NUMBERS = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/**
 * Files made from good ones by one to four edits: bits flipped, ends cut off, pieces of good files put in or over, numbers
 * set to extremes, and `words` of the format put in or over.
 */
export function mutated(files: readonly Uint8Array[], words: readonly string[]): fc.Arbitrary<Uint8Array> {
  const encoded = words.map((word) => new TextEncoder().encode(word));
  const position = fc.oneof(fc.nat({ max: 2 ** 20 }), fc.nat({ max: 127 }));
  const piece = fc.oneof<fc.Arbitrary<Uint8Array>[]>(
    fc.constantFrom(...encoded),
    fc.uint8Array({ maxLength: 12 }),
    fc.tuple(fc.constantFrom(...files), position, fc.nat({ max: 64 })).map(([file, at, length]) => {
      const from = at % (file.length + 1);
      return file.slice(from, from + length);
    }),
    fc.tuple(fc.constantFrom(...HOSTILE_NUMBERS), fc.constantFrom(2, 4, 8), fc.boolean()).map(extremeNumber),
  );
  const edit = fc.oneof<fc.Arbitrary<Edit>[]>(
    fc.tuple(position, fc.nat({ max: 7 })).map(([at, bit]) => flip(at, bit)),
    position.map((at) => (file) => file.slice(0, at % (file.length + 1))),
    fc.tuple(position, piece).map(([at, bytes]) => splice(at, bytes.length, bytes)),
    fc.tuple(position, fc.nat({ max: 32 }), piece).map(([at, removed, bytes]) => splice(at, removed, bytes)),
  );
  return fc
    .tuple(
      fc.constantFrom(...files),
      fc.oneof(
        edit.map((only) => [only]),
        fc.array(edit, { minLength: 2, maxLength: 4 }),
      ),
    )
    .map(([file, edits]) => edits.reduce<Uint8Array>((bytes, change) => change(bytes), file.slice()));
}

/** As `mutated`, for text: what is broken in it stays UTF-8, so that it gets further. */
export function mutatedText(texts: readonly string[], words: readonly string[]): fc.Arbitrary<string> {
  const files = texts.map((text) => new TextEncoder().encode(text));
  return mutated(files, words).map((bytes) => new TextDecoder().decode(bytes));
}

/** What `decode` gives, or undefined where it refused with an error of one line; anything else that it throws fails. */
export function decodedOrRefused<Value>(decode: () => Value): Value | undefined {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof UnvanishError)) throw error;
    expect(error.message).not.toMatch(/[\r\n]/);
    expect(error.message.length).toBeLessThan(2000);
    return undefined;
  }
}

/** The error that `decode` must refuse with. */
export function refusal(decode: () => unknown): UnvanishError {
  try {
    decode();
  } catch (error) {
    if (error instanceof UnvanishError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function extremeNumber([value, size, bigEndian]: [number, number, boolean]): Uint8Array {
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  if (size === 2) view.setUint16(0, value, !bigEndian);
  else if (size === 4) view.setUint32(0, value, !bigEndian);
  else view.setBigUint64(0, BigInt(value) * 0x10001n, !bigEndian);
  return bytes;
}

function flip(at: number, bit: number): Edit {
  return (file) => {
    if (file.length > 0) file[at % file.length] = (file[at % file.length] as number) ^ (1 << bit);
    return file;
  };
}

function splice(at: number, removed: number, bytes: Uint8Array): Edit {
  return (file) => {
    const from = at % (file.length + 1);
    return Uint8Array.from([...file.subarray(0, from), ...bytes, ...file.subarray(from + removed)]);
  };
}
