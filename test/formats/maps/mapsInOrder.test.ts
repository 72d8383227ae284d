import { describe, expect, it } from 'vitest';
import { createDataset, type DatasetFields } from '../../../src/data/dataset.js';
import { mapsInOrder } from '../../../src/formats/maps/mapsInOrder.js';
import type { StoredMaps } from '../../../src/formats/maps/storedMaps.js';
import { refusal } from '../mutations.js';

const maps = { shape: [3, 2, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10) };
const lengths = Int32Array.of(2, 1, 2);
const data = (fields: Partial<DatasetFields> = {}) =>
  createDataset({ x: new Float32Array(12), shape: [3, 2, 2], ...fields });
const order = (names: Partial<StoredMaps>, fields: Partial<DatasetFields> = {}) =>
  mapsInOrder({ maps, lengths, ...names }, data(fields), 'maps.csv');

describe('mapsInOrder', () => {
  it('puts maps in the order of the data, by the names of samples and features', () => {
    const found = order(
      { sampleNames: ['10', '2', 'b'], featureNames: ['left', 'right'] },
      { sampleNames: ['b', '10', '2'], featureNames: ['right', 'left'] },
    );
    expect(Array.from(found.maps.data)).toEqual([8, 7, 10, 9, 2, 1, 4, 3, 6, 5, 0, 0]);
    expect(found.lengths).toEqual(Int32Array.of(2, 2, 1));
  });

  it('takes 0, 1, 2, … for positions where the data have other names, or none', () => {
    const rows = [5, 6, 0, 0, 7, 8, 9, 10, 1, 2, 3, 4];
    expect(Array.from(order({ sampleNames: ['2', '0', '1'] }).maps.data)).toEqual(rows);
    const named = order({ sampleNames: ['2', '0', '1'] }, { sampleNames: ['a', 'b', 'c'] });
    expect(Array.from(named.maps.data)).toEqual(rows);
    expect(order({}).maps.data).toEqual(maps.data);
  });

  it('takes the order of features where one of the two has no names', () => {
    expect(order({ featureNames: ['a', 'b'] }).maps.data).toEqual(maps.data);
  });

  it('refuses other names, and leaves other shapes to those who compare them', () => {
    const wrong = (names: Partial<StoredMaps>, fields: Partial<DatasetFields>) => refusal(() => order(names, fields));
    expect(wrong({ sampleNames: ['a', 'b', 'd'] }, { sampleNames: ['a', 'b', 'c'] }).message).toBe(
      'maps.csv: sample "d" is not in the data',
    );
    expect(wrong({ featureNames: ['a', 'b'] }, { featureNames: ['a', 'c'] }).message).toBe(
      'maps.csv: has no maps of the feature "c"',
    );
    const other = createDataset({ x: new Float32Array(4), shape: [2, 1, 2], sampleNames: ['a', 'b'] });
    const stored = { maps, sampleNames: ['a', 'b', 'c'] };
    expect(mapsInOrder(stored, other, 'maps.csv')).toBe(stored);
  });
});
