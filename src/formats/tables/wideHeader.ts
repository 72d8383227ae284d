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
  const isTold = options.columns !== undefined;
  if (!isTold && holdNumbers(fields)) throw noHeader(fields, file);
  const columns = tableColumns(fields, file, ROLES, options);
  const { roles, names } = columns;
  if (names.length === 0) throw new UnvanishError('format', `${file}: has no columns of values`, NAME_COLUMNS);
  if (!isTold && holdNumbers(names)) throw numberedColumns(names, file);
  if (options.columns === 'steps') checkAscending(names, file);
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

function numberedColumns([first]: readonly string[], file: string): UnvanishError {
  return new UnvanishError(
    'format',
    `${file}: has columns that are called by numbers, such as ${quoted(first)}`,
    'say whether they are time steps, `columns: steps`, or features, `columns: features`',
  );
}

/** Checks that columns which are one word and a number each come in the order of these numbers. */
function checkAscending(names: readonly string[], file: string): void {
  const parts = names.map((name) => /^(.*?)(\d+(?:\.\d+)?)$/.exec(name));
  if (!parts.every((part) => part?.[1] === parts[0]?.[1])) return;
  const numbers = parts.map((part) => Number(part?.[2]));
  const wrong = numbers.findIndex((number, at) => number <= numbers[at - 1]);
  if (wrong < 0) return;
  throw new UnvanishError(
    'format',
    `${file}: the column ${quoted(names[wrong])} comes after ${quoted(names[wrong - 1])}`,
    'put columns that are time steps in the order of time',
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
