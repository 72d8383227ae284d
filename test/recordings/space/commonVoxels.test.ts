import { describe, expect, it } from 'vitest';
import { decodeNifti } from '../../../src/formats/images/nifti.js';
import { NiftiHeader } from '../../../src/formats/images/niftiHeader.js';
import { withCommonVoxels } from '../../../src/recordings/space/commonVoxels.js';
import { refusal } from '../../formats/mutations.js';
import { niftiFixture } from '../../formats/niftiFixture.js';
import { recording } from '../recordings.js';

const { header } = decodeNifti(niftiFixture('series.nii.gz'), 'series.nii.gz');

/** A run of some voxels of a row of four. */
function run(name: string, voxels: readonly number[], own: Uint8Array = header, shape = [4, 1, 1] as const) {
  const featureOf = Int32Array.from({ length: 4 }, (_, voxel) => voxels.indexOf(voxel));
  return recording(
    {
      name,
      time: 2,
      features: voxels.length,
      featureNames: voxels.map((voxel) => `voxel ${voxel} 0 0`),
      space: { kind: 'volume', shape, header: own, featureOf },
    },
    (t, feature) => 10 * t + voxels[feature],
  );
}

describe('withCommonVoxels', () => {
  it('keeps the voxels that all runs have, in their places', () => {
    const [first, second] = withCommonVoxels([run('a', [0, 1, 3]), run('b', [1, 2, 3])]);
    expect(first.featureNames).toEqual(['voxel 1 0 0', 'voxel 3 0 0']);
    expect([Array.from(first.x), Array.from(second.x)]).toEqual([
      [1, 3, 11, 13],
      [1, 3, 11, 13],
    ]);
    expect(second.space).toMatchObject({ featureOf: Int32Array.of(-1, 0, -1, 1) });
  });

  it('leaves runs alone that have the same, or are no images', () => {
    const same = [run('a', [0, 1]), run('b', [0, 1])];
    expect(withCommonVoxels(same)).toBe(same);
    const tables = [recording({ name: 'a' }), recording({ name: 'b', features: 3 })];
    expect(withCommonVoxels(tables)).toBe(tables);
    expect(withCommonVoxels([])).toEqual([]);
  });

  it('refuses runs that have nothing in common, or lie elsewhere', () => {
    expect(refusal(() => withCommonVoxels([run('a', [0]), run('b', [1])])).message).toBe(
      '2 runs have no voxel in common',
    );
    const moved = NiftiHeader.copyOf(header);
    moved.set('srow', ...moved.all('srow').map((value, index) => (index === 3 ? value + 5 : value)));
    moved.set('qoffset', ...moved.all('qoffset').map((value) => value + 5));
    expect(refusal(() => withCommonVoxels([run('a', [0]), run('b', [0], moved.bytes)])).message).toBe(
      'b: its voxels lie at other places than those of a: affine: the lowest corner is at 86 -126 -72 mm against 81 -126 -72 mm',
    );
    expect(refusal(() => withCommonVoxels([run('a', [0]), run('b', [0], header, [2, 2, 1] as never)])).code).toBe(
      'shape',
    );
  });
});
