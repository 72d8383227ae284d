import { describe, expect, it } from 'vitest';
import { createDataset, type DatasetFields } from '../../src/data/dataset.js';
import { classNamed, numberedClasses, shownClasses, withTermsOf } from '../../src/files/sameNames.js';
import type { Source } from '../../src/files/source.js';
import { volumeSpace } from '../formats/images/volumeSpace.js';
import { refusal } from '../formats/mutations.js';

const source: Source = { kind: 'file', path: 'x.csv', labels: 'y.csv', reading: {}, inputs: [] };
const data = (fields: Partial<DatasetFields> = {}) =>
  createDataset({ x: Float32Array.of(1, 2, 3, 4), shape: [2, 1, 2], ...fields });
const labelled = (labels: number[], classNames: string[]) => data({ labels: Int32Array.from(labels), classNames });
const labelsIn = (classNames: string[], labels: number[], names: string[]) =>
  Array.from(withTermsOf({ classNames }, labelled(labels, names), source).labels ?? []);

describe('withTermsOf', () => {
  it('makes classes the model’s by name, whichever of them a file holds', () => {
    expect(labelsIn(['-1', '0', '1'], [0, 1], ['0', '1'])).toEqual([1, 2]);
    expect(labelsIn(['1', '2', 'rest'], [0, 1], ['1', '2'])).toEqual([0, 1]);
    expect(labelsIn(['401', '402', '511'], [0, 0], ['511'])).toEqual([2, 2]);
    expect(labelsIn(['01', '02'], [0, 0], ['2'])).toEqual([1, 1]);
    expect(labelsIn(['é', 'z'], [1, 1], ['a', 'e\u0301'])).toEqual([0, 0]);
  });

  it('passes over classes that a file names and no sample is of', () => {
    expect(labelsIn(['rest', 'task'], [1, 1], ['sleep', 'task'])).toEqual([1, 1]);
  });

  it('takes numbers where the model’s classes have no names, as in runs of before', () => {
    const classNames = numberedClasses(3);
    expect(labelsIn(classNames, [0, 1], ['1', '2'])).toEqual([1, 2]);
    expect(refusal(() => labelsIn(classNames, [0, 1], ['2', '3']))).toMatchObject({
      code: 'labels',
      message: 'y.csv: class "3" is none of the model’s: "0", "1", "2"',
      remedy: 'the model’s classes have no names: label samples by their numbers',
    });
    expect(refusal(() => labelsIn(classNames, [0, 1], ['rest', 'task'])).message).toContain('class "rest" is none');
  });

  it('refuses a number that is no name, with the names', () => {
    expect(refusal(() => labelsIn(['rest', 'task'], [0, 1], ['0', '1'])).message).toBe(
      'y.csv: class "0" is none of the model’s: "rest", "task"',
    );
  });

  it('puts features in the model’s order by their names', () => {
    const names = { classNames: [], featureNames: ['links', 'größe'] };
    const there = data({ featureNames: ['gro\u0308ße', 'links'] });
    const found = withTermsOf(names, there, source);
    expect([Array.from(found.x), found.featureNames]).toEqual([
      [2, 1, 4, 3],
      ['links', 'gro\u0308ße'],
    ]);
    expect(refusal(() => withTermsOf(names, data({ featureNames: ['links', 'rechts'] }), source))).toMatchObject({
      code: 'shape',
      message: 'x.csv: has no feature "größe", which the model was trained with',
      remedy: 'its features are "links", "rechts"',
    });
  });

  it('takes the order of data, or of a model, whose features have no names', () => {
    const named = withTermsOf({ classNames: [], featureNames: ['a', 'b'] }, data(), source);
    expect([Array.from(named.x), named.featureNames]).toEqual([
      [1, 2, 3, 4],
      ['a', 'b'],
    ]);
    const unnamed = { classNames: [], featureNames: ['feature 0', 'feature 1'] };
    expect(Array.from(withTermsOf(unnamed, data({ featureNames: ['b', 'a'] }), source).x)).toEqual([1, 2, 3, 4]);
    expect(Array.from(withTermsOf(unnamed, data({ featureNames: ['1', '0'] }), source).x)).toEqual([2, 1, 4, 3]);
  });

  it('refuses another time step where both are known', () => {
    const known = { classNames: [], samplingInterval: 2 };
    const withStep = (samplingInterval: number) => withTermsOf(known, data({ samplingInterval }), source);
    for (const same of [2, Math.fround(2.0001), 1.9999999]) expect(withStep(same).samplingInterval).toBe(same);
    expect(withTermsOf(known, data(), source).samplingInterval).toBeUndefined();
    expect(withTermsOf({ classNames: [] }, data({ samplingInterval: 1 }), source).samplingInterval).toBe(1);
    expect(refusal(() => withStep(1))).toMatchObject({
      code: 'shape',
      message: 'x.csv: its time step is 1 s, the model’s is 2 s',
    });
  });

  it('puts features of images in the model’s order by their places', () => {
    const space = volumeSpace(2);
    const other = { ...space, featureOf: space.featureOf.map((feature) => (feature < 0 ? -1 : 1 - feature)) };
    const known = { classNames: [], featureNames: ['a', 'b'], space };
    const found = withTermsOf(known, data({ featureNames: ['p', 'q'], space: other }), source);
    expect(found).toMatchObject({ x: Float32Array.of(2, 1, 4, 3), featureNames: ['a', 'b'], space });
  });

  it('leaves features of a space where they are, and refuses another order', () => {
    const names = { classNames: [], featureNames: ['a', 'b'] };
    const there = data({ featureNames: ['b', 'a'], space: volumeSpace(2) });
    expect(refusal(() => withTermsOf(names, there, source)).message).toContain('feature 0 is "b" where');
  });
});

describe('classNamed', () => {
  it('knows names, and numbers where there are none', () => {
    expect(classNamed('1', ['1', '2', '3'])).toBe(0);
    expect(classNamed('2.0', ['1', '2', '3'])).toBe(1);
    expect(classNamed('0', ['1', '2', '3'])).toBeUndefined();
    expect(classNamed('1', ['rest', 'task'])).toBeUndefined();
    expect(classNamed('1', numberedClasses(2))).toBe(1);
    expect(classNamed('class 1', numberedClasses(2))).toBe(1);
    expect(shownClasses(numberedClasses(2))).toBe('"0", "1"');
  });
});
