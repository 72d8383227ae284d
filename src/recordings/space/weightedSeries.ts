import { UnvanishError } from '../../errors.js';
import { regionNames } from '../../formats/images/imageSeries.js';
import { type NiftiImage, scaledValue } from '../../formats/images/nifti.js';
import { type PlacedImage, voxelIndices } from './placedImage.js';

/** The series of the maps of a probabilistic atlas, and where they lie. */
interface WeightedSeries {
  /** [time, map]. */
  readonly x: Float32Array;
  readonly featureNames: readonly string[];
  /** The map that weighs most at each voxel, -1 where none does; each map has one at least. */
  readonly featureOf: Int32Array;
}

/** What of an image is used, and how. */
interface Weighing {
  readonly time: number;
  /** 1 for each voxel that is used; all where left out. */
  readonly inside: Uint8Array | undefined;
  /** Names of the maps, in the order of their numbers. */
  readonly names: ReadonlyMap<number, string> | undefined;
  /** The error of a number that cannot be used. */
  readonly notFinite: (voxel: number, step: number, value: number) => UnvanishError;
}

/** Maps of which no larger share of the voxels is weighed by some maps only are no maps of regions. */
const ALIKE = 0.01;

/**
 * The mean over voxels y by the weights w of each map of a probabilistic atlas, at each time step: sum of w y over sum of w. A volume is a
 * map; those that weigh no voxel of the image inside the mask are left out, as regions without voxels are.
 *
 * @throws UnvanishError `dtype` for a weight that is negative or not finite; `shape` for maps that all weigh the same voxels, as volumes of a
 *   series do, for other than one name a map, and for maps so much alike that they have no voxel of their own; `not-finite` for NaN or
 *   infinity in a voxel that has a weight.
 */
export function weightedSeries(image: NiftiImage, atlas: PlacedImage, weighing: Weighing): WeightedSeries {
  const { time, inside, names, notFinite } = weighing;
  const named = numberedNames(names, atlas.volumes, atlas.image.name);
  checkMaps(atlas, image);
  const columns: Float32Array[] = [];
  const maps: number[] = [];
  const places = new HeaviestMaps(atlas.values(0).length);
  for (let map = 0; map < atlas.volumes; map++) {
    const weights = atlas.values(map);
    const voxels = weighedVoxels(weights, inside);
    if (voxels.length === 0) continue;
    columns.push(meansOver(image, voxels, weights, time, notFinite));
    places.add(voxels, weights);
    maps.push(map);
  }
  maps.forEach((map, feature) => {
    if (places.has(feature)) return;
    const weights = atlas.values(map);
    if (!places.give(feature, weighedVoxels(weights, inside), weights)) throw noPlace(atlas.image, map);
  });
  const x = new Float32Array(time * maps.length);
  columns.forEach((column, feature) => {
    for (let step = 0; step < time; step++) x[step * maps.length + feature] = column[step];
  });
  const numbers = maps.map((map) => map + 1);
  return { x, featureNames: regionNames(numbers, named), featureOf: places.featureOf };
}

/** Which map weighs most at each voxel. */
class HeaviestMaps {
  /** [voxel]; -1 for none. */
  readonly featureOf: Int32Array;
  private readonly most: Float64Array;
  /** Voxels of each map so far. */
  private readonly counts: number[] = [];

  constructor(voxels: number) {
    this.featureOf = new Int32Array(voxels).fill(-1);
    this.most = new Float64Array(voxels);
  }

  /** Adds the next map. */
  add(voxels: Int32Array, weights: Float64Array): void {
    const map = this.counts.length;
    this.counts.push(0);
    for (const voxel of voxels) {
      if (weights[voxel] <= this.most[voxel]) continue;
      this.most[voxel] = weights[voxel];
      this.move(voxel, map);
    }
  }

  has(map: number): boolean {
    return this.counts[map] > 0;
  }

  /** Gives a map the voxel where it weighs most, of a map that has others; false where there is none. */
  give(map: number, voxels: Int32Array, weights: Float64Array): boolean {
    let best = -1;
    for (const voxel of voxels) {
      if (this.counts[this.featureOf[voxel]] > 1 && (best < 0 || weights[voxel] > weights[best])) best = voxel;
    }
    if (best >= 0) this.move(best, map);
    return best >= 0;
  }

  private move(voxel: number, map: number): void {
    const before = this.featureOf[voxel];
    if (before >= 0) this.counts[before]--;
    this.featureOf[voxel] = map;
    this.counts[map]++;
  }
}

/** Checks that every volume is a map of weights, and that not all are of the same voxels. */
function checkMaps({ volumes, image: file, values }: PlacedImage, image: NiftiImage): void {
  const counts = Uint32Array.from(values(0), () => 0);
  for (let map = 0; map < volumes; map++) {
    values(map).forEach((weight, voxel) => {
      if (!(weight >= 0 && Number.isFinite(weight))) throw wrongWeight(file, image, map, voxel, weight);
      if (weight > 0) counts[voxel]++;
    });
  }
  const weighed = counts.filter((count) => count > 0);
  const apart = weighed.filter((count) => count < volumes);
  if (weighed.length === 0 || apart.length > ALIKE * weighed.length) return;
  throw new UnvanishError(
    'shape',
    `${file.name}: its ${volumes} volumes all weigh the same voxels, as those of a series do; maps of regions weigh each their own`,
    'give an atlas; where it is one, set small weights to 0',
  );
}

/** Ascending. */
function weighedVoxels(weights: Float64Array, inside: Uint8Array | undefined): Int32Array {
  const voxels = new Int32Array(weights.length);
  let count = 0;
  for (let voxel = 0; voxel < weights.length; voxel++) {
    if (weights[voxel] > 0 && (!inside || inside[voxel] === 1)) voxels[count++] = voxel;
  }
  return voxels.slice(0, count);
}

/** [time]. */
function meansOver(
  image: NiftiImage,
  voxels: Int32Array,
  weights: Float64Array,
  time: number,
  notFinite: Weighing['notFinite'],
): Float32Array {
  const size = weights.length;
  const total = voxels.reduce((sum, voxel) => sum + weights[voxel], 0);
  return Float32Array.from({ length: time }, (_, step) => {
    let sum = 0;
    for (const voxel of voxels) sum += weights[voxel] * scaledValue(image, step * size + voxel);
    if (Number.isFinite(Math.fround(sum / total))) return sum / total;
    const at = (voxel: number) => scaledValue(image, step * size + voxel);
    const wrong = voxels.find((voxel) => !Number.isFinite(Math.fround(at(voxel)))) ?? voxels[0];
    throw notFinite(wrong, step, at(wrong));
  });
}

/** Names of maps by their numbers from 1, in the order of the numbers that they were given with. */
function numberedNames(
  names: ReadonlyMap<number, string> | undefined,
  volumes: number,
  file: string,
): ReadonlyMap<number, string> {
  if (!names) return new Map();
  if (names.size !== volumes) {
    throw new UnvanishError(
      'shape',
      `${file}: holds ${volumes} maps, and \`regionNames\` ${names.size} names`,
      'name each map once, in the order of the maps',
    );
  }
  const sorted = [...names].sort(([a], [b]) => a - b);
  return new Map(sorted.map(([, name], position) => [position + 1, name]));
}

function noPlace(file: NiftiImage, map: number): UnvanishError {
  return new UnvanishError(
    'shape',
    `${file.name}: map ${map + 1} has no voxel of its own in the image, so that its numbers could not be told from those of others`,
    'leave the map out of the atlas, or take images of smaller voxels',
  );
}

function wrongWeight(file: NiftiImage, image: NiftiImage, map: number, voxel: number, weight: number): UnvanishError {
  return new UnvanishError(
    'dtype',
    `${file.name}: map ${map + 1} is ${weight} at voxel ${voxelIndices(voxel, image)} of the image; weights of an atlas are 0 or more`,
    'an atlas of several volumes holds one map of weights for each region; leave negative ones and NaN out of it',
  );
}
