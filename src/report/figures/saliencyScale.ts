import { type Markup, svg } from '../markup.js';
import { formatQuantity } from '../numberFormat.js';
import { colourTable, firstColour, lastColour, type Rgba } from './colour.js';
import { pngDataUri } from './raster.js';
import { label } from './svgFigure.js';

// The scale of maps that lie over a grey picture of the brain: what is no more than an even share is not coloured.

/** Where on the colour scale an even share lies: what is below is not coloured, and black would pass for grey. */
const EVEN_AT = 0.38;

/**
 * The value at the end of the scale, in even shares: that which .5 % of all exceed, so that one voxel does not leave the others
 * pale; at least 1.5.
 */
export function scaleEnd(maps: readonly ArrayLike<number>[]): number {
  const values = new Float64Array(maps.reduce((sum, map) => sum + map.length, 0));
  let first = 0;
  for (const map of maps) {
    values.set(map, first);
    first += map.length;
  }
  const sorted = values.filter(Number.isFinite).sort();
  return Math.max(1.5, sorted[Math.ceil((sorted.length - 1) * 0.995)] ?? 1);
}

/** Which of `count` colours a value above an even share has; -1 where it is none. */
export function colourOf(value: number, high: number, count: number): number {
  return value > 1 ? Math.round(Math.min(1, (value - 1) / (high - 1)) * (count - 1)) : -1;
}

/** The colours of saliency from an even share up. */
export function saliencyColours(count: number): Rgba[] {
  const scale = colourTable('sequential');
  return Array.from({ length: count }, (_, index): Rgba => {
    const position = EVEN_AT + (1 - EVEN_AT) * (index / (count - 1));
    return [...scale[firstColour + Math.round(position * (lastColour - firstColour))]];
  });
}

/** The legend of the scale, 46 pixels high. */
export function saliencyBar(width: number, y: number, high: number): Markup {
  const colours = saliencyColours(159);
  // A palette begins with what is see-through.
  const pixels = Uint8Array.from(colours, (_, index) => index + 1);
  const image = pngDataUri(pixels, colours.length, 1, [[0, 0, 0, 0], ...colours]);
  const length = Math.min(width, 360);
  return svg`<text class="uv-ink" fill="#1d2126" font-weight="600" x="0" y="${y + 10}">saliency, times an even share</text>
<image x="0" y="${y + 17}" width="${length}" height="9" preserveAspectRatio="none" href="${image}"/>
<rect class="uv-frame" fill="none" stroke="#8a919a" stroke-width="0.5" x="0" y="${y + 17}" width="${length}" height="9"/>
${[label('1', 0, y + 40), label(formatQuantity((1 + high) / 2), length / 2, y + 40, 'middle'), label(formatQuantity(high), length, y + 40, 'end')]}`;
}
