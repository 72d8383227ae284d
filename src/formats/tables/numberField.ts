import type { MissingValues } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { NAME_COLUMNS } from './tableOptions.js';

/** A decimal number. Digits are never matched in two ways, so a long wrong field costs linear time. */
export const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const MISSING = /^(?:|n\/a|[+-]?nan|na|null|none|\?)$/i;

/** The number that a field of a table holds: NaN where it is missing (empty, n/a, NaN), undefined where it is none. */
export function numberOf(field: string): number | undefined {
  if (NUMBER.test(field)) return Number(field);
  return MISSING.test(field) ? Number.NaN : undefined;
}

/**
 * The number of a field of a series; NaN where it is missing and will be filled.
 *
 * @param where file, row and column, for errors.
 * @throws UnvanishError `format` or `not-finite`.
 */
export function seriesValue(field: string, missing: MissingValues, where: string): number {
  const value = numberOf(field);
  if (value === undefined) {
    throw new UnvanishError('format', `${where}: is ${quoted(field)}; a number was expected`, NAME_COLUMNS);
  }
  if (Number.isNaN(value)) {
    if (missing === 'interpolate') return value;
    throw new UnvanishError(
      'not-finite',
      `${where}: the value is missing`,
      'fill it, or have it interpolated over time (`missing: interpolate`)',
    );
  }
  if (Number.isFinite(Math.fround(value))) return value;
  throw new UnvanishError('not-finite', `${where}: ${quoted(field)} is beyond the range of float32`);
}
