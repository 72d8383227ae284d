import { type Markup, svg } from '../markup.js';
import { placeLabels } from './labelPlacement.js';
import { fontSize } from './svgFigure.js';
import { bold, textWidth, truncateText, widestFont, wrapText } from './textLayout.js';

/** How one line of a chart is drawn and named. */
export interface SeriesStyle {
  readonly name: string;
  /** Which of the series colours, or that of a line to compare with. */
  readonly slot: number | 'reference';
  readonly colour: string;
  readonly dash: string;
}

/** Where a line ends, in the figure. */
export interface LineEnd {
  readonly x: number;
  readonly y: number;
}

const lineHeight = 14;
const widestLabel = 130;
const leader = 24;

/** The space right of a plot that the names of its lines need. */
export function endLabelSpace(styles: readonly SeriesStyle[]): number {
  return Math.max(0, ...styles.map((style) => Math.min(textWidth(style.name, fontSize) * bold, widestLabel))) + leader;
}

/** Names at the right ends of lines, moved apart where lines meet, each tied to its line. */
export function endLabels(
  styles: readonly SeriesStyle[],
  ends: readonly (LineEnd | undefined)[],
  plot: { readonly right: number; readonly top: number; readonly bottom: number },
): Markup {
  const shown = styles.flatMap((style, index) => {
    const end = ends[index];
    return end ? [{ style, end, lines: wrapText(style.name, widestLabel / bold, fontSize, 3) }] : [];
  });
  const wanted = shown.map(({ end, lines }) => ({ centre: end.y, height: lines.length * lineHeight + 5 }));
  const centres = placeLabels(wanted, plot.top - 10, plot.bottom + 10);
  return svg`${shown.map(({ style, end, lines }, index) => {
    const { slot, colour } = style;
    const x = plot.right + leader;
    const first = centres[index] - ((lines.length - 1) * lineHeight) / 2 + 4;
    const tie = svg`M${end.x + 4},${end.y}L${x - 10},${centres[index]}H${x - 4}`;
    const weight = slot === 'reference' ? 400 : 600;
    return svg`<path class="uv-line-${slot}" fill="none" stroke="${colour}" stroke-opacity="0.6" d="${tie}"/>${lines.map(
      (text, row) =>
        svg`<text class="uv-fill-${slot}" fill="${colour}" font-weight="${weight}" x="${x}" y="${first + row * lineHeight}">${text}</text>`,
    )}`;
  })}`;
}

/** Names with a sample of their line, side by side in as many rows as they need; `bottom` is where they end. */
export function legendRows(
  styles: readonly SeriesStyle[],
  top: number,
  width: number,
): { markup: Markup; bottom: number } {
  const sample = 26;
  let x = 0;
  let y = top + 12;
  const entries = styles.map((style) => {
    const { slot, colour, dash } = style;
    const text = truncateText(style.name, (width - sample) / bold, fontSize);
    const space = sample + textWidth(text, fontSize) * bold * widestFont + 12;
    if (x > 0 && x + space > width) {
      x = 0;
      y += 18;
    }
    const weight = slot === 'reference' ? 400 : 600;
    const place = svg`x1="${x}" x2="${x + sample - 6}" y1="${y - 4}" y2="${y - 4}"`;
    const line = svg`<line class="uv-line-${slot}" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash || 'none'}" ${place}/>`;
    const name = svg`<text class="uv-fill-${slot}" fill="${colour}" font-weight="${weight}" x="${x + sample}" y="${y}">${text}</text>`;
    x += space;
    return [line, name];
  });
  return { markup: svg`${entries}`, bottom: styles.length > 0 ? y + 6 : top };
}
