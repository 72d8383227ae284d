import CliTable from 'cli-table3';
import { formatEstimate, formatNumber, type NumberStyle, noNumber } from '../report/numberFormat.js';
import { type Cell, chanceHeading, type Table } from '../report/table.js';

/** A report's table as text for a terminal. */
export function terminalTable(table: Table): string {
  const arrows = { higher: ' ↑', lower: ' ↓' } as const;
  const head = [
    table.headerLabel ?? 'model',
    ...table.columns.map(({ label, better }) => label + (better ? arrows[better] : '')),
  ];
  const out = new CliTable({
    head,
    style: { head: [], border: [], compact: true },
    colAligns: ['left', ...table.columns.map(({ align }) => align ?? ('right' as const))],
  });
  const heading = (text: string) => out.push([{ colSpan: head.length, content: text }]);
  let group: string | undefined;
  let kind: string | undefined;
  for (const row of table.rows) {
    if (row.group !== group && row.group !== undefined) heading(row.group.toUpperCase());
    if (row.kind === 'chance' && (kind !== 'chance' || row.group !== group)) heading(`  ${chanceHeading}`);
    ({ group, kind } = row);
    out.push([`  ${row.header}`, ...table.columns.map(({ key, style }) => cellText(row.cells[key], style))]);
  }
  return out.toString();
}

function cellText(cell: Cell, style: NumberStyle | undefined): string {
  if (cell === undefined) return noNumber;
  if (typeof cell === 'string') return cell;
  return typeof cell === 'number' ? formatNumber(cell, style) : formatEstimate(cell, style);
}
