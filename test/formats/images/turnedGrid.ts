import type { Grid } from '../../../src/formats/images/grid.js';

/** The same voxels stored in another order: axis a of the other grid is axis `order[a]` of the grid, the other way round where `flips[a]`. */
export function turnedGrid(
  { shape, affine }: Grid,
  order: readonly [number, number, number],
  flips: readonly [boolean, boolean, boolean],
): { other: Grid; voxelOf: number[] } {
  const turned = order.map((axis) => shape[axis]) as [number, number, number];
  const index = (place: readonly number[], a: number) => {
    const at = place[order[a]];
    return flips[a] ? turned[a] - 1 - at : at;
  };
  const columns = order.map((axis, a) => affine.slice(0, 3).map((row) => (flips[a] ? -row[axis] : row[axis])));
  const origin = affine
    .slice(0, 3)
    .map((row) => row[3] + order.reduce((sum, axis, a) => sum + (flips[a] ? row[axis] * (shape[axis] - 1) : 0), 0));
  const voxelOf: number[] = [];
  for (let k = 0; k < shape[2]; k++)
    for (let j = 0; j < shape[1]; j++)
      for (let i = 0; i < shape[0]; i++) {
        const [u, v, w] = [0, 1, 2].map((a) => index([i, j, k], a));
        voxelOf.push(u + turned[0] * (v + turned[1] * w));
      }
  const rows = [0, 1, 2].map((row) => [...columns.map((column) => column[row]), origin[row]]);
  return { other: { shape: turned, affine: [...rows, [0, 0, 0, 1]] }, voxelOf };
}
