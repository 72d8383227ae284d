import { type FileMetaData, parquetMetadata, type SchemaElement } from 'hyparquet';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { checkContent } from '../namedFile.js';
import type { TableRows } from '../tables/tableRows.js';
import { type ParquetValue, readParquetColumn } from './parquetColumn.js';
import { checkThrift } from './thrift.js';

/** Values that a file may hold beyond so many for each of its bytes: repeated values take next to no room. */
const MOST_PER_BYTE = 256;
const FREE_VALUES = 2 ** 22;
/** The name that pandas gives to a column of row names. */
const ROW_NAMES = /^__index_level_\d+__$/;

/**
 * Reads the rows of a Parquet table with flat columns of numbers, text and truth values; the names of rows that pandas saves are
 * passed over. Plain and dictionary encodings, packed with Snappy or gzip, which is what pandas writes.
 *
 * @throws UnvanishError `format` or `size`, naming the column.
 */
export function readParquet(bytes: Uint8Array, file: string): TableRows {
  checkContent(bytes, file);
  try {
    return readTable(bytes, file);
  } catch (error) {
    if (error instanceof UnvanishError) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0].slice(0, 200) : 'damaged';
    throw new UnvanishError('format', `${file}: is no Parquet file, or damaged (${reason})`);
  }
}

function readTable(given: Uint8Array, file: string): TableRows {
  checkFooter(given);
  const metadata = parquetMetadata(given, { geoparquet: false });
  // Values are read in place, and may not be shared with what the caller goes on to write.
  const bytes = new Uint8Array(given);
  const all = columnsOf(metadata, file);
  const rows = Number(metadata.num_rows);
  if (!(rows >= 0) || rows * all.length > FREE_VALUES + MOST_PER_BYTE * bytes.length) {
    throw new UnvanishError('size', `${file}: claims ${rows} rows of ${all.length} columns in ${bytes.length} bytes`);
  }
  let claimed = 0;
  const values = all.map((): ParquetValue[] => []);
  for (const group of metadata.row_groups) {
    const count = Number(group.num_rows);
    claimed += count;
    if (!(count >= 0 && claimed <= rows)) throw new UnvanishError('format', `${file}: holds other rows than it says`);
    all.forEach((element, column) => {
      const data = group.columns[column]?.meta_data;
      const where = `${file}, column ${quoted(element.name)}`;
      if (!data) throw new UnvanishError('format', `${where}: is not in the file`);
      for (const value of readParquetColumn({ bytes, element, data, rows: count, where })) values[column].push(value);
    });
  }
  if (claimed !== rows) throw new UnvanishError('format', `${file}: holds ${claimed} rows where it says ${rows}`);
  const columns = all.map((_, column) => column).filter((column) => !ROW_NAMES.test(all[column].name));
  const header = columns.map((column) => all[column].name);
  return {
    file,
    header: () => header,
    mostRows: () => rows,
    mostFields: rows * columns.length,
    each: (visit) => {
      visit([...header], 0);
      for (let row = 0; row < rows; row++) {
        visit(
          columns.map((column) => fieldOf(values[column][row])),
          row + 1,
        );
      }
    },
  };
}

/** The table's description: its length and the format's name stand behind it. */
function checkFooter(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - 8;
  const length = end >= 0 ? view.getUint32(end, true) : 0;
  if (length > 0 && length <= end) checkThrift(view, end - length, end);
}

function columnsOf({ schema }: FileMetaData, file: string): SchemaElement[] {
  const [root, ...columns] = schema;
  const nested = columns.find(({ num_children, repetition_type }) => num_children || repetition_type === 'REPEATED');
  if (nested)
    throw new UnvanishError('format', `${file}: column ${quoted(nested.name)} is nested; flat columns are read`);
  const scaled = columns.find(({ converted_type: meaning }) => meaning === 'DECIMAL' || meaning === 'INTERVAL');
  if (scaled) {
    throw new UnvanishError(
      'format',
      `${file}: column ${quoted(scaled.name)} is of type ${scaled.converted_type}`,
      'save it as float',
    );
  }
  if (!root || columns.length === 0) throw new UnvanishError('format', `${file}: has no columns`);
  return columns;
}

function fieldOf(value: ParquetValue): string {
  if (value === null) return '';
  return Object.is(value, -0) ? '-0' : String(value).trim();
}
