import { UnvanishError } from '../../../errors.js';
import { copyBack } from '../copyBack.js';
import { BitStream } from './bitStream.js';
import { contextModes } from './contexts.js';
import { dictionaryWord } from './dictionary.js';
import { type PrefixCode, readPrefixCode, readSymbol } from './prefixCode.js';

/** Lengths that a symbol stands for: a number, and how many bits are added to it. */
type Lengths = readonly (readonly [from: number, bits: number])[];

// Each begins where the one before ends.
const BLOCK_LENGTHS = lengths(1, [2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 7, 8, 9, 10, 11, 12, 13, 24]);
const INSERT_LENGTHS = lengths(0, [0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 12, 14, 24]);
const COPY_LENGTHS = lengths(2, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 10, 24]);
// Commands stand in cells of 64; where the insert and copy lengths of a cell begin.
const INSERT_CELLS = [0, 0, 0, 0, 8, 8, 0, 16, 8, 16, 16];
const COPY_CELLS = [0, 8, 0, 8, 0, 8, 16, 0, 16, 8, 16];
/** Commands below this copy from the last distance. */
const FIRST_WITH_DISTANCE = 128;
// Distances near one of the last four: which one, and how much is added.
const NEAR_WHICH = [0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
const NEAR_ADDED = [0, 0, 0, 0, -1, 1, -2, 2, -3, 3, -1, 1, -2, 2, -3, 3];

/**
 * Unpacks a Brotli stream of known size. Own code, since the decoders for JavaScript make room for whatever a stream claims: 421
 * bytes can take half a gigabyte and more than a minute.
 *
 * Format: RFC 7932.
 *
 * @param where file and column, for errors.
 * @throws UnvanishError `format` where it is damaged or of another size.
 */
export function unpackBrotli(bytes: Uint8Array, size: number, where: string): Uint8Array<ArrayBuffer> {
  const damaged = () => new UnvanishError('format', `${where}: cannot be unpacked with Brotli: it is damaged`);
  const stream = new BitStream(bytes, damaged);
  const output: Output = {
    bytes: new Uint8Array(size),
    filled: 0,
    window: 2 ** windowBits(stream, damaged) - 16,
    distances: Int32Array.of(4, 11, 15, 16),
  };
  let isLast = false;
  while (!isLast) {
    isLast = stream.read(1) === 1;
    if (isLast && stream.read(1) === 1) break;
    const nibbles = stream.read(2) + 4;
    if (nibbles === 7) {
      if (stream.read(1) !== 0) throw damaged();
      const width = stream.read(2);
      stream.take(width === 0 ? 0 : stream.read(8 * width) + 1);
      continue;
    }
    // In two reads: 24 bits are the most.
    const length = stream.read(16) + 2 ** 16 * stream.read(4 * (nibbles - 4)) + 1;
    if (output.filled + length > size) throw damaged();
    const isPacked = isLast || stream.read(1) === 0;
    if (isPacked) readCommands(stream, output, output.filled + length, damaged);
    else {
      output.bytes.set(stream.take(length), output.filled);
      output.filled += length;
    }
  }
  if (output.filled !== size) throw damaged();
  return output.bytes;
}

interface Output {
  readonly bytes: Uint8Array<ArrayBuffer>;
  filled: number;
  /** The farthest distance that is copied from. */
  readonly window: number;
  /** The last four distances that were copied from, the last one first. */
  readonly distances: Int32Array;
}

function windowBits(stream: BitStream, damaged: () => Error): number {
  if (stream.read(1) === 0) return 16;
  const high = stream.read(3);
  if (high > 0) return 17 + high;
  const low = stream.read(3);
  if (low === 1) throw damaged();
  return low === 0 ? 17 : 8 + low;
}

/** Reads a block of commands, each of which inserts bytes and copies others (RFC 7932, 9.2 and 9.3). */
function readCommands(stream: BitStream, output: Output, end: number, damaged: () => Error): void {
  const { bytes, window } = output;
  const code = (alphabet: number) => readPrefixCode(stream, alphabet, damaged);
  const codes = (count: number, alphabet: number) => Array.from({ length: count }, () => code(alphabet));
  const [literals, commands, distances] = [0, 1, 2].map(() => new BlockTypes(stream, code));
  const postfix = stream.read(2);
  const direct = 16 + (stream.read(4) << postfix);
  const modes = Array.from({ length: literals.count }, () => contextModes[stream.read(2)]);
  const literalTrees = contextMap(stream, 64 * literals.count, damaged);
  const distanceTrees = contextMap(stream, 4 * distances.count, damaged);
  const literalCodes = codes(literalTrees.count, 256);
  const commandCodes = codes(commands.count, 704);
  const distanceCodes = codes(distanceTrees.count, direct + (48 << postfix));

  function distanceCode(length: number): number {
    const type = distances.next();
    return readSymbol(distanceCodes[distanceTrees.map[4 * type + Math.min(length, 5) - 2]], stream);
  }

  function distanceOf(symbol: number): number {
    if (symbol < 16) return output.distances[NEAR_WHICH[symbol]] + NEAR_ADDED[symbol];
    if (symbol < direct) return symbol - 15;
    const high = (symbol - direct) >> postfix;
    const low = (symbol - direct) & ((1 << postfix) - 1);
    const bits = 1 + (high >> 1);
    const added = ((2 + (high & 1)) << bits) - 4 + stream.read(bits);
    return added * 2 ** postfix + low + direct - 15;
  }

  while (output.filled < end) {
    const command = readSymbol(commandCodes[commands.next()], stream);
    const cell = command >> 6;
    const inserted = readLength(INSERT_LENGTHS[INSERT_CELLS[cell] + ((command >> 3) & 7)], stream);
    const copied = readLength(COPY_LENGTHS[COPY_CELLS[cell] + (command & 7)], stream);
    if (output.filled + inserted > end) throw damaged();
    for (let i = 0; i < inserted; i++) {
      const type = literals.next();
      const at = output.filled++;
      const context = modes[type](bytes[at - 1] ?? 0, bytes[at - 2] ?? 0);
      bytes[at] = readSymbol(literalCodes[literalTrees.map[64 * type + context]], stream);
    }
    if (output.filled === end) return;
    const symbol = command < FIRST_WITH_DISTANCE ? 0 : distanceCode(copied);
    const distance = distanceOf(symbol);
    const farthest = Math.min(window, output.filled);
    if (distance <= 0) throw damaged();
    if (distance > farthest) {
      const word = dictionaryWord(copied, distance - farthest - 1);
      if (!word || output.filled + word.length > end) throw damaged();
      bytes.set(word, output.filled);
      output.filled += word.length;
      continue;
    }
    if (output.filled + copied > end) throw damaged();
    if (symbol !== 0) {
      output.distances.copyWithin(1, 0);
      output.distances[0] = distance;
    }
    output.filled = copyBack(bytes, output.filled, distance, copied);
  }
}

/** The kinds of blocks that literals, commands or distances come in, each with codes of its own (RFC 7932, 6). */
class BlockTypes {
  readonly count: number;
  private readonly types: PrefixCode | undefined;
  private readonly lengths: PrefixCode | undefined;
  private left = Number.POSITIVE_INFINITY;
  private type = 0;
  private before = 1;

  constructor(
    private readonly stream: BitStream,
    code: (alphabet: number) => PrefixCode,
  ) {
    this.count = smallNumber(stream) + 1;
    if (this.count === 1) return;
    this.types = code(this.count + 2);
    this.lengths = code(BLOCK_LENGTHS.length);
    this.left = this.length();
  }

  /** The kind of the next one. */
  next(): number {
    if (this.left === 0 && this.types) {
      const symbol = readSymbol(this.types, this.stream);
      const type = [this.before, (this.type + 1) % this.count][symbol] ?? symbol - 2;
      this.before = this.type;
      this.type = type;
      this.left = this.length();
    }
    this.left--;
    return this.type;
  }

  private length(): number {
    return readLength(BLOCK_LENGTHS[readSymbol(this.lengths as PrefixCode, this.stream)], this.stream);
  }
}

/** Which of several codes is for which context (RFC 7932, 7.3). */
function contextMap(stream: BitStream, size: number, damaged: () => Error): { count: number; map: Uint8Array } {
  const map = new Uint8Array(size);
  const count = smallNumber(stream) + 1;
  if (count === 1) return { count, map };
  const longest = stream.read(1) === 1 ? stream.read(4) + 1 : 0;
  const code = readPrefixCode(stream, count + longest, damaged);
  for (let at = 0; at < size; ) {
    const symbol = readSymbol(code, stream);
    if (symbol > longest) map[at++] = symbol - longest;
    else at += 2 ** symbol + stream.read(symbol);
    if (at > size) throw damaged();
  }
  if (stream.read(1) === 1) undoMoveToFront(map);
  return { count, map };
}

function undoMoveToFront(map: Uint8Array): void {
  const order = Array.from({ length: 256 }, (_, value) => value);
  map.forEach((place, at) => {
    const [value] = order.splice(place, 1);
    order.unshift(value);
    map[at] = value;
  });
}

/** A number from 0 to 255, in 1 to 11 bits. */
function smallNumber(stream: BitStream): number {
  if (stream.read(1) === 0) return 0;
  const bits = stream.read(3);
  return 2 ** bits + stream.read(bits);
}

function readLength([from, bits]: readonly [number, number], stream: BitStream): number {
  return from + stream.read(bits);
}

function lengths(first: number, bits: readonly number[]): Lengths {
  let from = first;
  return bits.map((count) => {
    from += 2 ** count;
    return [from - 2 ** count, count] as const;
  });
}
