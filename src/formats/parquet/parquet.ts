import { type FileMetaData, parquetMetadata, type RowGroup, type SchemaElement } from 'hyparquet';
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
 * The rows of a Parquet table with flat columns of numbers, text and truth values; the names of rows that pandas saves are
 * passed over. Plain and dictionary encodings, packed with Snappy or gzip, which is what pandas writes. One group of rows is
 * held at a time, when the rows are visited; what is wrong in it is said then.
 *
 * @throws UnvanishError `format` or `size`, naming the column.
 */
export function readParquet(bytes: Uint8Array, file: string): TableRows {
  checkContent(bytes, file);
  const table = whole(file, () => readTable(bytes, file));
  return { ...table, each: (visit) => whole(file, () => table.each(visit)) };
}

/** Does something with a file; what is no error of this library's is one of a file that is none, or damaged. */
function whole<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnvanishError) throw error;
    const reason = error instanceof Error ? error.message.split('\n')[0].slice(0, 200) : 'damaged';
    throw new UnvanishError('format', `${file}: is no Parquet file, or damaged (${reason})`);
  }
}

function readTable(given: Uint8Array, file: string): TableRows {
  checkFooter(given);
  const metadata = parquetMetadata(given, { geoparquet: false });
  const { buffer, byteOffset, byteLength } = given;
  // Memory that threads share cannot be read as text.
  const bytes = buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(given);
  const all = columnsOf(metadata, file);
  const rows = Number(metadata.num_rows);
  if (!(rows >= 0) || rows * all.length > FREE_VALUES + MOST_PER_BYTE * bytes.length) {
    throw new UnvanishError('size', `${file}: claims ${rows} rows of ${all.length} columns in ${bytes.length} bytes`);
  }
  const counts = metadata.row_groups.map((group) => Number(group.num_rows));
  const claimed = counts.reduce((sum, count) => (count >= 0 ? sum + count : Number.NaN), 0);
  if (claimed !== rows) throw new UnvanishError('format', `${file}: holds ${claimed} rows where it says ${rows}`);
  const columns = all.map((_, column) => column).filter((column) => !ROW_NAMES.test(all[column].name));
  const header = columns.map((column) => all[column].name);
  const columnOf = (group: RowGroup, column: number, count: number) => {
    const element = all[column];
    const where = `${file}, column ${quoted(element.name)}`;
    const data = group.columns[column]?.meta_data;
    if (!data) throw new UnvanishError('format', `${where}: is not in the file`);
    return readParquetColumn({ bytes, element, data, rows: count, where });
  };
  return {
    file,
    header: () => header,
    mostRows: () => rows,
    mostFields: rows * columns.length,
    each: (visit) => {
      visit([...header], 0);
      let number = 0;
      metadata.row_groups.forEach((group, index) => {
        const values = columns.map((column) => columnOf(group, column, counts[index]));
        for (let row = 0; row < counts[index]; row++) {
          number++;
          visit(
            values.map((column) => fieldOf(column[row])),
            number,
          );
        }
      });
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
