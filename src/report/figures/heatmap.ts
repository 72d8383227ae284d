import { checkTexts } from '../../options.js';
import type { Markup } from '../markup.js';
import { formatQuantity } from '../numberFormat.js';
import { cellTicks, horizontalTicks, type Tick, tickSpace, verticalTicks } from './axis.js';
import { type ColourScale, checkScale } from './colour.js';
import { drawColourBar } from './colourBar.js';
import { checkPanel, drawPanel, type PanelData, panelDomain } from './panel.js';
import { fontSize, label, svgFigure, titleBlock } from './svgFigure.js';
import { textWidth, truncateText } from './textLayout.js';
import { drawableNumber } from './valueScale.js';

/** A heatmap of one series or saliency map: time along x, features along y with feature 0 at the top. */
export interface Heatmap extends PanelData {
  readonly title: string;
  readonly scale: ColourScale;
  /** What the colours measure, with its unit: `|dP/dx|`. */
  readonly unit: string;
  /** The values at the ends of the colour scale; the 99.5th percentile ends it unless told, and the legend says so. */
  readonly domain?: readonly [low: number, high: number] | undefined;
  readonly timeLabel?: string | undefined;
  readonly featureLabel?: string | undefined;
  /** Written beside the rows where there is room for them. */
  readonly featureNames?: readonly string[] | undefined;
  /** Seconds from one step to the next: the time axis is then in seconds. */
  readonly samplingInterval?: number | undefined;
}

const mostNames = 40;
const nameWidth = 110;

/**
 * A heatmap as one SVG with axes, a colour bar, and the truth mask outlined where one is given.
 *
 * @param width Width in pixels at which text has its natural size; the figure scales to any other.
 * @throws UnvanishError `shape` where values or mask do not fit [time, feature]; `option`.
 */
export function heatmapFigure(heatmap: Heatmap, width = 460): Markup {
  checkTexts('heatmapFigure: the first argument', heatmap, ['title', 'unit']);
  const { title, scale, unit, time, features, samplingInterval } = heatmap;
  checkScale(scale, 'heatmapFigure');
  checkPanel(heatmap, title);
  const domain = panelDomain(heatmap, scale, heatmap.domain);
  const names = heatmap.featureNames && features <= mostNames ? heatmap.featureNames : undefined;
  const heading = titleBlock(title, width);
  const top = heading.bottom + 20;
  const height = names ? Math.max(features * 15, 45) : plotHeight(time, features, width);
  const rows: Tick[] = names
    ? names.map((name, index) => ({
        position: top + ((index + 0.5) * height) / features,
        text: truncateText(name, nameWidth, fontSize),
      }))
    : cellTicks(features, top, top + height, Math.floor(height / 40));
  const left = tickSpace(rows);
  const plot = { x: left, y: top, width: width - left - 10, height };
  const inSeconds = samplingInterval !== undefined && drawableNumber(samplingInterval) > 0;
  const columns = cellTicks(
    time,
    plot.x,
    plot.x + plot.width,
    Math.floor(plot.width / 60),
    inSeconds ? samplingInterval : 1,
  );
  const timeLabel = `${heatmap.timeLabel ?? 'time'}${inSeconds ? ' (s)' : ''}`;
  const { markup, pooled } = drawPanel(heatmap, 'x', scale, domain, plot);
  const bottom = top + height;
  const pooling =
    Math.max(...pooled) > 1 ? `Each pixel shows the strongest of ${pooled[0]} steps × ${pooled[1]} features.` : '';
  const bar = drawColourBar({
    scale,
    domain,
    unit,
    notes: [domain.note, pooling],
    outlined: heatmap.mask !== undefined,
    place: { x: plot.x, y: bottom + 44, width: plot.width },
  });
  const shape = `${time} time steps along x, ${features} features along y`;
  const colours = `colours from ${formatQuantity(domain.low)} to ${formatQuantity(domain.high)}`;
  const outline = heatmap.mask ? ' The truth mask is outlined.' : '';
  const description = `Heatmap of ${unit}: ${shape}, ${colours}.${outline} ${domain.note}`.trim();
  return svgFigure({ width, height: bar.bottom, title, description }, [
    heading.markup,
    label(`↓ ${heatmap.featureLabel ?? 'feature'}`, 0, top - 8),
    markup,
    verticalTicks(rows, plot.x),
    horizontalTicks(columns, bottom),
    label(`${timeLabel} →`, plot.x + plot.width, bottom + 33, 'end'),
    bar.markup,
  ]);
}

/** Cells are square where that makes neither a ribbon nor a tower. */
function plotHeight(time: number, features: number, width: number): number {
  const square = ((width - textWidth('100', fontSize) - 20) * features) / time;
  return Math.min(Math.max(square, width * 0.3), width * 0.75);
}
