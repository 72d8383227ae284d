import { UnvanishError } from '../../errors.js';
import { bitsAt } from './bits.js';

/**
 * Reads whole numbers of `width` bits that are packed or repeated, as Parquet has levels and places in a dictionary. (That of
 * hyparquet repeats a number as often as a hostile file says.)
 *
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
 *
 * @param where file and column, for errors.
 * @throws UnvanishError `format` where there are fewer than `count` numbers.
 */
export function readRleHybrid(bytes: Uint8Array, width: number, count: number, where: string): Uint32Array {
  const damaged = () => new UnvanishError('format', `${where}: holds fewer values than it says`);
  if (width > 32) throw damaged();
  const numbers = new Uint32Array(count);
  const widthBytes = (width + 7) >> 3;
  let at = 0;
  let filled = 0;
  while (filled < count) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw damaged();
      const byte = bytes[at++];
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const run = Math.floor(header / 2);
    if (run === 0) throw damaged();
    if (header % 2 === 0) {
      if (at + widthBytes > bytes.length) throw damaged();
      let value = 0;
      for (let i = 0; i < widthBytes; i++) value += bytes[at + i] * 2 ** (8 * i);
      at += widthBytes;
      const end = Math.min(count, filled + run);
      numbers.fill(value, filled, end);
      filled = end;
      continue;
    }
    // Groups of eight numbers; the last may be cut short with the file.
    const end = Math.min(count, filled + 8 * run);
    if (8 * at + (end - filled) * width > 8 * bytes.length) throw damaged();
    for (let bit = 8 * at; filled < end; filled++, bit += width) numbers[filled] = bitsAt(bytes, bit, width);
    at += run * width;
  }
  return numbers;
}
