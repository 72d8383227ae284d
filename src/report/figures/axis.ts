import { scaleLinear } from 'd3-scale';
import { type Markup, svg } from '../markup.js';
import { formatQuantity } from '../numberFormat.js';
import { fontSize, label } from './svgFigure.js';
import { textWidth } from './textLayout.js';

/** A mark on an axis: where it is in the figure, and what stands beside it. */
export interface Tick {
  readonly position: number;
  readonly text: string;
}

/** The space that the texts of a vertical axis take, with their distance to it. */
export function tickSpace(ticks: readonly Tick[]): number {
  return Math.max(0, ...ticks.map((tick) => textWidth(tick.text, fontSize))) + 9;
}

/** A horizontal axis below a plot: marks and their texts. */
export function horizontalTicks(ticks: readonly Tick[], y: number): Markup {
  return svg`${ticks.map(({ position, text }) => [
    svg`<line class="uv-axis" stroke="#8a919a" x1="${position}" x2="${position}" y1="${y}" y2="${y + 5}"/>`,
    label(text, position, y + 17, 'middle'),
  ])}`;
}

/** A vertical axis left of a plot: marks and their texts. */
export function verticalTicks(ticks: readonly Tick[], x: number): Markup {
  return svg`${ticks.map(({ position, text }) => [
    svg`<line class="uv-axis" stroke="#8a919a" x1="${x - 5}" x2="${x}" y1="${position}" y2="${position}"/>`,
    label(text, x - 8, position + 4, 'end'),
  ])}`;
}

/**
 * Marks for `count` cells side by side from `from` to `to`, each mark at the middle of its cell. `interval` is the
 * step between cells in the unit of the axis: 1 for indices.
 */
export function cellTicks(count: number, from: number, to: number, most: number, interval = 1): Tick[] {
  const last = (count - 1) * interval;
  const values = last > 0 ? scaleLinear([0, last], [0, 1]).ticks(Math.max(1, most)) : [0];
  const cell = (to - from) / count;
  return values
    .filter((value) => interval !== 1 || Number.isInteger(value))
    .map((value) => ({ position: from + (value / interval + 0.5) * cell, text: formatQuantity(value) }));
}
