import { UnvanishError } from '../../errors.js';
import { bitsAt } from './bits.js';

/** Values of a page, and where in it they end. */
interface Read<Values> {
  readonly values: Values;
  readonly end: number;
}

/** Values of text may together be so many times as long as their page, and this much longer still. */
const MOST_GROWTH = 1000;
const FREE_BYTES = 2 ** 22;

/**
 * Reads whole numbers that are stored as their differences (DELTA_BINARY_PACKED): blocks of differences above the least of the
 * block, in miniblocks of one width each. Sums wrap around at 32 or 64 bits.
 *
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/#DELTAENC
 *
 * @param where file and column, for errors.
 * @throws UnvanishError `format` where there are not `count` numbers.
 */
export function readDeltas(bytes: Uint8Array, count: number, type: 'INT32' | 'INT64', where: string) {
  return type === 'INT32' ? narrowDeltas(bytes, 0, count, where).values : wideDeltas(bytes, count, where);
}

/** Reads values of bytes whose lengths come first, as differences (DELTA_LENGTH_BYTE_ARRAY); arguments and errors as `readDeltas`. */
export function readDeltaLengths(bytes: Uint8Array, count: number, where: string): Uint8Array[] {
  return lengthsAndBytes(bytes, 0, count, where);
}

/**
 * Reads values of bytes that begin as the one before does (DELTA_BYTE_ARRAY); arguments and errors as `readDeltas`.
 *
 * @throws UnvanishError `size` where the values are out of proportion to the page.
 */
export function readDeltaStrings(bytes: Uint8Array, count: number, where: string): Uint8Array[] {
  const { values: shared, end } = narrowDeltas(bytes, 0, count, where);
  let total = 0;
  let before: Uint8Array = new Uint8Array();
  return lengthsAndBytes(bytes, end, count, where).map((rest, index) => {
    const prefix = shared[index];
    total += prefix + rest.length;
    if (!(prefix >= 0 && prefix <= before.length)) throw damaged(where);
    if (total > FREE_BYTES + MOST_GROWTH * bytes.length) {
      throw new UnvanishError(
        'size',
        `${where}: a page of ${bytes.length} bytes holds more than ${total} bytes of text`,
      );
    }
    const value = new Uint8Array(prefix + rest.length);
    value.set(before.subarray(0, prefix));
    value.set(rest, prefix);
    before = value;
    return value;
  });
}

function lengthsAndBytes(bytes: Uint8Array, from: number, count: number, where: string): Uint8Array[] {
  const { values: lengths, end } = narrowDeltas(bytes, from, count, where);
  let at = end;
  return Array.from(lengths, (length) => {
    if (!(length >= 0 && at + length <= bytes.length)) throw damaged(where);
    at += length;
    return bytes.subarray(at - length, at);
  });
}

function narrowDeltas(bytes: Uint8Array, from: number, count: number, where: string): Read<Int32Array> {
  const values = new Int32Array(count);
  let value = 0;
  const end = eachMiniblock(bytes, from, count, where, {
    first: (first) => {
      value = Number(BigInt.asIntN(32, first));
      values[0] = value;
    },
    miniblock: ({ to, next, least, width, bit }) => {
      const add = Number(BigInt.asIntN(32, least));
      // What is above 32 bits vanishes in the sum.
      const kept = Math.min(width, 32);
      for (let i = next, at = bit; i < to; i++, at += width) {
        value = (value + add + bitsAt(bytes, at, kept)) | 0;
        values[i] = value;
      }
    },
  });
  return { values, end };
}

function wideDeltas(bytes: Uint8Array, count: number, where: string): BigInt64Array {
  const values = new BigInt64Array(count);
  let value = 0n;
  eachMiniblock(bytes, 0, count, where, {
    first: (first) => {
      value = BigInt.asIntN(64, first);
      values[0] = value;
    },
    miniblock: ({ to, next, least, width, bit }) => {
      for (let i = next, at = bit; i < to; i++, at += width) {
        const low = BigInt(bitsAt(bytes, at, Math.min(width, 32)));
        const high = width > 32 ? BigInt(bitsAt(bytes, at + 32, width - 32)) << 32n : 0n;
        value = BigInt.asIntN(64, value + least + low + high);
        values[i] = value;
      }
    },
  });
  return values;
}

/** Differences of one width: of the values from `next` to before `to`, from a bit of the page on. */
interface Miniblock {
  readonly next: number;
  readonly to: number;
  readonly least: bigint;
  readonly width: number;
  readonly bit: number;
}

/** Visits the differences that `count` values need; returns where they end. */
function eachMiniblock(
  bytes: Uint8Array,
  from: number,
  count: number,
  where: string,
  visit: { readonly first: (value: bigint) => void; readonly miniblock: (one: Miniblock) => void },
): number {
  let at = from;
  const unsigned = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      if (at >= bytes.length || shift > 63n) throw damaged(where);
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const signed = (): bigint => {
    const value = unsigned();
    return (value >> 1n) ^ -(value & 1n);
  };
  const [block, miniblocks, claimed] = [Number(unsigned()), Number(unsigned()), Number(unsigned())];
  const each = block / miniblocks;
  if (claimed !== count || !(each > 0 && each % 32 === 0)) throw damaged(where);
  visit.first(signed());
  for (let next = 1; next < count; ) {
    const least = signed();
    const widths = bytes.subarray(at, at + miniblocks);
    at += miniblocks;
    for (let i = 0; i < widths.length && next < count; i++) {
      const width = widths[i];
      const to = Math.min(count, next + each);
      if (width > 64 || 8 * at + (to - next) * width > 8 * bytes.length) throw damaged(where);
      visit.miniblock({ next, to, least, width, bit: 8 * at });
      at += (each * width) / 8;
      next = to;
    }
  }
  return at;
}

function damaged(where: string): UnvanishError {
  return new UnvanishError('format', `${where}: holds fewer values than it says`);
}
