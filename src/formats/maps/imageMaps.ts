import type { NdArray } from '../../data/array.js';
import type { CiftiSpace, FeatureSpace, VolumeSpace } from '../../data/space/space.js';
import { UnvanishError } from '../../errors.js';
import { parseFeatureMapping } from '../images/ciftiMapping.js';
import { CIFTI_EXTENSIONS, checkCiftiName, encodeCifti, isCiftiSeries } from '../images/encodeCifti.js';
import { encodeNifti, NIFTI_EXTENSIONS } from '../images/encodeNifti.js';
import { checkSpace } from '../images/spaceJson.js';
import { extensionOf } from '../namedFile.js';
import type { StoredMaps } from './storedMaps.js';

// The longer ones first: a .ptseries.nii is also a .nii.
export const IMAGE_EXTENSIONS = [...CIFTI_EXTENSIONS, ...NIFTI_EXTENSIONS] as const;

const ARRAYS = '.npz or .csv';

/**
 * Checks that maps of so many features in a space can be written as the image that the name tells.
 *
 * @throws UnvanishError `missing` where the features come from no image, or one of another kind; `shape` where the space is
 *   of another number of features.
 */
export function checkImageSpace(name: string, space: FeatureSpace | undefined, features: number): void {
  if (isVolumeName(name)) volumeSpaceOf(name, space);
  else checkCiftiName(name, ciftiSpaceOf(name, space));
  if (space) checkSpace(space, features, `${name}: the space of the features`);
}

/** What the name of an image ends in that shows a map of these features time by time. */
export function seriesExtension(space: FeatureSpace): string {
  if (space.kind === 'volume') return '.nii.gz';
  return parseFeatureMapping(space.map, 'space').kind === 'parcels' ? '.ptseries.nii' : '.dtseries.nii';
}

/**
 * Writes means over samples as the image that the name tells, in the space of the data. `.nii`, `.nii.gz`, `.ptseries.nii` and
 * `.dtseries.nii` hold the mean of each time step. `.pscalar.nii` and `.dscalar.nii` hold the mean over time as named maps:
 * of all samples, and then, where there are several, of those whose map explains each class.
 *
 * @throws UnvanishError as `checkImageSpace`.
 */
export function encodeImageMaps(name: string, saliency: StoredMaps): Uint8Array {
  const { space, samplingInterval: timeStep, description = '' } = saliency;
  checkImageSpace(name, space, saliency.maps.shape[2] as number);
  if (isVolumeName(name)) {
    const values = meanMap(saliency).data;
    return encodeNifti(name, { values, space: volumeSpaceOf(name, space), timeStep, description });
  }
  const cifti = ciftiSpaceOf(name, space);
  if (isCiftiSeries(extensionOf(name, CIFTI_EXTENSIONS, 'maps'))) {
    return encodeCifti(name, { values: meanMap(saliency).data, space: cifti, timeStep, description });
  }
  const maps = classMaps(saliency);
  const features = saliency.maps.shape[2] as number;
  const values = new Float32Array(maps.length * features);
  for (const [row, map] of maps.entries()) values.set(meanOverTime(saliency, map.includes), row * features);
  return encodeCifti(name, { values, space: cifti, mapNames: maps.map((map) => map.name), description });
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

function isVolumeName(name: string): boolean {
  return (NIFTI_EXTENSIONS as readonly string[]).includes(extensionOf(name, IMAGE_EXTENSIONS, 'maps'));
}

function volumeSpaceOf(name: string, space: FeatureSpace | undefined): VolumeSpace {
  if (space?.kind === 'volume') return space;
  const remedy = space ? `write ${CIFTI_EXTENSIONS.join(', ')}, ${ARRAYS}` : `write ${ARRAYS}`;
  throw noSpace(name, 'no image of voxels', remedy);
}

function ciftiSpaceOf(name: string, space: FeatureSpace | undefined): CiftiSpace {
  if (space?.kind === 'cifti') return space;
  throw noSpace(name, 'no CIFTI-2 file', space ? `write .nii, .nii.gz, ${ARRAYS}` : `write ${ARRAYS}`);
}

function noSpace(name: string, problem: string, remedy: string): UnvanishError {
  return new UnvanishError(
    'missing',
    `${name}: the features come from ${problem}, so maps cannot be written as one`,
    remedy,
  );
}
