import { describe, expect, it } from 'vitest';
import { decodeClassFirst } from '../../src/formats/classFirst.js';
import { decodeDataset } from '../../src/formats/datasetFile.js';
import { laterRefusal, refusal } from './mutations.js';

const decode = (text: string, missing: 'refuse' | 'interpolate' = 'refuse') => decodeClassFirst(text, 'a.tsv', missing);
const named = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) });

describe('tables of the UCR archive, the class first', () => {
  it.each([
    ['tabs', '-1\t.5\t1e0\n1\t2\t3\n'],
    ['commas', '-1, .5, 1\r\n1,2,3\r\n'],
    ['blanks, as the older files have them', '  -1.0000000e+00  5.0e-01  1.0\n   1.0000000e+00   2   3.0\n'],
  ])('are read with %s', (_, text) => {
    expect(decode(text)).toMatchObject({
      x: Float32Array.of(0.5, 1, 2, 3),
      shape: [2, 2, 1],
      labels: Int32Array.of(0, 1),
      classNames: ['-1', '1'],
    });
  });

  it('have padding where a row ends in NaN, and missing values elsewhere', () => {
    expect(decode('1\t5\t6\tNaN\n2\t7\t8\t9\n').lengths).toEqual(Int32Array.of(2, 3));
    expect(refusal(() => decode('1\tNaN\t6\n')).message).toBe('a.tsv: x is NaN at sample 0, time 0, feature 0');
    expect(Array.from(decode('1\t5\tNaN\t7\n', 'interpolate').x)).toEqual([5, 6, 7]);
  });

  it.each([
    ['1\t2\t3\n1\t2\n', 'line 2: has 1 values behind the class where 2 were expected'],
    ['1\n2\n', 'line 1: has 0 values behind the class'],
    ['1.5\t2\n', 'line 1: begins with "1.5" where a class was expected'],
    ['NaN\t2\n', 'line 1: begins with "NaN" where a class was expected'],
    ['a\tb\n', 'line 1, value 0: "b" is no number'],
    ['', 'holds no series'],
  ])('are refused as %j', (text, message) => {
    expect(refusal(() => decode(text)).message).toContain(message);
  });

  it.each(['a.tsv', 'a.csv', 'a.txt'])(
    'are never guessed: without a word %s is refused, which the error says',
    async (name) => {
      const text = '2\t1.5\t1.5\n1\t0.5\t2.5\n'.replaceAll('\t', name === 'a.csv' ? ',' : '\t');
      expect((await laterRefusal(decodeDataset({ data: named(name, text) }))).remedy).toContain('`classFirst`');
      expect(await decodeDataset({ data: named(name, text), classFirst: true })).toMatchObject({ samples: 2, time: 2 });
    },
  );

  it('have no columns that could be named', async () => {
    const data = named('a.tsv', '1\t2\n');
    expect((await laterRefusal(decodeDataset({ data, classFirst: true, labelColumn: 'y' }))).message).toBe(
      '`labelColumn`: a.tsv has no header, as `classFirst` says',
    );
  });
});
