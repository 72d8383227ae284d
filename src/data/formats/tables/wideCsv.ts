import { UnvanishError } from '../../../errors.js';
import type { Dataset } from '../../dataset.js';
import type { MissingValues } from '../../missing.js';
import { quoted } from '../quoted.js';
import { decodeFeatureColumns } from './featureColumns.js';
import { numberOf } from './numberField.js';
import { ownCopy } from './orderedNames.js';
import { samplewiseColumns } from './samplewise.js';
import { csvTable, type TableRows } from './tableRows.js';
import { decodeTimeColumns } from './timeColumns.js';

const ROLES = ['sample', 'time', 'feature', ...samplewiseColumns] as const;
type Role = (typeof ROLES)[number];

/** What the columns of a wide table are. */
export interface WideColumns {
  /** Position of each column that is no value. */
  readonly roles: ReadonlyMap<Role, number>;
  /** Positions and names of those that are. */
  readonly values: readonly number[];
  readonly names: readonly string[];
  readonly count: number;
}

/** A wide table before its rows are read. */
export interface WideTable {
  readonly rows: TableRows;
  readonly columns: WideColumns;
  readonly missing: MissingValues;
}

export interface WideOptions {
  /** What becomes of missing values; default `refuse`. */
  readonly missing?: MissingValues | undefined;
  /** `features` where columns are no time steps, whatever their names; by default names tell. */
  readonly columns?: 'features' | undefined;
}

/**
 * Reads series from a wide table, TSV (by the name) or CSV, with a header:
 *
 * - one row a time step, one column a feature, and if wanted `sample` and `time`: without `sample` the table is one series,
 *   without `time` rows are in order;
 * - one row a series, where the columns are named by time steps, 0, 1, 2, ... or 1, 2, 3, ..., and if wanted `sample` and `feature`:
 *   without `sample` each row is one. Series end where the fields behind are empty.
 *
 * Both may have `label`, `subject` and `run`, the same in all rows of a sample.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, `not-finite`, `labels` or `size`, naming the row and the column.
 */
export function decodeWideCsv(content: string | Uint8Array, file: string, options: WideOptions = {}): Dataset {
  return decodeWideTable(csvTable(content, file), options);
}

/**
 * Reads series from any wide table: see `decodeWideCsv`.
 *
 * @throws UnvanishError as `decodeWideCsv`.
 */
export function decodeWideTable(rows: TableRows, { missing = 'refuse', columns: said }: WideOptions = {}): Dataset {
  const columns = readHeader(rows.header(), rows.file);
  const table = { rows, columns, missing };
  return said === 'features' || !hasTimeColumns(columns) ? decodeFeatureColumns(table) : decodeTimeColumns(table);
}

function readHeader(fields: readonly string[], file: string): WideColumns {
  const roles = new Map<Role, number>();
  const values: number[] = [];
  const names: string[] = [];
  const seen = new Set<string>();
  fields.forEach((field, column) => {
    const role = ROLES.find((name) => name === field.toLowerCase());
    const name = role ?? ownCopy(field);
    if (name === '') throw new UnvanishError('format', `${file}: column ${column + 1} has no name`);
    if (seen.has(name)) throw new UnvanishError('format', `${file}: has the column ${quoted(name)} twice`);
    seen.add(name);
    if (role) roles.set(role, column);
    else {
      values.push(column);
      names.push(name);
    }
  });
  if (values.length === 0) throw new UnvanishError('format', `${file}: has no columns of values`);
  const columns = { roles, values, names, count: fields.length };
  if (names.every((name) => Number.isFinite(numberOf(name))) && !areCounting(names)) {
    throw new UnvanishError(
      'format',
      `${file}: the first row holds numbers, such as ${quoted(names[0])}, where names of columns were expected`,
      'add a header, or save it as .npy',
    );
  }
  if (roles.has('feature') && !hasTimeColumns(columns)) {
    throw new UnvanishError(
      'format',
      `${file}: has a column feature, but none named value, and none named by time steps 0, 1, 2, ...`,
    );
  }
  return columns;
}

function hasTimeColumns({ roles, names }: WideColumns): boolean {
  return names.length > 1 && !roles.has('time') && areCounting(names);
}

function areCounting(names: readonly string[]): boolean {
  const from = (first: number) => names.every((name, position) => name === String(position + first));
  return from(0) || from(1);
}
