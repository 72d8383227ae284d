import { type Markup, svg } from '../markup.js';
import { formatQuantity } from '../numberFormat.js';
import type { ColourScale } from './colour.js';
import type { ColourDomain } from './colourDomain.js';
import { colourBarImage } from './raster.js';
import { fontSize, label } from './svgFigure.js';
import { textWidth, truncateText, widestFont, wrapText } from './textLayout.js';

/** What a legend is told. */
export interface ColourBar {
  readonly scale: ColourScale;
  readonly domain: ColourDomain;
  readonly unit: string;
  /** Sentences below the bar; empty ones are left out. */
  readonly notes: readonly string[];
  /** Whether to explain the outline of a truth mask. */
  readonly outlined: boolean;
  readonly place: { readonly x: number; readonly y: number; readonly width: number };
}

const outlineText = 'truth mask';

/** A legend: the unit and the key of the outline, the bar, its ends and middle, notes. `bottom` is where it ends. */
export function drawColourBar(bar: ColourBar): { markup: Markup; bottom: number } {
  const { scale, domain, unit, outlined } = bar;
  const { x, y, width } = bar.place;
  const key = outlined ? outlineKey(x + width, y + 10) : undefined;
  const unitWidth = width - (outlined ? textWidth(outlineText, fontSize) + 30 : 0);
  const middle = (domain.low + domain.high) / 2;
  const texts = [domain.low, middle, domain.high].map(formatQuantity);
  const noteText = bar.notes.filter(Boolean).join(' ');
  const notes = wrapText(noteText, width, fontSize, 3);
  const markup = svg`
<text class="uv-ink" fill="#1d2126" font-weight="600" x="${x}" y="${y + 10}">${truncateText(unit, unitWidth, fontSize)}</text>
${key}
<image x="${x}" y="${y + 18}" width="${width}" height="9" preserveAspectRatio="none" href="${colourBarImage(scale)}"/>
<rect class="uv-frame" fill="none" stroke="#8a919a" stroke-width="0.5" x="${x}" y="${y + 18}" width="${width}" height="9"/>
${[label(texts[0], x, y + 41), label(texts[1], x + width / 2, y + 41, 'middle'), label(texts[2], x + width, y + 41, 'end')]}
${notes.map((line, index) => label(line, x, y + 60 + index * 15))}`;
  return { markup, bottom: y + 46 + (notes.length > 0 ? 4 + notes.length * 15 : 0) };
}

function outlineKey(right: number, baseline: number): Markup {
  const left = right - textWidth(outlineText, fontSize) * widestFont - 16;
  const box = svg`x="${left}" y="${baseline - 9}" width="12" height="9"`;
  return svg`<rect fill="none" stroke="#14171b" stroke-opacity="0.75" stroke-width="3.4" ${box}/>
<rect fill="none" stroke="#fff" stroke-width="1.5" ${box}/>${label(outlineText, right, baseline, 'end')}`;
}
