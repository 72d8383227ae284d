import { describe, expect, it } from 'vitest';
import { createDataset, type DatasetFields } from '../../src/data/dataset.js';
import { classCounts, classCountsByGroup, findingsOf } from '../../src/data/findings.js';

const SAMPLES = 6;
const dataset = (fields: Partial<DatasetFields> = {}) =>
  createDataset({
    x: Float32Array.from({ length: SAMPLES * 3 * 2 }, (_, at) => (at * 7) % 5),
    shape: [SAMPLES, 3, 2],
    labels: Int32Array.of(0, 1, 0, 1, 0, 1),
    classNames: ['face', 'house'],
    ...fields,
  });
const found = (fields: Partial<DatasetFields>) =>
  findingsOf(dataset(fields)).map(({ level, what }) => `${level}: ${what}`);

describe('findingsOf', () => {
  it('finds nothing wrong with balanced classes and features that vary', () => {
    expect(findingsOf(dataset())).toEqual([]);
  });

  it('finds labels that are missing, classes that are few, many or none', () => {
    expect(findingsOf({ ...dataset(), labels: undefined } as never)[0].what).toBe('there are no labels');
    expect(found({ labels: new Int32Array(SAMPLES) })).toEqual([
      'error: all samples are of one class, "face": there is nothing to tell apart',
    ]);
    expect(found({ labels: Int32Array.of(0, 0, 0, 0, 0, 1), classNames: ['a', 'b', 'c'] })).toEqual([
      'error: no sample is of class "c"',
      'warning: only one sample is of class "b"',
      'warning: classes have between 1 and 5 samples',
    ]);
  });

  it('finds features that are constant, padding aside', () => {
    const x = dataset().x.map((value, at) => (at % 2 === 0 ? 4 : value));
    const lengths = Int32Array.of(3, 3, 3, 3, 3, 2);
    expect(found({ x, lengths })[0]).toBe('warning: 1 of 2 features are constant: "feature 0"');
    expect(found({ x: new Float32Array(SAMPLES * 6) })).toEqual(['error: all features are constant']);
  });

  it('finds lengths that differ, and groups that lack a class', () => {
    expect(found({ lengths: Int32Array.of(3, 3, 3, 3, 1, 2) })).toEqual([
      'note: 2 of 6 samples have fewer than 3 time steps, the shortest 1',
    ]);
    const run = ['r1', 'r1', 'r1', 'r2', 'r3', 'r3'];
    expect(found({ groups: { run } })).toEqual(['note: 1 of 3 runs lack a class: r2 ("face")']);
    expect(found({ groups: { run: ['r1', 'r2', 'r1', 'r2', 'r1', 'r2'] } })).toEqual([
      'note: no run has samples of all classes',
    ]);
    expect(found({ groups: { run: ['1', '2', '3', '4', '5', '6'] } })).toEqual([]);
    expect(found({ groups: { run: run.fill('r1'), subject: run } })).toEqual([
      'note: all samples are of one run: none can be left out',
    ]);
  });
});

describe('class counts', () => {
  it('are those of all samples, and of each group, whatever its name', () => {
    expect(classCounts(dataset())).toEqual([3, 3]);
    const names = ['__proto__', 'b', '__proto__', '__proto__', 'b', 'b'];
    expect([...classCountsByGroup(dataset(), names)]).toEqual([
      ['__proto__', [2, 1]],
      ['b', [1, 2]],
    ]);
  });
});
