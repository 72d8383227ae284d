import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeDataset } from '../../../src/formats/datasetFile.js';
import { decodeWideCsv } from '../../../src/formats/tables/wideCsv.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../mutations.js';

const decode = (...rows: string[]) => decodeWideCsv(rows.join('\n'), 'a.csv');

describe('decodeWideCsv, one row a time step', () => {
  it('reads samples with labels and groups, in any order of rows', () => {
    const data = decode(
      'Sample,time,left,right,label,subject,run',
      'b,1,7,8,walk,ann,ann-1',
      'a,0,1,2,run,ann,ann-2',
      'a,1,3,4,run,ann,ann-2',
      'b,0,5,6,walk,ann,ann-1',
    );
    expect([data.samples, data.time, data.features]).toEqual([2, 2, 2]);
    expect(data.sampleNames).toEqual(['b', 'a']);
    expect(Array.from(data.x)).toEqual([5, 6, 7, 8, 1, 2, 3, 4]);
    expect(data.featureNames).toEqual(['left', 'right']);
    expect([data.classNames, Array.from(data.labels ?? [])]).toEqual([
      ['run', 'walk'],
      [1, 0],
    ]);
    expect(data.groups).toEqual({ subject: ['ann', 'ann'], run: ['ann-1', 'ann-2'] });
  });

  it('takes a table without samples as one series, without times as it comes, and lengths as they are', () => {
    const one = decode('time,v', '0.5,1', '0.1,2', '0.3,3');
    expect([one.samples, Array.from(one.x), one.sampleNames]).toEqual([1, [2, 3, 1], undefined]);
    const two = decode('sample,v,w', '1,1,2', '1,3,4', '0,5,6');
    expect([Array.from(two.x), Array.from(two.lengths ?? [])]).toEqual([
      [1, 2, 3, 4, 5, 6, 0, 0],
      [2, 1],
    ]);
  });

  it('fills missing values over time where that is asked for', () => {
    const rows = 'sample,v\n0,1\n0,\n0,3\n1,n/a\n1,5\n';
    expect(refusal(() => decodeWideCsv(rows, 'a.csv')).message).toBe('a.csv, row 3, column "v": the value is missing');
    expect(Array.from(decodeWideCsv(rows, 'a.csv', { missing: 'interpolate' }).x)).toEqual([1, 2, 3, 5, 5, 0]);
  });

  it.each([
    [['sample,time,v', '0,0,1', '0,0,2'], 'a.csv: sample "0" has time 0 twice'],
    [
      ['sample,time,v', '0,0,1', '0,1,1', '0,3,2'],
      'a.csv: sample "0": after time 1 comes 3, where steps of 1 are usual',
    ],
    [['sample,time,v', '0,soon,1'], 'a.csv, row 2: time is "soon"; a number or a date was expected'],
    [['sample,v,label', '0,1,a', '0,1,b'], 'a.csv, row 3: sample "0" has the label "b" here and "a" before'],
    [['sample,v,run', '0,1,'], 'a.csv, row 2: the run is empty'],
    [['sample,v', ',1'], 'a.csv, row 2: sample is empty'],
    [['sample,v', '0,1,2'], 'a.csv, row 2: 3 fields where the header has 2'],
    [['sample,v', '0,x'], 'a.csv, row 2, column "v": is "x"; a number was expected'],
    [['sample,v', '0,1e39'], 'a.csv, row 2, column "v": "1e39" is beyond the range of float32'],
    [['sample,v,v', '0,1,1'], 'a.csv: has the column "v" twice'],
    [['sample,v,', '0,1,x'], 'a.csv: column 3 has no name, and holds "x" in row 2'],
    [['sample,time', '0,1'], 'a.csv: has no columns of values'],
    [['sample,feature,v', '0,1,1'], 'a.csv: has a column feature, but none named value, and none named by time steps'],
    [['v'], 'a.csv: has a header but no rows'],
    [['0.5,1.5', '1,2'], 'a.csv: the first row holds numbers, such as "0.5", where names of columns were expected'],
    [[''], 'a.csv: is empty; a header was expected'],
  ])('refuses %j', (rows, message) => {
    expect(refusal(() => decode(...rows)).message).toContain(message);
  });
});

describe('decodeWideCsv, one row a series', () => {
  it('reads univariate series, their ends where fields are empty', () => {
    const data = decode('label,0,1,2', 'up,1,2,3', 'down,4,5,');
    expect([data.samples, data.time, data.features]).toEqual([2, 3, 1]);
    expect(Array.from(data.x)).toEqual([1, 2, 3, 4, 5, 0]);
    expect(Array.from(data.lengths ?? [])).toEqual([3, 2]);
    expect(data.classNames).toEqual(['down', 'up']);
    expect(data.sampleNames).toBeUndefined();
  });

  it('reads a row for each feature of a sample', () => {
    const data = decode('sample,feature,1,2', 'a,hip,1,2', 'a,arm,3,4', 'b,arm,7,8', 'b,hip,5,6');
    expect([data.sampleNames, data.featureNames]).toEqual([
      ['a', 'b'],
      ['hip', 'arm'],
    ]);
    expect(Array.from(data.x)).toEqual([1, 3, 2, 4, 5, 7, 6, 8]);
  });

  it.each([
    [['sample,feature,0,1', 'a,x,1,2', 'a,x,1,2'], 'a.csv, row 3: feature "x" of sample "a" is there twice'],
    [['sample,feature,0,1', 'a,x,1,2', 'a,y,1,2', 'b,x,1,2'], 'a.csv: sample "b" has no row of feature "y"'],
    [
      ['sample,feature,0,1', 'a,x,1,2', 'a,y,1,'],
      'row 3, column "1", where another feature has one: the value is missing',
    ],
    [['feature,0,1', 'x,1,2'], 'a.csv: rows of several features need a column sample'],
    [['0,1,2', '1,,3'], 'a.csv, row 2, column "1": the value is missing'],
    [['0,1,2', ',,'], 'a.csv, row 2: has no values'],
  ])('refuses %j', (rows, message) => {
    expect(refusal(() => decode(...rows)).message).toContain(message);
  });
});

describe('wide tables', () => {
  it('are told from long ones by their header', async () => {
    const data = (name: string, text: string) => ({ data: { name, bytes: new TextEncoder().encode(text) } });
    const wide = await decodeDataset(data('a.tsv', '\ufeffsample\ttime\tvalue\trun\n0\t0\t1\tr1\n0\t1\t2\tr1\n'));
    expect([wide.featureNames, wide.time, wide.groups]).toEqual([['value'], 2, { run: ['r1'] }]);
    const long = await decodeDataset(data('a.csv', 'Sample,Time,Feature,Value\n0,0,v,1\n0,1,v,2\n'));
    expect([long.featureNames, long.time]).toEqual([['v'], 2]);
  });

  it('give a dataset or an UnvanishError for any broken file, in bounded memory', () => {
    const texts = [
      'sample,time,a,b,label,run\ns,0,1,2,x,r\ns,1,3,4,x,r\nt,0,5,6,y,q\n',
      'label,0,1,2\nup,1,2,3\ndown,4,5,\n',
      'sample,feature,0,1\na,hip,1,2\na,arm,3,4\n',
      'v\n1\n2\n3\n',
    ];
    const words = [
      ',',
      '\n',
      '"',
      'time',
      'sample',
      'feature',
      'n/a',
      '1e999',
      '9999999999',
      '__proto__',
      'label',
      '0,1',
    ];
    fc.assert(
      fc.property(
        mutatedText(texts, words),
        fc.constantFrom('refuse' as const, 'interpolate' as const),
        (text, missing) => {
          const data = decodedOrRefused(() => decodeWideCsv(text, 'mutated.csv', { missing }));
          if (!data) return;
          expect(data.x.every(Number.isFinite)).toBe(true);
          expect(data.x.length).toBeLessThanOrEqual(2 ** 20 + 100 * text.length);
        },
      ),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});

describe('a long file', () => {
  it('is read in pieces that end with rows: quotes and line ends within them are kept, and rows counted on', () => {
    const note = `"${'x'.repeat(2 ** 19)}\n""y"""`;
    const rows = Array.from({ length: 70 }, (_, row) => `${row + 0.5},${note}`);
    const bytes = new TextEncoder().encode(`v,note\n${rows.join('\n')}\n`);
    expect(bytes.length).toBeGreaterThan(2 ** 25);
    // Without a column of times, rows are in the order of their numbers.
    const data = decodeWideCsv(bytes, 'long.csv', { ignoreColumns: ['note'] });
    expect(Array.from(data.x)).toEqual(Array.from(rows, (_, row) => row + 0.5));
  });
});
