import type { CiftiSpace, FeatureSpace, VolumeSpace } from '../../data/space/space.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { powerOfTen } from '../../statistics/portableMath.js';
import { type FeatureMapping, type Parcel, parseFeatureMapping } from './ciftiMapping.js';
import { type Grid, gridDifference, gridOf, isAlike, isPlaced, voxelsInOrder } from './grid.js';

/** Features of one dataset: where they lie, and what they are called. */
export interface PlacedFeatures<Space extends FeatureSpace = FeatureSpace> {
  readonly space: Space;
  /** [feature]. */
  readonly featureNames: readonly string[];
}

const kinds = { volume: 'an image of voxels', cifti: 'surfaces and voxels of CIFTI-2 or GIFTI' } as const;

const ALIKE = 'resample the images to the grid that the model was trained in, or train with images in this one';

/**
 * Where each feature of a model stands among those of other data, by the places of their voxels: images may store the same voxels in
 * another order (axes the other way round, or exchanged), and hold others beside.
 *
 * @returns [feature of the model]; undefined for surfaces, which are the same and whose features go by their names.
 * @throws UnvanishError `shape` where the two lie in different spaces, or a feature of the model is not there, saying how they differ.
 */
export function positionsByPlace(known: PlacedFeatures, there: PlacedFeatures): readonly number[] | undefined {
  if (isIn('volume', known) && isIn('volume', there)) return inVolume(known, there);
  if (isIn('cifti', known) && isIn('cifti', there)) {
    checkSurfaces(known.space, there.space);
    return undefined;
  }
  throw new UnvanishError(
    'shape',
    `its features lie on ${kinds[there.space.kind]}, the model’s on ${kinds[known.space.kind]}`,
    'give data of the kind that the model was trained with, or tables of regions for both',
  );
}

function isIn<Kind extends FeatureSpace['kind']>(
  kind: Kind,
  features: PlacedFeatures,
): features is PlacedFeatures<Extract<FeatureSpace, { kind: Kind }>> {
  return features.space.kind === kind;
}

function inVolume(known: PlacedFeatures<VolumeSpace>, there: PlacedFeatures<VolumeSpace>): readonly number[] {
  const [grid, other] = [gridOf(known.space), gridOf(there.space)];
  const voxels = voxelsOf(grid, other, isPlaced(known.space) && isPlaced(there.space));
  if (!voxels) {
    throw new UnvanishError(
      'shape',
      `its voxels are not those of the model: ${gridDifference(other, grid)} of the model’s`,
      ALIKE,
    );
  }
  const positions = new Int32Array(known.featureNames.length).fill(-1);
  known.space.featureOf.forEach((feature, voxel) => {
    const found = there.space.featureOf[voxels[voxel]];
    if (feature < 0 || found < 0) return;
    if (positions[feature] < 0) positions[feature] = found;
    else if (positions[feature] !== found) throw otherRegions(known, there, feature, [positions[feature], found]);
  });
  const taken = new Map<number, number>();
  for (const [feature, position] of positions.entries()) {
    if (position < 0) {
      throw new UnvanishError(
        'shape',
        `has no feature where the model’s ${quoted(known.featureNames[feature])} lies`,
        'read both with one mask or atlas that all images have values in',
      );
    }
    const first = taken.get(position);
    if (first !== undefined) throw otherRegions(there, known, position, [first, feature], 'the model’s');
    taken.set(position, feature);
  }
  return Array.from(positions);
}

/** Images that do not say where they are can be compared by their shapes and the sizes of their voxels alone. */
function voxelsOf(grid: Grid, other: Grid, placed: boolean): ArrayLike<number> | undefined {
  if (placed) return voxelsInOrder(grid, other);
  const count = grid.shape[0] * grid.shape[1] * grid.shape[2];
  return isAlike(grid, other) ? Int32Array.from({ length: count }, (_, voxel) => voxel) : undefined;
}

function otherRegions(
  one: PlacedFeatures,
  other: PlacedFeatures,
  feature: number,
  parts: readonly [number, number],
  whose = 'its',
): UnvanishError {
  const [name, first, second] = [
    one.featureNames[feature],
    ...parts.map((part) => other.featureNames[part] as string),
  ].map((each) => quoted(each));
  return new UnvanishError(
    'shape',
    `its regions are not those of the model: where one has ${name} lie ${whose} ${first} and ${second}`,
    'read the data with the mask and the atlas that the model was trained with',
  );
}

/** Features of surfaces are told by their names, which mean nothing on a mesh or in a volume other than the model's. */
function checkSurfaces({ map }: CiftiSpace, { map: other }: CiftiSpace): void {
  if (map === other) return;
  const [known, there] = [map, other].map((each) => parseFeatureMapping(each, 'the space of the features'));
  const problem = meshDifference(known, there) ?? volumeDifference(known, there) ?? parcelDifference(known, there);
  if (problem === undefined) return;
  throw new UnvanishError(
    'shape',
    problem,
    'bring the data to the surfaces and the volume that the model was trained with',
  );
}

function meshDifference(known: FeatureMapping, there: FeatureMapping): string | undefined {
  const meshes = meshesOf(there);
  for (const [structure, vertices] of meshesOf(known)) {
    const found = meshes.get(structure);
    if (found === undefined || found === vertices) continue;
    return `the surface of its ${structure} has ${found} vertices, the model’s ${vertices}`;
  }
  return undefined;
}

/** Vertices of each surface, by structure. */
function meshesOf(mapping: FeatureMapping): ReadonlyMap<string, number> {
  if (mapping.kind === 'parcels') return mapping.surfaces;
  return new Map(mapping.models.flatMap((model) => ('surface' in model ? [[model.structure, model.surface]] : [])));
}

function volumeDifference(known: FeatureMapping, there: FeatureMapping): string | undefined {
  if (!known.volume || !there.volume) return undefined;
  const [grid, other] = [known.volume, there.volume].map(({ shape, affine, exponent }): Grid => {
    const millimetres = powerOfTen(exponent + 3);
    const rows = [0, 4, 8].map((from) => affine.slice(from, from + 4).map((value) => value * millimetres));
    return { shape: [shape[0], shape[1], shape[2]], affine: [...rows, [0, 0, 0, 1]] };
  });
  const voxels = voxelsInOrder(grid, other);
  // Names have indices of voxels, which another order of storage changes.
  if (voxels?.every((voxel, index) => voxel === index)) return undefined;
  return `its voxels are not those of the model: ${gridDifference(other, grid)} of the model’s`;
}

/** Parcels of one name may differ from person to person, but have to lie on each other. */
function parcelDifference(known: FeatureMapping, there: FeatureMapping): string | undefined {
  if (known.kind !== 'parcels' || there.kind !== 'parcels') return undefined;
  const others = new Map(there.parcels.map((parcel) => [parcel.name, parcel]));
  const apart = known.parcels.find((parcel) => {
    const other = others.get(parcel.name);
    return other !== undefined && !shareAPlace(parcel, other);
  });
  return apart && `its parcel ${quoted(apart.name)} has no place in common with the model’s`;
}

function shareAPlace(one: Parcel, other: Parcel): boolean {
  for (const [structure, vertices] of one.vertices) {
    const own = new Set(vertices);
    if (other.vertices.get(structure)?.some((vertex) => own.has(vertex))) return true;
  }
  const voxels = new Set(keysOf(one.voxels));
  return keysOf(other.voxels).some((voxel) => voxels.has(voxel));
}

function keysOf(voxels: Int32Array): string[] {
  return Array.from({ length: voxels.length / 3 }, (_, at) => voxels.subarray(3 * at, 3 * at + 3).join(' '));
}
