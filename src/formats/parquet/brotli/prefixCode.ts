import type { BitStream } from './bitStream.js';

const LONGEST = 15;
// Lengths of codes come in this order; 16 repeats the last one, 17 repeats 0.
const LENGTH_ORDER = [1, 2, 3, 4, 0, 5, 17, 6, 16, 7, 8, 9, 10, 11, 12, 13, 14, 15];
// What the next four bits say of such a length, and how many bits that took.
const LENGTHS = [0, 4, 3, 2, 0, 4, 3, 1, 0, 4, 3, 2, 0, 4, 3, 5];
const LENGTH_BITS = [2, 2, 2, 3, 2, 2, 2, 4, 2, 2, 2, 3, 2, 2, 2, 4];

/** A prefix code whose codes are in the order of their lengths, and of symbols where those are equal. */
export interface PrefixCode {
  /** How many codes have each length. */
  readonly counts: Uint16Array;
  /** In the order of their codes. */
  readonly symbols: Uint16Array;
}

/** Reads a symbol: what lies below the first code of a length is a code of that length, so no table is needed. */
export function readSymbol({ counts, symbols }: PrefixCode, stream: BitStream): number {
  if (symbols.length === 1) return symbols[0];
  const bits = stream.peek(LONGEST);
  let code = 0;
  let first = 0;
  let place = 0;
  for (let length = 1; length <= LONGEST; length++) {
    code = 2 * code + ((bits >> (length - 1)) & 1);
    const count = counts[length];
    if (code - first < count) {
      stream.skip(length);
      return symbols[place + code - first];
    }
    place += count;
    first = 2 * (first + count);
  }
  return 0;
}

/**
 * Reads a prefix code of an alphabet (RFC 7932, 3.4 and 3.5).
 *
 * @param damaged makes the error of one that is none.
 */
export function readPrefixCode(stream: BitStream, alphabet: number, damaged: () => Error): PrefixCode {
  const kind = stream.read(2);
  return kind === 1 ? simpleCode(stream, alphabet, damaged) : lengthsCode(stream, alphabet, kind, damaged);
}

/** Of one to four symbols, which are named. */
function simpleCode(stream: BitStream, alphabet: number, damaged: () => Error): PrefixCode {
  const count = stream.read(2) + 1;
  const width = 32 - Math.clz32(alphabet - 1);
  const symbols = Array.from({ length: count }, () => stream.read(width));
  if (symbols.some((symbol, i) => symbol >= alphabet || symbols.indexOf(symbol) < i)) throw damaged();
  const isSkewed = count === 3 || (count === 4 && stream.read(1) === 1);
  const skewed = count === 3 ? [1, 2, 2] : [1, 2, 3, 3];
  const lengths = new Uint8Array(alphabet);
  symbols.forEach((symbol, i) => {
    lengths[symbol] = isSkewed ? skewed[i] : count >> 1 || 1;
  });
  return codeOf(lengths);
}

/** Of symbols whose codes' lengths are told, in a prefix code of their own. */
function lengthsCode(stream: BitStream, alphabet: number, skipped: number, damaged: () => Error): PrefixCode {
  const own = new Uint8Array(LENGTH_ORDER.length);
  let space = 32;
  for (let i = skipped; i < own.length && space > 0; i++) {
    const bits = stream.peek(4);
    stream.skip(LENGTH_BITS[bits]);
    own[LENGTH_ORDER[i]] = LENGTHS[bits];
    if (LENGTHS[bits] > 0) space -= 32 >> LENGTHS[bits];
  }
  const used = own.filter((length) => length > 0).length;
  if (used === 0 || (space !== 0 && used !== 1)) throw damaged();
  const lengths = readLengths(stream, alphabet, codeOf(own));
  const filled = lengths?.reduce((sum, length) => sum + (length > 0 ? 2 ** (LONGEST - length) : 0), 0);
  if (!lengths || filled !== 2 ** LONGEST) throw damaged();
  return codeOf(lengths);
}

/** The lengths of all codes; undefined where there are more than symbols. */
function readLengths(stream: BitStream, alphabet: number, code: PrefixCode): Uint8Array | undefined {
  const lengths = new Uint8Array(alphabet);
  let space = 2 ** LONGEST;
  let last = 8;
  let repeated: 0 | 16 | 17 = 0;
  let times = 0;
  for (let at = 0; at < alphabet && space > 0; ) {
    const symbol = readSymbol(code, stream);
    if (symbol < 16) {
      lengths[at++] = symbol;
      repeated = 0;
      if (symbol > 0) {
        last = symbol;
        space -= 2 ** (LONGEST - symbol);
      }
      continue;
    }
    // Repetitions one behind the other are digits of one number.
    const before = repeated === symbol ? times : 0;
    const bits = symbol - 14;
    times = (before > 0 ? (before - 2) << bits : 0) + stream.read(bits) + 3;
    repeated = symbol as 16 | 17;
    const end = at + times - before;
    if (end > alphabet) return undefined;
    if (symbol === 16) {
      lengths.fill(last, at, end);
      space -= (end - at) * 2 ** (LONGEST - last);
    }
    at = end;
  }
  return lengths;
}

function codeOf(lengths: Uint8Array): PrefixCode {
  const counts = new Uint16Array(LONGEST + 1);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  const starts = new Uint16Array(LONGEST + 2);
  for (let length = 1; length <= LONGEST; length++) starts[length + 1] = starts[length] + counts[length];
  const symbols = new Uint16Array(starts[LONGEST + 1]);
  lengths.forEach((length, symbol) => {
    if (length > 0) symbols[starts[length]++] = symbol;
  });
  return { counts, symbols };
}
