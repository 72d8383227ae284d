import { checkArgument } from '../options.js';

/** Whether a value is an array of numbers, typed or not; of a plain array the first entry tells. */
function isNumbers(value: unknown): value is ArrayLike<number> {
  if (Array.isArray(value)) return value.length === 0 || typeof value[0] === 'number';
  return (
    ArrayBuffer.isView(value) &&
    !(value instanceof DataView || value instanceof BigInt64Array || value instanceof BigUint64Array)
  );
}

/**
 * Checks that an argument is an array of numbers, typed or not.
 *
 * @throws UnvanishError `option`.
 */
export function checkNumbers(name: string, value: unknown): void {
  checkArgument(isNumbers(value), name, value, 'an array of numbers');
}

/**
 * Checks that an argument is a list of names, such as one a sample.
 *
 * @throws UnvanishError `option`.
 */
export function checkNames(name: string, value: unknown): void {
  checkArgument(
    Array.isArray(value) && value.every((one) => typeof one === 'string'),
    name,
    value,
    'an array of names',
  );
}

/** A share of a count, to the nearest whole number: .29 of 50 is 15 (14.5 rounded up), as float64's 14.499999999999998 is not. */
export function shareOfCount(share: number, count: number): number {
  return Math.round(Number((share * count).toPrecision(12)));
}
