import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLabels } from '../../../../src/formats/tables/classes.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../../../formats/mutations.js';

describe('decodeLabels', () => {
  it('reads one label a line, with or without a header', () => {
    const expected = { labels: Int32Array.of(1, 0, 1), classNames: ['class 0', 'class 1'] };
    expect(decodeLabels('1\n0\n1\n', 'y.csv')).toEqual(expected);
    expect(decodeLabels('Label\r\n1\r\n0\r\n1', 'y.csv')).toEqual(expected);
  });

  it('numbers named classes in sorted order', () => {
    expect(decodeLabels('task\nrest\ntask', 'y.csv')).toEqual({
      labels: Int32Array.of(1, 0, 1),
      classNames: ['rest', 'task'],
    });
    expect(decodeLabels('10.5\n-2\n9', 'y.csv').classNames).toEqual(['-2', '9', '10.5']);
  });

  it('says which samples the labels belong to, whole numbers in their order', () => {
    const read = decodeLabels('label,sample\na,10\nb,9\n', 'y.csv');
    expect(read).toEqual({ labels: Int32Array.of(1, 0), classNames: ['a', 'b'], sampleNames: ['9', '10'] });
  });

  it.each([
    ['', /^y\.csv: holds no labels/],
    ['label\n', /holds no labels/],
    ['0,1\n', /row 1: the columns are "0", "1"; "label", or "sample" and "label", were expected/],
    ['sample,label\n0,1\n0,1', /row 3: sample "0" has a label already/],
    ['sample,label\n0\n', /row 2: 1 fields where 2 were expected/],
    ['sample,label\n0,\n', /row 2: the label is empty/],
    ['2000000000\n', /its labels make 2000000001 classes/],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => decodeLabels(text, 'y.csv')).message).toMatch(message);
  });

  it('gives labels or an UnvanishError for any broken file', () => {
    const files = ['0\n1\n2\n', 'label\na\nb\n', 'sample,label\r\n1,"x, y"\r\n0,z\r\n'].map((text) =>
      new TextEncoder().encode(text),
    );
    fc.assert(
      fc.property(mutated(files, [',', '"', '\n', '9999999999', 'label', 'sample', '-1', '1e9']), (bytes) => {
        const read = decodedOrRefused(() => decodeLabels(bytes, 'y.csv'));
        if (read) expect(read.labels.every((label) => label >= 0 && label < read.classNames.length)).toBe(true);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
