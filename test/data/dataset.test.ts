import { describe, expect, it } from 'vitest';
import {
  createDataset,
  type DatasetFields,
  labelsOf,
  lengthOf,
  maskOf,
  seriesOf,
  takeSamples,
} from '../../src/data/dataset.js';
import { refusal } from '../formats/mutations.js';

/** Three samples of two steps and two features: 0 to 11. */
const GOOD: DatasetFields = { x: Float32Array.from({ length: 12 }, (_, i) => i), shape: [3, 2, 2] };

describe('createDataset', () => {
  it('makes up the names that are not given', () => {
    const { featureNames, classNames } = createDataset({ ...GOOD, labels: Int32Array.of(0, 2, 0) });
    expect(featureNames).toEqual(['feature 0', 'feature 1']);
    expect(classNames).toEqual(['class 0', 'class 1', 'class 2']);
    expect(createDataset(GOOD).classNames).toEqual([]);
  });

  it('keeps class names that no label uses', () => {
    const classNames = ['a', 'b', 'c'];
    expect(createDataset({ ...GOOD, labels: Int32Array.of(0, 0, 1), classNames }).classNames).toEqual(classNames);
  });

  it('sets padding to zero, whatever it held, and leaves the given array alone', () => {
    const x = (GOOD.x as Float32Array).slice();
    x[2] = Number.NaN;
    x[3] = Number.POSITIVE_INFINITY;
    const given = x.slice();
    const dataset = createDataset({ ...GOOD, x, lengths: Int32Array.of(1, 2, 1) });
    expect([...dataset.x]).toEqual([0, 1, 0, 0, 4, 5, 6, 7, 8, 9, 0, 0]);
    expect(x).toEqual(given);
    expect([0, 1, 2].map((sample) => lengthOf(dataset, sample))).toEqual([1, 2, 1]);
  });

  it('has no lengths where all series are whole', () => {
    const dataset = createDataset({ ...GOOD, lengths: Int32Array.of(2, 2, 2) });
    expect(dataset.lengths).toBeUndefined();
    expect(lengthOf(dataset, 1)).toBe(2);
  });

  it.each<[string, Partial<DatasetFields>, string, string]>([
    ['an empty shape', { x: new Float32Array(0), shape: [0, 2, 2] }, 'shape', 'x has shape [0, 2, 2]'],
    ['a fraction in the shape', { shape: [3, 1.5, 2] }, 'shape', 'x has shape [3, 1.5, 2]'],
    ['too few values', { x: new Float32Array(11) }, 'shape', 'x holds 11 values where shape [3, 2, 2] needs 12'],
    ['NaN', { x: GOOD.x.with(7, Number.NaN) }, 'not-finite', 'x is NaN at sample 1, time 1, feature 1'],
    [
      'infinity',
      { x: GOOD.x.with(8, Number.NEGATIVE_INFINITY) },
      'not-finite',
      'x is -Infinity at sample 2, time 0, feature 0',
    ],
    ['too few lengths', { lengths: Int32Array.of(1, 2) }, 'shape', '2 lengths for 3 samples'],
    ['a length of 0', { lengths: Int32Array.of(2, 0, 2) }, 'shape', 'lengths[1] is 0: a sample has 1 to 2 time steps'],
    ['a length beyond the time', { lengths: Int32Array.of(2, 2, 3) }, 'shape', 'lengths[2] is 3'],
    ['too many labels', { labels: Int32Array.of(0, 1, 0, 1) }, 'labels', '4 labels for 3 samples'],
    ['a negative label', { labels: Int32Array.of(0, -1, 0) }, 'labels', 'labels[1] is -1: classes are numbered from 0'],
    [
      'a label without a name',
      { labels: Int32Array.of(0, 2, 1), classNames: ['a', 'b'] },
      'labels',
      'label 2 has no name: there are 2 class names',
    ],
    [
      'labels that are no classes',
      { labels: Int32Array.of(0, 2_000_000_000, 1) },
      'labels',
      'labels go up to 2000000000: are these classes?',
    ],
    [
      'a mask of another size',
      { mask: new Uint8Array(8) },
      'shape',
      'mask holds 8 values where [time, feature] = [2, 2]',
    ],
    ['too few feature names', { featureNames: ['a'] }, 'shape', '1 feature names for 2 features'],
  ])('refuses %s in one line that says where', (_, fields, code, start) => {
    const error = refusal(() => createDataset({ ...GOOD, ...fields }));
    expect(error.code).toBe(code);
    expect(error.message.startsWith(start), error.message).toBe(true);
    expect(error.message).not.toContain('\n');
  });
});

describe('takeSamples', () => {
  const dataset = createDataset({
    ...GOOD,
    labels: Int32Array.of(0, 1, 0),
    lengths: Int32Array.of(2, 1, 2),
    mask: Uint8Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0),
    samplingInterval: 2.5,
  });

  it('takes series, labels, lengths and masks, in the order asked for, also twice', () => {
    const taken = takeSamples(dataset, [2, 1, 2]);
    expect([...taken.x]).toEqual([8, 9, 10, 11, 4, 5, 0, 0, 8, 9, 10, 11]);
    expect(taken).toMatchObject({ samples: 3, time: 2, features: 2, samplingInterval: 2.5 });
    expect(taken.labels).toEqual(Int32Array.of(0, 1, 0));
    expect(taken.lengths).toEqual(Int32Array.of(2, 1, 2));
    expect([0, 1, 2].map((sample) => [...(maskOf(taken, sample) as Uint8Array)])).toEqual([
      [0, 0, 1, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ]);
  });

  it('gives one sample its own mask', () => {
    const taken = takeSamples(dataset, [1]);
    expect(maskOf(taken, 0)).toEqual(Uint8Array.of(0, 1, 0, 0));
    expect(seriesOf(taken, 0)).toEqual(Float32Array.of(4, 5, 0, 0));
  });

  it('keeps a mask that all samples share, and does not make up labels', () => {
    const shared = createDataset({ ...GOOD, mask: Uint8Array.of(0, 1, 1, 0) });
    const taken = takeSamples(shared, [2, 0]);
    expect(maskOf(taken, 1)).toEqual(shared.mask);
    expect(taken.labels).toBeUndefined();
    expect(refusal(() => labelsOf(taken))).toMatchObject({ code: 'labels', message: 'the data have no labels' });
  });

  it('copies: the dataset it was taken from can change', () => {
    const source = createDataset({ ...GOOD, x: GOOD.x.slice() });
    const taken = takeSamples(source, [0]);
    source.x[0] = 99;
    expect(taken.x[0]).toBe(0);
  });

  it.each([
    [[0, 3], 'positions[1] is 3: the dataset has samples 0 to 2'],
    [[-1], 'positions[0] is -1: the dataset has samples 0 to 2'],
    [[0.5], 'positions[0] is 0.5: the dataset has samples 0 to 2'],
    [[], 'none of 3 samples were picked'],
  ])('refuses the positions %j', (positions, message) => {
    expect(refusal(() => takeSamples(dataset, positions))).toMatchObject({ code: 'option', message });
  });
});
