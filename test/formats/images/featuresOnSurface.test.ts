import { describe, expect, it } from 'vitest';
import type { CiftiSpace, VolumeSpace } from '../../../src/data/space/space.js';
import type { Surface } from '../../../src/data/space/surface.js';
import { writeFeatureMapping } from '../../../src/formats/images/ciftiXml.js';
import { featuresOnSurface } from '../../../src/formats/images/featuresOnSurface.js';
import { NiftiHeader } from '../../../src/formats/images/niftiHeader.js';
import { refusal } from '../mutations.js';

function surface(hemisphere: Surface['hemisphere'], ...points: number[][]): Surface {
  return { hemisphere, points: Float32Array.from(points.flat()), triangles: new Uint32Array() };
}

/** A grid of 4 x 3 x 2 voxels whose first axis runs from right to left, then from back to front, 2 x 3 x 4 mm. */
function volume(features: Record<string, number>, sform = [-2, 0, 0, 6, 0, 3, 0, -10, 0, 0, 4, 5]): VolumeSpace {
  const header = NiftiHeader.empty();
  header.set('sform_code', 1);
  header.set('srow', ...sform);
  const featureOf = new Int32Array(24).fill(-1);
  for (const [place, feature] of Object.entries(features)) {
    const [i, j, k] = place.split(' ').map(Number);
    featureOf[i + 4 * (j + 3 * k)] = feature;
  }
  return { kind: 'volume', shape: [4, 3, 2], header: header.bytes, featureOf };
}

describe('features of a volume on a surface', () => {
  it('are those of the voxels that the vertices lie in: right is not left', () => {
    const space = volume({ '0 0 0': 7, '3 2 1': 8, '1 0 1': 9 });
    // Voxel (0, 0, 0) lies at (6, -10, 5), (3, 2, 1) at (0, -4, 9), (1, 0, 1) at (4, -10, 9).
    const own = featuresOnSurface(
      surface('right', [6.9, -11.4, 6.9], [0, -4, 9], [4, -10, 9], [-6, -10, 5], [0, 4, 9]),
      space,
      0,
    );
    expect([...own]).toEqual([7, 8, 9, -1, -1]);
  });

  it('are those of an oblique grid as well', () => {
    const turned = volume({ '2 1 0': 4 }, [0, -3, 0, 1, 2, 0, 0, 1, 0, 0, 4, 0]);
    expect([...featuresOnSurface(surface('left', [-2, 5, 0], [2, 5, 0], [-2, 1, 0]), turned, 0)]).toEqual([4, -1, -1]);
  });

  it('are those of the nearest voxel that has one, whose box is within reach', () => {
    const space = volume({ '0 0 0': 7, '2 0 0': 8 });
    // Between both, in voxel (1, 0, 0) at (4, -10, 5): a little nearer to the second.
    const points = [
      [3.8, -10, 5],
      [4.2, -10, 5],
      [0, -10, 5],
      [6, -5.6, 5],
      [6, -5.4, 5],
      [9.9, -10, 5],
      [10.1, -10, 5],
    ];
    expect([...featuresOnSurface(surface('left', ...points), space)]).toEqual([8, 7, 8, 7, -1, 7, -1]);
    expect([...featuresOnSurface(surface('left', ...points), space, 0.9)]).toEqual([8, 7, -1, -1, -1, -1, -1]);
    // The first lies .8 mm from the box of one and 1.2 mm from that of the other.
    expect([...featuresOnSurface(surface('left', ...points), space, 0.7)]).toEqual([-1, -1, -1, -1, -1, -1, -1]);
  });

  it('are found at the corners of voxels larger than the reach', () => {
    const header = NiftiHeader.empty();
    header.set('sform_code', 1);
    header.set('srow', 8, 0, 0, 0, 0, 8, 0, 0, 0, 0, 8, 0);
    const featureOf = Int32Array.from({ length: 27 }, (_, voxel) => (voxel === 0 ? 0 : -1));
    const space: VolumeSpace = { kind: 'volume', shape: [3, 3, 3], header: header.bytes, featureOf };
    expect([...featuresOnSurface(surface('left', [5, 5, 5], [6.8, 4, 4], [7.2, 4, 4], [6, 6, 6]), space)]).toEqual([
      0, 0, -1, -1,
    ]);
  });

  it.each([
    ['millimetres', 2, 1],
    ['no unit', 0, 1],
    ['metres', 1, 1e-3],
    ['micrometres', 3, 1e3],
  ])('are found in %s', (_, unit, scale) => {
    const space = volume(
      { '0 0 0': 7, '3 2 1': 8 },
      [-2, 0, 0, 6, 0, 3, 0, -10, 0, 0, 4, 5].map((one) => one * scale),
    );
    // With the unit of time, seconds, in the same byte.
    const header = new NiftiHeader(space.header, NiftiHeader.empty().layout);
    header.set('xyzt_units', unit + 8);
    expect([...featuresOnSurface(surface('left', [6, -10, 5], [0, -4, 9], [20, 20, 20]), space)]).toEqual([7, 8, -1]);
  });

  it('are looked for within the volume only, and refused where too many voxels are within reach', () => {
    const fine = (edge: number, shape: readonly [number, number, number]): VolumeSpace => {
      const header = NiftiHeader.empty();
      header.set('sform_code', 1);
      header.set('srow', edge, 0, 0, 0, 0, edge, 0, 0, 0, 0, edge, 0);
      const featureOf = new Int32Array(shape[0] * shape[1] * shape[2]).fill(-1);
      featureOf[0] = 0;
      return { kind: 'volume', shape, header: header.bytes, featureOf };
    };
    const points = surface('left', [0, 0, 0], [2, 0, 0], [4, 0, 0]);
    expect([...featuresOnSurface(points, fine(0.01, [5, 5, 5]))]).toEqual([0, 0, -1]);
    expect([...featuresOnSurface(points, fine(1e-9, [5, 5, 5]))]).toEqual([0, 0, -1]);
    const error = refusal(() => featuresOnSurface(points, fine(0.05, [60, 60, 60])));
    expect(error).toMatchObject({ code: 'size', message: expect.stringContaining('0.05 by 0.05 by 0.05 mm') });
  });

  it('need surfaces in scanner space, and images that say where they lie', () => {
    const moved: Surface = { ...surface('left', [6, -10, 5]), scannerOffset: [0, 40, -2.5] };
    const space = volume({ '0 0 0': 7 });
    expect(refusal(() => featuresOnSurface(moved, space))).toMatchObject({
      code: 'missing',
      message: expect.stringContaining('0, 40, -2.5 mm from scanner space'),
      remedy: expect.stringContaining('mris_convert --to-scanner'),
    });
    const nowhere = NiftiHeader.empty();
    expect(
      refusal(() => featuresOnSurface(surface('left', [0, 0, 0]), { ...space, header: nowhere.bytes })),
    ).toMatchObject({ code: 'missing', remedy: expect.stringContaining('`surfaceLabels`') });
  });

  it('need an affine that has an inverse', () => {
    const flat = volume({}, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect(refusal(() => featuresOnSurface(surface('left', [0, 0, 0]), flat)).code).toBe('format');
  });
});

describe('features of a CIFTI-2 file on a surface', () => {
  const [left, right] = ['CIFTI_STRUCTURE_CORTEX_LEFT', 'CIFTI_STRUCTURE_CORTEX_RIGHT'];
  const dense: CiftiSpace = {
    kind: 'cifti',
    map: writeFeatureMapping({
      kind: 'brainModels',
      volume: { shape: [2, 2, 2], affine: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], exponent: -3 },
      models: [
        { structure: left, surface: 5, vertices: Int32Array.of(0, 3, 4) },
        { structure: 'CIFTI_STRUCTURE_THALAMUS_LEFT', voxels: Int32Array.of(0, 0, 0, 1, 0, 0) },
        { structure: right, surface: 4, vertices: Int32Array.of(2, 1) },
      ],
    }),
  };
  const parcels: CiftiSpace = {
    kind: 'cifti',
    map: writeFeatureMapping({
      kind: 'parcels',
      surfaces: new Map([
        [left, 5],
        [right, 4],
      ]),
      parcels: [
        { name: 'a', vertices: new Map([[left, Int32Array.of(1, 2)]]), voxels: new Int32Array() },
        {
          name: 'b',
          vertices: new Map([
            [left, Int32Array.of(4)],
            [right, Int32Array.of(0)],
          ]),
          voxels: new Int32Array(),
        },
        { name: 'c', vertices: new Map([[right, Int32Array.of(3)]]), voxels: new Int32Array() },
      ],
    }),
  };
  const mesh = (hemisphere: Surface['hemisphere'], vertices: number) =>
    surface(hemisphere, ...Array.from({ length: vertices }, () => [0, 0, 0]));

  it('are the grayordinates of its hemisphere', () => {
    expect([...featuresOnSurface(mesh('left', 5), dense)]).toEqual([0, -1, -1, 1, 2]);
    expect([...featuresOnSurface(mesh('right', 4), dense)]).toEqual([-1, 6, 5, -1]);
  });

  it('are the parcels of its hemisphere', () => {
    expect([...featuresOnSurface(mesh('left', 5), parcels)]).toEqual([-1, 0, 0, -1, 1]);
    expect([...featuresOnSurface(mesh('right', 4), parcels)]).toEqual([1, -1, -1, 2]);
  });

  it.each([dense, parcels])('need a surface of as many vertices, and both numbers are told', (space) => {
    const error = refusal(() => featuresOnSurface(mesh('left', 6), space));
    expect(error.code).toBe('shape');
    expect(error.message).toContain('has 6 vertices; that of the features (CIFTI_STRUCTURE_CORTEX_LEFT) has 5');
  });
});

it('arguments are checked', () => {
  const one = surface('left', [0, 0, 0]);
  for (const call of [
    () => featuresOnSurface(undefined as never, volume({})),
    () => featuresOnSurface(one, undefined as never),
    () => featuresOnSurface(one, { kind: 'tree' } as never),
    () => featuresOnSurface(one, volume({}), -1),
    () => featuresOnSurface({ ...one, hemisphere: 'Left' } as never, volume({})),
  ]) {
    expect(refusal(call).code).toBe('option');
  }
});
