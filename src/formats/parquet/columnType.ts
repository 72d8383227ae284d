import type { SchemaElement, TimeUnit } from 'hyparquet';
import { UnvanishError } from '../../errors.js';
import { readElements } from '../elements.js';
import type { StoredType, StoredValue } from './storedValues.js';
import { clockText, dateText, momentText } from './timeText.js';

/** A value of a table; null where it is missing. */
export type ParquetValue = string | number | bigint | boolean | null;

/** How the values of a column are stored, and what they mean. */
export interface ColumnType {
  readonly stored: StoredType;
  /** @param where file and column, for errors. */
  readonly value: (stored: StoredValue, where: string) => ParquetValue;
}

/** What a column means, by its logical type or, in older files, its converted type. */
type Meaning =
  | { readonly name: 'number' | 'unsigned' | 'text' | 'uuid' | 'half' | 'date' | 'old moment' }
  | { readonly name: 'decimal'; readonly scale: number }
  | { readonly name: 'clock' | 'moment'; readonly unit: TimeUnit; readonly isUtc: boolean };

const NANOSECONDS: Readonly<Record<TimeUnit, bigint>> = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n };
// Decimals of 38 digits take 16 bytes, of 76 digits 32.
const LONGEST_DECIMAL = 32;
const MOST_DIGITS = 76;
const DAYS_TO_1970 = 2_440_588;

/**
 * What values of a flat column are: numbers, text, truth values; dates and times are text, as they are in CSV.
 *
 * Format: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md
 *
 * @returns the name of its type where values of that type are not read.
 */
export function columnTypeOf(element: SchemaElement): ColumnType | string {
  const { type, type_length: length = 0 } = element;
  if (!type || !Number.isInteger(length) || length < 0) return 'unknown';
  const meaning = meaningOf(element);
  if (typeof meaning === 'string') return meaning;
  const value = readerOf(meaning, type, length);
  return value
    ? { stored: { type, length }, value }
    : `${element.logical_type?.type ?? element.converted_type ?? type}`;
}

function meaningOf(element: SchemaElement): Meaning | string {
  const { logical_type: logical, converted_type: converted, type } = element;
  const scale = logical?.type === 'DECIMAL' ? logical.scale : element.scale;
  switch (logical ? (logical.type ?? 'unknown') : converted) {
    case undefined:
      if (type === 'INT96') return { name: 'old moment' };
      return { name: type === 'BYTE_ARRAY' ? 'text' : 'number' };
    case 'NULL':
      return { name: 'number' };
    case 'INTEGER':
      return { name: logical?.type === 'INTEGER' && !logical.isSigned ? 'unsigned' : 'number' };
    case 'INT_8':
    case 'INT_16':
    case 'INT_32':
    case 'INT_64':
      return { name: 'number' };
    case 'UINT_8':
    case 'UINT_16':
    case 'UINT_32':
    case 'UINT_64':
      return { name: 'unsigned' };
    case 'STRING':
    case 'UTF8':
    case 'ENUM':
    case 'JSON':
      return { name: 'text' };
    case 'UUID':
      return { name: 'uuid' };
    case 'FLOAT16':
      return { name: 'half' };
    case 'DECIMAL':
      return { name: 'decimal', scale: scale ?? 0 };
    case 'DATE':
      return { name: 'date' };
    case 'TIME_MILLIS':
    case 'TIME_MICROS':
      return { name: 'clock', unit: converted === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS', isUtc: false };
    case 'TIMESTAMP_MILLIS':
    case 'TIMESTAMP_MICROS':
      return { name: 'moment', unit: converted === 'TIMESTAMP_MILLIS' ? 'MILLIS' : 'MICROS', isUtc: true };
    case 'TIME':
      if (logical?.type !== 'TIME') return 'TIME';
      return { name: 'clock', unit: logical.unit, isUtc: false };
    case 'TIMESTAMP':
      if (logical?.type !== 'TIMESTAMP') return 'TIMESTAMP';
      return { name: 'moment', unit: logical.unit, isUtc: logical.isAdjustedToUTC };
    default:
      return logical ? (logical.type ?? 'unknown') : `${converted}`;
  }
}

/** What makes a value of a stored one; undefined where values of that meaning are not stored so. */
function readerOf(meaning: Meaning, type: StoredType['type'], length: number): ColumnType['value'] | undefined {
  const isWhole = type === 'INT32' || type === 'INT64';
  const isBytes = type === 'BYTE_ARRAY' || (type === 'FIXED_LEN_BYTE_ARRAY' && length > 0 && length <= LONGEST_DECIMAL);
  switch (meaning.name) {
    case 'number':
      return isWhole || type === 'FLOAT' || type === 'DOUBLE' || type === 'BOOLEAN' ? asStored : undefined;
    case 'unsigned':
      if (!isWhole) return undefined;
      return type === 'INT32' ? (value) => (value as number) >>> 0 : (value) => BigInt.asUintN(64, value as bigint);
    case 'text':
      return type === 'BYTE_ARRAY' ? textOf : undefined;
    case 'uuid':
      return isBytes && length === 16 ? uuidOf : undefined;
    case 'half':
      return isBytes && length === 2
        ? (value) => Number(readElements(value as Uint8Array, 'f2', 'little')[0])
        : undefined;
    case 'decimal': {
      const { scale } = meaning;
      if (!(Number.isInteger(scale) && scale >= 0 && scale <= MOST_DIGITS)) return undefined;
      if (isWhole) return (value) => decimalText(BigInt(value as number | bigint), scale);
      return isBytes ? (value, where) => decimalText(wholeOf(value as Uint8Array, where), scale) : undefined;
    }
    case 'date':
      return type === 'INT32' ? (value) => dateText(value as number) : undefined;
    case 'clock':
    case 'moment': {
      const { name, unit, isUtc } = meaning;
      const isStored = name === 'clock' && unit === 'MILLIS' ? type === 'INT32' : type === 'INT64';
      const text = name === 'clock' ? clockText : momentText;
      const zone = isUtc ? '+00:00' : '';
      if (!isStored) return undefined;
      return (value, where) => there(text(BigInt(value as number | bigint) * NANOSECONDS[unit]), where) + zone;
    }
    case 'old moment':
      return type === 'INT96' ? (value) => oldMomentText(value as Uint8Array) : undefined;
  }
}

function asStored(value: StoredValue): ParquetValue {
  return value as number | bigint | boolean;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function textOf(value: StoredValue, where: string): string {
  try {
    return UTF8.decode(value as Uint8Array);
  } catch {
    throw new UnvanishError('format', `${where}: holds bytes that are no text in UTF-8`);
  }
}

function uuidOf(value: StoredValue): string {
  const digits = Array.from(value as Uint8Array, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}

/** The whole number of bytes in two's complement, the highest first. */
function wholeOf(bytes: Uint8Array, where: string): bigint {
  if (bytes.length > LONGEST_DECIMAL) {
    throw new UnvanishError(
      'format',
      `${where}: holds a decimal of ${bytes.length} bytes; ${LONGEST_DECIMAL} at most are read`,
    );
  }
  const unsigned = bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);
  return BigInt.asIntN(8 * bytes.length, unsigned);
}

function decimalText(value: bigint, scale: number): string {
  if (scale === 0) return String(value);
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** A moment as Impala and Spark stored it: nanoseconds of a day (8 bytes), then the Julian day (4 bytes). */
function oldMomentText(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const days = BigInt(view.getInt32(8, true) - DAYS_TO_1970);
  return momentText(days * 86_400_000_000_000n + view.getBigInt64(0, true));
}

function there(text: string | undefined, where: string): string {
  if (text !== undefined) return text;
  throw new UnvanishError('format', `${where}: holds a time that no day has`);
}
