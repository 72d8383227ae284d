import type { VolumeSpace } from '../../../src/data/space/space.js';
import { decodeNifti } from '../../../src/formats/images/nifti.js';
import { niftiFixture } from '../niftiFixture.js';

/** A space of `features` single voxels (up to 6) of `qform.nii`, 3 x 2 x 1 voxels; the first voxels are outside. */
export function volumeSpace(features: number): VolumeSpace {
  const { header } = decodeNifti(niftiFixture('qform.nii'), 'qform.nii');
  const featureOf = Int32Array.from({ length: 6 }, (_, voxel) => Math.max(-1, voxel - 6 + features));
  return { kind: 'volume', shape: [3, 2, 1], header, featureOf };
}
