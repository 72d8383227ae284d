import { checkArgument } from '../options.js';
import { checkNumbers } from './numbers.js';

/** A mean with its 95 % confidence interval, over n values. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** The .975 quantile of the normal distribution. */
export const NORMAL_975 = 1.959963984540054;

/** .975 quantiles of Student's t with 1 to 30 degrees of freedom. */
const STUDENT_975 = [
  12.706204736175, 4.302652729749, 3.182446305284, 2.776445105198, 2.570581835636, 2.446911851145, 2.364624251593,
  2.306004135204, 2.262157162798, 2.228138851986, 2.200985160092, 2.178812829667, 2.160368656463, 2.144786687918,
  2.13144954556, 2.119905299221, 2.109815577833, 2.100922040241, 2.093024054408, 2.085963447266, 2.079613844728,
  2.073873067904, 2.068657610419, 2.063898561628, 2.059538552753, 2.055529438643, 2.05183051648, 2.048407141795,
  2.045229642133, 2.042272456301,
];

/**
 * Mean and 95 % confidence interval with Student's t: mean +- t_{.975, n-1} s / sqrt(n).
 *
 * One value says nothing about its spread: low = high = mean. No values give undefined.
 *
 * @param bounds between which all values lie by their nature, as [0, 1] of shares: the interval is cut there.
 */
export function estimate(
  values: ArrayLike<number>,
  [least, most]: readonly [low: number, high: number] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Estimate | undefined {
  checkNumbers('values', values);
  const n = values.length;
  if (n === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i];
  const mean = sum / n;
  if (n === 1) return { mean, low: mean, high: mean, n };
  let squares = 0;
  for (let i = 0; i < n; i++) squares += (values[i] - mean) * (values[i] - mean);
  const margin = studentQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
  return { mean, low: Math.max(least, mean - margin), high: Math.min(most, mean + margin), n };
}

/**
 * A proportion with its 95 % Wilson score interval (Wilson, JASA 22, 1927), which stays in [0, 1] and has a width at
 * 0 and 100 % as well; for accuracies. No trials give undefined.
 *
 * @param successes 0 to n.
 */
export function proportionEstimate(successes: number, n: number): Estimate | undefined {
  checkArgument(typeof n === 'number' && n >= 0, 'n', n, 'a number of trials');
  checkArgument(successes >= 0 && successes <= n, 'successes', successes, 'a number from 0 to that of the trials');
  if (n === 0) return undefined;
  const mean = successes / n;
  return { mean, ...wilsonInterval(mean, n), n };
}

/** Wilson's interval of a share of n trials, which may be no whole number. */
export function wilsonInterval(mean: number, n: number): { readonly low: number; readonly high: number } {
  const z2 = NORMAL_975 * NORMAL_975;
  const scale = 1 + z2 / n;
  const centre = (mean + z2 / (2 * n)) / scale;
  const margin = (NORMAL_975 / scale) * Math.sqrt((mean * (1 - mean)) / n + z2 / (4 * n * n));
  // At 0 and 1 a bound is exactly that; rounding must not put it a hair beside.
  return { low: mean === 0 ? 0 : centre - margin, high: mean === 1 ? 1 : centre + margin };
}

/**
 * The .975 quantile of Student's t. A table up to 30 degrees of freedom, exact to 12 decimals; beyond it the
 * Cornish-Fisher expansion about the normal quantile to the fourth order (Abramowitz and Stegun 26.7.5), whose
 * error is below 3e-8 from 31 degrees of freedom on and falls from there.
 *
 * @param degrees Degrees of freedom, at least 1; between whole numbers its reciprocal is interpolated.
 */
export function studentQuantile(degrees: number): number {
  const below = Math.floor(degrees);
  if (degrees !== below) {
    const [low, high] = [studentQuantile(below), studentQuantile(below + 1)];
    return low + (high - low) * (below + 1) * (1 - below / degrees);
  }
  if (degrees <= STUDENT_975.length) return STUDENT_975[degrees - 1];
  const z = NORMAL_975;
  const q = z * z;
  const g1 = (z * (q + 1)) / 4;
  const g2 = (z * ((5 * q + 16) * q + 3)) / 96;
  const g3 = (z * (((3 * q + 19) * q + 17) * q - 15)) / 384;
  const g4 = (z * ((((79 * q + 776) * q + 1482) * q - 1920) * q - 945)) / 92160;
  return z + (g1 + (g2 + (g3 + g4 / degrees) / degrees) / degrees) / degrees;
}
