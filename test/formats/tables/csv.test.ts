import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takeSamples } from '../../../src/data/dataset.js';
import { decodeLongCsv, encodeLongCsv } from '../../../src/formats/tables/csv.js';
import { decodedOrRefused, MUTATIONS, mutated, mutatedText, refusal } from '../mutations.js';

const HEADER = 'sample,time,feature,value';
const encode = (text: string) => new TextEncoder().encode(text);

function csv(...rows: string[]): string {
  return [HEADER, ...rows].join('\n');
}

describe('decodeLongCsv', () => {
  it('reads rows in any order into [sample, time, feature]', () => {
    const data = decodeLongCsv(
      csv('0,1,0,3', '1,0,0,5', '0,0,1,2', '0,0,0,1', '0,1,1,4', '1,1,1,8', '1,0,1,6', '1,1,0,7'),
      'a.csv',
    );
    expect(Array.from(data.x)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([data.samples, data.time, data.features]).toEqual([2, 2, 2]);
    expect(data.featureNames).toEqual(['feature 0', 'feature 1']);
    expect(data.lengths).toBeUndefined();
  });

  it('takes columns in any order, byte order marks, CRLF, white space, empty lines and tabs in .tsv', () => {
    const data = decodeLongCsv(
      encode('\ufeffValue, feature ,time,SAMPLE\r\n\r\n1.5, v ,0,a\r\n2.5,v,1,a\r\n'),
      'a.csv',
    );
    expect([Array.from(data.x), data.featureNames]).toEqual([[1.5, 2.5], ['v']]);
    expect(decodeLongCsv('sample\ttime\tfeature\tvalue\n0\t0\t"x\ty"\t3\n', 'a.tsv').featureNames).toEqual(['x\ty']);
  });

  it('keeps samples and features in the order of the file, but features that are whole numbers', () => {
    const data = decodeLongCsv(csv('10,0,hip,1', '10,0,arm,2', '9,0,hip,3', '9,0,arm,4'), 'a.csv');
    expect(data.featureNames).toEqual(['hip', 'arm']);
    expect([data.sampleNames, Array.from(data.x)]).toEqual([
      ['10', '9'],
      [1, 2, 3, 4],
    ]);
    expect(decodeLongCsv(csv('b,0,0,1', 'a,0,0,2'), 'a.csv').x).toEqual(Float32Array.of(1, 2));
    expect(decodeLongCsv(csv('0,0,7,1', '0,0,5,2'), 'a.csv').featureNames).toEqual(['5', '7']);
  });

  it('gives samples of unequal length their lengths and zeros after them', () => {
    const data = decodeLongCsv(csv('0,0,0,1', '0,1,0,2', '0,2,0,3', '1,0,0,4'), 'a.csv');
    expect(data.lengths).toEqual(Int32Array.of(3, 1));
    expect(Array.from(data.x)).toEqual([1, 2, 3, 4, 0, 0]);
  });

  it('takes times from any start and with any even step, in any order', () => {
    expect(Array.from(decodeLongCsv(csv('0,40,0,3', '0,20,0,1', '0,30,0,2'), 'a.csv').x)).toEqual([1, 2, 3]);
    expect(Array.from(decodeLongCsv(csv('0,0.9,0,3', '0,-1e-1,0,1', '0,.4,0,2'), 'a.csv').x)).toEqual([1, 2, 3]);
  });

  it('names the cell that is missing', () => {
    expect(refusal(() => decodeLongCsv(csv('s1,0,a,1', 's1,0,b,1', 's1,1,a,1'), 'a.csv')).message).toMatch(
      /^a\.csv: sample "s1", time 1, feature "b" has no row/,
    );
    expect(refusal(() => decodeLongCsv(csv('0,0,a,1', '0,1,a,1', '0,3,a,1'), 'a.csv')).message).toMatch(
      /sample "0": after time 1 comes 3, where steps of 1 are usual/,
    );
  });

  it('names the row and cell that is there twice', () => {
    expect(refusal(() => decodeLongCsv(csv('0,0,a,1', '0,1,a,1', '0,0,a,2'), 'a.csv')).message).toBe(
      'a.csv, row 4: sample "0", time 0, feature "a" is there twice',
    );
  });

  it.each([
    ['0,0,a,NaN', 'not-finite', /^a\.csv, row 3, column "value": the value is missing, written "NaN"/],
    ['0,0,a,', 'not-finite', /^a\.csv, row 3, column "value": the value is missing$/],
    ['0,0,a,-inf', 'not-finite', /row 3, column "value": is "-inf"; a finite number was expected/],
    ['0,0,a,1e39', 'not-finite', /row 3, column "value": "1e39" is beyond the range of float32/],
    ['0,0,a,0x10', 'format', /row 3, column "value": is "0x10"; a number was expected/],
    ['0,one,a,1', 'format', /row 3: time is "one"/],
    ['0,0,,1', 'format', /row 3: feature is empty/],
    ['0,0,a', 'format', /row 3: 3 fields where the header has 4/],
    ['0,0,"a,1', 'format', /row 3: quoted field unterminated/],
  ])('refuses the row %s', (row, code, message) => {
    const error = refusal(() => decodeLongCsv(csv('1,0,a,1', row), 'a.csv'));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it.each([
    ['', /is empty/],
    [HEADER, /a header but no rows/],
    ['sample,time,feature\n0,0,0', /no column value/],
    ['sample,time,feature,value,extra\n', /a column "extra"/],
    ['sample,time,feature,value,time\n', /the column time twice/],
  ])('refuses the header of %j', (text, message) => {
    expect(refusal(() => decodeLongCsv(text, 'a.csv')).message).toMatch(message);
  });

  it('refuses bytes that are no UTF-8', () => {
    expect(refusal(() => decodeLongCsv(Uint8Array.of(0x74, 0xff), 'a.csv')).message).toMatch(
      /^a\.csv: is no text in UTF-8: behind "t"/,
    );
  });

  it('reads a label column: names are sorted, numbers by value', () => {
    const named = decodeLongCsv(`${HEADER},label\n1,0,0,1,rest\n0,0,0,1,task\n2,0,0,1,rest`, 'a.csv');
    expect([named.labels, named.classNames]).toEqual([Int32Array.of(0, 1, 0), ['rest', 'task']]);
    const numbered = decodeLongCsv(`label,${HEADER}\n10,0,0,0,1\n9,1,0,0,1`, 'a.csv');
    expect([numbered.labels, numbered.classNames]).toEqual([Int32Array.of(1, 0), ['9', '10']]);
    const signed = decodeLongCsv(`label,${HEADER}\n1,0,0,0,1\n-1,1,0,0,1`, 'a.csv');
    expect([signed.labels, signed.classNames]).toEqual([Int32Array.of(1, 0), ['-1', '1']]);
  });

  it('reads the subject and the run of each sample', () => {
    const data = decodeLongCsv(`run,${HEADER},subject\nr1,1,0,0,1,ann\nr2,0,0,0,1,bob`, 'a.csv');
    expect(data.groups).toEqual({ subject: ['ann', 'bob'], run: ['r1', 'r2'] });
    expect(data.labels).toBeUndefined();
  });

  it('refuses a label that changes within a sample', () => {
    const text = `${HEADER},label\n0,0,0,1,a\n0,1,0,1,b`;
    expect(refusal(() => decodeLongCsv(text, 'a.csv')).message).toBe(
      'a.csv, row 3: sample "0" has the label "b" here and "a" before',
    );
  });

  it('does not allocate what a sparse file spans', () => {
    const far = csv('0,0,a,1', '0,9007199254740991,a,1', '0,1,a,1');
    expect(refusal(() => decodeLongCsv(far, 'a.csv')).message).toMatch(
      /after time 1 comes 9007199254740991, where steps of 1 are usual/,
    );
    const names = Array.from({ length: 20_000 }, (_, i) => `0,${i},f${i},1`);
    expect(refusal(() => decodeLongCsv(csv(...names), 'a.csv')).message).toMatch(/time 0, feature "f1" has no row/);
    const ragged = [
      ...Array.from({ length: 10_000 }, (_, i) => `0,${i},a,1`),
      ...Array.from({ length: 10_000 }, (_, i) => `${i + 1},0,a,1`),
    ];
    expect(refusal(() => decodeLongCsv(csv(...ragged), 'a.csv'))).toMatchObject({
      code: 'size',
      message: expect.stringMatching(/padding 20000 values to the longest sample would need 100010000/),
    });
  });

  it('reads files of many pieces, with line ends in quotes, and counts their rows', () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `0,${i},"a long name,\n${'x'.repeat(40)}",${i}`);
    const data = decodeLongCsv(csv(rows.join('\n')), 'a.csv');
    expect([data.time, data.features, data.x[59_999]]).toEqual([60_000, 1, 59_999]);
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      const text = [HEADER, ...Array.from({ length: 150_000 }, (_, i) => `0,${i},a,1`), '0,x,a,1', ''].join(lineEnd);
      expect(refusal(() => decodeLongCsv(text, 'a.csv')).message).toMatch(/^a\.csv, row 150002: time is "x"/);
    }
  });

  it('refuses a quote that is never closed without reading all that follows as one field', () => {
    const rows = Array.from({ length: 300_000 }, (_, i) => `0,${i},"a" ,1`);
    rows[150_000] = '0,150000,"a,1';
    expect(refusal(() => decodeLongCsv(csv(rows.join('\n')), 'a.csv')).message).toMatch(
      /^a\.csv, row \d+: (a quote is not closed|quoted field|trailing)/,
    );
    expect(refusal(() => decodeLongCsv(csv(`"${'"a" '.repeat(600_000)}`), 'a.csv')).message).toBe(
      'a.csv, row 2: quoted field unterminated',
    );
  });

  it('gives a dataset or an UnvanishError for any broken file, in bounded memory', () => {
    const files = [
      encode(csv('0,0,a,1', '0,1,a,2', '1,0,a,3', '1,1,a,4', '')),
      encode(`sample,time,feature,value,label\r\ns,0.5,"x, y",1e-3,rest\r\nt,0.25,"x, y",2,task\r\n`),
      encode('value,feature,time,sample\n1,"a ""b""",0,0\n2,c,0,0\n3,c,10,0\n4,"a ""b""",10,0\n'),
    ];
    const words = [
      '"',
      ',',
      '\n',
      '\r\n',
      '\r',
      '1e999',
      '-',
      'nan',
      '9007199254740991',
      '""',
      'label',
      'sample',
      ' ',
      '\t',
      '\ufeff',
      '__proto__',
      '0',
      '1',
    ];
    fc.assert(
      fc.property(mutated(files, words), (bytes) => {
        const data = decodedOrRefused(() => decodeLongCsv(bytes, 'mutated.csv'));
        if (data) expect(data.x.length).toBeLessThanOrEqual(100 * bytes.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);

  it('gives a dataset or an UnvanishError for any broken rows under a right header', () => {
    const rows = [
      '0,0,a,1\n0,1,a,2\n1,0,a,3\n1,1,a,4\n',
      '0,0.5,"x, y",1e-3\n0,0.25,"x, y",2\n',
      '7,1,a,1\n7,1,b,2\n7,2,a,1\n7,2,b,2',
    ];
    const words = [
      '"',
      ',',
      '\n',
      '1e999',
      '-',
      'nan',
      '9007199254740991',
      '""',
      ' ',
      '0',
      '1',
      '.5',
      '0,1,a,',
      '2,0,a,1\n',
    ];
    fc.assert(
      fc.property(mutatedText(rows, words), (body) => {
        const data = decodedOrRefused(() => decodeLongCsv(`${HEADER}\n${body}`, 'mutated.csv'));
        if (data) expect(data.x.length).toBeLessThanOrEqual(100 * body.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});

describe('encodeLongCsv', () => {
  it('writes one row a value, with the fewest digits that read back the same', () => {
    const maps = { shape: [1, 2, 2], data: Float32Array.of(0.1, 1 / 3, -1e-20, 16777216) };
    expect(new TextDecoder().decode(encodeLongCsv(maps, { featureNames: ['a', 'b, "c"'] }))).toBe(
      `${HEADER}\n0,0,a,0.1\n0,0,"b, ""c""",0.33333334\n0,1,a,-1e-20\n0,1,"b, ""c""",16777216\n`,
    );
  });

  it('names samples as the data do, so that maps can be matched with their input', () => {
    const series = decodeLongCsv(csv('p7,0,a,1', 'p2,0,a,2'), 'named.csv');
    expect(series.sampleNames).toEqual(['p7', 'p2']);
    expect(takeSamples(series, [1]).sampleNames).toEqual(['p2']);
    const maps = { shape: [2, 1, 1], data: Float32Array.of(3, 4) };
    expect(new TextDecoder().decode(encodeLongCsv(maps, series))).toBe(`${HEADER}\np7,0,a,3\np2,0,a,4\n`);
    expect(refusal(() => encodeLongCsv(maps, { sampleNames: ['p7', 'p7'] })).message).toMatch(/sample names/);
  });

  it('writes what decodeLongCsv reads back, bit for bit', () => {
    const size = fc.integer({ min: 1, max: 4 });
    const maps = fc.tuple(size, size, size).chain(([samples, time, features]) =>
      fc.record({
        shape: fc.constant([samples, time, features]),
        data: fc.float32Array({
          minLength: samples * time * features,
          maxLength: samples * time * features,
          noNaN: true,
          noDefaultInfinity: true,
        }),
        lengths: fc.array(fc.integer({ min: 1, max: time }), { minLength: samples, maxLength: samples }),
        names: fc.uniqueArray(
          fc.string({ minLength: 1, unit: 'grapheme' }).map((name) => `n${name}n`),
          {
            minLength: features,
            maxLength: features,
          },
        ),
      }),
    );
    fc.assert(
      fc.property(maps, ({ shape, data, lengths, names }) => {
        const [, time, features] = shape as [number, number, number];
        const bytes = encodeLongCsv({ shape, data }, { featureNames: names, lengths: Int32Array.from(lengths) });
        const back = decodeLongCsv(bytes, 'round.csv');
        expect(back.featureNames).toEqual(names);
        const longest = Math.max(...lengths);
        expect(back.time).toBe(longest);
        lengths.forEach((length, sample) => {
          const from = sample * longest * features;
          expect(back.x.slice(from, from + length * features)).toEqual(
            data.slice(sample * time * features, (sample * time + length) * features),
          );
        });
      }),
    );
  });

  it('refuses what cannot be written or read back', () => {
    const maps = { shape: [1, 1, 2], data: Float32Array.of(1, Number.NaN) };
    expect(refusal(() => encodeLongCsv(maps)).message).toBe('the map is NaN at sample 0, time 0, feature 1');
    expect(refusal(() => encodeLongCsv(maps, { featureNames: ['a', 'a '] })).code).toBe('option');
    expect(refusal(() => encodeLongCsv({ ...maps, shape: [2] })).code).toBe('shape');
  });
});
