import { describe, expect, it } from 'vitest';
import type { FeatureSpace } from '../../../src/data/space/space.js';
import { decodeCiftiSeries } from '../../../src/formats/images/cifti.js';
import { checkMapsSpace, encodeMaps } from '../../../src/formats/maps/mapsFile.js';
import { decodeVertexMaps } from '../../../src/formats/surfaces/vertexMaps.js';
import { ciftiFixture } from '../ciftiFixture.js';
import { volumeSpace } from '../images/volumeSpace.js';
import { laterRefusal } from '../mutations.js';

/** Vertices 0, 3, 4, 7, 19 of 20 on the left, 1, 2, 5 of 20 on the right, and three voxels. */
const { space, features } = decodeCiftiSeries(ciftiFixture('dense.dtseries.nii'), 'dense.dtseries.nii');
const maps = { shape: [2, 2, features], data: Float32Array.from({ length: 4 * features }, (_, i) => i) };
const saliency = {
  maps,
  space,
  target: Int32Array.of(0, 1),
  classNames: ['face', 'house'],
  samplingInterval: 0.72,
} as const;

describe('maps of the vertices of a hemisphere', () => {
  it('are written time by time as .func.gii, 0 where a vertex is no feature', async () => {
    const written = decodeVertexMaps(await encodeMaps('map.R.func.gii', saliency), 'map.gii');
    expect(written).toMatchObject({ hemisphere: 'right', maps: 2, vertices: 20, isSeries: true, timeStep: 0.72 });
    // The mean of two samples, 22 numbers apart; the first feature on the right is the sixth.
    const expected = new Float32Array(40);
    for (const [position, vertex] of [1, 2, 5].entries()) {
      expected[vertex] = 11 + 5 + position;
      expected[20 + vertex] = 11 + 5 + position + features;
    }
    expect(written.values).toEqual(expected);
    const packed = await encodeMaps('map.R.func.gii.gz', saliency);
    expect(decodeVertexMaps(packed, 'map.gii.gz')).toEqual(written);
  });

  it('are written as their means over time, of all samples and of each class, as .shape.gii', async () => {
    const written = decodeVertexMaps(await encodeMaps('lh.map.shape.gii', saliency), 'map.gii');
    expect(written).toMatchObject({ hemisphere: 'left', names: ['all samples', 'face', 'house'], isSeries: false });
    expect([0, 1, 2].map((map) => written.values[20 * map + 19])).toEqual([20.5, 9.5, 31.5]);
  });

  it('need a hemisphere, and features that are vertices', async () => {
    const refused = (name: string, where: FeatureSpace | undefined, count = features) =>
      laterRefusal(checkMapsSpace(name, where, count));
    expect(await refused('map.func.gii', space)).toMatchObject({
      code: 'option',
      message: 'map.func.gii: the features lie on both hemispheres, a GIFTI file is of one',
      remedy: expect.stringContaining('map.L.func.gii'),
    });
    expect(await refused('map.L.func.gii', volumeSpace(1), 1)).toMatchObject({
      code: 'missing',
      remedy: expect.stringContaining('.nii.gz'),
    });
    expect(await refused('map.L.func.gii', undefined)).toMatchObject({ code: 'missing', remedy: 'write .npz or .csv' });
    const parcels = decodeCiftiSeries(ciftiFixture('surface.ptseries.nii'), 'surface.ptseries.nii');
    expect((await refused('map.L.func.gii', parcels.space, parcels.features)).remedy).toMatch(/\.pscalar\.nii/);
    expect((await refused('map.L.func.gii', space, 3)).code).toBe('shape');
    const changed = (from: RegExp, to: string) =>
      ({ kind: 'cifti', map: space.kind === 'cifti' ? space.map.replace(from, to) : '' }) as const;
    expect((await refused('map.L.func.gii', changed(/CORTEX_LEFT/, 'CEREBELLUM'))).message).toMatch(/no left cortex/);
    expect(
      await refused('map.L.func.gii', changed(/SurfaceNumberOfVertices="20"/, 'SurfaceNumberOfVertices="999999999"')),
    ).toMatchObject({ code: 'size' });
    const large = changed(/SurfaceNumberOfVertices="20"/g, 'SurfaceNumberOfVertices="16777216"');
    const series = { maps: { shape: [1, 5, features], data: new Float32Array(5 * features) }, space: large };
    expect(await laterRefusal(encodeMaps('map.L.func.gii', series))).toMatchObject({
      code: 'size',
      message: expect.stringContaining('5 maps of 16777216 vertices'),
    });
  });
});
