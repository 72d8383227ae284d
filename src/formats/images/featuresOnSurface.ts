import type { CiftiSpace, FeatureSpace, VolumeSpace } from '../../data/space/space.js';
import type { Surface } from '../../data/space/surface.js';
import { UnvanishError } from '../../errors.js';
import { checkArgument } from '../../options.js';
import { parseFeatureMapping } from './ciftiMapping.js';
import { type Affine, affineOf } from './niftiAffine.js';
import { NiftiHeader } from './niftiHeader.js';

/** What the cortex of each hemisphere is called in CIFTI-2. */
const structures = { left: 'CIFTI_STRUCTURE_CORTEX_LEFT', right: 'CIFTI_STRUCTURE_CORTEX_RIGHT' } as const;

/** How far from a vertex a voxel may be, in millimetres: a mask of grey matter and a surface seldom agree to the voxel. */
const REACH = 3;

/**
 * The feature of each vertex of a surface, -1 for none, [vertex].
 *
 * Of a volume it is that of the voxel that the vertex lies in, by the volume's affine; where that belongs to none, of the nearest
 * voxel that does, up to 3 mm away (`reach`). Surface and volume must lie in the same space. Of a CIFTI-2 file it is the vertex's
 * grayordinate, or its parcel.
 *
 * @throws UnvanishError `shape` where a CIFTI-2 file is of a surface with another number of vertices; `format` where the affine takes all
 *   voxels to one plane, or the CIFTI-2 map is broken; `option`.
 */
export function featuresOnSurface(surface: Surface, space: FeatureSpace, reach = REACH): Int32Array {
  checkArgument(surface?.points instanceof Float32Array, 'featuresOnSurface: surface', surface, 'a surface');
  checkArgument(Number.isFinite(reach) && reach >= 0, 'featuresOnSurface: reach', reach, 'a number of at least 0');
  checkArgument(
    space?.kind === 'volume' || space?.kind === 'cifti',
    'featuresOnSurface: space',
    space,
    'the space of a volume or of a CIFTI-2 file',
  );
  return space.kind === 'volume' ? inVolume(surface, space, reach) : inCifti(surface, space);
}

function inVolume({ points }: Surface, { shape, header, featureOf }: VolumeSpace, reach: number): Int32Array {
  const affine = affineOf(NiftiHeader.copyOf(header), shape);
  const inverse = inverseOf(affine);
  const [I, J, K] = shape;
  const featureAt = (i: number, j: number, k: number) =>
    i >= 0 && j >= 0 && k >= 0 && i < I && j < J && k < K ? featureOf[i + I * (j + J * k)] : -1;
  const around = offsetsWithin(affine, inverse, reach);
  return Int32Array.from({ length: points.length / 3 }, (_, vertex) => {
    const [x, y, z] = points.subarray(3 * vertex, 3 * vertex + 3);
    const place = inverse.map(([a, b, c, d]) => a * x + b * y + c * z + d);
    const [i, j, k] = place.map(Math.round);
    const own = featureAt(i, j, k);
    if (own >= 0) return own;
    let [nearest, feature] = [reach * reach, -1];
    for (const [di, dj, dk] of around) {
      const found = featureAt(i + di, j + dj, k + dk);
      if (found < 0) continue;
      const squares = squaredLength(affine, [i + di - place[0], j + dj - place[1], k + dk - place[2]]);
      // The first of two that are as near.
      if (squares < nearest || (squares === nearest && feature < 0)) [nearest, feature] = [squares, found];
    }
    return feature;
  });
}

/** Steps to voxels whose middles can be within reach of a place in a voxel. */
function offsetsWithin(affine: Affine, inverse: Affine, reach: number): [number, number, number][] {
  const most = inverse.map(([a, b, c]) => Math.ceil(reach * Math.sqrt(a * a + b * b + c * c) + 0.5));
  const corner = Math.sqrt(
    Math.max(...[1, -1].flatMap((j) => [1, -1].map((k) => squaredLength(affine, [0.5, 0.5 * j, 0.5 * k])))),
  );
  const offsets: [number, number, number][] = [];
  for (let k = -most[2]; k <= most[2]; k++) {
    for (let j = -most[1]; j <= most[1]; j++) {
      for (let i = -most[0]; i <= most[0]; i++) {
        if (Math.sqrt(squaredLength(affine, [i, j, k])) <= reach + corner) offsets.push([i, j, k]);
      }
    }
  }
  return offsets;
}

/** The square of the length, in millimetres, of steps along the axes of a grid. */
function squaredLength(affine: Affine, [i, j, k]: readonly [number, number, number]): number {
  let sum = 0;
  for (let row = 0; row < 3; row++) {
    const [a, b, c] = affine[row];
    const along = a * i + b * j + c * k;
    sum += along * along;
  }
  return sum;
}

/** The three rows that take millimetres to voxel indices, by Cramer's rule. */
function inverseOf([[a, b, c, x], [d, e, f, y], [g, h, i, z]]: Affine): Affine {
  const rows = [
    [e * i - f * h, c * h - b * i, b * f - c * e],
    [f * g - d * i, a * i - c * g, c * d - a * f],
    [d * h - e * g, b * g - a * h, a * e - b * d],
  ];
  const determinant = a * rows[0][0] + b * rows[1][0] + c * rows[2][0];
  if (!(Math.abs(determinant) > 0) || !Number.isFinite(determinant)) {
    throw new UnvanishError('format', 'the affine of the volume has no inverse: it takes all voxels to one plane');
  }
  return rows.map((row) => {
    const [p, q, r] = row.map((value) => value / determinant);
    return [p, q, r, -(p * x + q * y + r * z)];
  });
}

function inCifti({ hemisphere, points }: Surface, { map }: CiftiSpace): Int32Array {
  const structure = structures[hemisphere];
  const mapping = parseFeatureMapping(map, 'the space of the features');
  const count = points.length / 3;
  const featureOf = new Int32Array(count).fill(-1);
  const check = (expected: number | undefined) => {
    if (expected === undefined || expected === count) return;
    throw new UnvanishError(
      'shape',
      `the surface of the ${hemisphere} hemisphere has ${count} vertices; that of the features (${structure}) has ${expected}`,
      'take a surface of the mesh that the features are of',
    );
  };
  if (mapping.kind === 'parcels') {
    check(mapping.surfaces.get(structure));
    for (const [feature, { vertices }] of mapping.parcels.entries()) {
      for (const vertex of vertices.get(structure) ?? []) featureOf[vertex] = feature;
    }
    return featureOf;
  }
  let first = 0;
  for (const model of mapping.models) {
    if (!('vertices' in model)) {
      first += model.voxels.length / 3;
      continue;
    }
    if (model.structure === structure) {
      check(model.surface);
      for (const [index, vertex] of model.vertices.entries()) featureOf[vertex] = first + index;
    }
    first += model.vertices.length;
  }
  return featureOf;
}
