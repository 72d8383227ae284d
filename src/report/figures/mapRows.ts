import { type Markup, svg } from '../markup.js';
import { saliencyBar } from './saliencyScale.js';
import { fontSize, label, svgFigure, titleBlock } from './svgFigure.js';
import { truncateText, wrapText } from './textLayout.js';

/** Maps side by side: one row a model or class, one column a time step or class. */
export interface MapRows {
  readonly columns: readonly string[];
  /** Maps, [column][feature], in units of an even share. */
  readonly rows: readonly { readonly label: string; readonly maps: readonly ArrayLike<number>[] }[];
}

/** How the pictures of maps lie on a figure, in its pixels. */
interface MapLayout {
  readonly width: number;
  /** How many pictures stand in a line, how wide each one's place is, and how far apart these are. */
  readonly perLine: number;
  readonly panel: number;
  readonly gap: number;
  /** From the top of a column's label to its picture, the height of a picture, and the room below it. */
  readonly labelHeight: number;
  readonly height: number;
  readonly below: number;
}

interface MapTexts {
  readonly title: string;
  /** For those who do not see it. */
  readonly description: string;
  /** What stands below it, and in how many lines at most. */
  readonly note: string;
  readonly mostLines: number;
}

/**
 * The pictures of maps in their rows, below them what the colours mean and a note.
 *
 * @param high The end of the colour scale.
 * @param draw One map with its name, `LSTM, 8 s`, its place beginning at x and its picture at y.
 * @param definitions What the pictures share.
 */
export function mapRowsFigure(
  { columns, rows }: MapRows,
  { title, description, note, mostLines }: MapTexts,
  { width, perLine, panel, gap, labelHeight, height, below }: MapLayout,
  high: number,
  draw: (map: ArrayLike<number>, name: string, x: number, y: number) => Markup,
  definitions?: Markup,
): Markup {
  const heading = titleBlock(title, width);
  const line = labelHeight + height + below;
  let y = heading.bottom + 6;
  const drawn = rows.map(({ label: name, maps }) => {
    const text = svg`<text class="uv-ink" fill="#1d2126" font-weight="600" x="0" y="${y + 14}">${truncateText(name, width, fontSize)}</text>`;
    y += 22;
    const panels = maps.map((map, index) => {
      const place = index % perLine;
      if (index > 0 && place === 0) y += line;
      const x = place * (panel + gap);
      const head = truncateText(columns[index], panel, fontSize);
      return svg`${label(head, x + panel / 2, y + 11, 'middle')}${draw(map, `${name}, ${columns[index]}`, x, y + labelHeight)}`;
    });
    y += line + 4;
    return [text, panels];
  });
  const notes = wrapText(note, 0.92 * width, fontSize, mostLines);
  return svgFigure({ width, height: y + 52 + notes.length * 15, title, description }, [
    definitions,
    heading.markup,
    drawn,
    saliencyBar(width, y + 4, high),
    notes.map((line, index) => label(line, 0, y + 62 + index * 15)),
  ]);
}
