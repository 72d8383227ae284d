import type { CompressionCodec, RowGroup } from 'hyparquet';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { checkContent } from '../namedFile.js';
import { numberOf } from '../tables/numberField.js';
import type { ColumnOptions } from '../tables/tableOptions.js';
import type { TableRows } from '../tables/tableRows.js';
import { loadCodecs, type Unpack } from './codecs.js';
import type { ParquetValue } from './columnType.js';
import { type ParquetColumn, readFooter, refused } from './footer.js';
import { readParquetColumn } from './parquetColumn.js';

/** Values that a file may hold beyond so many for each of its bytes: repeated values take next to no room. */
const MOST_PER_BYTE = 256;
const FREE_VALUES = 2 ** 22;
/** The name that pandas gives to a column of row names. */
const ROW_NAMES = /^__index_level_\d+__$/;

/**
 * The rows of a Parquet table, as CSV of the same rows would have them: columns of numbers, text, truth values, dates and times;
 * the names of rows that pandas saves are passed over. One group of rows is held at a time, when the rows are visited; what is
 * wrong in it is said then.
 *
 * @param options `ignoreColumns` are not read: their fields are empty, and they may be of any type.
 * @throws UnvanishError `format` or `size`, naming the column; `missing` where what unpacks the file cannot be loaded.
 */
export async function readParquet(
  given: Uint8Array,
  file: string,
  { ignoreColumns = [] }: Pick<ColumnOptions, 'ignoreColumns'> = {},
): Promise<TableRows> {
  checkContent(given, file);
  const { buffer, byteOffset, byteLength } = given;
  // Memory that threads share cannot be read as text.
  const bytes = buffer instanceof ArrayBuffer ? new Uint8Array(buffer, byteOffset, byteLength) : new Uint8Array(given);
  const { rows, columns: all, groups } = readFooter(bytes, file);
  const columns = all.filter(({ name }) => !ROW_NAMES.test(name));
  const isRead = ({ name }: ParquetColumn) => !ignoreColumns.includes(name);
  const unread = columns.find((column) => isRead(column) && typeof column.type === 'string');
  if (unread) throw refused(file, unread);
  if (!(rows >= 0)) throw new UnvanishError('format', `${file}: does not say how many rows it has`);
  const held = groups.reduce((sum, { num_rows: count }) => (count >= 0 ? sum + Number(count) : Number.NaN), 0);
  if (held !== rows)
    throw new UnvanishError(
      'format',
      `${file}: holds ${held >= 0 ? held : 'an unknown number of'} rows where it says ${rows}`,
    );
  if (rows * all.length > FREE_VALUES + MOST_PER_BYTE * bytes.length) {
    throw new UnvanishError('size', `${file}: claims ${rows} rows of ${all.length} columns in ${bytes.length} bytes`);
  }
  const codecs = await loadCodecs(packedWith(groups));
  const header = columns.map(({ name }) => name);
  return {
    file,
    header: () => header,
    mostRows: () => rows,
    numberOf,
    each: (visit) => {
      if (visit([...header], 0) === false) return;
      let number = 0;
      for (const group of groups) {
        const values = columns.map((column) =>
          isRead(column) ? columnOf(column, group, { bytes, file, codecs }) : undefined,
        );
        for (let row = 0; row < Number(group.num_rows); row++) {
          number++;
          const fields = values.map((column) => fieldOf(column ? column[row] : null));
          if (visit(fields, number) === false) return;
        }
      }
    },
  };
}

function packedWith(groups: readonly RowGroup[]): Set<CompressionCodec | undefined> {
  return new Set(groups.flatMap(({ columns }) => columns.map(({ meta_data: data }) => data?.codec)));
}

interface Opened {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly file: string;
  readonly codecs: ReadonlyMap<string | undefined, Unpack>;
}

/** The values of a column in a group of rows. */
function columnOf(column: ParquetColumn, group: RowGroup, { bytes, file, codecs }: Opened): ParquetValue[] {
  const { name, type, stored, isOptional } = column;
  const where = `${file}, column ${quoted(name)}`;
  const broken = (problem: string) => new UnvanishError('format', `${where}: ${problem}`);
  const chunk = group.columns[stored];
  if (typeof type === 'string') throw refused(file, column);
  if (chunk?.crypto_metadata) throw broken('is encrypted, which is not read');
  if (chunk?.file_path) throw broken(`is in another file, ${quoted(chunk.file_path)}, which is not read`);
  const data = chunk?.meta_data;
  if (!data) throw broken('is not in the file');
  if (data.type !== type.stored.type || data.path_in_schema[0] !== name) {
    throw broken('its values are said to be of another column or type');
  }
  const unpack = codecs.get(data.codec);
  if (!unpack) throw broken(`is packed with ${data.codec ?? 'something unknown'}, which is not read`);
  return readParquetColumn({ bytes, data, type, isOptional, unpack, rows: Number(group.num_rows), where });
}

function fieldOf(value: ParquetValue): string {
  if (value === null) return '';
  return Object.is(value, -0) ? '-0' : String(value).trim();
}
