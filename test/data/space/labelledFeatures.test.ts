import { expect, it } from 'vitest';
import { labelledFeatures } from '../../../src/data/space/labelledFeatures.js';

const names = new Map([
  [0, '???'],
  [3, 'L_V1'],
  [5, 'L_V2'],
  [9, 'L_MT'],
]);

it('a vertex has the feature that is named as its label is, to the letter; names of no feature are told', () => {
  const { featureOf, unmatched } = labelledFeatures([3, 0, 9, 5, 3, 7, 9], names, ['L_V2', 'l_v1', 'L_V1', 'L_V1']);
  expect([...featureOf]).toEqual([2, -1, -1, 0, 2, -1, -1]);
  expect(unmatched).toEqual(['???', 'L_MT']);
});
