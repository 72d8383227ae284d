import type { FeatureSpace } from '../../data/space/space.js';
import { checkArgument } from '../../options.js';
import type { MapsRole } from '../format.js';
import { formatOf } from '../index.js';
import { checkedFile, checkName, checkNdArray, type NamedFile } from '../namedFile.js';
import type { StoredMaps } from './storedMaps.js';

/**
 * Checks that a name says a format that maps can be written in, so that a command can fail before it computes them.
 *
 * @throws UnvanishError `format`.
 */
export function checkMapsName(name: string): void {
  rolesOf(name);
}

/** Whether a name says an image (NIfTI, CIFTI-2 or GIFTI), which holds the mean over samples instead of all maps. */
export function isImageName(name: string): boolean {
  return rolesOf(name).mean;
}

/**
 * Checks that maps of so many features that lie in `space` can be written under a name.
 *
 * @throws UnvanishError `missing` where the name says an image and the features come from none, or one of another kind; `shape`
 *   where the space is of another number of features.
 */
export async function checkMapsSpace(name: string, space: FeatureSpace | undefined, features: number): Promise<void> {
  await rolesOf(name).check?.(name, space, features);
}

/**
 * Writes saliency maps in the format that the name tells: `.npy` has the maps alone; `.npz` has `maps` and, where
 * given, `lengths`, `target` and `logits`; long `.csv` has the maps without padding, with sample and feature names;
 * images hold means over samples, in the space of the data.
 *
 * @throws UnvanishError `format` for another extension, and as `checkMapsSpace`.
 */
export async function encodeMaps(name: string, saliency: StoredMaps): Promise<Uint8Array> {
  checkName(name, 'name');
  checkArgument(
    typeof saliency === 'object' && saliency !== null,
    'saliency',
    saliency,
    'maps and what is known of them',
  );
  checkNdArray(saliency.maps, 'saliency.maps');
  return rolesOf(name).write(name, saliency);
}

/**
 * Reads saliency maps that `encodeMaps` or NumPy wrote.
 *
 * @throws UnvanishError `format`, `shape` or `dtype`, naming file and field.
 */
export async function decodeMaps(file: NamedFile): Promise<StoredMaps> {
  const { name } = checkedFile(file, 'decodeMaps');
  const { read } = formatOf(name, 'maps to read', 'maps to read').maps as Required<MapsRole>;
  return read(file);
}

function rolesOf(name: string): MapsRole {
  return formatOf(name, 'maps', 'maps').maps as MapsRole;
}
