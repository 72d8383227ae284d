import type { MissingValues } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { NAME_COLUMNS } from './tableOptions.js';

/** A decimal number. Digits are never matched in two ways, so a long wrong field costs linear time. */
export const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
/** One with a decimal comma, or neither comma nor point. */
export const COMMA_NUMBER = /^[+-]?(?:\d+(?:,\d*)?|,\d+)(?:[eE][+-]?\d+)?$/;
/** What NumPy, pandas, R, spreadsheets, statistics packages and loggers write where there is no value. */
const MISSING =
  /^(?:|[+-]?nan(?:\(ind\))?|-?1\.#(?:ind|qnan)|<?na>?|n\/a|nat|null|none|nil|missing|\?|\.|-{1,2}|#n\/a(?: n\/a)?|#na|#(?:div\/0|num|value|ref|null)!|#name\?)$/i;
const INFINITE = /^[+-]?(?:inf|infinity|1\.#inf|∞)$/i;

/** The number that a field of a table holds: NaN where it is missing, infinite where it says so, undefined where it is none. */
export function numberOf(field: string): number | undefined {
  if (NUMBER.test(field)) return Number(field);
  if (MISSING.test(field)) return Number.NaN;
  if (!INFINITE.test(field)) return undefined;
  return field.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** As `numberOf`, of a table whose numbers have a decimal point or comma. */
export function numberReader(decimal: 'point' | 'comma'): typeof numberOf {
  if (decimal === 'point') return numberOf;
  return (field) => {
    if (COMMA_NUMBER.test(field)) return Number(field.replace(',', '.'));
    return NUMBER.test(field) ? undefined : numberOf(field);
  };
}

/**
 * The number of a field of a series; NaN where it is missing and will be filled.
 *
 * @param value what `numberOf` says of the field.
 * @param where file, row and column, for errors.
 * @throws UnvanishError `format` or `not-finite`.
 */
export function seriesValue(
  field: string,
  value: number | undefined,
  missing: MissingValues,
  where: () => string,
): number {
  if (value === undefined) {
    const remedy = COMMA_NUMBER.test(field)
      ? 'where that is a decimal comma, say so with `decimal: comma`'
      : NAME_COLUMNS;
    throw new UnvanishError('format', `${where()}: is ${quoted(field)}; a number was expected`, remedy);
  }
  if (Number.isFinite(Math.fround(value))) return value;
  if (Number.isNaN(value)) {
    if (missing === 'interpolate') return value;
    const written = field === '' ? '' : `, written ${quoted(field)}`;
    throw new UnvanishError(
      'not-finite',
      `${where()}: the value is missing${written}`,
      'fill it, or have it interpolated over time (`missing: interpolate`)',
    );
  }
  if (Number.isFinite(value)) {
    throw new UnvanishError('not-finite', `${where()}: ${quoted(field)} is beyond the range of float32`);
  }
  throw new UnvanishError(
    'not-finite',
    `${where()}: is ${quoted(field)}; a finite number was expected`,
    'leave the field empty where there is no value: it then counts as missing',
  );
}
