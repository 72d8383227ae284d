import { formatEstimate, formatNumber, noNumber } from '../../report/numberFormat.js';
import { chanceHeading, type Table, type TableColumn, type TableRow } from '../../report/table.js';

/** Columns of text where the output is no terminal. */
const USUAL_WIDTH = 100;
/** Column heads that are longer are broken between words. */
const HEAD_WIDTH = 9;
/** Row headers are not made narrower than this, even where the table then runs over the edge. */
const NARROWEST_HEADER = 20;
const GAP = '  ';

/**
 * A report's table as text: means with their intervals where the terminal is wide enough for them, else means alone and a
 * last line that says where the intervals are, if the table has any. Columns that do not fit beside each other go below.
 */
export function terminalTable(
  table: Table,
  { width = process.stdout.columns || USUAL_WIDTH, intervalsIn }: { width?: number; intervalsIn: string },
): string {
  const whole = drawn(table, formatEstimate, Number.POSITIVE_INFINITY);
  if (widthOf(whole) <= width) return whole;
  const means = blocksOf(table, width)
    .map((block) => drawn(block, meanText, width))
    .join('\n\n');
  if (!hasIntervals(table)) return means;
  return `${means}\n\nMeans; their 95 % confidence intervals are in ${intervalsIn}.`;
}

function hasIntervals({ rows }: Table): boolean {
  return rows.some(({ cells }) => Object.values(cells).some((cell) => typeof cell === 'object'));
}

type EstimateText = typeof formatEstimate;

const meanText: EstimateText = ({ mean }, style) => formatNumber(mean, style);

/** The table in blocks of as many columns as fit beside each other, one at the least. */
function blocksOf(table: Table, width: number): Table[] {
  const blocks: Table[] = [];
  let from = 0;
  do {
    const start = from;
    const upTo = (to: number) => ({ ...table, columns: table.columns.slice(start, to) });
    let to = table.columns.length;
    while (to > start + 1 && widthOf(drawn(upTo(to), meanText, width)) > width) to--;
    blocks.push(upTo(to));
    from = to;
  } while (from < table.columns.length);
  return blocks;
}

function drawn({ columns, rows, headerLabel = 'model' }: Table, estimateText: EstimateText, width: number): string {
  const heads = columns.map(headOf);
  const behind = ({ marks, beside }: TableRow, key: string) => {
    return `${marks?.[key] ?? ''}${beside?.[key] ? ` ${beside[key]}` : ''}`;
  };
  // A column that has marks somewhere keeps their room everywhere, so that its numbers stay aligned.
  const marked = columns.map(({ key }) => Math.max(0, ...rows.map((row) => behind(row, key).length)));
  const cells = rows.map((row) =>
    columns.map((column, index) => {
      return cellText(row, column, estimateText) + behind(row, column.key).padEnd(marked[index]);
    }),
  );
  const widths = heads.map((head, index) => Math.max(widthOf(head), ...cells.map((row) => row[index].length)));
  const left = widths.reduce((rest, size) => rest - GAP.length - size, width);
  const headers = rows.map(({ header }) => wrapped(header, Math.max(left, NARROWEST_HEADER) - 4).split('\n'));
  const indented = headers.map((lines) => lines.map((line, index) => (index === 0 ? `  ${line}` : `    ${line}`)));
  const headerWidth = Math.max(headerLabel.length, ...indented.flat().map((line) => line.length));

  const line = (header: string, values: readonly string[]) =>
    [
      header.padEnd(headerWidth),
      ...values.map((value, index) =>
        columns[index].align === 'left' ? value.padEnd(widths[index]) : value.padStart(widths[index]),
      ),
    ]
      .join(GAP)
      .trimEnd();
  const headLines = bottomAligned(heads.map((head) => head.split('\n')));
  const out = headLines.map((values, index) => line(index === headLines.length - 1 ? headerLabel : '', values));
  out.push('─'.repeat(widths.reduce((sum, size) => sum + GAP.length + size, headerWidth)));
  let above: TableRow | undefined;
  rows.forEach((row, index) => {
    const begins = row.group !== above?.group;
    if (begins && row.group !== undefined) out.push(...(above ? [''] : []), row.group.toUpperCase());
    if (row.kind === 'chance' && (begins || above?.kind !== 'chance')) out.push(`  ${chanceHeading}:`);
    out.push(...indented[index].slice(0, -1), line(indented[index].at(-1) as string, cells[index]));
    above = row;
  });
  return out.join('\n');
}

function headOf({ label, better }: TableColumn): string {
  const arrow = better === undefined ? '' : better === 'higher' ? ' ↑' : ' ↓';
  return wrapped(label + arrow, HEAD_WIDTH);
}

/** Breaks between words so that no line is longer, where words allow. */
function wrapped(text: string, width: number): string {
  return text.split(' ').reduce((lines, word) => {
    const last = lines.length - 1 - lines.lastIndexOf('\n');
    return last + 1 + word.length <= width ? `${lines} ${word}` : `${lines}\n${word}`;
  });
}

/** Cells of several lines as lines of cells; shorter cells are empty at the top. */
function bottomAligned(cells: readonly string[][]): string[][] {
  const most = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: most }, (_, index) => cells.map((lines) => lines[lines.length - most + index] ?? ''));
}

function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.length));
}

function cellText(row: TableRow, { key, style }: TableColumn, estimateText: EstimateText): string {
  const cell = row.cells[key];
  if (cell === undefined) return noNumber;
  if (typeof cell === 'string') return cell;
  return typeof cell === 'number' ? formatNumber(cell, style) : estimateText(cell, style);
}
