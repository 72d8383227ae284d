import type { ColumnMetaData, PageHeader, ParquetType, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { readPlain } from 'hyparquet/src/plain.js';
import { UnvanishError } from '../../errors.js';
import { gunzip } from '../packed/gzip.js';
import { readRleHybrid } from './rleHybrid.js';
import { unpackSnappy } from './snappy.js';
import { checkThrift } from './thrift.js';

/** A value of a table; null where it is missing. */
export type ParquetValue = string | number | bigint | boolean | null;

/** One column of one group of rows. */
export interface ParquetChunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly element: SchemaElement;
  readonly data: ColumnMetaData;
  readonly rows: number;
  /** File and column, for errors. */
  readonly where: string;
}

/** Bytes that values of a type take at least. */
const WIDTHS: Readonly<Partial<Record<ParquetType, number>>> = {
  BOOLEAN: 1 / 8,
  INT32: 4,
  INT64: 8,
  FLOAT: 4,
  DOUBLE: 8,
  BYTE_ARRAY: 4,
};
/** A page may be so many times as large as it is packed, and this much larger still. */
const MOST_GROWTH = 1000;
const FREE_BYTES = 2 ** 22;

/**
 * Reads the values of a column: flat, of numbers, text or truth values, plain or by a dictionary, as it is, or packed with
 * Snappy or gzip. What page headers claim is compared with the bytes that are there before anything is allocated.
 *
 * @throws UnvanishError `format`, or what hyparquet throws for damaged headers.
 */
export function readParquetColumn(chunk: ParquetChunk): ParquetValue[] {
  const { bytes, data, rows, where } = chunk;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = { view, offset: Number(data.dictionary_page_offset || data.data_page_offset) };
  if (!(reader.offset >= 0)) throw broken(where, 'it does not say where its pages are');
  const values: ParquetValue[] = [];
  let dictionary: readonly ParquetValue[] | undefined;
  while (values.length < rows) {
    checkThrift(view, reader.offset, view.byteLength);
    const header = parquetHeader(reader);
    const size = header.compressed_page_size;
    if (!(size >= 0) || reader.offset + size > bytes.length) throw broken(where, 'its pages reach beyond the file');
    const packed = bytes.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    if (header.dictionary_page_header) {
      const { num_values: count } = header.dictionary_page_header;
      dictionary = plain(unpacked(packed, header.uncompressed_page_size, chunk), count, chunk);
      continue;
    }
    const page = pageOf(header, packed, chunk, rows - values.length);
    for (const value of pageValues(page, dictionary, chunk)) values.push(value);
  }
  return values;
}

/** A page of data, unpacked. */
interface Page {
  readonly count: number;
  readonly encoding: string | undefined;
  /** 1 where a value is there, [count]; undefined where all are. */
  readonly present: Uint32Array | undefined;
  readonly body: Uint8Array<ArrayBuffer>;
}

function pageOf(header: PageHeader, packed: Uint8Array<ArrayBuffer>, chunk: ParquetChunk, most: number): Page {
  const { where, element } = chunk;
  const one = header.data_page_header;
  const two = header.data_page_header_v2;
  const count = one?.num_values ?? two?.num_values ?? -1;
  if (!(count > 0 && count <= most)) throw broken(where, 'a page holds other rows than the table has');
  const optional = element.repetition_type === 'OPTIONAL';
  if (one) {
    const body = unpacked(packed, header.uncompressed_page_size, chunk);
    if (!optional) return { count, encoding: one.encoding, present: undefined, body };
    const length = body.length < 4 ? -1 : new DataView(body.buffer, body.byteOffset).getUint32(0, true);
    if (length < 0 || 4 + length > body.length) throw broken(where, 'a page is cut short');
    const present = readRleHybrid(body.subarray(4, 4 + length), 1, count, where);
    return { count, encoding: one.encoding, present, body: body.subarray(4 + length) };
  }
  const levels = two?.definition_levels_byte_length ?? -1;
  if (!two || !(levels >= 0 && levels <= packed.length) || two.repetition_levels_byte_length) {
    throw broken(where, 'a page is damaged');
  }
  const rest = packed.subarray(levels);
  const body = two.is_compressed === false ? rest : unpacked(rest, header.uncompressed_page_size - levels, chunk);
  const present = optional ? readRleHybrid(packed.subarray(0, levels), 1, count, where) : undefined;
  return { count, encoding: two.encoding, present, body };
}

function pageValues(
  { count, encoding, present, body }: Page,
  dictionary: readonly ParquetValue[] | undefined,
  chunk: ParquetChunk,
): readonly ParquetValue[] {
  const there = present ? present.reduce((sum, one) => sum + one, 0) : count;
  const found = encoded(there, encoding, body, dictionary, chunk);
  if (!present) return found;
  let next = 0;
  return Array.from(present, (one) => (one ? found[next++] : null));
}

function encoded(
  count: number,
  encoding: string | undefined,
  body: Uint8Array<ArrayBuffer>,
  dictionary: readonly ParquetValue[] | undefined,
  chunk: ParquetChunk,
): readonly ParquetValue[] {
  const { where, element } = chunk;
  if (count === 0) return [];
  if (encoding === 'PLAIN') return plain(body, count, chunk);
  if (encoding === 'RLE' && element.type === 'BOOLEAN') {
    return Array.from(readRleHybrid(body.subarray(4), 1, count, where), (bit) => bit === 1);
  }
  if (encoding !== 'RLE_DICTIONARY' && encoding !== 'PLAIN_DICTIONARY') {
    throw new UnvanishError('format', `${where}: is encoded as ${encoding}; plain and dictionary are read`, SAVE_AGAIN);
  }
  if (!dictionary || body.length === 0) throw broken(where, 'its dictionary is missing');
  return Array.from(readRleHybrid(body.subarray(1), body[0], count, where), (place) => {
    if (place >= dictionary.length) throw broken(where, 'a value is not in its dictionary');
    return dictionary[place];
  });
}

const SAVE_AGAIN = 'save it again with pandas: to_parquet(file, compression="snappy")';

function plain(
  body: Uint8Array<ArrayBuffer>,
  count: number,
  { element, where }: ParquetChunk,
): readonly ParquetValue[] {
  const { type, converted_type: meaning } = element;
  const width = type && WIDTHS[type];
  if (!type || width === undefined) throw broken(where, `is of type ${type}; numbers, text and truth values are read`);
  if (!(count >= 0 && count * width <= body.length)) throw broken(where, 'a page is cut short');
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const values: ArrayLike<unknown> = readPlain({ view, offset: 0 }, type, count, undefined);
  if (values.length !== count) throw broken(where, 'a page is cut short');
  const decoder = new TextDecoder();
  return Array.from(values, (value): ParquetValue => {
    if (value instanceof Uint8Array) return decoder.decode(value);
    if (meaning === 'UINT_32') return (value as number) >>> 0;
    if (meaning === 'UINT_64') return BigInt.asUintN(64, value as bigint);
    return value as ParquetValue;
  });
}

function unpacked(
  packed: Uint8Array<ArrayBuffer>,
  size: number,
  { data, where }: ParquetChunk,
): Uint8Array<ArrayBuffer> {
  const { codec } = data;
  if (!(size >= 0 && size <= FREE_BYTES + MOST_GROWTH * packed.length)) {
    throw new UnvanishError('size', `${where}: a page of ${packed.length} bytes claims to hold ${size}`);
  }
  if (codec === 'UNCOMPRESSED') return packed;
  if (codec === 'SNAPPY') return unpackSnappy(packed, size, where);
  if (codec === 'GZIP') return gunzip(packed, where, { headerBytes: 0, sizeOf: () => size });
  throw new UnvanishError('format', `${where}: is packed with ${codec}; Snappy and gzip are read`, SAVE_AGAIN);
}

function broken(where: string, reason: string): UnvanishError {
  return new UnvanishError('format', `${where}: ${reason}`);
}
