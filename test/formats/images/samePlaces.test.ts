import { describe, expect, it } from 'vitest';
import type { VolumeSpace } from '../../../src/data/space/space.js';
import type { Affine } from '../../../src/formats/images/niftiAffine.js';
import { NiftiHeader } from '../../../src/formats/images/niftiHeader.js';
import { type PlacedFeatures, positionsByPlace } from '../../../src/formats/images/samePlaces.js';
import { refusal } from '../mutations.js';

const RAS: Affine = [
  [2, 0, 0, 0],
  [0, 2, 0, 0],
  [0, 0, 2, 0],
];
const LAS: Affine = [
  [-2, 0, 0, 6],
  [0, 2, 0, 0],
  [0, 0, 2, 0],
];

function features(names: string[], featureOf: number[], { affine = RAS, code = 1, size = 2 } = {}): PlacedFeatures {
  const header = NiftiHeader.empty();
  header.set('sform_code', code);
  header.set('srow', ...affine.flat());
  header.set('pixdim', 1, size, size, size);
  const space: VolumeSpace = {
    kind: 'volume',
    shape: [featureOf.length, 1, 1],
    header: header.bytes,
    featureOf: Int32Array.from(featureOf),
  };
  return { space, featureNames: names };
}

const cifti = (map: string): PlacedFeatures => ({ space: { kind: 'cifti', map }, featureNames: ['a', 'b'] });
const parcels = (vertices: number, a: string, b: string) =>
  cifti(
    `<MatrixIndicesMap AppliesToMatrixDimension="1" IndicesMapToDataType="CIFTI_INDEX_TYPE_PARCELS"><Surface BrainStructure="CIFTI_STRUCTURE_CORTEX_LEFT" SurfaceNumberOfVertices="${vertices}"/>${[a, b].map((own, at) => `<Parcel Name="${'ab'[at]}"><Vertices BrainStructure="CIFTI_STRUCTURE_CORTEX_LEFT">${own}</Vertices></Parcel>`).join('')}</MatrixIndicesMap>`,
  );
const grayordinates = (vertices: number, corner: number) =>
  cifti(
    `<MatrixIndicesMap AppliesToMatrixDimension="1" IndicesMapToDataType="CIFTI_INDEX_TYPE_BRAIN_MODELS"><Volume VolumeDimensions="4,4,4"><TransformationMatrixVoxelIndicesIJKtoXYZ MeterExponent="-3">2 0 0 ${corner}\n0 2 0 0\n0 0 2 0\n0 0 0 1</TransformationMatrixVoxelIndicesIJKtoXYZ></Volume><BrainModel IndexOffset="0" IndexCount="1" ModelType="CIFTI_MODEL_TYPE_SURFACE" BrainStructure="CIFTI_STRUCTURE_CORTEX_LEFT" SurfaceNumberOfVertices="${vertices}"><VertexIndices>3</VertexIndices></BrainModel><BrainModel IndexOffset="1" IndexCount="1" ModelType="CIFTI_MODEL_TYPE_VOXELS" BrainStructure="CIFTI_STRUCTURE_THALAMUS_LEFT"><VoxelIndicesIJK>1 1 1</VoxelIndicesIJK></BrainModel></MatrixIndicesMap>`,
  );

describe('positionsByPlace', () => {
  const voxels = features(['voxel 0 0 0', 'voxel 1 0 0', 'voxel 3 0 0'], [0, 1, -1, 2]);

  it('finds voxels of images that are stored from the other side', () => {
    const mirrored = features(['voxel 0 0 0', 'voxel 2 0 0', 'voxel 3 0 0'], [0, -1, 1, 2], { affine: LAS });
    expect(positionsByPlace(voxels, mirrored)).toEqual([2, 1, 0]);
  });

  it('leaves voxels out that the model does not have', () => {
    const more = features(['p', 'q', 'r', 's'], [0, 1, 2, 3]);
    expect(positionsByPlace(voxels, more)).toEqual([0, 1, 3]);
    expect(refusal(() => positionsByPlace(more, voxels))).toMatchObject({
      code: 'shape',
      message: 'has no feature where the model’s "r" lies',
    });
  });

  it('knows regions by their place, whatever part of them a mask leaves', () => {
    const regions = features(['left', 'right'], [0, 0, 1, 1]);
    expect(positionsByPlace(regions, features(['region 1', 'region 2'], [0, -1, 1, 1]))).toEqual([0, 1]);
    expect(positionsByPlace(regions, features(['right', 'left'], [0, 0, 1, 1], { affine: LAS }))).toEqual([1, 0]);
  });

  it('refuses regions of another atlas under the same names', () => {
    const regions = features(['left', 'right'], [0, 0, 1, 1]);
    expect(refusal(() => positionsByPlace(regions, features(['left', 'right'], [0, 1, 1, 1]))).message).toBe(
      'its regions are not those of the model: where one has "left" lie its "left" and "right"',
    );
    const one = features(['both'], [0, 0, 0, 0]);
    expect(refusal(() => positionsByPlace(regions, one)).message).toContain('where one has "both" lie the model’s');
  });

  it('refuses another grid, saying how it differs', () => {
    const moved = features(['a', 'b', 'c'], [0, 1, -1, 2], {
      affine: RAS.map((row, at) => (at ? row : [2, 0, 0, 10])),
    });
    expect(refusal(() => positionsByPlace(voxels, moved))).toMatchObject({
      code: 'shape',
      message:
        'its voxels are not those of the model: affine: the lowest corner is at 10 0 0 mm against 0 0 0 mm of the model’s',
    });
    expect(refusal(() => positionsByPlace(voxels, features(['a'], [0, 0]))).message).toContain('shape [2, 1, 1]');
  });

  it('compares shapes and sizes where an image does not say where it is', () => {
    const nowhere = features(['a', 'b', 'c'], [0, 1, -1, 2], { code: 0 });
    expect(positionsByPlace(voxels, nowhere)).toEqual([0, 1, 2]);
    const larger = features(['a', 'b', 'c'], [0, 1, -1, 2], { code: 0, size: 3 });
    expect(refusal(() => positionsByPlace(voxels, larger)).message).toContain('voxels of 3 x 3 x 3 mm');
  });

  it('lets names tell features of surfaces that are the same', () => {
    const own = parcels(10, '0 1 2', '3 4');
    expect(positionsByPlace(own, own)).toBeUndefined();
    expect(positionsByPlace(own, parcels(10, '1 2 3', '4 5'))).toBeUndefined();
    expect(positionsByPlace(grayordinates(10, 0), grayordinates(10, 1e-6))).toBeUndefined();
  });

  it('refuses another mesh, another volume, parcels elsewhere, and another kind of space', () => {
    const problem = (one: PlacedFeatures, other: PlacedFeatures) => refusal(() => positionsByPlace(one, other)).message;
    expect(problem(parcels(10, '0', '3'), parcels(20, '0', '3'))).toBe(
      'the surface of its CIFTI_STRUCTURE_CORTEX_LEFT has 20 vertices, the model’s 10',
    );
    expect(problem(parcels(10, '0 1', '3 4'), parcels(10, '3 4', '0 1'))).toBe(
      'its parcel "a" has no place in common with the model’s',
    );
    expect(problem(grayordinates(10, 0), grayordinates(12, 0))).toContain('has 12 vertices');
    expect(problem(grayordinates(10, 0), grayordinates(10, 6))).toContain('the lowest corner is at 6 0 0 mm');
    expect(problem(voxels, parcels(10, '0', '3'))).toBe(
      'its features lie on surfaces and voxels of CIFTI-2 or GIFTI, the model’s on an image of voxels',
    );
  });
});
