import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import { UnvanishError } from '../../errors.js';
import { checkArgument, checkTexts } from '../../options.js';
import { checkNumbers } from '../../statistics/numbers.js';
import { type Content, type Markup, svg } from '../markup.js';
import { formatQuantity } from '../numberFormat.js';
import { horizontalTicks, type Tick, tickSpace, verticalTicks } from './axis.js';
import { seriesColours, seriesDashes } from './colour.js';
import { endLabelSpace, endLabels, legendRows, type SeriesStyle } from './seriesLabels.js';
import { fontSize, label, svgFigure, titleBlock } from './svgFigure.js';
import { textWidth } from './textLayout.js';
import { drawableNumber, isWide, valueScale, valueTicks } from './valueScale.js';

/**
 * One line, with the band between `low` and `high` where both are given; all arrays have the length of `x`. NaN
 * leaves a gap.
 */
export interface Series {
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly low?: ArrayLike<number> | undefined;
  readonly high?: ArrayLike<number> | undefined;
  /** Which colour and dash, from 0; its place among the series unless told. One model keeps one slot in all figures. */
  readonly slot?: number | undefined;
}

/** A line chart. */
export interface LineChart {
  readonly title: string;
  readonly series: readonly Series[];
  readonly xLabel: string;
  readonly yLabel: string;
  /** What the whole numbers of x, from 0 on, are called, where x only says which comes after which. */
  readonly xNames?: readonly string[] | undefined;
  /** From 0 (or the least value) to the largest unless told. */
  readonly yDomain?: readonly [low: number, high: number] | undefined;
  /** `percent` writes .25 as 25 %. */
  readonly yFormat?: 'number' | 'percent' | undefined;
  /** A logarithmic y axis; what is not positive is left out. */
  readonly log?: boolean | undefined;
  /** A level to compare with, as chance: a dotted line with its name. */
  readonly reference?: { readonly value: number; readonly label: string } | undefined;
  /** A stretch of x that is shaded, as where a truth box lies. */
  readonly span?: Span | undefined;
}

export interface Span {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

type Point = { x: number; y: number; low: number; high: number };
type Place = { left: number; right: number; top: number; bottom: number };
type Scale = (value: number) => number;

/**
 * A line chart as one SVG. Lines differ in dash as well as colour, and are named at their right end where there is
 * room, above the plot where there is not.
 *
 * @param width Width in pixels at which text has its natural size; the figure scales to any other.
 * @throws UnvanishError `shape` where the arrays of a series differ in length.
 */
export function lineChart(chart: LineChart, width = 640): Markup {
  checkArgument(Array.isArray(chart?.series), 'lineChart: series', chart?.series, 'an array');
  checkTexts('lineChart: the first argument', chart, ['title', 'xLabel', 'yLabel']);
  const { xNames } = chart;
  checkArgument(xNames === undefined || Array.isArray(xNames), 'lineChart: xNames', xNames, 'an array of texts');
  for (const [index, item] of chart.series.entries()) {
    checkTexts(`series[${index}]`, item, ['name']);
    for (const axis of ['x', 'y'] as const) checkNumbers(`series[${index}]: ${axis}`, item[axis]);
  }
  const { title, series, span } = chart;
  const lines = series.map((item) => pointsOf(item, chart.log === true));
  const values = lines.flat().flatMap((point) => [point.y, point.low, point.high]);
  const reference = usableReference(chart);
  const yScale = valueScale(reference ? [...values, reference.value] : values, chart);
  const styles = [
    ...series.map((item, index) => styleOf(item, index)),
    ...(reference ? [referenceStyle(reference.label)] : []),
  ];

  const narrow = width < 480;
  const heading = titleBlock(title, width);
  const legend = narrow ? legendRows(styles, heading.bottom, width) : { markup: undefined, bottom: heading.bottom };
  const top = legend.bottom + (span && usableSpan(span) ? 42 : 26);
  const bottom = top + (narrow ? width * 0.56 : Math.min(width * 0.4, 300));
  yScale.range([bottom, top]);
  const percent = (value: number) => `${formatQuantity(Number((value * 100).toPrecision(9)))} %`;
  const format = chart.yFormat === 'percent' ? percent : formatQuantity;
  const yTicks: Tick[] = valueTicks(yScale).map((value) => ({ position: yScale(value), text: format(value) }));
  const left = Math.max(tickSpace(yTicks), 20);
  const place: Place = { left, right: width - (narrow ? 8 : endLabelSpace(styles)), top, bottom };
  const xScale = timeScale(lines, place, chart.xNames);

  const ends = lines.map((points) => {
    const last = points.findLast((point) => Number.isFinite(point.y));
    return last && { x: xScale(last.x), y: clamp(yScale(last.y), top, bottom) };
  });
  if (reference) ends.push({ x: place.right, y: clamp(yScale(reference.value), top, bottom) });
  const plot = clipped(place, [
    span && drawSpan(span, xScale, place),
    reference && drawReference(yScale(reference.value), place),
    lines.map((points, index) => drawLine(points, styles[index], xScale, yScale)),
  ]);
  const description = `Line chart of ${chart.yLabel} by ${chart.xLabel}: ${series.map((item) => item.name).join(', ')}.`;
  return svgFigure({ width, height: bottom + 40, title, description }, [
    heading.markup,
    legend.markup,
    label(`↑ ${chart.yLabel}`, 0, legend.bottom + 14),
    yTicks.map((tick) => horizontalLine('uv-grid', '#e3e1dc', tick.position, place)),
    plot,
    verticalTicks(yTicks, left),
    horizontalTicks(xScale.marks, bottom),
    horizontalLine('uv-axis', '#8a919a', bottom, place),
    label(`${chart.xLabel} →`, place.right, bottom + 34, 'end'),
    span && spanLabel(span, xScale, place),
    !narrow && endLabels(styles, ends, place),
  ]);
}

function pointsOf(series: Series, log: boolean): Point[] {
  const { x, y, low, high, name } = series;
  for (const [what, array] of Object.entries({ y, low, high })) {
    if (array && array.length !== x.length)
      throw new UnvanishError('shape', `series ${name}: ${what} has ${array.length} values where x has ${x.length}`);
  }
  const drawable = (value: number | undefined) => {
    const seen = drawableNumber(value);
    return log && seen <= 0 ? Number.NaN : seen;
  };
  return Array.from(x, (at, index) => ({
    x: drawableNumber(at),
    y: drawable(y[index]),
    low: drawable(low?.[index]),
    high: drawable(high?.[index]),
  })).filter((point) => Number.isFinite(point.x));
}

function usableReference({ reference, log }: LineChart): LineChart['reference'] {
  const value = drawableNumber(reference?.value);
  return reference && Number.isFinite(value) && (!log || value > 0) ? { label: reference.label, value } : undefined;
}

function styleOf(series: Series, index: number): SeriesStyle {
  const slot = (series.slot ?? index) % seriesColours.length;
  // After all colours are used once, the dashes are shifted by one, so that no two of 36 lines are alike.
  const dash = seriesDashes[(slot + Math.floor((series.slot ?? index) / seriesColours.length)) % seriesDashes.length];
  return { name: series.name, slot, colour: seriesColours[slot].light, dash };
}

function referenceStyle(name: string): SeriesStyle {
  return { name, slot: 'reference', colour: '#59616b', dash: '1 3' };
}

function timeScale(
  lines: readonly Point[][],
  { left, right }: Place,
  names: LineChart['xNames'],
): Scale & { marks: Tick[] } {
  const all = lines.flat().map((point) => point.x);
  const low = all.reduce((least, x) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const high = all.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
  const domain = all.length === 0 ? [0, 1] : isWide(low, high) ? [low, high] : widened(low);
  const scale = scaleLinear(domain, [left, right]);
  const whole = names !== undefined || all.every(Number.isInteger);
  const marks = scale
    .ticks(Math.max(2, Math.floor((right - left) / 55)))
    .filter((value) => !whole || Number.isInteger(value))
    .map((value) => ({ position: scale(value), text: names?.[value] ?? formatQuantity(value) }));
  return Object.assign((value: number) => scale(value), { marks });
}

/** A nested svg clips what leaves the plot, without an identifier that could meet its like on the page. */
function clipped({ left, right, top, bottom }: Place, content: Content): Markup {
  const box = svg`${left} ${top - 4} ${right - left + 4} ${bottom - top + 8}`;
  return svg`<svg x="${left}" y="${top - 4}" width="${right - left + 4}" height="${bottom - top + 8}" viewBox="${box}">${content}</svg>`;
}

function drawLine(points: Point[], style: SeriesStyle, x: Scale, y: Scale): Markup {
  const { slot, colour, dash } = style;
  const rounded = (value: number) => Math.round(value * 10) / 10;
  const across = (point: Point) => rounded(x(point.x));
  const up = (value: (point: Point) => number) => (point: Point) => rounded(y(value(point)));
  const height = (point: Point) => point.y;
  const band = area<Point>(
    across,
    up((point) => point.low),
    up((point) => point.high),
  ).defined((point) => Number.isFinite(point.low) && Number.isFinite(point.high))(points);
  const path = line<Point>(across, up(height)).defined((point) => Number.isFinite(point.y))(points);
  const few = points.length <= 12 ? points.filter((point) => Number.isFinite(point.y)) : [];
  const stroke = svg`stroke="${colour}" stroke-width="2" stroke-linejoin="round" stroke-dasharray="${dash || 'none'}"`;
  return svg`${[
    band && svg`<path class="uv-fill-${slot}" fill="${colour}" fill-opacity="0.16" d="${band}"/>`,
    path && svg`<path class="uv-line-${slot}" fill="none" ${stroke} d="${path}"/>`,
    few.map((point) => [
      svg`<circle class="uv-fill-${slot}" fill="${colour}" cx="${across(point)}" cy="${up(height)(point)}" r="2.6"/>`,
    ]),
  ]}`;
}

function horizontalLine(name: string, colour: string, y: number, { left, right }: Place): Markup {
  return svg`<line class="${name}" stroke="${colour}" x1="${left}" x2="${right}" y1="${y}" y2="${y}"/>`;
}

function drawReference(y: number, { left, right }: Place): Markup {
  const place = svg`x1="${left}" x2="${right}" y1="${y}" y2="${y}"`;
  return svg`<line class="uv-line-reference" stroke="#59616b" stroke-width="1.5" stroke-dasharray="1 3" ${place}/>`;
}

function drawSpan(span: Span, x: Scale, { top, bottom }: Place): Content {
  if (!usableSpan(span)) return undefined;
  const place = svg`x="${x(span.from)}" y="${top}" width="${x(span.to) - x(span.from)}" height="${bottom - top}"`;
  return svg`<rect class="uv-span" fill="#59616b" fill-opacity="0.1" ${place}/>`;
}

/** Above the plot, where no line can cross it. */
function spanLabel(span: Span, x: Scale, { left, right, top }: Place): Content {
  if (!usableSpan(span)) return undefined;
  const half = textWidth(span.label, fontSize) / 2;
  const middle = (clamp(x(span.from), left, right) + clamp(x(span.to), left, right)) / 2;
  return label(span.label, clamp(middle, left + half, right - half), top - 5, 'middle');
}

function usableSpan({ from, to }: Span): boolean {
  return Number.isFinite(drawableNumber(from)) && Number.isFinite(drawableNumber(to)) && to > from;
}

/** An interval around a value, for an axis on which everything lies at that value. */
function widened(value: number): [low: number, high: number] {
  const reach = Math.max(1, Math.abs(value) * 1e-3);
  return [value - reach, value + reach];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}
