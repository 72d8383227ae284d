import { describe, expect, it } from 'vitest';
import { terminalTable } from '../../../src/cli/terminal/terminalTable.js';
import type { Table } from '../../../src/report/table.js';

const score = { mean: 0.103, low: 0.101, high: 0.105, n: 300, deviation: 0.01 };
const table: Table = {
  caption: 'How well maps mark the box',
  columns: [
    { key: 'jaccard', label: 'WJac', better: 'higher' },
    { key: 'last', label: 'Last 10 steps %', style: 'percent' },
  ],
  rows: [
    { group: 'earlier', header: 'LSTM + input-cell attention', cells: { jaccard: score, last: 0.0912 } },
    { group: 'earlier', header: 'oracle', kind: 'chance', cells: { jaccard: 1 } },
    { group: 'latter', header: 'LSTM', cells: { jaccard: score, last: 0.5 } },
  ],
};
const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('a table on a terminal', () => {
  it('has the intervals where there is room', () => {
    const text = terminalTable(table, { width: 120, intervalsIn: 'the report' });
    expect(text).toContain('.103 [.101, .105]');
    expect(text).not.toContain('the report');
  });

  it('has means alone where there is not, and says where the intervals are', () => {
    const text = terminalTable(table, { width: 50, intervalsIn: 'the report' });
    expect(text).toBe(
      [
        '                                       Last 10',
        'model                          WJac ↑  steps %',
        '──────────────────────────────────────────────',
        'EARLIER',
        '  LSTM + input-cell attention    .103      9.1',
        '  Chance and model-free rows:',
        '  oracle                        1.000        –',
        '',
        'LATTER',
        '  LSTM                           .103     50.0',
        '',
        'Means; their 95 % confidence intervals are in the report.',
      ].join('\n'),
    );
  });

  it('speaks of no intervals where there are none', () => {
    const counts = { ...table, rows: [{ header: 'a model', cells: { jaccard: 3, last: 4 } }] };
    expect(terminalTable(counts, { width: 20, intervalsIn: 'the report' })).not.toContain('Means');
  });

  it('breaks long row headers rather than run over the edge', () => {
    const [rows] = terminalTable(table, { width: 40, intervalsIn: 'the report' }).split('\n\nMeans');
    expect(rows).toContain('  LSTM + input-cell\n    attention');
    expect(widest(rows)).toBeLessThanOrEqual(40);
  });

  it('goes on below where columns do not fit beside each other, with the rows’ heads again and every column once', () => {
    const keys = Array.from({ length: 20 }, (_, index) => `m${index}`);
    const wide: Table = {
      ...table,
      columns: keys.map((key) => ({ key, label: key.toUpperCase() })),
      rows: table.rows.map((row) => ({ ...row, cells: Object.fromEntries(keys.map((key) => [key, score])) })),
    };
    for (const width of [60, 80, 92]) {
      const [blocks] = terminalTable(wide, { width, intervalsIn: 'the report' }).split('\n\nMeans');
      expect(widest(blocks), `${width}`).toBeLessThanOrEqual(width);
      const heads = blocks.split('\n').filter((line) => line.startsWith('model'));
      expect(heads.length).toBeGreaterThan(1);
      expect(heads.flatMap((line) => line.split(/ +/).slice(1))).toEqual(keys.map((key) => key.toUpperCase()));
      expect(blocks.match(/LSTM \+/g)).toHaveLength(heads.length);
    }
  });

  it('is one row of heads where there are no columns at all', () => {
    expect(terminalTable({ ...table, columns: [] }, { width: 60, intervalsIn: 'the report' })).toContain('oracle');
  });
});
