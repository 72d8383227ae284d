import type { MissingValues } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { numberOf } from './numberField.js';
import { samplewiseColumns } from './samplewise.js';
import { type TableColumns, tableColumns } from './tableColumns.js';
import { type ColumnOptions, NAME_COLUMNS, NO_HEADER } from './tableOptions.js';
import type { TableRows } from './tableRows.js';

const ROLES = ['sample', 'time', 'feature', ...samplewiseColumns] as const;

/** A wide table before its rows are read. */
export interface WideTable {
  readonly rows: TableRows;
  readonly columns: TableColumns;
  readonly missing: MissingValues;
}

/**
 * What the header of a wide table says its columns are.
 *
 * @throws UnvanishError `format`, and as `tableColumns`.
 */
export function wideColumns(fields: readonly string[], file: string, options: ColumnOptions): TableColumns {
  if (holdNumbers(fields)) throw noHeader(fields, file);
  const columns = tableColumns(fields, file, ROLES, options);
  const { roles, names } = columns;
  if (names.length === 0) throw new UnvanishError('format', `${file}: has no columns of values`, NAME_COLUMNS);
  if (holdNumbers(names)) throw noHeader(names, file);
  if (roles.has('feature') && !hasTimeColumns(columns)) {
    throw new UnvanishError(
      'format',
      `${file}: has a column feature, but none named value, and none named by time steps 0, 1, 2, ...`,
      NAME_COLUMNS,
    );
  }
  return columns;
}

/** Whether these are numbers, or what stands for missing ones, and no names. */
function holdNumbers(fields: readonly string[]): boolean {
  const numbers = fields.map(numberOf);
  return !areSteps(fields) && !numbers.includes(undefined) && numbers.some(Number.isFinite);
}

function noHeader([first]: readonly string[], file: string): UnvanishError {
  return new UnvanishError(
    'format',
    `${file}: the first row holds numbers, such as ${quoted(first)}, where names of columns were expected`,
    NO_HEADER,
  );
}

/** Whether columns are time steps, by their names. */
export function hasTimeColumns({ roles, names }: TableColumns): boolean {
  return names.length > 1 && !roles.has('time') && areSteps(names);
}

/** Whether names are 0, 1, 2, ... or 1, 2, 3, ... */
function areSteps(names: readonly string[]): boolean {
  const from = (first: number) => names.every((name, position) => name === String(position + first));
  return from(0) || from(1);
}
