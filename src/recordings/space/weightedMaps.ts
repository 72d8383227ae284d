import { UnvanishError } from '../../errors.js';
import { regionNames } from '../../formats/images/imageSeries.js';
import { type NiftiImage, volumeValues } from '../../formats/images/nifti.js';
import { type PlacedImage, voxelIndices } from './placedImage.js';

/** The maps of a probabilistic atlas on the voxels of an image: which voxels each weighs, and how much. */
export interface WeightedMaps {
  readonly featureNames: readonly string[];
  /** The map that weighs most at each voxel, -1 where none does; each map has one at least. */
  readonly featureOf: Int32Array;
  /** [map]; in ascending order. */
  readonly voxels: readonly Int32Array[];
  /** [map]; more than 0. */
  readonly weights: readonly Float64Array[];
}

/** Maps of which no larger share of the voxels is weighed by some maps only are no maps of regions. */
const ALIKE = 0.01;

/**
 * Reads the maps of a probabilistic atlas, a volume each. Those that weigh no voxel of the image inside the mask are left out, as regions
 * without voxels are.
 *
 * @param inside 1 for each voxel that is used; all where left out.
 * @param names names of the maps, in the order of their numbers.
 * @throws UnvanishError `dtype` for a weight that is negative or not finite; `shape` for maps that all weigh the same voxels, as volumes of a
 *   series do, for other than one name a map, and for maps so much alike that they have no voxel of their own.
 */
export function weightedMaps(
  atlas: PlacedImage,
  image: NiftiImage,
  inside: Uint8Array | undefined,
  names: ReadonlyMap<number, string> | undefined,
): WeightedMaps {
  const { volumes, image: file } = atlas;
  const numbered = numberedNames(names, volumes, file.name);
  const maps: { number: number; voxels: Int32Array; weights: Float64Array }[] = [];
  let counts: Uint32Array | undefined;
  for (let map = 0; map < volumes; map++) {
    const values = atlas.values(map);
    counts ??= new Uint32Array(values.length);
    const voxels: number[] = [];
    for (let voxel = 0; voxel < values.length; voxel++) {
      const weight = values[voxel];
      if (!(weight >= 0 && Number.isFinite(weight))) throw wrongWeight(file, image, map, voxel, weight);
      if (weight === 0) continue;
      counts[voxel]++;
      if (!inside || inside[voxel]) voxels.push(voxel);
    }
    if (voxels.length === 0) continue;
    maps.push({
      number: map + 1,
      voxels: Int32Array.from(voxels),
      weights: Float64Array.from(voxels, (voxel) => values[voxel]),
    });
  }
  const weighed = Array.from(counts ?? []).filter((count) => count > 0);
  const apart = weighed.reduce((sum, count) => sum + Number(count < volumes), 0);
  if (weighed.length > 0 && apart <= ALIKE * weighed.length) {
    throw new UnvanishError(
      'shape',
      `${file.name}: its ${volumes} volumes all weigh the same voxels, as those of a series do; maps of regions weigh each their own`,
      'give an atlas; where it is one, set small weights to 0',
    );
  }
  return {
    featureNames: regionNames(
      maps.map(({ number }) => number),
      numbered,
    ),
    featureOf: heaviest(maps, image.shape, file.name),
    voxels: maps.map(({ voxels }) => voxels),
    weights: maps.map(({ weights }) => weights),
  };
}

/**
 * The mean of each map over its voxels, by their weights, at each time step: sum of w y over sum of w.
 *
 * @returns [time, map].
 * @throws UnvanishError `not-finite` for NaN or infinity in a voxel that has a weight.
 */
export function weightedMeans(
  image: NiftiImage,
  { voxels, weights }: WeightedMaps,
  time: number,
  notFinite: (voxel: number, step: number, value: number) => UnvanishError,
): Float32Array {
  const x = new Float32Array(time * voxels.length);
  const totals = weights.map((own) => own.reduce((sum, weight) => sum + weight, 0));
  for (let step = 0; step < time; step++) {
    const values = volumeValues(image, step);
    for (let map = 0; map < voxels.length; map++) {
      const [own, weight] = [voxels[map], weights[map]];
      let sum = 0;
      for (let at = 0; at < own.length; at++) sum += weight[at] * values[own[at]];
      if (!Number.isFinite(Math.fround(sum / totals[map]))) {
        const wrong = own.find((voxel) => !Number.isFinite(Math.fround(values[voxel]))) ?? own[0];
        throw notFinite(wrong, step, values[wrong]);
      }
      x[step * voxels.length + map] = sum / totals[map];
    }
  }
  return x;
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

/** The map that weighs most at each voxel; a map that does so nowhere gets the voxel where it weighs most. */
function heaviest(
  maps: readonly { readonly voxels: Int32Array; readonly weights: Float64Array; readonly number: number }[],
  shape: readonly number[],
  file: string,
): Int32Array {
  const size = shape.slice(0, 3).reduce((product, length) => product * length, 1);
  const featureOf = new Int32Array(size).fill(-1);
  const most = new Float64Array(size);
  const counts = new Uint32Array(maps.length);
  maps.forEach(({ voxels, weights }, map) => {
    voxels.forEach((voxel, at) => {
      if (weights[at] <= most[voxel]) return;
      if (featureOf[voxel] >= 0) counts[featureOf[voxel]]--;
      featureOf[voxel] = map;
      most[voxel] = weights[at];
      counts[map]++;
    });
  });
  maps.forEach(({ voxels, weights, number }, map) => {
    if (counts[map] > 0) return;
    let best = -1;
    voxels.forEach((voxel, at) => {
      if (counts[featureOf[voxel]] > 1 && (best < 0 || weights[at] > weights[best])) best = at;
    });
    if (best < 0) {
      throw new UnvanishError(
        'shape',
        `${file}: map ${number} has no voxel of its own in the image, so that its numbers could not be told from those of others`,
        'leave the map out of the atlas, or take images of smaller voxels',
      );
    }
    counts[featureOf[voxels[best]]]--;
    featureOf[voxels[best]] = map;
    counts[map]++;
  });
  return featureOf;
}

function wrongWeight(file: NiftiImage, image: NiftiImage, map: number, voxel: number, weight: number): UnvanishError {
  return new UnvanishError(
    'dtype',
    `${file.name}: map ${map + 1} is ${weight} at voxel ${voxelIndices(voxel, image)} of the image; weights of an atlas are 0 or more`,
    'an atlas of several volumes holds one map of weights for each region; leave negative ones and NaN out of it',
  );
}
