import { UnvanishError } from '../../errors.js';
import { copyBack } from './copyBack.js';

// A block of Hadoop's stands behind its two sizes.
const SIZES = 8;

/**
 * Unpacks an LZ4 block of known size.
 *
 * Format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 *
 * @param where file and column, for errors.
 * @throws UnvanishError `format` where it is damaged or of another size.
 */
export function unpackLz4(bytes: Uint8Array, size: number, where: string): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(size);
  if (unpackBlock(bytes, result, 0) !== size) throw damaged(where);
  return result;
}

/**
 * Unpacks what Parquet calls LZ4: blocks, each behind its sizes unpacked and packed (big-endian), as Hadoop writes them; else one
 * block without sizes, as others did. Arguments and errors as `unpackLz4`.
 *
 * Format: https://github.com/apache/parquet-format/blob/master/Compression.md#lz4
 */
export function unpackHadoopLz4(bytes: Uint8Array, size: number, where: string): Uint8Array<ArrayBuffer> {
  const result = new Uint8Array(size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let filled = 0;
  let at = 0;
  while (at + SIZES <= bytes.length) {
    const start = at + SIZES;
    const end = filled + view.getUint32(at);
    at = start + view.getUint32(at + 4);
    const fits = at <= bytes.length && end <= size;
    if (!fits || unpackBlock(bytes.subarray(start, at), result.subarray(0, end), filled) !== end) break;
    filled = end;
    if (at === bytes.length && filled === size) return result;
  }
  return unpackLz4(bytes, size, where);
}

/** Unpacks a block behind what there is already; returns where it ends, or undefined where it is damaged or too long. */
function unpackBlock(bytes: Uint8Array, result: Uint8Array, from: number): number | undefined {
  let at = 0;
  let filled = from;
  /** A length of which four bits are known: where they are 15, bytes follow, up to one that is not 255. */
  const lengthOf = (bits: number) => {
    let length = bits;
    for (let byte = bits === 15 ? 255 : 0; byte === 255; length += byte) byte = bytes[at++] ?? 0;
    return length;
  };
  while (at < bytes.length) {
    const token = bytes[at++];
    const literals = lengthOf(token >> 4);
    if (at + literals > bytes.length || filled + literals > result.length) return undefined;
    result.set(bytes.subarray(at, at + literals), filled);
    at += literals;
    filled += literals;
    // The last sequence has literals only.
    if (at === bytes.length) return filled;
    if (at + 2 > bytes.length) return undefined;
    const offset = bytes[at] + 256 * bytes[at + 1];
    at += 2;
    const length = lengthOf(token & 15) + 4;
    if (offset === 0 || offset > filled - from || filled + length > result.length) return undefined;
    filled = copyBack(result, filled, offset, length);
  }
  return undefined;
}

function damaged(where: string): UnvanishError {
  return new UnvanishError('format', `${where}: cannot be unpacked with LZ4: it is damaged`);
}
