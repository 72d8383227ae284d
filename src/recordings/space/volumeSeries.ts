import { elementCount, formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { type ImageSeries, regionNames, summariseFeatures } from '../../formats/images/imageSeries.js';
import { type NiftiImage, volumeShape, volumeValues } from '../../formats/images/nifti.js';
import { sameGrid } from '../../formats/images/niftiAffine.js';

/** What becomes a feature. */
export interface VolumeFeatures {
  /** Voxels other than 0 are inside. */
  readonly mask?: NiftiImage | undefined;
  /** One whole number a voxel: the region that it belongs to; 0 is outside. Regions become features, instead of voxels. */
  readonly atlas?: NiftiImage | undefined;
  /** Names of the regions by their number in the atlas. */
  readonly regionNames?: ReadonlyMap<number, string> | undefined;
}

/**
 * The series of a 4-D image. Features are the voxels inside the mask, named `voxel 12 8 0` by their indices; or, with an
 * atlas, the means of its regions (within the mask, if there is one too), in the order of their numbers, named by
 * `regionNames` or `region 7`; or, with neither, every voxel that is not the same (or NaN) at all time steps. Voxels of a
 * mask that never change are kept, so that runs of one mask have the same features, and listed in `constant`.
 *
 * @throws UnvanishError `shape` where the image has no fourth dimension, or mask or atlas another grid (shape, or places
 *   of voxels by the affine); `dtype` where an atlas holds no whole numbers; `not-finite` for NaN or infinity in a voxel
 *   that is used; `missing` where no voxel is.
 */
export function volumeSeries(image: NiftiImage, wanted: VolumeFeatures = {}): ImageSeries {
  const shape = volumeShape(image);
  const time = image.shape[3] ?? 1;
  if (time < 2 || elementCount(image.shape.slice(4)) > 1) {
    throw new UnvanishError(
      'shape',
      `${image.name}: has shape ${formatShape(image.shape)}; a series needs a 4-D image [i, j, k, time]`,
    );
  }
  const { mask, atlas } = wanted;
  const inside = mask ? insideOf(mask, image) : undefined;
  const { featureOf, featureNames } = atlas
    ? regionFeatures(atlas, image, inside, wanted.regionNames ?? new Map())
    : voxelFeatures(inside ?? changingVoxels(image, time), shape);
  const features = featureNames.length;
  if (features === 0) throw noVoxels(image, mask, atlas);
  const x = averaged(image, featureOf, time, features);
  return {
    x,
    time,
    features,
    featureNames,
    space: { kind: 'volume', shape, header: image.header, featureOf },
    samplingInterval: image.timeStep,
    ...summariseFeatures(x, features),
  };
}

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
  atlas: NiftiImage,
  image: NiftiImage,
  inside: Uint8Array | undefined,
  names: ReadonlyMap<number, string>,
): PlacedFeatures {
  const labels = inGridOf(atlas, image, 'atlas');
  const used = new Set<number>();
  for (let voxel = 0; voxel < labels.length; voxel++) {
    const label = labels[voxel];
    if (!Number.isSafeInteger(label) || label < 0) {
      throw new UnvanishError(
        'dtype',
        `${atlas.name}: is ${label} at voxel ${indices(voxel, image)}; an atlas holds whole numbers from 0 on`,
      );
    }
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

function insideOf(mask: NiftiImage, image: NiftiImage): Uint8Array {
  const values = inGridOf(mask, image, 'mask');
  return Uint8Array.from(values, (value) => (value !== 0 && !Number.isNaN(value) ? 1 : 0));
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

/** The values of a mask or an atlas that must lie in the image's grid. */
function inGridOf(other: NiftiImage, image: NiftiImage, what: string): Float64Array {
  const shape = volumeShape(image);
  const found = volumeShape(other);
  const remedy = `resample the ${what} to the image's grid`;
  if (found.some((size, axis) => size !== shape[axis]) || elementCount(other.shape.slice(3)) > 1) {
    throw new UnvanishError(
      'shape',
      `${other.name}: the ${what} has shape ${formatShape(other.shape)}, the image ${image.name} ${formatShape(image.shape)}`,
      remedy,
    );
  }
  if (!sameGrid(image.affine, other.affine, shape)) {
    throw new UnvanishError(
      'shape',
      `${other.name}: the ${what} has its voxels at other places than the image ${image.name} (their affines differ)`,
      remedy,
    );
  }
  return volumeValues(other, 0);
}

function noVoxels(image: NiftiImage, mask: NiftiImage | undefined, atlas: NiftiImage | undefined): UnvanishError {
  const both = mask && atlas ? `no region of the atlas ${atlas.name} is inside the mask ${mask.name}` : undefined;
  const one = mask ? `${mask.name}: the mask is empty` : atlas && `${atlas.name}: the atlas has no region`;
  return new UnvanishError('missing', both ?? one ?? `${image.name}: no voxel changes over time`);
}

function notFinite(image: NiftiImage, voxel: number, step: number, value: number): UnvanishError {
  const problem = Number.isFinite(value) ? `${value}, beyond the range of float32,` : String(value);
  return new UnvanishError(
    'not-finite',
    `${image.name}: is ${problem} at voxel ${indices(voxel, image)}, time ${step}`,
    'leave such voxels out of the mask or the atlas',
  );
}

function indices(voxel: number, image: NiftiImage): string {
  const [width, height] = volumeShape(image);
  const row = Math.floor(voxel / width);
  return `${voxel % width} ${row % height} ${Math.floor(row / height)}`;
}
