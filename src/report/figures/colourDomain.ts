import { formatQuantity } from '../numberFormat.js';
import type { ColourScale } from './colour.js';

/** The values that get the ends of a colour scale, and what there is to say about it. */
export interface ColourDomain {
  readonly low: number;
  readonly high: number;
  /** Share of the values that lie outside and are drawn as the nearest end; 0 to 1. */
  readonly clipped: number;
  /** One sentence for the legend where values are clipped or all are zero; otherwise empty. */
  readonly note: string;
}

/** Where a scale ends unless it is told: one outlying cell would otherwise leave everything else black. */
const robustQuantile = 0.995;

/**
 * The domain of a colour scale for values: `sequential` and `ink` begin at 0 (at the least value where some are
 * negative) and end at the 99.5th percentile; `diverging` reaches as far below zero as above. `fixed` overrules both
 * ends. NaN and infinities are left out.
 */
export function colourDomain(
  values: ArrayLike<number>,
  scale: ColourScale,
  fixed?: readonly [low: number, high: number],
): ColourDomain {
  const finite = Float64Array.from(values).filter(Number.isFinite);
  if (fixed && fixed[0] < fixed[1] && fixed.every(Number.isFinite)) return described(finite, fixed[0], fixed[1], false);
  const sizes = scale === 'diverging' ? finite.map(Math.abs) : finite.slice();
  sizes.sort();
  const most = sizes[sizes.length - 1] ?? 0;
  const least = sizes[0] ?? 0;
  // A map that is zero but for a few cells has its percentile at zero: there the scale ends at the maximum.
  const robust = scale === 'ink' ? most : (sizes[Math.ceil((sizes.length - 1) * robustQuantile)] ?? 0);
  if (scale === 'diverging') {
    const reach = robust > 0 ? robust : most;
    return reach > 0 ? described(finite, -reach, reach, true) : zero(-1);
  }
  const low = Math.min(0, least);
  const high = robust > low ? robust : most;
  return high > low ? described(finite, low, high, true) : zero(0);
}

function zero(low: number): ColourDomain {
  return { low, high: 1, clipped: 0, note: 'All values are 0.' };
}

function described(values: Float64Array, low: number, high: number, robust: boolean): ColourDomain {
  let outside = 0;
  let least = low;
  let most = high;
  for (const value of values) {
    if (value < low || value > high) outside++;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const clipped = values.length > 0 ? outside / values.length : 0;
  if (outside === 0) return { low, high, clipped, note: '' };
  const ends = robust ? 'Scale ends at the 99.5th percentile' : 'Scale is fixed';
  const extremes =
    least < low ? `${formatQuantity(least)} to ${formatQuantity(most)}` : `up to ${formatQuantity(most)}`;
  return { low, high, clipped, note: `${ends}; values go ${least < low ? 'from ' : ''}${extremes}.` };
}
