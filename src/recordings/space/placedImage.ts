import { elementCount, formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { type Grid, gridDifference, isPlaced, nearestVoxels, voxelsInOrder } from '../../formats/images/grid.js';
import {
  type NiftiFacts,
  type NiftiImage,
  scaledValue,
  volumeShape,
  volumeValues,
} from '../../formats/images/nifti.js';
import { inFile } from '../../formats/namedFile.js';

/** How a mask or an atlas comes into the grid of an image. */
export interface Placing {
  readonly what: 'mask' | 'atlas';
  /** Takes the nearest voxel where its grid is another one, instead of refusing it. */
  readonly resample: boolean;
}

/** An image as it lies in the grid of another one. */
export interface PlacedImage {
  readonly image: NiftiImage;
  /** How many volumes it has. */
  readonly volumes: number;
  /** The scaled numbers of one of its volumes at each voxel of that grid; 0 where it has none. */
  values(volume: number): Float64Array;
}

const RESAMPLE_ELSEWHERE = 'resample it to the image’s grid with another program';

/** Voxels of a mask or an atlas that the nearest ones are taken of: a head in voxels of .5 mm has 64 million. */
const MOST_RESAMPLED = 2 ** 27;

/**
 * Brings a mask or an atlas into the grid of an image: as it is, or from another order of the same voxels (axes the other way round, or
 * exchanged), or by the nearest voxels where that is asked for.
 *
 * @throws UnvanishError as `voxelsIn`.
 */
export function placedIn(image: NiftiImage, other: NiftiImage, placing: Placing): PlacedImage {
  const voxels = voxelsIn(image, other, placing);
  const size = elementCount(volumeShape(other));
  const isAsStored = voxels.length === size && voxels.every((voxel, at) => voxel === at);
  return {
    image: other,
    volumes: elementCount(other.shape.slice(3)),
    values: (volume) =>
      isAsStored
        ? volumeValues(other, volume)
        : Float64Array.from(voxels, (voxel) => (voxel < 0 ? 0 : scaledValue(other, volume * size + voxel))),
  };
}

/**
 * The voxel of a mask or an atlas at each voxel of an image, [voxel]; -1 for none.
 *
 * @throws UnvanishError `shape` where the grids differ and nothing is to be resampled, saying how, and for a mask of several volumes;
 *   where it is to be resampled `missing` where an image does not say where it is, `format` where it is flat in space, `size` where it has
 *   more voxels than brains have.
 */
export function voxelsIn(image: NiftiFacts, other: NiftiFacts, { what, resample }: Placing): Int32Array {
  if (what === 'mask' && elementCount(other.shape.slice(3)) > 1) {
    const problem = `${other.name}: the mask has shape ${formatShape(other.shape)}; one volume was expected`;
    throw new UnvanishError('shape', problem, 'save one of its volumes as an image of its own');
  }
  const [grid, own] = [image, other].map((one): Grid => ({ shape: volumeShape(one), affine: one.affine }));
  const nowhere = [other, image].find((one) => !isPlaced(one));
  const exact = voxelsInOrder(grid, own);
  // Places that are made up say nothing of another order.
  if (exact && (!nowhere || exact.every((voxel, at) => voxel === at))) return exact;
  if (resample && nowhere) {
    throw new UnvanishError(
      'missing',
      `${nowhere.name}: does not say where its voxels lie (sform_code and qform_code are 0), so that the ${what} cannot be resampled`,
      RESAMPLE_ELSEWHERE,
    );
  }
  const size = elementCount(own.shape);
  if (resample && size > MOST_RESAMPLED) {
    const problem = `${other.name}: the ${what} has ${size} voxels, more than the ${MOST_RESAMPLED} that are resampled`;
    throw new UnvanishError('size', problem, RESAMPLE_ELSEWHERE);
  }
  if (resample) return inFile(other.name, () => nearestVoxels(grid, own));
  throw new UnvanishError(
    'shape',
    `${other.name}: the ${what} lies in another grid than the image: ${gridDifference(own, grid)}`,
    nowhere ? RESAMPLE_ELSEWHERE : `take the nearest of its voxels with \`resample\`, or ${RESAMPLE_ELSEWHERE}`,
  );
}

/** How far from a whole number one may be for want of digits: numbers are often stored with a scale. */
const ROUNDING = 1e-4;

/** The whole number that a value is but for rounding; undefined where it is none. */
export function wholeNumber(value: number): number | undefined {
  const nearest = Math.round(value);
  return Number.isSafeInteger(nearest) && Math.abs(value - nearest) <= ROUNDING ? nearest : undefined;
}

/**
 * Which voxels of an image are inside a mask, 1 or 0: those that are not 0, or at least the threshold.
 *
 * @throws UnvanishError as `voxelsIn`; `option` where a mask holds other than whole numbers, as
 *   probabilities are, and there is no threshold.
 */
export function insideOf(
  image: NiftiImage,
  mask: NiftiImage,
  threshold: number | undefined,
  resample: boolean,
): Uint8Array {
  const values = placedIn(image, mask, { what: 'mask', resample }).values(0);
  if (threshold !== undefined) return Uint8Array.from(values, (value) => (value >= threshold ? 1 : 0));
  const wrong = values.findIndex((value) => Number.isFinite(value) && wholeNumber(value) === undefined);
  if (wrong >= 0) {
    throw new UnvanishError(
      'option',
      `${mask.name}: is ${Number(values[wrong].toPrecision(6))} at voxel ${voxelIndices(wrong, image)} of the image: a mask of probabilities, or of other numbers than 0 and 1, does not say what is inside`,
      'say from which value on a voxel is inside with `maskThreshold`: 0.5',
    );
  }
  return Uint8Array.from(values, (value) => (Number.isFinite(value) && wholeNumber(value) !== 0 ? 1 : 0));
}

/** A voxel of an image, as names and errors have it: `12 8 0`. */
export function voxelIndices(voxel: number, image: NiftiImage): string {
  const [width, height] = volumeShape(image);
  const row = Math.floor(voxel / width);
  return `${voxel % width} ${row % height} ${Math.floor(row / height)}`;
}
