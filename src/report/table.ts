import { checkArgument } from '../options.js';
import type { Estimate } from '../statistics/estimate.js';
import { type Content, html, type Markup } from './markup.js';
import { formatInterval, formatNumber, type NumberStyle, noNumber } from './numberFormat.js';

/** What may stand in a cell; nothing, NaN and infinities are written `–`. */
export type Cell = Estimate | number | string | undefined;

/** One column of a table. */
export interface TableColumn {
  readonly key: string;
  readonly label: string;
  /** What it measures, listed below the table. */
  readonly description?: string | undefined;
  /** `right` unless told: columns hold numbers. */
  readonly align?: 'left' | 'right' | undefined;
  /** How its numbers are written; `score` unless told. */
  readonly style?: NumberStyle | undefined;
  /** Which way is better: drawn as an arrow. */
  readonly better?: 'higher' | 'lower' | undefined;
}

/** One row of a table. */
export interface TableRow {
  readonly header: string;
  /** By the key of the column. */
  readonly cells: Readonly<Record<string, Cell>>;
  /** `chance` rows need no model (random, constant, oracle, |x|) and are set apart. */
  readonly kind?: 'model' | 'chance' | undefined;
  /** What stands behind a cell's number, by the key of the column; the table's caption says what it means. */
  readonly marks?: Readonly<Record<string, string>> | undefined;
  /** What stands small beside a cell's number, by the key of the column: a published value. */
  readonly beside?: Readonly<Record<string, string>> | undefined;
  /** A remark below the header. */
  readonly note?: string | undefined;
  /** Rows of one group (a dataset) stand together under its name. */
  readonly group?: string | undefined;
}

/** A table of measurements. */
export interface Table {
  readonly caption: string;
  /** Above the row headers; `model` unless told. */
  readonly headerLabel?: string | undefined;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

/** What stands above the rows of kind `chance`. */
export const chanceHeading = 'Chance and model-free rows';

/**
 * A table as HTML: means with their 95 % confidence intervals, the row headers staying in sight while the rest
 * scrolls, chance rows grouped under a heading of their own, the columns explained below.
 */
export function tableBlock(table: Table): Markup {
  checkArgument(Array.isArray(table?.columns), 'tableBlock: columns', table?.columns, 'an array');
  checkArgument(Array.isArray(table.rows), 'tableBlock: rows', table.rows, 'an array');
  const { caption, columns, rows } = table;
  const groups = [...new Set(rows.map((row) => row.group))];
  const described = columns.filter((column) => column.description);
  const bodies = groups.map((group) =>
    tableGroup(
      group,
      rows.filter((row) => row.group === group),
      columns,
    ),
  );
  const meanings = described.map((column) => html`<div><dt>${column.label}</dt><dd>${column.description}</dd></div>`);
  return html`<div class="uv-scroll" role="region" aria-label="${caption}" tabindex="0">
<table><caption><span>${caption}</span></caption>
<thead><tr><th scope="col">${table.headerLabel ?? 'Model'}</th>${columns.map(columnHead)}</tr></thead>
${bodies}
</table></div>
${meanings.length > 0 && html`<dl class="uv-columns">${meanings}</dl>`}`;
}

function columnHead(column: TableColumn): Markup {
  const { better, label } = column;
  const meaning = `${better} is better`;
  const arrow =
    better &&
    html` <span class="uv-better" role="img" aria-label="${meaning}" title="${meaning}">${better === 'higher' ? '↑' : '↓'}</span>`;
  return html`<th scope="col" class="${alignment(column)}">${label}${arrow}</th>`;
}

function tableGroup(group: string | undefined, rows: readonly TableRow[], columns: readonly TableColumn[]): Markup {
  const span = columns.length + 1;
  const heading = (text: string, name: string) =>
    html`<tr class="${name}"><th scope="rowgroup" colspan="${span}"><span>${text}</span></th></tr>`;
  const models = rows.filter((row) => row.kind !== 'chance');
  const chance = rows.filter((row) => row.kind === 'chance');
  const first = (models.length > 0 || group) && [
    html`<tbody>`,
    group && heading(group, 'uv-group'),
    models.map((row) => tableRow(row, columns)),
    html`</tbody>`,
  ];
  const second = chance.length > 0 && [
    html`<tbody class="uv-chance">`,
    heading(chanceHeading, 'uv-chance-heading'),
    chance.map((row) => tableRow(row, columns)),
    html`</tbody>`,
  ];
  return html`${first}
${second}`;
}

function tableRow(row: TableRow, columns: readonly TableColumn[]): Markup {
  const cells = columns.map((column) => html`<td class="${alignment(column)}">${cellContent(row, column)}</td>`);
  return html`<tr><th scope="row">${row.header}${row.note && html`<small>${row.note}</small>`}</th>${cells}</tr>`;
}

function mark({ marks }: TableRow, { key }: TableColumn): Content {
  const text = marks?.[key];
  return text && html`<sup>${text}</sup>`;
}

/** Empty where only others of the row have something: numbers then stay below each other. */
function besideOf({ beside }: TableRow, { key }: TableColumn): Content {
  return beside && html` <small class="uv-beside">${beside[key]}</small>`;
}

function cellContent(row: TableRow, column: TableColumn): Content {
  const cell = row.cells[column.key];
  const { style } = column;
  const sign = [mark(row, column), besideOf(row, column)];
  if (cell === undefined) return noNumber;
  if (typeof cell === 'string') return html`${cell}${sign}`;
  if (typeof cell === 'number') return html`${formatNumber(cell, style)}${sign}`;
  const interval = formatInterval(cell, style);
  return html`${formatNumber(cell.mean, style)}${sign}${interval && html` <small>${interval}</small>`}`;
}

function alignment(column: TableColumn): string {
  return column.align === 'left' ? 'uv-left' : 'uv-right';
}
