import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeLabels } from '../../../src/formats/tables/labelsFile.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../mutations.js';

describe('decodeLabels', () => {
  it('reads one label a line, with or without a header', () => {
    const expected = { labels: Int32Array.of(1, 0, 1), classNames: ['0', '1'] };
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

  it.each([
    [
      ['1', '-1', '0'],
      [2, 0, 1],
      ['-1', '0', '1'],
    ],
    [
      ['2.0', '1.0'],
      [1, 0],
      ['1.0', '2.0'],
    ],
    [
      ['02', '10', '01'],
      [1, 2, 0],
      ['01', '02', '10'],
    ],
    [
      ['rest', '2', '1'],
      [2, 1, 0],
      ['1', '2', 'rest'],
    ],
    [
      ['511', '401', '511'],
      [1, 0, 1],
      ['401', '511'],
    ],
    [
      ['e\u0301', 'é', 'z'],
      [1, 1, 0],
      ['z', 'e\u0301'],
    ],
    [
      ['9007199254740993', '9007199254740992'],
      [1, 0],
      ['9007199254740992', '9007199254740993'],
    ],
  ])('takes every label for the name of a class: %j', (labels, indices, classNames) => {
    expect(decodeLabels(labels.join('\n'), 'y.csv')).toEqual({ labels: Int32Array.from(indices), classNames });
  });

  it('says which samples the labels belong to, in the order of the file', () => {
    const read = decodeLabels('label,sample\na,10\nb,9\n', 'y.csv');
    expect(read).toEqual({ labels: Int32Array.of(0, 1), classNames: ['a', 'b'], sampleNames: ['10', '9'] });
  });

  it.each([
    ['', /^y\.csv: holds no labels/],
    ['label\n', /holds no labels/],
    ['0,1\n', /the columns are "0", "1"; "label", or "sample" and "label", were expected/],
    ['sample,label\n0,1\n0,1', /row 3: sample "0" has a label already/],
    ['sample,label\n0\n', /row 2: 1 fields where 2 were expected/],
    ['sample,label\n0,\n', /row 2: the label is empty/],
    ['1\n2\n1.0\n', /the labels "1" and "1\.0" are one number/],
    [Array.from({ length: 65_537 }, (_, i) => i).join('\n'), /its labels make 65537 classes/],
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
