import { readFileSync } from 'node:fs';

/** A file that nibabel made, see `test/fixtures/nifti/make_nibabel.py`. */
export function niftiFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/nifti/${name}`, import.meta.url)));
}

/** What nibabel reads from one of those files; text stands for numbers that JSON cannot hold. */
export interface ReadByNibabel {
  readonly shape: number[];
  readonly affine: number[][];
  readonly pixdim: number[];
  readonly units: string;
  /** Scaled, the first dimension fastest. */
  readonly values: (number | string)[];
  /** Code and length of each extension. */
  readonly extensions: [code: number, length: number][];
}

const { regions, ...files } = JSON.parse(new TextDecoder().decode(niftiFixture('expected.json')));

export const READ_BY_NIBABEL = files as Record<string, ReadByNibabel>;
/** The series of voxels inside `series_mask.nii`, and region means of `series_atlas.nii`. */
export const REGIONS = regions as { voxels: number[][]; 2: number[]; 7: number[] };
