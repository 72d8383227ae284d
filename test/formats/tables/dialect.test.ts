import { describe, expect, it } from 'vitest';
import { decodeDataset } from '../../../src/formats/datasetFile.js';
import { decodeLabels } from '../../../src/formats/tables/labelsFile.js';
import { decodeNumericTable } from '../../../src/formats/tables/numericTable.js';
import { csvTable } from '../../../src/formats/tables/tableRows.js';
import { decodeWideCsv } from '../../../src/formats/tables/wideCsv.js';
import { refusal } from '../mutations.js';

const PLAIN = 'sample,time,grip,pull,label\na,0,1.5,0.25,up\na,1,-2.5,12,up\nb,0,0.5,1e-3,down\nb,1,4,5,down\n';
const expected = decodeWideCsv(PLAIN, 'a.csv');
const decode = (content: string | Uint8Array, options = {}, file = 'a.csv') => decodeWideCsv(content, file, options);
const utf16 = (text: string, isBig = false) => {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), !isBig);
  return bytes;
};
const commas = (text: string) => text.replaceAll(',', ';').replaceAll('.', ',');

describe('a table in text', () => {
  it.each([
    ['tabs', PLAIN.replaceAll(',', '\t')],
    ['semicolons', PLAIN.replaceAll(',', ';')],
    ['bars', PLAIN.replaceAll(',', '|')],
    ['semicolons, decimal commas', commas(PLAIN)],
    ['tabs, decimal commas, CRLF', commas(PLAIN).replaceAll(';', '\t').replaceAll('\n', '\r\n')],
    ['a mark of its encoding', `\ufeff${PLAIN}`],
    ['what separates it in its first line', `sep=;\r\n${PLAIN.replaceAll(',', ';')}`],
    ['comments before it', `# logger 7, v2\n#\n${PLAIN}`],
    ['a header that is a comment', `# exported\n#${PLAIN}`],
    [
      'a row name that pandas writes',
      PLAIN.replace(/^/gm, (_, at) => `${at === 0 ? '' : PLAIN.slice(0, at).split('\n').length - 2},`).replace(
        /\d+,$/,
        '',
      ),
    ],
    ['a separator at the end of rows', PLAIN.replaceAll('\n', ',\n')],
    ['a break of lines in a name', PLAIN.replace('grip', '"grip"')],
  ])('is read with %s', (_, text) => {
    expect(decode(text)).toEqual(expected);
    expect(decode(text, {}, 'a.tsv')).toEqual(expected);
  });

  it('is read in UTF-16, with a mark or without', () => {
    for (const isBig of [false, true]) {
      expect(decode(utf16(PLAIN, isBig))).toEqual(expected);
      expect(decode(utf16(`\ufeff${PLAIN}`, isBig))).toEqual(expected);
    }
  });

  it('says of another encoding where it begins, and reads the one that is told', () => {
    const bytes = Uint8Array.from('sample,time,T°\n0,0,1\n', (character) => character.charCodeAt(0));
    const error = refusal(() => decode(bytes));
    expect(error.message).toBe('a.csv: is no text in UTF-8: behind "sample,time,T" it has a byte that is none');
    expect(error.remedy).toContain('`encoding: windows-1252`');
    expect(decode(bytes, { encoding: 'latin1' }).featureNames).toEqual(['T°']);
    expect(refusal(() => decode(PLAIN, { encoding: 'klingon' })).message).toContain('a name of an encoding');
    expect(refusal(() => decode(Uint8Array.of(0x50, 0x4b, 3, 4, 0xff, 0xff))).message).toContain('a ZIP archive');
  });

  it('may have breaks of lines in names, and rows and names of any length', () => {
    expect(decode('sample,"left\n (mV)"\n0,1\n').featureNames).toEqual(['left (mV)']);
    const names = Array.from({ length: 90_000 }, (_, i) => `vertex ${i} of the left hemisphere`);
    const wide = decode(`${names.join(',')}\n${names.map((_, i) => i % 7).join(',')}\n`);
    expect([wide.features, wide.x[89_999]]).toEqual([90_000, 89_999 % 7]);
  }, 60_000);

  it('may have inch marks in names, and quoted breaks of lines, wherever it is cut', () => {
    const rows = Array.from({ length: 40_000 }, (_, i) => `${i % 7},${i},"a ""b"", ${i}\nc"`);
    const text = `5" pipe,w,"x\ny"\n${rows.join('\n')}\n`;
    const table = csvTable(text, 'a.csv');
    expect(table.header()).toEqual(['5" pipe', 'w', 'x y']);
    let last: string[] = [];
    let count = 0;
    table.each((fields) => {
      last = fields;
      count++;
    });
    expect([count, last]).toEqual([40_001, ['1', '39999', 'a "b", 39999\nc']]);
  });

  it('asks where two readings are possible', () => {
    const thousands = 'time\tv\n0\t1,234\n1\t2,345\n';
    const error = refusal(() => decode(thousands));
    expect(error.message).toBe('a.csv: the comma of "1,234" may be a decimal comma, or one between thousands');
    expect([...decode(thousands, { decimal: 'comma' }).x]).toEqual([Math.fround(1.234), Math.fround(2.345)]);
    expect(refusal(() => decode(thousands, { decimal: 'point' })).message).toContain(
      'is "1,234"; a number was expected',
    );
    const points = 'v;w\n850;1\n999;2\n1.012;3\n';
    expect(refusal(() => decode(points)).message).toContain(
      'the point of "1.012" may be a decimal point, or one between',
    );
    expect(decode(points, { decimal: 'point' }).time).toBe(3);
    expect(decode('v;w\n850.125;1\n999.250;2\n').time).toBe(2);
    expect(decode('time;T, °C;H, %\n0;1,5;2,5\n1;2,5;3,5\n').featureNames).toEqual(['T, °C', 'H, %']);
    const both = 'a;b|c;d|e\n1;2|3;4|5\n';
    expect(refusal(() => decode(both)).message).toBe('a.csv: its fields may be separated by semicolon or bar');
    expect(decode('a;b\n1,5;2\n', { separator: 'semicolon' }).features).toBe(2);
    expect(refusal(() => decode('# a b\n1.0 2.0\n3.0 4.0\n')).message).toContain('separated by spaces');
  });

  it('never mixes points and commas', () => {
    const mixed = 'a;b\n1,5;2\n0,5;3\n2.5;4\n';
    expect(refusal(() => decode(mixed)).message).toContain('a number was expected');
  });

  it('may have one column with gaps, wherever they are', () => {
    const values = ['1', '', '3', '4'];
    const text = (gap: string) => `v\n${values.map((value) => value || gap).join('\n')}\n`;
    for (const gap of ['', '""', 'NaN', '#N/A', '<NA>', '-', '.', 'NaT']) {
      expect(refusal(() => decode(text(gap))).message).toContain('a.csv, row 3, column "v": the value is missing');
      expect([...decode(text(gap), { missing: 'interpolate' }).x]).toEqual([1, 2, 3, 4]);
      expect([...decodeNumericTable(text(gap), 'a.csv').values]).toEqual([1, Number.NaN, 3, 4]);
    }
    expect(decode('v\n1\n2\n\n\n').time).toBe(2);
    expect(refusal(() => decode('v\n1\n2\n""\n\n')).message).toContain('row 4');
    expect(refusal(() => decode('v\n""\n1\n2')).message).toContain('row 2');
    expect(refusal(() => decode('v\n1\ninf\n')).message).toBe(
      'a.csv, row 3, column "v": is "inf"; a finite number was expected',
    );
    expect(refusal(() => decodeLabels('a\n\nb\n', 'y.csv')).message).toBe('y.csv, row 2: the label is empty');
    expect(decodeLabels('a b;c\nd;e\n', 'y.txt').classNames).toEqual(['a b;c', 'd;e']);
  });

  it('has columns without a name only where they say nothing', () => {
    expect(decode(',v\n0,1\n1,2\n').featureNames).toEqual(['v']);
    expect(decode(',v\n1,1\n2,2\n').featureNames).toEqual(['v']);
    const error = refusal(() => decode(',v\n2024-01-01,1\n2024-01-02,2\n'));
    expect(error.message).toBe('a.csv: column 1 has no name, and holds "2024-01-01" in row 2');
    expect(error.remedy).toContain('index=False');
    expect(refusal(() => decode('v,\n1,\n2\n')).message).toBe('a.csv, row 3: 1 fields where the header has 2');
  });

  it('may end or begin with a million rows without a value', () => {
    expect(refusal(() => csvTable('\n'.repeat(1_000_000), 'a.csv').header()).message).toContain('is empty');
    expect(csvTable(`v\n1${'\n'.repeat(1_000_000)}`, 'a.csv').header()).toEqual(['v']);
  }, 60_000);

  it('refuses labels that say that there is none', async () => {
    const data = (label: string) => ({
      name: 'a.csv',
      bytes: new TextEncoder().encode(`sample,v,label\na,1,up\nb,2,${label}\n`),
    });
    for (const label of ['nan', 'NA', '<NA>', 'NaT', '#N/A', 'n/a', '']) {
      await expect(decodeDataset({ data: data(label) })).rejects.toThrow(/a\.csv, row 3: the label is/);
    }
    expect((await decodeDataset({ data: data('none') })).classNames).toEqual(['none', 'up']);
  });

  it('may have its labels in a file whose columns have any names', async () => {
    const named = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });
    const data = named('a.csv', 'sample,v\nb,1\na,2\n');
    const labels = named('y.csv', 'id;diagnosis;age\na;ill;30\nb;well;40\n');
    await expect(decodeDataset({ data, labels })).rejects.toMatchObject({
      remedy: expect.stringContaining('`labelColumn`'),
    });
    const told = { data, labels, labelColumn: 'diagnosis' };
    expect((await decodeDataset(told)).labels).toEqual(Int32Array.of(1, 0));
    const two = named('y.csv', 'nr,id,diagnosis\n0,1,x\n1,0,y\n');
    const plain = named('b.csv', '0,1\n1,2\n3,4\n');
    await expect(decodeDataset({ ...told, data: plain, labels: two })).rejects.toThrow(
      'columns "nr" and "id" both name all samples, in another order',
    );
    const visits = named('y.csv', 'visit,id,diagnosis\n1,a,ill\n1,b,well\n');
    expect((await decodeDataset({ ...told, labels: visits })).labels).toEqual(Int32Array.of(1, 0));
    const other = named('y.csv', 'id;diagnosis\na;ill\nc;well\n');
    await expect(decodeDataset({ ...told, labels: other })).rejects.toThrow('names 1 of the 2 samples');
    await expect(decodeDataset({ ...told, labelColumn: 'class' })).rejects.toThrow('y.csv has no column "class"');
    await expect(decodeDataset({ data, labels: named('y.csv', 'class\nx\ny\n') })).rejects.toMatchObject({
      message: 'y.csv: holds 3 labels for 2 samples',
      remedy: expect.stringContaining('`labelColumn`'),
    });
  });
});
