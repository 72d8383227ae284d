import { type ScaleLinear, type ScaleLogarithmic, scaleLinear, scaleLog } from 'd3-scale';

/** A vertical scale, linear or logarithmic. */
export type ValueScale = ScaleLinear<number, number> | ScaleLogarithmic<number, number>;

/**
 * A number as a chart shows it: NaN for what is missing, infinite or beyond float32, 0 for what is nearer to it than
 * float32 can tell.
 */
export function drawableNumber(value: number | undefined): number {
  if (value === undefined || !(Math.abs(value) < 1e38)) return Number.NaN;
  return Math.abs(value) < 1e-38 ? 0 : value;
}

/** Whether an interval is wide enough to put marks in: its ends differ by more than rounding. */
export function isWide(low: number, high: number): boolean {
  return high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high));
}

/**
 * A scale for the values of a chart, from 0 (or the least value) to the largest, or as `yDomain` says, widened to
 * round numbers unless told. With nothing to show it goes from 0 to 1. NaN and infinities are left out.
 */
export function valueScale(
  values: readonly number[],
  axis: { readonly yDomain?: readonly [low: number, high: number] | undefined; readonly log?: boolean | undefined },
): ValueScale {
  const finite = values.filter((value) => Number.isFinite(value) && (!axis.log || value > 0));
  const least = finite.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = finite.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const told = axis.yDomain && usableDomain(axis.yDomain);
  if (axis.log) {
    const [low, high] = told && told[0] > 0 ? told : finite.length > 0 ? [least, most] : [0.1, 1];
    return scaleLog()
      .domain(isWide(low, high) ? [low, high] : [low / 10, low * 10])
      .nice();
  }
  if (told) return scaleLinear().domain(told);
  const low = Math.min(0, least);
  const high = Math.max(0, most);
  return scaleLinear()
    .domain(finite.length > 0 && high > low ? [low, high] : [0, 1])
    .nice(5);
}

function usableDomain(domain: readonly [low: number, high: number]): readonly [low: number, high: number] | undefined {
  const drawable = domain.every((end) => Number.isFinite(drawableNumber(end)));
  return drawable && isWide(...domain) ? domain : undefined;
}

/** About five values for the marks of a scale; powers of ten on a logarithmic one where there are enough of them. */
export function valueTicks(scale: ValueScale): number[] {
  const values = scale.ticks(5);
  if (!('base' in scale)) return values;
  const powers = values.filter((value) => value.toExponential().startsWith('1e'));
  const marks = powers.length >= 2 ? powers : values;
  const every = Math.ceil(marks.length / 6);
  return marks.filter((_, index) => index % every === 0);
}
