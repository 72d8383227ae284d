import { checkArgument, checkTexts } from '../../options.js';
import { checkNames } from '../../statistics/numbers.js';
import { type Markup, svg } from '../markup.js';
import { formatNumber } from '../numberFormat.js';
import { colourTable, firstColour, lastColour } from './colour.js';
import { fontSize, label, svgFigure, titleBlock } from './svgFigure.js';
import { textWidth, truncateNames } from './textLayout.js';

/** A confusion matrix to be drawn. */
export interface ConfusionMatrix {
  readonly title: string;
  /** Samples by true class (row) and predicted class (column). */
  readonly counts: readonly (readonly number[])[];
  readonly classNames: readonly string[];
}

const nameWidth = 96;
/** Cells smaller than this have no room for their number. */
const leastForNumbers = 20;
const largestCell = 52;

/**
 * A confusion matrix as one SVG: true classes down, predicted ones across; colours are shares of a row, from 0 to 1, numbers
 * are samples.
 *
 * @param width Width in pixels at which text has its natural size; the figure scales to any other.
 * @throws UnvanishError `option`.
 */
export function confusionFigure(matrix: ConfusionMatrix, width = 420): Markup {
  checkTexts('confusionFigure: the first argument', matrix, ['title']);
  const { title, counts, classNames } = matrix;
  checkNames('confusionFigure: classNames', classNames);
  const classes = classNames.length;
  const isSquare = Array.isArray(counts) && counts.length === classes && counts.every((row) => row?.length === classes);
  checkArgument(isSquare, 'confusionFigure: counts', counts, `${classes} rows of ${classes} numbers`);
  const names = truncateNames(classNames, nameWidth, fontSize);
  const longest = Math.max(0, ...names.map((name) => textWidth(name, fontSize)));
  const heading = titleBlock(title, width);
  const left = longest + 18;
  // The last name leans out to the right.
  const lean = longest * 0.7;
  const cell = Math.min(largestCell, (width - left - Math.min(lean, 60)) / classes);
  const top = heading.bottom + 22 + lean + 8;
  const side = cell * classes;
  const middle = (index: number) => (index + 0.5) * cell;
  const rows = counts.map((row, truth) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => {
      const share = total > 0 ? count / total : 0;
      const { fill, ink } = shade(share);
      const [x, y] = [left + predicted * cell, top + truth * cell];
      const hint = `${classNames[truth]} taken for ${classNames[predicted]}: ${count} of ${total}`;
      return svg`<g><title>${hint}</title><rect x="${x}" y="${y}" width="${cell}" height="${cell}" fill="${fill}"/>${
        cell >= leastForNumbers &&
        count > 0 &&
        svg`<text x="${x + cell / 2}" y="${y + cell / 2 + 4}" text-anchor="middle" fill="${ink}">${count}</text>`
      }</g>`;
    });
  });
  const every = Math.max(1, Math.ceil(14 / cell));
  const shown = names.map((name, index) => ({ name, at: middle(index) })).filter((_, index) => index % every === 0);
  const right = counts.reduce((sum, row, index) => sum + row[index], 0);
  const all = counts.flat().reduce((sum, count) => sum + count, 0);
  const description = `Confusion matrix of ${classes} classes: ${right} of ${all} samples (${formatNumber(right / all, 'percent')} %) on the diagonal.`;
  return svgFigure({ width, height: top + side + 8, title, description }, [
    heading.markup,
    label('↓ true class, predicted class →', 0, heading.bottom + 14),
    shown.map(({ name, at }) => {
      const [x, y] = [left + at + 4, top - 6];
      return svg`<text class="uv-muted" fill="#59616b" x="${x}" y="${y}" transform="rotate(-45 ${x} ${y})">${name}</text>`;
    }),
    shown.map(({ name, at }) => label(name, left - 8, top + at + 4, 'end')),
    rows,
    svg`<rect class="uv-frame" fill="none" stroke="#8a919a" x="${left}" y="${top}" width="${side}" height="${side}"/>`,
  ]);
}

/** The colour of a share, and that of a number on it. */
function shade(share: number): { fill: string; ink: string } {
  const table = colourTable('sequential');
  const [red, green, blue] = table[Math.round(firstColour + share * (lastColour - firstColour))];
  const light = 0.299 * red + 0.587 * green + 0.114 * blue > 140;
  return { fill: `rgb(${red}, ${green}, ${blue})`, ink: light ? '#14171b' : '#ffffff' };
}
