import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeArff } from '../../src/formats/arff.js';
import { decodeTs } from '../../src/formats/ts.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from './mutations.js';

const decode = (text: string, options?: Parameters<typeof decodeArff>[2]) => decodeArff(text, 'a.arff', options);

const ONE = [
  '% Two series',
  "@RELATION 'two series'",
  '',
  '@ATTRIBUTE att0 NUMERIC',
  "@attribute 'time step 1' real",
  '@attribute "att 2" integer',
  "@attribute target {down, 'up hill'}",
];
const SEVERAL = [
  '@relation two',
  '@attribute relationalAtt relational',
  '  @attribute att0 numeric',
  '  @attribute att1 numeric',
  '@end relationalAtt',
  '@attribute activity {1,2}',
];
const file = (header: readonly string[], ...rows: string[]) => [...header, '@data', ...rows].join('\n');

describe('decodeArff', () => {
  it('reads series of one dimension, with classes in the order of their declaration', () => {
    const data = decode(
      `\ufeff${file(ONE, '1, 2.5,-3e0,"up hill"', '% between', '', "4,5,6 , 'down'").replaceAll('\n', '\r\n')}`,
    );
    expect([data.samples, data.time, data.features, data.classNames]).toEqual([2, 3, 1, ['down', 'up hill']]);
    expect(Array.from(data.x)).toEqual([1, 2.5, -3, 4, 5, 6]);
    expect(Array.from(data.labels ?? [])).toEqual([1, 0]);
  });

  it('reads a relational attribute as dimensions over time', () => {
    const data = decode(file(SEVERAL, "'1,2\\n3,4\\n5,6',2", '"7,8\\n9,10\\n11,12\\n",1'));
    expect([data.samples, data.time, data.features]).toEqual([2, 2, 3]);
    expect(Array.from(data.x)).toEqual([1, 3, 5, 2, 4, 6, 7, 9, 11, 8, 10, 12]);
    expect(data.featureNames).toEqual(['dimension 0', 'dimension 1', 'dimension 2']);
    expect(Array.from(data.labels ?? [])).toEqual([1, 0]);
  });

  it('takes ? in all dimensions at the end for padding, and elsewhere for missing', () => {
    const data = decode(file(SEVERAL, "'1,?\\n2,?',1", "'3,4\\n5,6',2"));
    expect(data.lengths).toEqual(Int32Array.of(1, 2));
    const gap = file(SEVERAL, "'?,1\\n2,3',1");
    expect(refusal(() => decode(gap)).message).toBe('a.arff: x is NaN at sample 0, time 0, feature 0');
    expect(Array.from(decode(gap, { missing: 'interpolate' }).x)).toEqual([1, 2, 1, 3]);
  });

  it.each([
    [file(ONE, '1,2,down'), 'line 9: has 3 fields where 4 were declared'],
    [file(ONE, '1,2,3,left'), 'line 9: the class "left" is none of those declared'],
    [file(ONE, '1,2,3,?'), 'line 9: the class is missing'],
    [file(ONE, '1,x,3,down'), 'line 9, dimension 0, value 1: "x" is no number'],
    [file(ONE, '1,2,1e99,down'), 'no number that float32 can hold'],
    [file(ONE, '{0 1, 3 down}'), 'line 9: is a sparse row'],
    [file(ONE, "1,2,'3,down"), 'line 9: field 3 is empty, or quoted wrongly'],
    [file(ONE, '1,2,,down'), 'line 9: field 3 is empty, or quoted wrongly'],
    [file(SEVERAL, "'1,2\\n3',1"), 'line 8, dimension 1: has 1 values where 2 were declared'],
    [file(SEVERAL, "'1,2',1", "'1,2\\n3,4',1"), 'line 9: has 2 dimensions where the first series has 1'],
    [file(ONE.slice(0, -1), '1,2,3'), 'line 7: the last attribute is a number where the class was expected'],
    [file([...ONE, '@attribute more numeric'], '1,2,3,down,1'), 'line 8: an attribute follows the class'],
    [file(['@attribute name string'], 'a'), 'line 1: an attribute of type "string"'],
    [file(SEVERAL.slice(0, 4), "'1,2'"), 'line 5: the relational attribute has no @end'],
    [file(['@attribute a {1,1}'], '1'), 'line 1: names a class twice'],
    [file(['hello'], '1'), 'line 1: "hello" stands where @attribute or @data was expected'],
    [file(['@attribute c {1}'], '1'), 'there are no numeric attributes'],
    [file(ONE), 'a.arff: holds no series'],
    [ONE.join('\n'), 'a.arff: has no line @data'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => decode(text)).message).toContain(message);
  });

  it('gives series or an UnvanishError for any broken file', () => {
    const files = [file(ONE, '1,2,3,down'), file(SEVERAL, "'1,2\\n3,4',2")];
    const words = ["'", '"', '\\', '\\n', '{', '}', ',', '?', '@data', '@end', 'relational', '%', 'NaN'];
    fc.assert(
      fc.property(mutatedText(files, words), (text) => {
        decodedOrRefused(() => decode(text));
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);

  it('takes linear time for a long field that is quoted wrongly', () => {
    const long = `${'a '.repeat(200_000)}'`;
    expect(refusal(() => decode(file(ONE, long))).code).toBe('format');
  });

  const motions = new URL('../../../shared/data/uea/BasicMotions_TRAIN.ts', import.meta.url);
  it.skipIf(!existsSync(motions))('reads BasicMotions as its .ts (skipped: no shared data)', () => {
    const text = readFileSync(motions, 'utf8');
    const expected = decodeTs(text, 'motions.ts');
    const rows = text.split('\n').filter((line) => /^-?\d/.test(line));
    const steps = Array.from({ length: expected.time }, (_, t) => `@attribute att${t} numeric`);
    const header = ['@relation m', '@attribute r relational', ...steps, '@end r'];
    const relation = rows.map((line) => {
      const parts = line.trim().split(':');
      const name = parts.pop();
      return `'${parts.join('\\n')}',${name}`;
    });
    const data = decode(file([...header, `@attribute c {${expected.classNames.join(',')}}`], ...relation));
    expect(data.x).toEqual(expected.x);
    expect(data.labels).toEqual(expected.labels);
  });
});
