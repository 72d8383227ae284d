import type { Dataset } from '../data/dataset.js';
import type { Estimate } from '../statistics/estimate.js';
import { decimalExponent } from '../statistics/portableMath.js';

/**
 * How a column of numbers is written: `score` as in the paper, `.103`; `percent` a share as percent without the sign,
 * `53.4`; `integer`; `quantity` anything else, to three significant digits.
 */
export type NumberStyle = 'score' | 'percent' | 'integer' | 'quantity';

/** What stands where there is no number. */
export const noNumber = '–';

/** One number in a style; `–` where it is NaN or infinite. */
export function formatNumber(value: number, style: NumberStyle = 'score'): string {
  if (!Number.isFinite(value)) return noNumber;
  if (style === 'quantity') return formatQuantity(value);
  if (style === 'integer') return formatFixed(value, 0);
  if (style === 'percent') return formatFixed(value * 100, 1);
  return formatFixed(value, 3).replace(/^(−?)0\./, '$1.');
}

/** A mean with its 95 % confidence interval: `.103 [.101, .105]`; the mean alone where there is no interval. */
export function formatEstimate(estimate: Estimate, style: NumberStyle = 'score'): string {
  const interval = formatInterval(estimate, style);
  const mean = formatNumber(estimate.mean, style);
  return interval && mean !== noNumber ? `${mean} ${interval}` : mean;
}

/** The interval alone, `[.101, .105]`; empty where it is not known: with one value, or none. */
export function formatInterval(estimate: Estimate, style: NumberStyle = 'score'): string {
  if (estimate.n < 2 || !Number.isFinite(estimate.low) || !Number.isFinite(estimate.high)) return '';
  return `[${formatNumber(estimate.low, style)}, ${formatNumber(estimate.high, style)}]`;
}

const superscripts: Record<string, string> = Object.fromEntries(
  [...'-0123456789'].map((character, index) => [character, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][index]]),
);

/** Three significant digits, for axes and legends: `0.0312`, `1,250`, `3.1×10⁻⁵`. */
export function formatQuantity(value: number): string {
  if (!Number.isFinite(value)) return noNumber;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e6) {
    const digits = Math.max(0, 2 - decimalExponent(size));
    const text = size.toFixed(digits);
    return withSign(value, digits > 0 ? text.replace(/\.?0+$/, '') : Number(text).toLocaleString('en-US'));
  }
  const [mantissa, exponent] = size.toExponential(1).split('e') as [string, string];
  const power = [...exponent.replace('+', '')].map((character) => superscripts[character]).join('');
  const factor = mantissa.replace(/\.0$/, '');
  return withSign(value, factor === '1' ? `10${power}` : `${factor}×10${power}`);
}

function formatFixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  // A mean of -0.0001 is written .000, not −.000.
  return Number(text) === 0 ? text : withSign(value, text);
}

function withSign(value: number, text: string): string {
  return value < 0 ? `−${text}` : text;
}

/** From which p on a difference is not told from chance. */
const LEVEL = 0.05;

/** Whether a p value tells something from chance. */
export function beyondChance(p: number): boolean {
  return p < LEVEL;
}

/** A p value as tables write it: `.012`, `< .001`. */
export function formatP(p: number): string {
  return p < 0.001 ? `< ${formatNumber(0.001)}` : formatNumber(p);
}

/** A p value within a sentence: `p = .012`, `p < .001`. */
export function pText(p: number): string {
  const text = formatP(p);
  return text.startsWith('<') ? `p ${text}` : `p = ${text}`;
}

/** A time step as text: in seconds where the data tell how long a step is. */
export function timeText({ samplingInterval }: Pick<Dataset, 'samplingInterval'>, step: number): string {
  return samplingInterval === undefined ? `step ${step}` : `${formatQuantity(step * samplingInterval)} s`;
}
