import { describe, expect, it } from 'vitest';
import { chanceHeading, type Table, tableBlock } from '../../src/report/table.js';

const table: Table = {
  caption: 'Maps <of> the true class',
  columns: [
    { key: 'wjac', label: 'WJac', description: 'weighted Jaccard', better: 'higher' },
    { key: 'accuracy', label: 'Accuracy, %', style: 'percent' },
  ],
  rows: [
    { header: 'Random map', kind: 'chance', cells: { wjac: 0.19, accuracy: Number.NaN } },
    {
      header: '<script>alert(1)</script>',
      note: '"quoted"',
      cells: { wjac: { mean: 0.103, low: 0.101, high: 0.105, n: 300 }, accuracy: 1 },
    },
  ],
};

describe('tableBlock', () => {
  const { text } = tableBlock(table);

  it('is a table with a caption and scopes', () => {
    expect(text).toContain('<caption><span>Maps &lt;of&gt; the true class</span></caption>');
    expect(text.match(/scope="col"/g)).toHaveLength(3);
    expect(text.match(/scope="row"/g)).toHaveLength(2);
  });

  it('writes the mean and its interval', () => {
    expect(text).toContain('.103 <small>[.101, .105]</small>');
  });

  it('sets chance rows apart below the models, under their heading', () => {
    expect(text.indexOf('alert(1)')).toBeLessThan(text.indexOf(chanceHeading));
    expect(text.indexOf(chanceHeading)).toBeLessThan(text.indexOf('Random map'));
  });

  it('escapes names and notes', () => {
    expect(text).not.toContain('<script>');
    expect(text).toContain('&quot;quoted&quot;');
  });

  it('has a dash, never NaN, where there is no number', () => {
    expect(text).toContain('<td class="uv-right">–</td>');
    expect(text).not.toContain('NaN');
  });

  it('groups rows by dataset, each group with its own chance rows', () => {
    const rows = ['Earlier box', 'Latter box'].flatMap((group) => table.rows.map((row) => ({ ...row, group })));
    const grouped = tableBlock({ ...table, rows }).text;
    expect(grouped.match(/uv-group/g)).toHaveLength(2);
    expect(grouped.split(chanceHeading)).toHaveLength(3);
  });

  it('says in words which way is better, and what a column measures', () => {
    expect(text).toContain('aria-label="higher is better"');
    expect(text).toContain('<dt>WJac</dt><dd>weighted Jaccard</dd>');
  });
});
