import { readFileSync } from 'node:fs';

/** A file that nibabel made, see `test/fixtures/cifti/make_nibabel.py`. */
export function ciftiFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/cifti/${name}`, import.meta.url)));
}

/** As a file with its name. */
export function ciftiFile(name: string): { name: string; bytes: Uint8Array } {
  return { name, bytes: ciftiFixture(name) };
}

const { regions, ...files } = JSON.parse(new TextDecoder().decode(ciftiFixture('expected.json')));

/** What nibabel reads from those files: the matrix, row by row, and the names of grayordinates. */
export const CIFTI_BY_NIBABEL = files as Record<string, { values: number[][]; names?: string[] }>;
/** Means of `dense.dtseries.nii` over the labels of `regions.dlabel.nii`, in the order of their keys. */
export const CIFTI_REGIONS = regions as Record<string, number[]>;
