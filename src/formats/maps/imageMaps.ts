import type { NdArray } from '../../data/array.js';
import type { CiftiSpace, FeatureSpace, VolumeSpace } from '../../data/space/space.js';
import { UnvanishError } from '../../errors.js';
import { parseFeatureMapping } from '../images/ciftiMapping.js';
import { CIFTI_EXTENSIONS, checkCiftiName, encodeCifti, isCiftiSeries } from '../images/encodeCifti.js';
import { encodeNifti } from '../images/encodeNifti.js';
import { checkSpace } from '../images/spaceJson.js';
import type { StoredMaps } from './storedMaps.js';

const ARRAYS = '.npz or .csv';

/**
 * Checks that maps of so many features in a space can be written as an image of voxels.
 *
 * @throws UnvanishError `missing` where the features come from no such image; `shape` where the space is of another number of
 *   features.
 */
export function checkVolumeMaps(name: string, space: FeatureSpace | undefined, features: number): VolumeSpace {
  if (space?.kind !== 'volume') {
    const remedy = space ? `write ${CIFTI_EXTENSIONS.join(', ')}, ${ARRAYS}` : `write ${ARRAYS}`;
    throw noSpace(name, 'no image of voxels', remedy);
  }
  checkSpace(space, features, `${name}: the space of the features`);
  return space;
}

/**
 * Checks that maps of so many features in a space can be written as the CIFTI-2 file that the name tells.
 *
 * @throws UnvanishError as `checkVolumeMaps`.
 */
export function checkCiftiMaps(name: string, space: FeatureSpace | undefined, features: number): CiftiSpace {
  if (space?.kind !== 'cifti') {
    throw noSpace(name, 'no CIFTI-2 file', space ? `write .nii, .nii.gz, ${ARRAYS}` : `write ${ARRAYS}`);
  }
  checkCiftiName(name, space);
  checkSpace(space, features, `${name}: the space of the features`);
  return space;
}

/** What the name of an image ends in that shows a map of these features time by time. */
export function seriesExtension(space: FeatureSpace): string {
  if (space.kind === 'volume') return '.nii.gz';
  return parseFeatureMapping(space.map, 'space').kind === 'parcels' ? '.ptseries.nii' : '.dtseries.nii';
}

/**
 * Writes the mean over samples at each time step as an image [i, j, k, time], in the space of the data.
 *
 * @throws UnvanishError as `checkVolumeMaps`.
 */
export function encodeVolumeMaps(name: string, saliency: StoredMaps): Uint8Array {
  const { samplingInterval: timeStep, description = '' } = saliency;
  const space = checkVolumeMaps(name, saliency.space, saliency.maps.shape[2]);
  return encodeNifti(name, { values: meanMap(saliency).data, space, timeStep, description });
}

/**
 * Writes means over samples as CIFTI-2, in the space of the data. `.ptseries.nii` and `.dtseries.nii` hold the mean of each
 * time step. `.pscalar.nii` and `.dscalar.nii` hold the mean over time as named maps: of all samples, and then, where there are
 * several, of those whose map explains each class.
 *
 * @throws UnvanishError as `checkCiftiMaps`.
 */
export function encodeCiftiMaps(name: string, saliency: StoredMaps): Uint8Array {
  const { samplingInterval: timeStep, description = '' } = saliency;
  const space = checkCiftiMaps(name, saliency.space, saliency.maps.shape[2]);
  if (isCiftiSeries(name)) return encodeCifti(name, { values: meanMap(saliency).data, space, timeStep, description });
  const { values, names } = scalarMaps(saliency);
  return encodeCifti(name, { values, space, mapNames: names, description });
}

/**
 * The mean over samples at each time step, [time, feature]: over those that have the step. As many steps as the longest
 * sample has.
 */
export function meanMap({ maps, lengths }: Pick<StoredMaps, 'maps' | 'lengths'>): NdArray<Float32Array> {
  const [samples = 0, time = 0, features = 0] = maps.shape;
  const steps = lengths ? lengths.reduce((most, length) => Math.max(most, length), 0) : time;
  const sums = new Float64Array(steps * features);
  const counts = new Float64Array(steps);
  for (let sample = 0; sample < samples; sample++) {
    for (let step = 0; step < (lengths?.[sample] ?? time); step++) {
      counts[step] = (counts[step] as number) + 1;
      for (let feature = 0; feature < features; feature++) {
        const at = step * features + feature;
        sums[at] = (sums[at] as number) + (maps.data[sample * time * features + at] as number);
      }
    }
  }
  const data = Float32Array.from(sums, (sum, at) => sum / (counts[Math.floor(at / features)] as number));
  return { shape: [steps, features], data };
}

/**
 * The mean over time as named maps, [map, feature]: of all samples, and then, where there are several, of those whose map
 * explains each class.
 */
export function scalarMaps(saliency: StoredMaps): { readonly values: Float32Array; readonly names: readonly string[] } {
  const features = saliency.maps.shape[2] as number;
  const maps = classMaps(saliency);
  const values = new Float32Array(maps.length * features);
  for (const [row, map] of maps.entries()) values.set(meanOverTime(saliency, map.includes), row * features);
  return { values, names: maps.map(({ name }) => name) };
}

/** The mean of each sample over its time steps, and of those over the samples that are included, [feature]. */
function meanOverTime({ maps, lengths }: StoredMaps, includes: (sample: number) => boolean): Float32Array {
  const [samples = 0, time = 0, features = 0] = maps.shape;
  const sums = new Float64Array(features);
  let count = 0;
  for (let sample = 0; sample < samples; sample++) {
    if (!includes(sample)) continue;
    count++;
    const length = lengths?.[sample] ?? time;
    for (let at = 0; at < length * features; at++) {
      const feature = at % features;
      sums[feature] = (sums[feature] as number) + (maps.data[sample * time * features + at] as number) / length;
    }
  }
  return Float32Array.from(sums, (sum) => sum / count);
}

function classMaps({ target, classNames }: StoredMaps) {
  const all = { name: 'all samples', includes: (_: number) => true };
  const classes = [...new Set(target)].sort((a, b) => a - b);
  if (!target || classes.length < 2) return [all];
  const each = classes.map((label) => ({
    name: classNames?.[label] ?? `class ${label}`,
    includes: (sample: number) => target[sample] === label,
  }));
  return [all, ...each];
}

/** The error of maps of features that do not lie where the file needs them. */
export function noSpace(name: string, problem: string, remedy: string): UnvanishError {
  return new UnvanishError(
    'missing',
    `${name}: the features come from ${problem}, so maps cannot be written as one`,
    remedy,
  );
}
