import { UnvanishError } from '../../errors.js';
import { copyBack } from './copyBack.js';

/**
 * Unpacks a Snappy block of known size. (That of hyparquet can be sent backwards in its input by a hostile length, without end.)
 *
 * Format: https://github.com/google/snappy/blob/main/format_description.txt
 *
 * @param where file and column, for errors.
 * @throws UnvanishError `format` where it is damaged or of another size.
 */
export function unpackSnappy(bytes: Uint8Array, size: number, where: string): Uint8Array<ArrayBuffer> {
  const damaged = () => new UnvanishError('format', `${where}: cannot be unpacked with Snappy: it is damaged`);
  let at = 0;
  while ((bytes[at] ?? 0) & 0x80) at++;
  at++;
  const result = new Uint8Array(size);
  let filled = 0;
  const little = (count: number) => {
    if (at + count > bytes.length) throw damaged();
    let value = 0;
    for (let i = 0; i < count; i++) value += bytes[at + i] * 2 ** (8 * i);
    at += count;
    return value;
  };
  while (at < bytes.length) {
    const tag = bytes[at++];
    const kind = tag & 3;
    const high = tag >>> 2;
    if (kind === 0) {
      const length = (high < 60 ? high : little(high - 59)) + 1;
      if (at + length > bytes.length || filled + length > size) throw damaged();
      result.set(bytes.subarray(at, at + length), filled);
      at += length;
      filled += length;
      continue;
    }
    const length = kind === 1 ? (high & 7) + 4 : high + 1;
    const offset = kind === 1 ? ((tag >>> 5) << 8) + little(1) : little(kind === 2 ? 2 : 4);
    if (offset === 0 || offset > filled || filled + length > size) throw damaged();
    filled = copyBack(result, filled, offset, length);
  }
  if (filled !== size) throw damaged();
  return result;
}
