import { type Content, type Markup, svg } from '../markup.js';
import { bold, widestFont, wrapText } from './textLayout.js';

/** What every figure says about itself. */
export interface FigureFrame {
  readonly width: number;
  readonly height: number;
  /** Its name, for screen readers and as a tooltip. */
  readonly title: string;
  /** What can be seen, in words. */
  readonly description: string;
}

/** The size of ordinary text in figures, in pixels at the figure's own width. */
export const fontSize = 12;

/** The size of a figure's title. */
const titleSize = 14;

const fontFamily = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/**
 * One SVG element that stands on its own as a file and takes the colours of the page where it is put in one: each
 * shape carries the colour of the light theme as an attribute and a class that the page's style may overrule.
 */
export function svgFigure(frame: FigureFrame, content: Content): Markup {
  const { width, height, title, description } = frame;
  const size = svg`viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  const font = svg`font-family="${fontFamily}" font-size="${fontSize}"`;
  return svg`<svg xmlns="http://www.w3.org/2000/svg" class="uv-svg" role="img" ${size} ${font}>
<title>${title}</title><desc>${description}</desc>
${content}</svg>`;
}

/** Lines of a figure's title and where the drawing may begin. */
export function titleBlock(title: string, width: number): { markup: Markup; bottom: number } {
  const lines = wrapText(title, width / (bold * widestFont), titleSize, 2);
  const markup = svg`${lines.map(
    (line, index) =>
      svg`<text class="uv-ink" fill="#1d2126" font-weight="600" font-size="${titleSize}" x="0" y="${titleSize + index * 18}">${line}</text>`,
  )}`;
  return { markup, bottom: lines.length === 0 ? 0 : 6 + lines.length * 18 };
}

/** A line of text; `anchor` is where x and y hold it. */
export function label(text: string, x: number, y: number, anchor: 'start' | 'middle' | 'end' = 'start'): Markup {
  return svg`<text class="uv-muted" fill="#59616b" x="${x}" y="${y}" text-anchor="${anchor}">${text}</text>`;
}
