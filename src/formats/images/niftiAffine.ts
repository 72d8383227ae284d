import { UnvanishError } from '../../errors.js';
import { euclideanNorm } from '../../statistics/portableMath.js';
import { LENGTH_BITS, MILLIMETRES, type NiftiHeader } from './niftiHeader.js';

/** Four rows of four: takes a voxel's indices (i, j, k, 1) to the space of the image, in its unit of length, most often millimetres. */
export type Affine = readonly (readonly number[])[];

// Three units in the last place of float32, as nibabel allows.
const ROUNDING = 3 * 2 ** -23;

/**
 * Where voxels lie, as nibabel decides it: the sform where its code is set, else the qform, else voxel sizes with the
 * middle of the grid at the origin and the first axis from right to left.
 *
 * Equations: https://nifti.nimh.nih.gov/pub/dist/src/niftilib/nifti1.h, "3D IMAGE (VOLUME) ORIENTATION"
 *
 * @param shape voxels along the first three dimensions.
 * @throws UnvanishError `format` where the qform is no rotation.
 */
export function affineOf(header: NiftiHeader, shape: readonly number[]): Affine {
  if (header.get('sform_code') > 0) {
    const rows = header.all('srow');
    return [rows.slice(0, 4), rows.slice(4, 8), rows.slice(8, 12), [0, 0, 0, 1]];
  }
  const sizes = header.all('pixdim').slice(1, 4);
  if (header.get('qform_code') > 0) return qform(header, sizes);
  const [x = 0, y = 0, z = 0] = sizes;
  const [i = 1, j = 1, k = 1] = shape;
  return [
    [-x, 0, 0, ((i - 1) / 2) * x],
    [0, y, 0, ((1 - j) / 2) * y],
    [0, 0, z, ((1 - k) / 2) * z],
    [0, 0, 0, 1],
  ];
}

/** Where voxels lie in millimetres, whatever the unit of the header. */
export function affineInMillimetres(header: NiftiHeader, shape: readonly number[]): Affine {
  const unit = MILLIMETRES.get(header.get('xyzt_units') & LENGTH_BITS) ?? 1;
  const [x, y, z, last] = affineOf(header, shape);
  return [...[x, y, z].map((row = []) => row.map((value) => unit * value)), last as readonly number[]];
}

/** Whether two affines put every voxel of a grid at the same place, to within a hundredth of a voxel's shortest edge. */
export function sameGrid(first: Affine, second: Affine, shape: readonly number[]): boolean {
  const edges = [0, 1, 2].map((axis) => euclideanNorm([0, 1, 2].map((row) => first[row]?.[axis] ?? 0)));
  const tolerance = Math.min(...edges) / 100;
  for (let corner = 0; corner < 8; corner++) {
    const voxel = [0, 1, 2].map((axis) => ((corner >> axis) & 1 ? (shape[axis] ?? 1) - 1 : 0));
    const apart = euclideanNorm([0, 1, 2].map((row) => coordinate(first, row, voxel) - coordinate(second, row, voxel)));
    if (!(apart <= tolerance)) return false;
  }
  return true;
}

/**
 * The three rows that take places to voxel indices, by Cramer's rule.
 *
 * @throws UnvanishError `format` where the affine has no inverse.
 */
export function inverseOf([[a, b, c, x], [d, e, f, y], [g, h, i, z]]: Affine): Affine {
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

function coordinate(affine: Affine, row: number, voxel: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0] = affine[row] ?? [];
  return a * (voxel[0] ?? 0) + b * (voxel[1] ?? 0) + c * (voxel[2] ?? 0) + d;
}

function qform(header: NiftiHeader, [x = 0, y = 0, z = 0]: readonly number[]): Affine {
  const [qb = 0, qc = 0, qd = 0] = header.all('quatern');
  const [ox = 0, oy = 0, oz = 0] = header.all('qoffset');
  const length = qb * qb + qc * qc + qd * qd;
  if (length > 1 + ROUNDING) {
    throw new UnvanishError(
      'format',
      `has the quaternion ${[qb, qc, qd].map((part) => Number(part.toPrecision(4))).join(', ')} (qform), which is no rotation`,
    );
  }
  // Rounding can leave a half turn's quaternion a little off length 1: it is made a unit one, without a real part.
  const halfTurn = length > 1 - ROUNDING;
  const scale = halfTurn ? 1 / Math.sqrt(length) : 1;
  const [a, b, c, d] = [halfTurn ? 0 : Math.sqrt(1 - length), qb * scale, qc * scale, qd * scale];
  const flipped = header.get('pixdim') < 0 ? -z : z;
  return [
    [(a * a + b * b - c * c - d * d) * x, 2 * (b * c - a * d) * y, 2 * (b * d + a * c) * flipped, ox],
    [2 * (b * c + a * d) * x, (a * a + c * c - b * b - d * d) * y, 2 * (c * d - a * b) * flipped, oy],
    [2 * (b * d - a * c) * x, 2 * (c * d + a * b) * y, (a * a + d * d - b * b - c * c) * flipped, oz],
    [0, 0, 0, 1],
  ];
}
