import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeNumericTable } from '../../../src/formats/tables/numericTable.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../mutations.js';

const decode = (text: string) => decodeNumericTable(text, 'a.tsv');

describe('decodeNumericTable', () => {
  it('reads named columns, and values that are missing as NaN', () => {
    expect(decode('csf\ttrans_x\n1.5\tn/a\n-2e1\t.25\n')).toEqual({
      names: ['csf', 'trans_x'],
      rows: 2,
      values: Float32Array.of(1.5, Number.NaN, -20, 0.25),
    });
    expect(decodeNumericTable('a,b\r\n,NaN\r\n', 'a.csv').values).toEqual(Float32Array.of(Number.NaN, Number.NaN));
  });

  it('takes counting numbers as names of columns, others as a first row without names', () => {
    expect(decode('0\t1\n5\t6\n')).toMatchObject({ names: ['0', '1'], rows: 1 });
    expect(decode('1\t2\n5\t6\n')).toMatchObject({ names: ['1', '2'], rows: 1 });
    expect(decode('0.5\t1\n5\t6\n')).toMatchObject({ names: ['0', '1'], rows: 2 });
  });

  it.each([
    ['', 'format', 'a.tsv: holds no rows of numbers'],
    ['a\tb\n', 'format', 'a.tsv: holds no rows of numbers'],
    ['a\ta\n1\t2', 'format', 'a.tsv: has the column "a" twice'],
    ['a\t\n1\t2', 'format', 'a.tsv: column 2 has no name, and holds "2" in row 2'],
    ['a\tb\n1\n', 'format', 'a.tsv, row 2: 1 fields where the first row has 2'],
    ['a\tb\n1\tlow', 'format', 'a.tsv, row 2, column "b": is "low"; a number was expected'],
    ['a\tb\n1\t1e39', 'not-finite', 'a.tsv, row 2, column "b": "1e39" is beyond the range of float32'],
  ])('refuses %j', (text, code, message) => {
    expect(refusal(() => decode(text))).toMatchObject({ code, message });
  });

  it('gives a whole table or an UnvanishError for any broken file', () => {
    const texts = ['csf\ttrans_x\n1.5\tn/a\n-2e1\t.25\n', '1.5\t2\n3\t4\n5\t6\n', '0\t1\n5\t6\n'];
    const words = ['\t', '\n', 'n/a', 'nan', '1e999', '"', '__proto__', '-', '0\t1', '\u0000'];
    fc.assert(
      fc.property(mutatedText(texts, words), (text) => {
        const table = decodedOrRefused(() => decodeNumericTable(text, 'mutated.tsv'));
        if (!table) return;
        expect(table.values.length).toBe(table.rows * table.names.length);
        expect(new Set(table.names).size).toBe(table.names.length);
        expect(table.values.every((value) => Math.abs(value) !== Number.POSITIVE_INFINITY)).toBe(true);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
