import { formatShape } from '../../data/array.js';
import type { VolumeSpace } from '../../data/space/space.js';
import { euclideanNorm } from '../../statistics/portableMath.js';
import { type Affine, affineOf, inverseOf, sameGrid } from './niftiAffine.js';
import { NiftiHeader } from './niftiHeader.js';

/** Where the voxels of an image are: how many along each axis, and what takes their indices to space. */
export interface Grid {
  readonly shape: readonly [i: number, j: number, k: number];
  readonly affine: Affine;
}

const AXES = [0, 1, 2] as const;
const ORDERS = AXES.flatMap((a) => AXES.flatMap((b) => (a === b ? [] : [[a, b, 3 - a - b] as const])));
/** Bit a: whether the order along axis a is the other way round. The first is as it was. */
const FLIPS = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** The grid of a space. */
export function gridOf({ shape, header }: Pick<VolumeSpace, 'shape' | 'header'>): Grid {
  return { shape, affine: affineOf(NiftiHeader.copyOf(header), shape) };
}

/** Whether a header says where its voxels are, and not their sizes alone. */
export function isPlaced({ header }: Pick<VolumeSpace, 'header'>): boolean {
  const own = NiftiHeader.copyOf(header);
  return own.get('sform_code') > 0 || own.get('qform_code') > 0;
}

/** Whether two grids have the same voxels by their number along each axis and their sizes, wherever they are. */
export function isAlike(grid: Grid, other: Grid): boolean {
  const [own, its] = [grid, other].map(({ affine }) => edgesOf(affine));
  return AXES.every(
    (axis) => grid.shape[axis] === other.shape[axis] && Math.abs(own[axis] - its[axis]) <= own[axis] / 100,
  );
}

/**
 * The voxel of another grid that is at the place of each voxel of a grid, where both have the same voxels and store them in the same or
 * another order: axes the other way round, or exchanged.
 *
 * @returns [voxel], the first index fastest; undefined where the other grid has other voxels.
 */
export function voxelsInOrder(grid: Grid, other: Grid): Int32Array | undefined {
  for (const order of ORDERS) {
    if (order.some((axis, a) => other.shape[axis] !== grid.shape[a])) continue;
    for (const flips of FLIPS) {
      const turned = turnedAffine(other, order, flips);
      if (sameGrid(grid.affine, turned, grid.shape)) return voxelsAt(grid, other, { order, flips });
    }
  }
  return undefined;
}

/**
 * The voxel of another grid whose middle is nearest to that of each voxel of a grid: the one that it lies in.
 *
 * @returns [voxel], the first index fastest; -1 outside of the other grid.
 * @throws UnvanishError `format` where the other grid is flat in space.
 */
export function nearestVoxels(grid: Grid, other: Grid): Int32Array {
  const back = inverseOf(other.affine);
  const [width, height, depth] = grid.shape;
  const found = new Int32Array(width * height * depth).fill(-1);
  const strides = [1, other.shape[0], other.shape[0] * other.shape[1]];
  // Takes indices of the grid to indices of the other one.
  const between = back.map((row) =>
    [0, 1, 2, 3].map((column) => row.reduce((sum, value, inner) => sum + value * grid.affine[inner][column], 0)),
  );
  for (let k = 0, voxel = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, voxel++) {
        let at = 0;
        for (const axis of AXES) {
          const [a, b, c, d] = between[axis];
          // What rounding leaves of the middle between two voxels must not decide: both belong to the higher one.
          const index = Math.floor(a * i + b * j + c * k + d + 0.5 + 1e-6);
          if (!(index >= 0 && index < other.shape[axis])) {
            at = -1;
            break;
          }
          at += index * strides[axis];
        }
        found[voxel] = at;
      }
    }
  }
  return found;
}

/** How two grids differ, in words: `shape [4, 3, 2] against [5, 3, 2]`, or what of the affine does. */
export function gridDifference(grid: Grid, other: Grid): string {
  const [own, its] = [grid, other].map(({ shape }) => formatShape(shape));
  const sizes = [grid, other].map((one) => edgesOf(one.affine).map(shown).join(' x '));
  const voxels = sizes[0] === sizes[1] ? '' : `voxels of ${sizes[0]} mm against ${sizes[1]} mm`;
  if (own !== its) return [`shape ${own} against ${its}`, voxels].filter(Boolean).join(', ');
  if (voxels !== '') return voxels;
  const [first, second] = [grid, other].map((one) => lowestCorner(one).map(shown).join(' '));
  if (first !== second) return `affine: the lowest corner is at ${first} mm against ${second} mm`;
  return 'affine: the axes point in other directions';
}

interface Turn {
  /** The axis of the other grid that each axis is. */
  readonly order: readonly number[];
  readonly flips: number;
}

/** Where the voxels of a grid are by the indices of another order of them. */
function turnedAffine({ shape, affine }: Grid, order: readonly number[], flips: number): Affine {
  const rows = AXES.map((row) => {
    let offset = affine[row][3];
    const columns = order.map((axis, a) => {
      const step = affine[row][axis];
      if (!isFlipped(flips, a)) return step;
      offset += step * (shape[axis] - 1);
      return -step;
    });
    return [...columns, offset];
  });
  return [...rows, [0, 0, 0, 1]];
}

function voxelsAt({ shape }: Grid, other: Grid, { order, flips }: Turn): Int32Array {
  const [width, height, depth] = shape;
  const found = new Int32Array(width * height * depth);
  const strides = [1, other.shape[0], other.shape[0] * other.shape[1]];
  let start = 0;
  const steps = order.map((axis, a) => {
    if (!isFlipped(flips, a)) return strides[axis];
    start += strides[axis] * (other.shape[axis] - 1);
    return -strides[axis];
  });
  for (let k = 0, voxel = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, voxel++) found[voxel] = start + i * steps[0] + j * steps[1] + k * steps[2];
    }
  }
  return found;
}

function isFlipped(flips: number, axis: number): boolean {
  return ((flips >> axis) & 1) === 1;
}

function edgesOf(affine: Affine): number[] {
  return AXES.map((axis) => euclideanNorm(AXES.map((row) => affine[row][axis])));
}

/** The least coordinates that the middles of voxels have, whatever order they are stored in. */
function lowestCorner({ shape, affine }: Grid): number[] {
  return AXES.map((row) =>
    AXES.reduce((sum, axis) => sum + Math.min(0, affine[row][axis] * (shape[axis] - 1)), affine[row][3]),
  );
}

function shown(value: number): string {
  return String(Number(value.toFixed(2)));
}
