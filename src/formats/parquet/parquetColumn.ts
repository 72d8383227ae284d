import type { ColumnMetaData, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { UnvanishError } from '../../errors.js';
import { crc32 } from '../packed/crc32.js';
import type { Unpack } from './codecs.js';
import type { ColumnType, ParquetValue } from './columnType.js';
import { readRleHybrid } from './rleHybrid.js';
import { storedValues } from './storedValues.js';
import { checkThrift } from './thrift.js';

/** One column of one group of rows. */
export interface ParquetChunk {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly data: ColumnMetaData;
  readonly type: ColumnType;
  readonly isOptional: boolean;
  readonly unpack: Unpack;
  readonly rows: number;
  /** File and column, for errors. */
  readonly where: string;
}

/**
 * Reads the values of a flat column. What page headers claim is compared with the bytes that are there before anything is
 * allocated, and a page with its checksum, where it has one.
 *
 * Format: https://parquet.apache.org/docs/file-format/data-pages/
 *
 * @throws UnvanishError `format` or `size`.
 */
export function readParquetColumn(chunk: ParquetChunk): ParquetValue[] {
  const { bytes, data, rows, where } = chunk;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = { view, offset: Number(data.dictionary_page_offset || data.data_page_offset) };
  if (!(reader.offset >= 0)) throw broken(where, 'it does not say where its pages are');
  const values: ParquetValue[] = [];
  let dictionary: readonly ParquetValue[] | undefined;
  while (values.length < rows) {
    const header = headerOf(reader, where);
    const size = header.compressed_page_size;
    if (!(size >= 0) || reader.offset + size > bytes.length) throw broken(where, 'its pages reach beyond the file');
    const packed = bytes.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    if (header.crc !== undefined && crc32(packed) !== header.crc >>> 0) {
      throw broken(where, 'a page is damaged: its checksum does not match');
    }
    if (header.type === 'DICTIONARY_PAGE' && header.dictionary_page_header) {
      const count = header.dictionary_page_header.num_values;
      dictionary = meant(chunk.unpack(packed, header.uncompressed_page_size, where), count, 'PLAIN', chunk);
    } else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
      const page = pageOf(header, packed, chunk, rows - values.length);
      for (const value of pageValues(page, dictionary, chunk)) values.push(value);
    } else if (header.type !== 'INDEX_PAGE') throw broken(where, 'a page is damaged: it is of no known kind');
  }
  return values;
}

/** The header of the page that begins where the reader is. */
function headerOf(reader: { readonly view: DataView; offset: number }, where: string): PageHeader {
  const { view, offset } = reader;
  checkThrift(view, offset, view.byteLength, where);
  const damaged = () => broken(where, 'the header of a page is damaged');
  const header = parsedHeader(reader, damaged);
  const { data_page_header: one, data_page_header_v2: two, dictionary_page_header: words } = header;
  const numbers = [header.compressed_page_size, header.uncompressed_page_size, header.crc ?? 0];
  if (one) numbers.push(one.num_values);
  if (two) numbers.push(two.num_values, two.definition_levels_byte_length, two.repetition_levels_byte_length);
  if (words) numbers.push(words.num_values);
  // It gives what is there, of whatever type.
  if (!numbers.every(Number.isInteger)) throw damaged();
  return header;
}

function parsedHeader(reader: { readonly view: DataView; offset: number }, damaged: () => Error): PageHeader {
  try {
    return parquetHeader(reader);
  } catch {
    throw damaged();
  }
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
  const { where, isOptional, unpack } = chunk;
  const one = header.type === 'DATA_PAGE' ? header.data_page_header : undefined;
  const two = header.type === 'DATA_PAGE_V2' ? header.data_page_header_v2 : undefined;
  const count = one?.num_values ?? two?.num_values ?? -1;
  if (!(count >= 0 && count <= most)) throw broken(where, 'a page holds other rows than the table has');
  if (one) {
    const body = unpack(packed, header.uncompressed_page_size, where);
    if (!isOptional) return { count, encoding: one.encoding, present: undefined, body };
    if (one.definition_level_encoding === 'BIT_PACKED') {
      throw broken(where, 'says which values are missing as BIT_PACKED, which is not read');
    }
    const length = body.length < 4 ? -1 : new DataView(body.buffer, body.byteOffset).getUint32(0, true);
    if (length < 0 || 4 + length > body.length) throw broken(where, 'a page is cut short');
    const present = readRleHybrid(body.subarray(4, 4 + length), 1, count, where);
    return { count, encoding: one.encoding, present, body: body.subarray(4 + length) };
  }
  // A flat column has no use for levels of repetition, but some writers put them there.
  const start = two?.repetition_levels_byte_length ?? -1;
  const levels = start + (two?.definition_levels_byte_length ?? -1);
  if (!two || !(start >= 0 && levels >= start && levels <= packed.length)) throw broken(where, 'a page is damaged');
  const rest = packed.subarray(levels);
  const size = header.uncompressed_page_size - levels;
  // Where all values are missing nothing is packed, or what is packed is nothing.
  const body = two.is_compressed === false || size === 0 ? rest : unpack(rest, size, where);
  const present = isOptional ? readRleHybrid(packed.subarray(start, levels), 1, count, where) : undefined;
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
  const { where } = chunk;
  if (count === 0) return [];
  if (encoding !== 'RLE_DICTIONARY' && encoding !== 'PLAIN_DICTIONARY') return meant(body, count, encoding, chunk);
  if (!dictionary || body.length === 0) throw broken(where, 'its dictionary is missing');
  return Array.from(readRleHybrid(body.subarray(1), body[0], count, where), (place) => {
    if (place >= dictionary.length) throw broken(where, 'a value is not in its dictionary');
    return dictionary[place];
  });
}

/** The values that are stored in a page, as what they mean. */
function meant(bytes: Uint8Array, count: number, encoding: string | undefined, chunk: ParquetChunk): ParquetValue[] {
  const { type, where } = chunk;
  if (!(count >= 0)) throw broken(where, 'a page is damaged: it holds fewer than no values');
  return Array.from(storedValues(bytes, count, encoding, type.stored, where), (value) => type.value(value, where));
}

function broken(where: string, reason: string): UnvanishError {
  return new UnvanishError('format', `${where}: ${reason}`);
}
