import type { Completeness } from '../attribution/completeness.js';
import { formatNumber } from '../report/numberFormat.js';

/** How nearly signed maps are complete, as means over samples. */
export interface CompletenessFacts {
  /** Of |sum of the map - (S(x) - S(baseline))|. */
  readonly meanAbsoluteDifference: number;
  /** Of |S(x) - S(baseline)|, which it is to be seen beside. */
  readonly meanAbsoluteChange: number;
}

export function completenessFacts({ sums, changes }: Completeness): CompletenessFacts {
  const meanMagnitude = (values: Float64Array) =>
    values.reduce((total, value) => total + Math.abs(value), 0) / values.length;
  return {
    meanAbsoluteDifference: meanMagnitude(sums.map((sum, sample) => sum - changes[sample])),
    meanAbsoluteChange: meanMagnitude(changes),
  };
}

export function completenessLine({ meanAbsoluteDifference, meanAbsoluteChange }: CompletenessFacts): string {
  const [difference, change] = [meanAbsoluteDifference, meanAbsoluteChange].map((value) =>
    formatNumber(value, 'quantity'),
  );
  return `Completeness: signed maps sum to S(x) − S(baseline) but for ${difference}, beside ${change} (mean magnitudes)`;
}
