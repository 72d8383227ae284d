/** The middle of some values and how far they spread. */
export interface Spread {
  readonly median: number;
  /** The 5 % and the 95 % quantile. */
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/**
 * Median and 5 to 95 % quantiles, linear between order statistics. Norms of Jacobians span many powers of ten and may be
 * zero; a median is the same on any scale. No values give undefined.
 */
export function spreadOf(values: readonly number[]): Spread | undefined {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.05), high: quantile(sorted, 0.95), n: values.length };
}

function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const [a, b] = [sorted[below], sorted[Math.min(below + 1, sorted.length - 1)]];
  return a === b ? a : a + (b - a) * (place - below);
}
