import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRegionNames } from '../../../src/recordings/bids/regionNames.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../../formats/mutations.js';

describe('decodeRegionNames', () => {
  it('reads names by their numbers, or one name a row', () => {
    const names = new Map([
      [7, 'V1'],
      [3, 'V2'],
    ]);
    expect(decodeRegionNames('color\tindex\tname\n#f00\t7\tV1\n#0f0\t3\tV2\n', 'a.tsv')).toEqual(names);
    expect([...decodeRegionNames('V1\n"V2, left"\n', 'a.csv')]).toEqual([
      [1, 'V1'],
      [2, 'V2, left'],
    ]);
  });

  it.each([
    ['', 'a.tsv: names no regions'],
    ['a\tb\n', 'a.tsv: the columns index and name, or one name a row, were expected'],
    ['index\tname\n1\n', 'a.tsv, row 2: 1 fields where the first row has 2'],
    ['index\tname\n1.5\tV1\n', 'a.tsv, row 2: the index is "1.5"; a whole number was expected'],
    ['index\tname\n1\t\n', 'a.tsv, row 2: the name is empty'],
    ['index\tname\n1\tV1\n1\tV2\n', 'a.tsv, row 3: region 1 has a name already'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => decodeRegionNames(text, 'a.tsv'))).toMatchObject({ code: 'format', message });
  });

  it('gives names or an UnvanishError for any broken file', () => {
    const texts = ['index\tname\n7\tV1\n3\tV2\n', 'V1\nV2\n'];
    fc.assert(
      fc.property(mutatedText(texts, ['\t', '\n', 'index', 'name', '"', '-1', '1e9', '__proto__']), (text) => {
        for (const [number, name] of decodedOrRefused(() => decodeRegionNames(text, 'mutated.tsv')) ?? []) {
          expect(Number.isSafeInteger(number) && number >= 0 && name !== '').toBe(true);
        }
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
