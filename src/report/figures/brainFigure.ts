import type { VolumeSpace } from '../../data/space/space.js';
import { type Markup, svg } from '../markup.js';
import { formatQuantity } from '../numberFormat.js';
import type { Rgba } from './colour.js';
import { type MapRows, mapRowsFigure } from './mapRows.js';
import { pngDataUri } from './raster.js';
import { colourOf, saliencyColours, scaleEnd } from './saliencyScale.js';
import { axialSlices, type SliceView } from './sliceView.js';
import { svgFigure, titleBlock } from './svgFigure.js';

/** Maps on slices of the brain. */
export interface BrainFigure extends MapRows {
  readonly title: string;
  readonly features: number;
  readonly space: VolumeSpace;
  /** The mean image of each feature, [feature], drawn in grey below the maps. */
  readonly mean?: ArrayLike<number> | undefined;
}

/** Entries of the palette: 0 is see-through, then grey values, then colours of saliency. */
const GREYS = 96;
const COLOURS = 255 - GREYS;
const GAP = 8;

/**
 * Axial slices side by side: where a map has more than an even share of the saliency it is drawn in colour, over the mean image in
 * grey. One colour scale for all; the slice shown is the one with most saliency over all maps.
 *
 * @param width Width in pixels at which text has its natural size; the figure scales to any other.
 */
export function brainFigure(figure: BrainFigure, width = 880): Markup {
  const { title, rows, columns, features } = figure;
  const views = axialSlices(figure.space);
  if (views.length === 0) {
    const { bottom: height, markup } = titleBlock(title, width);
    return svgFigure({ width, height, title, description: 'no voxels' }, markup);
  }
  const view = mostSalient(views, figure);
  const high = scaleEnd(rows.flatMap(({ maps }) => maps));
  const perLine = Math.min(columns.length, width < 480 ? 4 : 8);
  const panel = Math.min((width - GAP * (perLine - 1)) / perLine, 220);
  const height = Math.min(panel / view.aspect, panel * 1.4);
  const across = height * view.aspect;
  const palette = paletteOf();
  const grey = greys(figure.mean, features);
  const place =
    views.length > 1
      ? `slice ${view.slice} of the image, z = ${formatQuantity(view.height)} mm`
      : 'the one slice of the image';
  const note = `Left is left, the front is at the top: ${place}. Grey: ${figure.mean ? 'the mean image' : 'the voxels of the data'}, where saliency is no more than evenly spread.`;
  const description = `Axial slices, ${rows.map((row) => row.label).join(', ')}: ${columns.join(', ')}. Colours from an even share to ${formatQuantity(high)} times one.`;
  return mapRowsFigure(
    figure,
    { title, description, note, mostLines: 4 },
    { width, perLine, panel, gap: GAP, labelHeight: 16, height, below: 10 },
    high,
    (map, name, x, y) => {
      const image = picture(view, map, grey, high, palette);
      const box = svg`x="${x + (panel - across) / 2}" y="${y}" width="${across}" height="${height}"`;
      return svg`<image ${box} preserveAspectRatio="none" style="image-rendering:crisp-edges;image-rendering:pixelated" href="${image}"><title>${name}</title></image>`;
    },
  );
}

/** Time steps from the first to the last, evenly apart. */
export function chosenSteps(time: number, most: number): number[] {
  const count = Math.min(most, time);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * (time - 1)) / (count - 1))));
}

function mostSalient(views: readonly SliceView[], { rows, features }: BrainFigure): SliceView {
  const byFeature = new Float64Array(features);
  for (const map of rows.flatMap(({ maps }) => maps)) {
    for (let feature = 0; feature < features; feature++) byFeature[feature] += map[feature];
  }
  const mass = views.map(({ featureOf }) => featureOf.reduce((sum, feature) => sum + (byFeature[feature] ?? 0), 0));
  return views[mass.indexOf(Math.max(...mass))];
}

/** Of each feature its grey value, 0 to 1; the darkest and the brightest hundredth do not stretch the scale. */
function greys(mean: ArrayLike<number> | undefined, features: number): Float64Array {
  if (!mean) return new Float64Array(features).fill(0.5);
  const sorted = Float64Array.from(mean).sort();
  const low = sorted[Math.floor(0.01 * (sorted.length - 1))];
  const high = sorted[Math.ceil(0.99 * (sorted.length - 1))];
  return Float64Array.from(mean, (value) =>
    high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5,
  );
}

function picture(
  { featureOf, columns, rows }: SliceView,
  values: ArrayLike<number>,
  grey: Float64Array,
  high: number,
  palette: readonly Rgba[],
): string {
  const pixels = Uint8Array.from(featureOf, (feature) => {
    if (feature < 0) return 0;
    const colour = colourOf(values[feature], high, COLOURS);
    return 1 + (colour < 0 ? Math.round(grey[feature] * (GREYS - 1)) : GREYS + colour);
  });
  return pngDataUri(pixels, columns, rows, palette);
}

function paletteOf(): Rgba[] {
  const shades = Array.from({ length: GREYS }, (_, index): Rgba => {
    const level = Math.round(40 + (170 * index) / (GREYS - 1));
    return [level, level, level, 255];
  });
  return [[0, 0, 0, 0], ...shades, ...saliencyColours(COLOURS)];
}
