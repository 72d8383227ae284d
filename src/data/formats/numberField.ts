/** A decimal number. Digits are never matched in two ways, so a long wrong field costs linear time. */
export const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const MISSING = /^(?:|n\/a|[+-]?nan|na|null|none|\?)$/i;

/** The number that a field of a table holds: NaN where it is missing (empty, n/a, NaN), undefined where it is none. */
export function numberOf(field: string): number | undefined {
  if (NUMBER.test(field)) return Number(field);
  return MISSING.test(field) ? Number.NaN : undefined;
}
