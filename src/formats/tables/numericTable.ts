import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { Growing } from './growing.js';
import { ownCopy } from './orderedNames.js';
import { csvTable, type TableRows } from './tableRows.js';

/** A table of numbers with named columns. */
export interface NumericTable {
  readonly names: readonly string[];
  readonly rows: number;
  /** [row, column], row-major; NaN where a value is missing. */
  readonly values: Float32Array;
}

/**
 * Reads a table of numbers from TSV (by the name) or CSV: one row a time step, one column a series, as BIDS has confounds
 * and the time series of parcels. The first row names the columns; where it holds numbers that are no names (not 0, 1, 2, ... or
 * 1, 2, 3, ...), there are no names, and columns are numbered from 0. Values that are empty, `n/a` or NaN are missing.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format` or `not-finite`, naming row and column.
 */
export function decodeNumericTable(content: string | Uint8Array, file: string): NumericTable {
  const table = csvTable(content, file);
  const values = new Growing(Float32Array);
  let names: string[] | undefined;
  table.each((fields, row) => {
    if (!names) {
      const header = readHeader(fields, table);
      names = header ?? fields.map((_, column) => String(column));
      if (header) return;
    }
    if (fields.length !== names.length) {
      throw new UnvanishError(
        'format',
        `${file}, row ${row}: ${fields.length} fields where the first row has ${names.length}`,
      );
    }
    for (let column = 0; column < fields.length; column++) {
      const field = fields[column];
      const value = table.numberOf(field);
      const place = () => `${file}, row ${row}, column ${quoted((names as string[])[column])}`;
      if (value === undefined) {
        throw new UnvanishError('format', `${place()}: is ${quoted(field)}; a number was expected`);
      }
      values.push(value);
      if (!Number.isFinite(Math.fround(value)) && !Number.isNaN(value)) {
        throw new UnvanishError('not-finite', `${place()}: ${quoted(field)} is beyond the range of float32`);
      }
    }
  });
  if (!names || values.length === 0) throw new UnvanishError('format', `${file}: holds no rows of numbers`);
  return { names, rows: values.length / names.length, values: values.whole() };
}

/** The names of the columns; undefined where the first row is one of numbers already. */
function readHeader(fields: readonly string[], { file, numberOf }: TableRows): string[] | undefined {
  const numbers = fields.map(numberOf);
  const counting = (from: number) => numbers.every((number, column) => number === column + from);
  const holdsValues = numbers.every((number) => number !== undefined) && !numbers.every(Number.isNaN);
  if (holdsValues && !counting(0) && !counting(1)) return undefined;
  const names = fields.map(ownCopy);
  const empty = names.indexOf('');
  if (empty >= 0) throw new UnvanishError('format', `${file}: column ${empty + 1} has no name`);
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new UnvanishError('format', `${file}: has the column ${quoted(name)} twice`);
    seen.add(name);
  }
  return names;
}
