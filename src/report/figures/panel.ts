import { UnvanishError } from '../../errors.js';
import { checkNumbers } from '../../statistics/numbers.js';
import { type Markup, svg } from '../markup.js';
import type { ColourScale } from './colour.js';
import { type ColourDomain, colourDomain } from './colourDomain.js';
import { outlinePath } from './contour.js';
import { layOut, type Raster, rasterImage, type SeriesLayout } from './raster.js';

/** Values of one series, or a saliency map of it, to be drawn as an image. */
export interface PanelData {
  /** [time, feature]. NaN and infinities are drawn as missing. */
  readonly values: ArrayLike<number>;
  readonly time: number;
  readonly features: number;
  /** Number of steps that are not padding; all unless told. */
  readonly length?: number | undefined;
  /** [time, feature]; where it is not 0 is outlined. */
  readonly mask?: ArrayLike<number> | undefined;
}

/** Where a panel is drawn. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Checks a panel's sizes.
 *
 * @throws UnvanishError `shape`, naming the panel by `name`.
 */
export function checkPanel(panel: PanelData, name: string): void {
  const { time, features, values, mask } = panel;
  if (!(Number.isSafeInteger(time) && Number.isSafeInteger(features) && time > 0 && features > 0)) {
    throw new UnvanishError(
      'shape',
      `${name} has shape [${time}, ${features}]: every size must be a positive whole number`,
    );
  }
  checkNumbers(`${name}: values`, values);
  for (const [what, array] of [['values', values] as const, ['mask', mask] as const]) {
    if (array && array.length !== time * features) {
      throw new UnvanishError(
        'shape',
        `${name}: ${what} holds ${array.length} values where [time, feature] = [${time}, ${features}] needs ${time * features}`,
      );
    }
  }
}

/** The values of a panel as colours, with its mask outlined, filling a rectangle. */
export function drawPanel(
  panel: PanelData,
  timeAlong: SeriesLayout['timeAlong'],
  scale: ColourScale,
  domain: ColourDomain,
  place: Rectangle,
): { markup: Markup; pooled: Raster['pooled'] } {
  const { time, features, length } = panel;
  const raster = layOut(panel.values, { time, features, timeAlong, length });
  const image = rasterImage(raster, scale, domain.low, domain.high);
  const { x, y, width, height } = place;
  const outline = panel.mask && outlinePath(layOut(panel.mask, { time, features, timeAlong }));
  const box = svg`x="${x}" y="${y}" width="${width}" height="${height}"`;
  const crisp = 'image-rendering:crisp-edges;image-rendering:pixelated';
  const markup = svg`<rect class="uv-missing" fill="#e6e3dd" ${box}/>
<image ${box} preserveAspectRatio="none" style="${crisp}" href="${image}"/>
${outline && drawOutline(outline, raster, place, timeAlong)}`;
  return { markup, pooled: raster.pooled };
}

/** The values of a panel without its padding. */
export function unpadded(panel: PanelData): Float64Array {
  const length = Math.min(panel.length ?? panel.time, panel.time) * panel.features;
  return Float64Array.from({ length }, (_, index) => panel.values[index]);
}

/** The colour domain that fits a panel's values; padding is left out. */
export function panelDomain(
  panel: PanelData,
  scale: ColourScale,
  fixed?: readonly [low: number, high: number],
): ColourDomain {
  return colourDomain(unpadded(panel), scale, fixed);
}

/**
 * White on a dark casing: visible on every colour of every scale. In images the line is fine and bare, since strokes
 * of a digit are few pixels wide. Lines keep their width however the figure is scaled.
 */
function drawOutline(
  path: string,
  raster: Raster,
  { x, y, width, height }: Rectangle,
  timeAlong: SeriesLayout['timeAlong'],
): Markup {
  const transform = svg`translate(${x} ${y}) scale(${String(width / raster.columns)} ${String(height / raster.rows)})`;
  const lines: [colour: string, width: number, opacity: number][] =
    timeAlong === 'x'
      ? [
          ['#14171b', 3.4, 0.75],
          ['#fff', 1.5, 1],
        ]
      : [['#fff', 0.8, 0.9]];
  return svg`<g fill="none" transform="${transform}">${lines.map(
    ([colour, thickness, opacity]) =>
      svg`<path d="${path}" stroke="${colour}" stroke-width="${thickness}" stroke-opacity="${opacity}" vector-effect="non-scaling-stroke"/>`,
  )}</g>`;
}
