import type { MissingValues } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { numberOf } from './numberField.js';
import { ownCopy } from './orderedNames.js';
import { samplewiseColumns } from './samplewise.js';
import type { TableRows } from './tableRows.js';

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

/**
 * What the header of a wide table says its columns are.
 *
 * @throws UnvanishError `format`.
 */
export function wideColumns(fields: readonly string[], file: string): WideColumns {
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
  if (names.every((name) => Number.isFinite(numberOf(name))) && !countTime(names)) {
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

/** Whether columns are time steps, by their names. */
export function hasTimeColumns({ roles, names }: WideColumns): boolean {
  return names.length > 1 && !roles.has('time') && countTime(names);
}

/** Whether names are 0, 1, 2, ... or 1, 2, 3, ... */
function countTime(names: readonly string[]): boolean {
  const from = (first: number) => names.every((name, position) => name === String(position + first));
  return from(0) || from(1);
}
