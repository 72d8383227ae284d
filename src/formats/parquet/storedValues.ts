import type { ParquetType } from 'hyparquet';
import { UnvanishError } from '../../errors.js';
import { viewElements } from '../elements.js';
import { readDeltaLengths, readDeltaStrings, readDeltas } from './deltas.js';
import { readRleHybrid } from './rleHybrid.js';

/** A value as it is stored: what has no type of its own in JavaScript is bytes. */
export type StoredValue = number | bigint | boolean | Uint8Array;

/** How values of a column are stored. */
export interface StoredType {
  readonly type: ParquetType;
  /** Bytes of a value of type FIXED_LEN_BYTE_ARRAY. */
  readonly length: number;
}

/**
 * The values of a page: `count` of them, which are compared with the bytes that are there before anything is allocated.
 *
 * Format: https://parquet.apache.org/docs/file-format/data-pages/encodings/
 *
 * @param where file and column, for errors.
 * @throws UnvanishError `format` or `size`.
 */
export function storedValues(
  bytes: Uint8Array,
  count: number,
  encoding: string | undefined,
  stored: StoredType,
  where: string,
): ArrayLike<StoredValue> {
  const { type } = stored;
  if (encoding === 'PLAIN') return plainValues(bytes, count, stored, where);
  if (encoding === 'RLE' && type === 'BOOLEAN') {
    return Array.from(readRleHybrid(bytes.subarray(4), 1, count, where), (bit) => bit === 1);
  }
  if (encoding === 'BYTE_STREAM_SPLIT' && type !== 'BOOLEAN' && type !== 'BYTE_ARRAY') {
    return plainValues(joinedStreams(bytes, count, widthOf(stored), where), count, stored, where);
  }
  if (encoding === 'DELTA_BINARY_PACKED' && (type === 'INT32' || type === 'INT64')) {
    return readDeltas(bytes, count, type, where);
  }
  if (encoding === 'DELTA_LENGTH_BYTE_ARRAY' && type === 'BYTE_ARRAY') return readDeltaLengths(bytes, count, where);
  if (encoding === 'DELTA_BYTE_ARRAY' && type === 'BYTE_ARRAY') return readDeltaStrings(bytes, count, where);
  if (encoding === 'DELTA_BYTE_ARRAY' && type === 'FIXED_LEN_BYTE_ARRAY') {
    const values = readDeltaStrings(bytes, count, where);
    if (values.some(({ length }) => length !== stored.length)) throw cutShort(where);
    return values;
  }
  throw new UnvanishError(
    'format',
    `${where}: values of type ${type} are encoded as ${encoding ?? 'something unknown'}, which is not read`,
    'save it again with pandas: to_parquet(file)',
  );
}

const NUMBERS = { INT32: 'i4', INT64: 'i8', FLOAT: 'f4', DOUBLE: 'f8' } as const;

function plainValues(bytes: Uint8Array, count: number, stored: StoredType, where: string): ArrayLike<StoredValue> {
  const { type } = stored;
  if (type === 'BYTE_ARRAY') return plainBytes(bytes, count, where);
  const width = widthOf(stored);
  if (!(count * width <= bytes.length)) throw cutShort(where);
  if (type === 'BOOLEAN') return Array.from({ length: count }, (_, i) => ((bytes[i >> 3] >> (i & 7)) & 1) === 1);
  if (type === 'INT96' || type === 'FIXED_LEN_BYTE_ARRAY') {
    return Array.from({ length: count }, (_, i) => bytes.subarray(i * width, (i + 1) * width));
  }
  return viewElements(bytes.subarray(0, count * width), NUMBERS[type], 'little');
}

/** Values of bytes, each behind its length. */
function plainBytes(bytes: Uint8Array, count: number, where: string): Uint8Array[] {
  if (!(count * 4 <= bytes.length)) throw cutShort(where);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  return Array.from({ length: count }, () => {
    if (at + 4 > bytes.length) throw cutShort(where);
    const start = at + 4;
    at = start + view.getUint32(at, true);
    if (at > bytes.length) throw cutShort(where);
    return bytes.subarray(start, at);
  });
}

/** Values whose first bytes come first, then all second ones, and so on, each in one piece again. */
function joinedStreams(bytes: Uint8Array, count: number, width: number, where: string): Uint8Array {
  if (!(count * width <= bytes.length)) throw cutShort(where);
  const joined = new Uint8Array(count * width);
  for (let place = 0; place < width; place++) {
    for (let i = 0; i < count; i++) joined[i * width + place] = bytes[place * count + i];
  }
  return joined;
}

/** Bytes that a value takes; of bytes without a fixed length, its length takes. */
function widthOf({ type, length }: StoredType): number {
  if (type === 'FIXED_LEN_BYTE_ARRAY') return length;
  return { BOOLEAN: 1 / 8, INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8, BYTE_ARRAY: 4 }[type];
}

function cutShort(where: string): UnvanishError {
  return new UnvanishError('format', `${where}: a page is cut short`);
}
