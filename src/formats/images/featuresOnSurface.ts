import type { CiftiSpace, FeatureSpace, VolumeSpace } from '../../data/space/space.js';
import { checkHemisphere, type Surface } from '../../data/space/surface.js';
import { UnvanishError } from '../../errors.js';
import { checkArgument } from '../../options.js';
import { CIFTI_CORTEX } from '../surfaces/hemisphere.js';
import { parseFeatureMapping } from './ciftiMapping.js';
import { type Affine, affineInMillimetres, inverseOf } from './niftiAffine.js';
import { NiftiHeader } from './niftiHeader.js';

/** How far from a vertex a voxel may be, in millimetres: a mask of grey matter and a surface seldom agree to the voxel. */
export const REACH = 3;
/** Voxels that may lie within reach of a vertex: all are looked at, for each vertex. */
const MOST_AROUND = 100_000;

/**
 * The feature of each vertex of a surface, -1 for none, [vertex].
 *
 * Of a volume it is that of the voxel that the vertex lies in, by the volume's affine and its unit of length; where that belongs to
 * none, of the nearest voxel that does, whose box is up to 3 mm away (`reach`; of a grid whose axes are not at right angles the
 * distance may come out a little larger). Surface and volume must lie in the same space. Of a CIFTI-2 file it is the vertex's
 * grayordinate, or its parcel.
 *
 * @throws UnvanishError `shape` where a CIFTI-2 file is of a surface with another number of vertices; `missing` where the header of a
 *   volume does not say where its voxels lie, or FreeSurfer's points are not in scanner space; `size` where too many voxels lie within
 *   reach of a vertex; `format` where the affine takes all voxels to one plane, or the CIFTI-2 map is broken; `option`.
 */
export function featuresOnSurface(surface: Surface, space: FeatureSpace, reach = REACH): Int32Array {
  checkArgument(surface?.points instanceof Float32Array, 'featuresOnSurface: surface', surface, 'a surface');
  checkHemisphere(surface.hemisphere, 'featuresOnSurface: hemisphere');
  checkArgument(Number.isFinite(reach) && reach >= 0, 'featuresOnSurface: reach', reach, 'a number of at least 0');
  checkArgument(
    space?.kind === 'volume' || space?.kind === 'cifti',
    'featuresOnSurface: space',
    space,
    'the space of a volume or of a CIFTI-2 file',
  );
  return space.kind === 'volume' ? inVolume(surface, space, reach) : inCifti(surface, space);
}

function inVolume(surface: Surface, { shape, header: bytes, featureOf }: VolumeSpace, reach: number): Int32Array {
  const header = NiftiHeader.copyOf(bytes);
  checkPlaces(surface, header);
  const { points } = surface;
  const affine = affineInMillimetres(header, shape);
  const inverse = inverseOf(affine);
  const [I, J, K] = shape;
  const most = stepsWithin(affine, inverse, shape, reach);
  /** The first and the last voxel along an axis that can be within reach. */
  const range = (middle: number, axis: number) =>
    [Math.max(0, middle - most[axis]), Math.min(shape[axis] - 1, middle + most[axis])] as const;
  return Int32Array.from({ length: points.length / 3 }, (_, vertex) => {
    const [x, y, z] = points.subarray(3 * vertex, 3 * vertex + 3);
    const [p, q, r] = inverse.map(([a, b, c, d]) => a * x + b * y + c * z + d);
    const [i, j, k] = [Math.round(p), Math.round(q), Math.round(r)];
    const inside = i >= 0 && j >= 0 && k >= 0 && i < I && j < J && k < K;
    const own = inside ? featureOf[i + I * (j + J * k)] : -1;
    if (own >= 0) return own;
    let [nearest, feature] = [reach * reach, -1];
    const [[fromI, toI], [fromJ, toJ], [fromK, toK]] = [range(i, 0), range(j, 1), range(k, 2)];
    for (let w = fromK; w <= toK; w++) {
      for (let v = fromJ; v <= toJ; v++) {
        for (let u = fromI; u <= toI; u++) {
          const found = featureOf[u + I * (v + J * w)];
          if (found < 0) continue;
          const squares = squaredLength(affine, outside(u - p), outside(v - q), outside(w - r));
          // The first of two that are as near.
          if (squares < nearest || (squares === nearest && feature < 0)) [nearest, feature] = [squares, found];
        }
      }
    }
    return feature;
  });
}

/** Refuses surfaces and volumes of which it is not known where they lie. */
function checkPlaces({ scannerOffset }: Surface, header: NiftiHeader): void {
  if (scannerOffset) {
    throw new UnvanishError(
      'missing',
      `the surface is as FreeSurfer has it, ${scannerOffset.join(', ')} mm from scanner space, where the images are: VolGeomC_R, _A and _S`,
      'write it anew with mris_convert --to-scanner, or give labels of its vertices with `surfaceLabels`',
    );
  }
  if (header.get('sform_code') > 0 || header.get('qform_code') > 0) return;
  throw new UnvanishError(
    'missing',
    'the images do not say where their voxels lie: sform_code and qform_code are 0',
    'give labels of the vertices that are named as the features are, with `surfaceLabels`',
  );
}

/** How far beyond a voxel of which the middle is so far away a place lies, in voxels along one axis. */
function outside(middle: number): number {
  return Math.sign(middle) * Math.max(0, Math.abs(middle) - 0.5);
}

/**
 * How many steps along each axis the voxels whose boxes can be within reach are from that which a place lies in.
 *
 * @throws UnvanishError `size` where so many voxels of the volume can be.
 */
function stepsWithin(affine: Affine, inverse: Affine, shape: readonly number[], reach: number): number[] {
  const most = inverse.map(([a, b, c]) => Math.floor(reach * Math.sqrt(a * a + b * b + c * c) + 1));
  const count = most.reduce((product, steps, axis) => product * Math.min(shape[axis], 2 * steps + 1), 1);
  if (count <= MOST_AROUND) return most;
  const edges = [0, 1, 2].map((axis) => Number(edgeOf(affine, axis).toPrecision(3)));
  throw new UnvanishError(
    'size',
    `${count} voxels of ${edges.join(' by ')} mm can lie within ${reach} mm of a vertex; at most ${MOST_AROUND} may`,
    'resample the images to coarser voxels, or give labels of the vertices with `surfaceLabels`',
  );
}

/** The square of the length, in millimetres, of steps along the axes of a grid. */
function squaredLength(affine: Affine, i: number, j: number, k: number): number {
  let sum = 0;
  for (let row = 0; row < 3; row++) {
    const [a, b, c] = affine[row];
    const along = a * i + b * j + c * k;
    sum += along * along;
  }
  return sum;
}

/** The edge of a voxel along an axis, in millimetres. */
function edgeOf(affine: Affine, axis: number): number {
  const step = (other: number) => (other === axis ? 1 : 0);
  return Math.sqrt(squaredLength(affine, step(0), step(1), step(2)));
}

function inCifti({ hemisphere, points }: Surface, { map }: CiftiSpace): Int32Array {
  const structure = CIFTI_CORTEX[hemisphere];
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
