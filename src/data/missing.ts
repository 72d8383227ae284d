import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { checkArgument } from '../options.js';

export const missingChoices = ['refuse', 'interpolate'] as const;
/** What becomes of missing values: nothing is made up unless it is asked for. */
export type MissingValues = (typeof missingChoices)[number];
/** The options of formats whose values may be missing. */
export const missingOptions = z.strictObject({
  missing: z.enum(missingChoices).default('refuse').describe('missing values of series').meta({ value: 'what' }),
});

/**
 * Fills missing values (NaN) of one series by straight lines over time between the values beside them; before the first
 * and after the last value of a feature by that value. Works in place.
 *
 * @param x [length, feature].
 * @returns how many were filled.
 * @throws UnvanishError `not-finite` where a feature has no value at all; `where` names the series.
 */
export function interpolateMissing(x: Float32Array, features: number, where: string): number {
  checkArgument(x instanceof Float32Array, 'interpolateMissing: x', x, 'a Float32Array [time, feature]');
  const length = x.length / features;
  let filled = 0;
  for (let feature = 0; feature < features; feature++) {
    let known = -1;
    for (let t = 0; t <= length; t++) {
      const value = t < length ? x[t * features + feature] : Number.NaN;
      if (t < length && Number.isNaN(value)) continue;
      if (t === length && known < 0) {
        throw new UnvanishError('not-finite', `${where}: feature ${feature} has no value at any time step`);
      }
      for (let gap = known + 1; gap < t; gap++) {
        const before = known >= 0 ? x[known * features + feature] : value;
        const after = t < length ? value : before;
        const share = known >= 0 && t < length ? (gap - known) / (t - known) : 0;
        x[gap * features + feature] = before + (after - before) * share;
        filled++;
      }
      known = t;
    }
  }
  return filled;
}
