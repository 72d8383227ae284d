import { describe, expect, it } from 'vitest';
import { decodeSurfaceLabels } from '../../../src/formats/surfaces/surfaceLabels.js';
import { giftiFixture, giftiWith } from '../giftiFixture.js';
import { refusal } from '../mutations.js';

const read = (map?: string) => decodeSurfaceLabels(giftiFixture('regions.label.gii'), 'r.label.gii', map);

describe('decodeSurfaceLabels', () => {
  it('reads the key of each vertex, and what keys stand for', () => {
    expect(read()).toEqual({
      name: 'regions',
      arrays: ['regions', 'other <regions>'],
      hemisphere: 'left',
      keys: Int32Array.of(1, 2, 7, 0, -1),
      names: new Map([
        [0, '???'],
        [1, 'L_V1'],
        [2, 'L_<A&B> é'],
        [7, '__proto__'],
        [-1, 'below'],
      ]),
      colours: new Map([
        [0, [1, 1, 1, 0]],
        [1, [0.25, 0.5, 1, 1]],
        [2, [1, 0, 0, 0.5]],
        [7, [0, 1, 0, 1]],
      ]),
      unnamed: [],
    });
  });

  it('takes the labels that are named, and says which keys have no name', () => {
    const { name, keys, unnamed } = read('other <regions>');
    expect([name, [...keys], unnamed]).toEqual(['other <regions>', [2, 5, 3, 1, 1], [3, 5]]);
    expect(refusal(() => read('another'))).toMatchObject({
      code: 'missing',
      message: 'r.label.gii: holds no labels "another"',
      remedy: 'there are "regions", "other <regions>"',
    });
  });

  it('refuses what are no labels', () => {
    expect(refusal(() => decodeSurfaceLabels(giftiFixture('series.func.gii'), 's.gii')).message).toBe(
      's.gii: holds no labels, but TIME_SERIES',
    );
    const labels = [/NIFTI_INTENT_\w+/, 'NIFTI_INTENT_LABEL'] as const;
    const maps = (name: string) => refusal(() => decodeSurfaceLabels(giftiWith(name, labels), 'm.gii'));
    expect(maps('maps.L.shape.gii')).toMatchObject({
      code: 'dtype',
      message: expect.stringContaining('entry 0 is -0.391'),
    });
    expect(maps('mesh_ascii_row.surf.gii').message).toBe('m.gii: has labels of shape [5, 3]; [vertex] was expected');
  });
});
