import { Inflate, zlibSync } from 'fflate';
import { UnvanishError } from '../../errors.js';
import { HIGHEST_RATIO, inflatePieces, inflateTo } from './inflatePieces.js';

// Two bytes before and four after the DEFLATE stream.
const HEADER = 2;
const TRAILER = 4;
const DEFLATE = 8;
const DICTIONARY = 32;

/**
 * Unpacks a zlib stream that must come to so many bytes; its checksum is checked. A wrong claim of a size costs neither
 * memory nor time.
 *
 * Format: RFC 1950.
 *
 * @param where what errors name.
 * @throws UnvanishError `format` where it is no zlib stream, damaged, or comes to another size.
 */
export function unzlib(bytes: Uint8Array, size: number, where: string): Uint8Array<ArrayBuffer> {
  const broken = (problem: string) => new UnvanishError('format', `${where}: ${problem}`);
  const [method = 0, flags = 0] = bytes;
  const isZlib = (method & 15) === DEFLATE && (256 * method + flags) % 31 === 0 && (flags & DICTIONARY) === 0;
  if (!isZlib || bytes.length <= HEADER + TRAILER) throw broken('is no zlib stream, or cut short');
  if (size > HIGHEST_RATIO * bytes.length) {
    throw broken(`claims that ${bytes.length} packed bytes are ${size}, which cannot be`);
  }
  const end = bytes.length - TRAILER;
  const unpacked = inflateTo(size, bytes.subarray(HEADER, end), broken);
  const checksum = new DataView(bytes.buffer, bytes.byteOffset + end, TRAILER).getUint32(0);
  if (adler32(unpacked) !== checksum) throw broken('is damaged: its checksum does not match');
  return unpacked;
}

/**
 * The first bytes of what a zlib stream unpacks to, at most so many; the rest is left alone.
 *
 * @throws UnvanishError `format` where it is no zlib stream, or damaged that far.
 */
export function unzlibHead(bytes: Uint8Array, most: number, where: string): Uint8Array {
  const broken = (problem: string) => new UnvanishError('format', `${where}: ${problem}`);
  if (bytes.length <= HEADER + TRAILER) throw broken('is no zlib stream, or cut short');
  const head = new Uint8Array(most);
  let filled = 0;
  const inflater = new Inflate((piece) => {
    const own = piece.subarray(0, most - filled);
    head.set(own, filled);
    filled += own.length;
  });
  inflatePieces(bytes.subarray(HEADER, bytes.length - TRAILER), inflater, {
    stopped: () => filled === most,
    broken: (reason) => broken(`cannot be unpacked (${reason})`),
  });
  return head.subarray(0, filled);
}

/** Packs bytes as a zlib stream. */
export function zlib(bytes: Uint8Array): Uint8Array {
  return zlibSync(bytes);
}

/** Adler-32, RFC 1950: two sums modulo 65521, of the bytes and of the first sum. */
function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  // The sums of 3800 bytes stay below 2^31.
  for (let from = 0; from < bytes.length; from += 3800) {
    const to = Math.min(from + 3800, bytes.length);
    for (let at = from; at < to; at++) {
      a += bytes[at] as number;
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return ((b << 16) | a) >>> 0;
}
