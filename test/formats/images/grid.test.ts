import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grid, gridDifference, nearestVoxels, voxelsInOrder } from '../../../src/formats/images/grid.js';
import { draws } from '../../draws.js';
import { refusal } from '../mutations.js';
import { turnedGrid } from './turnedGrid.js';

const grid: Grid = {
  shape: [3, 4, 2],
  affine: [
    [2, 0, 0, -3],
    [0, 2.5, 0.1, 5],
    [0, -0.1, 4, 7],
    [0, 0, 0, 1],
  ],
};

describe('voxelsInOrder', () => {
  it('finds each voxel again however its grid is stored', () => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ] as const;
    fc.assert(
      fc.property(fc.constantFrom(...orders), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()), (order, flips) => {
        const { other, voxelOf } = turnedGrid(grid, order, flips);
        expect(Array.from(voxelsInOrder(grid, other) ?? [])).toEqual(voxelOf);
        expect(Array.from(nearestVoxels(grid, other))).toEqual(voxelOf);
      }),
      { numRuns: draws(20) },
    );
  });

  it('knows voxels of another place, size or number', () => {
    const moved = { ...grid, affine: grid.affine.map((row, at) => (at === 0 ? [2, 0, 0, -2] : row)) };
    const larger = { ...grid, affine: grid.affine.map((row, at) => (at === 0 ? [3, 0, 0, -3] : row)) };
    const fewer: Grid = { ...grid, shape: [3, 3, 2] };
    const turned = {
      ...grid,
      affine: [
        [1.6, 1.5, 0, -3],
        [1.2, -2, 0.1, 5],
        [0, -0.1, 4, 7],
        [0, 0, 0, 1],
      ],
    };
    for (const other of [moved, larger, fewer, turned]) expect(voxelsInOrder(grid, other)).toBeUndefined();
    expect([moved, larger, fewer, turned].map((other) => gridDifference(grid, other))).toEqual([
      'affine: the lowest corner is at -3 5 6.7 mm against -2 5 6.7 mm',
      'voxels of 2 x 2.5 x 4 mm against 3 x 2.5 x 4 mm',
      'shape [3, 4, 2] against [3, 3, 2]',
      'affine: the lowest corner is at -3 5 6.7 mm against -3 -1 6.7 mm',
    ]);
    expect(gridDifference(grid, grid)).toBe('affine: the axes point in other directions');
  });
});

describe('nearestVoxels', () => {
  const row = (size: number, from: number, voxels: number): Grid => ({
    shape: [voxels, 1, 1],
    affine: [
      [size, 0, 0, from],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
    ],
  });

  it('takes the voxel that each one lies in, and none outside', () => {
    expect(Array.from(nearestVoxels(row(1, 0, 5), row(2, 0.5, 2)))).toEqual([0, 0, 1, 1, -1]);
    expect(Array.from(nearestVoxels(row(2, 0, 3), row(-1, 3, 4)))).toEqual([3, 1, -1]);
  });

  it('decides the middle between two in one way', () => {
    expect(Array.from(nearestVoxels(row(1, 0.05, 3), row(0.1, 0, 30)))).toEqual([1, 11, 21]);
  });

  it('refuses a grid that is flat in space', () => {
    expect(refusal(() => nearestVoxels(row(1, 0, 2), row(0, 0, 2))).code).toBe('format');
  });
});
