import { elementCount, formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { type ImageSeries, regionNames, summariseFeatures } from '../../formats/images/imageSeries.js';
import {
  isAlongFifth,
  type NiftiFacts,
  type NiftiImage,
  volumeShape,
  volumeValues,
} from '../../formats/images/nifti.js';
import { NiftiHeader } from '../../formats/images/niftiHeader.js';
import { insideOf, type PlacedImage, placedIn, voxelIndices, wholeNumber } from './placedImage.js';
import { weightedSeries } from './weightedSeries.js';

/** What becomes a feature. */
export interface VolumeFeatures {
  /** Voxels other than 0 are inside. */
  readonly mask?: NiftiImage | undefined;
  /** From which value on a voxel is inside the mask; needed where it holds other than whole numbers, as probabilities are. */
  readonly maskThreshold?: number | undefined;
  /**
   * Regions become features, instead of voxels. Of one volume: one whole number a voxel, the region that it belongs to; 0 is outside. Of
   * several: a map for each region, which weighs its voxels (0 or more).
   */
  readonly atlas?: NiftiImage | undefined;
  /** Names of the regions by their number in the atlas; of maps in the order of the numbers. */
  readonly regionNames?: ReadonlyMap<number, string> | undefined;
  /** Takes the nearest voxels of a mask or an atlas of another grid, which is refused otherwise. */
  readonly resample?: boolean | undefined;
}

/**
 * The series of a 4-D image. Features are the voxels inside the mask, named `voxel 12 8 0` by their indices; or, with an
 * atlas, the means of its regions (within the mask, if there is one too), in the order of their numbers, named by
 * `regionNames` or `region 7`; or, with neither, every voxel that is not the same (or NaN) at all time steps. Voxels of a
 * mask that never change are kept, so that runs of one mask have the same features, and listed in `constant`. Of an atlas of
 * maps, a feature is the mean over voxels weighed by its map; its place is where it weighs most among the maps.
 *
 * Mask and atlas lie in the image's grid; the same voxels may be stored in another order.
 *
 * @throws UnvanishError `shape` where the image has no time, or mask or atlas another grid (shape, or places of voxels by the
 *   affine); `dtype` where an atlas holds no whole numbers; `option` where a mask holds none; `not-finite` for NaN or infinity in a
 *   voxel that is used; `missing` where no voxel is; as `weightedSeries`.
 */
export function volumeSeries(image: NiftiImage, wanted: VolumeFeatures = {}): ImageSeries {
  const shape = volumeShape(image);
  const time = timeStepsOf(image);
  const { mask, maskThreshold, regionNames: names, resample = false } = wanted;
  const inside = mask && insideOf(image, mask, maskThreshold, resample);
  const atlas = wanted.atlas && placedIn(image, wanted.atlas, { what: 'atlas', resample });
  const maps =
    atlas && atlas.volumes > 1
      ? weightedSeries(image, atlas, {
          time,
          inside,
          names,
          notFinite: (voxel, step, value) => notFinite(image, voxel, step, value),
        })
      : undefined;
  const { featureOf, featureNames } =
    maps ??
    (atlas
      ? regionFeatures(atlas, image, inside, names ?? new Map())
      : voxelFeatures(inside ?? changingVoxels(image, time), shape));
  const features = featureNames.length;
  if (features === 0) throw noVoxels(image, mask, wanted.atlas);
  const x = maps?.x ?? averaged(image, featureOf, time, features);
  return {
    x,
    time,
    features,
    featureNames,
    space: { kind: 'volume', shape, header: image.header, featureOf },
    // The format says it of the fourth dimension only.
    samplingInterval: isAlongFifth(image.shape) ? undefined : image.timeStep,
    ...summariseFeatures(x, features),
  };
}

/**
 * The time steps of an image: volumes along its fourth dimension, or along the fifth where there is one along the fourth.
 *
 * @throws UnvanishError `shape` where it has none, or holds several numbers a voxel, such as vectors, along the fifth.
 */
export function timeStepsOf({ name, shape, header }: NiftiFacts): number {
  const [, , , fourth = 1, fifth = 1, ...more] = shape;
  const intent = NiftiHeader.copyOf(header).get('intent_code');
  const isTime = !isAlongFifth(shape) || SERIES_INTENTS.includes(intent);
  if (isTime && fourth * fifth > 1 && (fourth === 1 || fifth === 1) && elementCount(more) === 1) return fourth * fifth;
  const problem = isTime
    ? 'a series needs a 4-D image [i, j, k, time]'
    : `its header says that the fifth is no time (intent ${intent}), as of vectors`;
  throw new UnvanishError('shape', `${name}: has shape ${formatShape(shape)}; ${problem}`);
}

/** What headers of series say that they are: nothing, or NIFTI_INTENT_TIME_SERIES. */
const SERIES_INTENTS = [0, 2001];

interface PlacedFeatures {
  /** The feature of each voxel; -1 where it has none. */
  readonly featureOf: Int32Array;
  readonly featureNames: readonly string[];
}

function voxelFeatures(inside: Uint8Array, [width, height]: readonly [number, number, number]): PlacedFeatures {
  const featureOf = new Int32Array(inside.length).fill(-1);
  const featureNames: string[] = [];
  for (let voxel = 0; voxel < inside.length; voxel++) {
    if (!inside[voxel]) continue;
    featureOf[voxel] = featureNames.length;
    const row = Math.floor(voxel / width);
    featureNames.push(`voxel ${voxel % width} ${row % height} ${Math.floor(row / height)}`);
  }
  return { featureOf, featureNames };
}

function regionFeatures(
  atlas: PlacedImage,
  image: NiftiImage,
  inside: Uint8Array | undefined,
  names: ReadonlyMap<number, string>,
): PlacedFeatures {
  const labels = atlas.values(0);
  const used = new Set<number>();
  for (let voxel = 0; voxel < labels.length; voxel++) {
    const label = wholeNumber(labels[voxel]);
    if (label === undefined || label < 0) throw noRegion(atlas.image, image, voxel, labels[voxel]);
    labels[voxel] = label;
    if (label > 0 && (!inside || inside[voxel])) used.add(label);
  }
  const sorted = [...used].sort((a, b) => a - b);
  const positions = new Map(sorted.map((label, position) => [label, position]));
  const featureOf = new Int32Array(labels.length).fill(-1);
  for (let voxel = 0; voxel < labels.length; voxel++) {
    if (!inside || inside[voxel]) featureOf[voxel] = positions.get(labels[voxel]) ?? -1;
  }
  return { featureOf, featureNames: regionNames(sorted, names) };
}

function noRegion(atlas: NiftiImage, image: NiftiImage, voxel: number, value: number): UnvanishError {
  return new UnvanishError(
    'dtype',
    `${atlas.name}: is ${value} at voxel ${voxelIndices(voxel, image)}; an atlas of one volume holds whole numbers from 0 on`,
    'probabilities of several regions are one volume a region; those of one can be a `mask` with a `maskThreshold`',
  );
}

/** Voxels that are not the same at all time steps. NaN at all of them is how some programs mark what is outside. */
function changingVoxels(image: NiftiImage, time: number): Uint8Array {
  const first = volumeValues(image, 0);
  const changes = new Uint8Array(first.length);
  for (let step = 1; step < time; step++) {
    const values = volumeValues(image, step);
    for (let voxel = 0; voxel < values.length; voxel++) {
      const [a, b] = [first[voxel], values[voxel]];
      if (a !== b && !(Number.isNaN(a) && Number.isNaN(b))) changes[voxel] = 1;
    }
  }
  return changes;
}

/** The mean over each feature's voxels at each time step, [time, feature]. */
function averaged(image: NiftiImage, featureOf: Int32Array, time: number, features: number): Float32Array {
  const x = new Float32Array(time * features);
  const voxels = new Uint32Array(features);
  for (const feature of featureOf) if (feature >= 0) voxels[feature]++;
  const sums = new Float64Array(features);
  for (let step = 0; step < time; step++) {
    const values = volumeValues(image, step);
    sums.fill(0);
    for (let voxel = 0; voxel < values.length; voxel++) {
      const feature = featureOf[voxel];
      if (feature < 0) continue;
      const value = values[voxel];
      if (!Number.isFinite(Math.fround(value))) throw notFinite(image, voxel, step, value);
      sums[feature] += value;
    }
    for (let feature = 0; feature < features; feature++) {
      x[step * features + feature] = sums[feature] / voxels[feature];
    }
  }
  return x;
}

function noVoxels(image: NiftiImage, mask: NiftiImage | undefined, atlas: NiftiImage | undefined): UnvanishError {
  const both = mask && atlas ? `no region of the atlas ${atlas.name} is inside the mask ${mask.name}` : undefined;
  const one = mask
    ? `${mask.name}: the mask is empty in the grid of the image`
    : atlas && `${atlas.name}: the atlas has no region in the grid of the image`;
  return new UnvanishError('missing', both ?? one ?? `${image.name}: no voxel changes over time`);
}

function notFinite(image: NiftiImage, voxel: number, step: number, value: number): UnvanishError {
  const problem = Number.isFinite(value) ? `${value}, beyond the range of float32,` : String(value);
  return new UnvanishError(
    'not-finite',
    `${image.name}: is ${problem} at voxel ${voxelIndices(voxel, image)}, time ${step}`,
    'leave such voxels out of the mask or the atlas',
  );
}
