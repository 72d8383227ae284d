import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTs } from '../../src/formats/ts.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from './mutations.js';

const HEADER = [
  '@problemName Two',
  '@timeStamps false',
  '@univariate false',
  '@dimensions 2',
  '@classLabel true up down',
  '@data',
];
const file = (...lines: string[]) => [...HEADER, ...lines].join('\n');
const decode = (text: string, options?: Parameters<typeof decodeTs>[2]) => decodeTs(text, 'a.ts', options);

describe('decodeTs', () => {
  it('reads dimensions, classes in the order of the header, comments, empty lines, CRLF and a byte order mark', () => {
    const data = decode(
      `\ufeff# made by hand\r\n${file('', '1,2,3:4,5,6:down', '# between', ' -1.5, 2e1 ,.5:0,0,1 : up ').replaceAll('\n', '\r\n')}\r\n`,
    );
    expect([data.samples, data.time, data.features]).toEqual([2, 3, 2]);
    expect(Array.from(data.x)).toEqual([1, 4, 2, 5, 3, 6, -1.5, 0, 20, 0, 0.5, 1]);
    expect(Array.from(data.labels ?? [])).toEqual([1, 0]);
    expect(data.classNames).toEqual(['up', 'down']);
    expect(data.featureNames).toEqual(['dimension 0', 'dimension 1']);
  });

  it.each(['#', '%'])('passes over lines that begin with %s, wherever they stand', (mark) => {
    const comment = `${mark} @data 1,2:3,4:up`;
    const lines = [...HEADER, '1:2:up', '3:4:down'].flatMap((line) => [comment, `  ${comment}`, line]);
    expect(decode([...lines, comment].join('\n'))).toEqual(decode(file('1:2:up', '3:4:down')));
  });

  it('reads series of different lengths', () => {
    const data = decode(file('1,2:3,4:up', '5:6:down'));
    expect(Array.from(data.lengths ?? [])).toEqual([2, 1]);
    expect(Array.from(data.x)).toEqual([1, 3, 2, 4, 5, 6, 0, 0]);
  });

  it('reads files without labels, and tells the dimensions where the header does not', () => {
    const data = decode('@classLabel false\n@data\n1,2:3,4:5,6\n');
    expect([data.samples, data.time, data.features, data.labels]).toEqual([1, 2, 3, undefined]);
    expect(decode('@univariate true\n@data\n1,2,3\n').features).toBe(1);
  });

  it('refuses missing values by place, or fills them by straight lines over time', () => {
    const gaps = file('?,1,NaN,?,7,?:2,2,2,2,2,2:up');
    expect(refusal(() => decode(gaps))).toMatchObject({
      code: 'not-finite',
      message: 'a.ts, line 7, dimension 0: value 0 is missing',
    });
    const data = decode(gaps, { missing: 'interpolate' });
    expect(Array.from(data.x).filter((_, i) => i % 2 === 0)).toEqual([1, 1, 3, 5, 7, 7]);
    const none = () => decode(file('?,?:1,1:up'), { missing: 'interpolate' });
    expect(refusal(none).message).toBe('a.ts, line 7: feature 0 has no value at any time step');
  });

  it.each([
    ['1,2:3,4', 'labels', 'the class "3,4" is none of @classLabel'],
    ['1,2:3,4:left', 'labels', 'the class "left" is none of @classLabel'],
    ['1,2:up', 'format', '1 dimensions where 2 were expected'],
    ['1,2:3:up', 'format', 'dimension 1 has 1 values where dimension 0 has 2'],
    ['1,2:3,x:up', 'format', 'dimension 1, value 1: "x" is no number'],
    ['1,2:3,1e99:up', 'format', '"1e99" is no number that float32 can hold'],
    ['(0,1),(1,2):(0,1),(1,3):up', 'format', 'is no number'],
  ])('refuses %j', (line, code, message) => {
    const error = refusal(() => decode(file(line)));
    expect(error.code).toBe(code);
    expect(error.message).toContain('a.ts, line 7');
    expect(error.message).toContain(message);
  });

  it.each([
    ['', 'has no line @data'],
    ['1,2,3', 'stands before @data'],
    ['@data', 'holds no series'],
    ['@timeStamps true\n@data\n(0,1):a', '@timeStamps true'],
    ['@targetLabel true\n@data\n1,2:0.5', 'regression'],
    ['@classLabel true\n@data\n1', 'names 0 classes'],
    ['@classLabel true a a\n@data\n1:a', 'names a class twice'],
    ['@dimensions many\n@data\n1', '@dimensions is "many"'],
  ])('refuses the file %j', (text, message) => {
    expect(refusal(() => decode(text)).message).toContain(message);
  });

  it('refuses to pad many short series to one long one', () => {
    const lines = ['1', ...new Array<string>(200_000).fill('1')];
    lines[0] = new Array<string>(200_000).fill('1').join(',');
    expect(refusal(() => decode(`@univariate true\n@data\n${lines.join('\n')}`)).code).toBe('size');
  });

  it('gives a dataset or an UnvanishError for any broken file, in bounded memory', () => {
    const texts = [
      file('1,2,3:4,5,6:down', '1,2:3,?:up'),
      '@univariate true\n@classLabel true 1 2\n@data\n.5,-1e3,7:2\n1:1\n',
    ];
    const words = [
      '@',
      ':',
      ',',
      '\n',
      '?',
      'NaN',
      '1e999',
      '@data\n',
      '@dimensions 9999999\n',
      '#',
      '@classLabel true',
      'up',
    ];
    fc.assert(
      fc.property(mutatedText(texts, words), fc.boolean(), (text, filled) => {
        const options = { missing: filled ? ('interpolate' as const) : ('refuse' as const) };
        const data = decodedOrRefused(() => decodeTs(text, 'mutated.ts', options));
        if (data) expect(data.x.length).toBeLessThanOrEqual(100 * text.length);
        if (data) expect(data.x.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);

  const shared = new URL('../../../shared/data/uea/BasicMotions_TRAIN.ts', import.meta.url);
  it.skipIf(!existsSync(shared))('reads a file of the UEA archive (skipped: no shared data)', () => {
    const data = decodeTs(readFileSync(shared), 'BasicMotions_TRAIN.ts');
    expect([data.samples, data.time, data.features]).toEqual([40, 100, 6]);
    expect(data.classNames).toEqual(['Standing', 'Running', 'Walking', 'Badminton']);
    expect(data.x[0]).toBe(Math.fround(0.079106));
    expect(data.x.at(-1)).toBe(Math.fround(0.428803));
    expect(Array.from(data.labels ?? []).filter((label) => label === 2)).toHaveLength(10);
  });
});
