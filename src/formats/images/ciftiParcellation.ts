import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { powerOfTen } from '../../statistics/portableMath.js';
import { type BrainModels, type CiftiVolume, modelSize, type Parcel, type Parcels } from './ciftiMapping.js';

/** Labels of grayordinates, as a `.dlabel.nii` has them. */
export interface Parcellation {
  readonly models: BrainModels;
  /** The key of each grayordinate's label. */
  readonly keys: Float64Array;
  /** The label of each key. */
  readonly names: ReadonlyMap<number, string>;
}

/** Grayordinates put together to parcels. */
export interface Parcellated {
  /** The keys of the parcels, ascending: those that any grayordinate has. */
  readonly keys: readonly number[];
  /** The parcels, without names yet. */
  readonly mapping: Parcels;
  /** The parcel of each grayordinate; -1 for none. */
  readonly featureOf: Int32Array;
}

const NOTHING = '???';

/**
 * Finds the parcel of each grayordinate of a series by structure and vertex, or by voxel. Those that the parcellation
 * does not have, or labels 0 or `???`, belong to none.
 *
 * @param files the names that errors give.
 * @throws UnvanishError `shape` where surfaces or volumes are not the same, `missing` where no parcel is left.
 */
export function parcellate(
  series: BrainModels,
  parcellation: Parcellation,
  files: { readonly series: string; readonly labels: string },
): Parcellated {
  const { models, names } = parcellation;
  checkSame(series, models, files);
  const keyOf = keysByPlace(parcellation);
  const placed = places(series);
  const found = placed.map(({ id }) => {
    const key = keyOf.get(id) ?? 0;
    return names.get(key) === NOTHING ? 0 : key;
  });
  const keys = [...new Set(found)].filter((key) => key !== 0).sort((a, b) => a - b);
  if (keys.length === 0) {
    throw new UnvanishError('missing', `${files.labels}: has no label on the grayordinates of ${files.series}`);
  }
  const positions = new Map(keys.map((key, position) => [key, position]));
  const featureOf = Int32Array.from(found, (key) => positions.get(key) ?? -1);
  const members: Member[][] = keys.map(() => []);
  for (const [position, feature] of featureOf.entries()) {
    if (feature >= 0) members[feature]?.push(placed[position] as Member);
  }
  const surfaces = new Map(
    series.models.flatMap((model) => ('vertices' in model ? [[model.structure, model.surface] as const] : [])),
  );
  const mapping: Parcels = { kind: 'parcels', volume: series.volume, surfaces, parcels: members.map(parcelOf) };
  return { keys, mapping, featureOf };
}

/** A grayordinate: its structure and vertex, or its voxel. */
interface Member {
  /** The same in every file. */
  readonly id: string;
  readonly structure: string;
  readonly vertex?: number;
  readonly voxel?: readonly number[];
}

function places({ models }: BrainModels): Member[] {
  return models.flatMap((model) => {
    const { structure } = model;
    return Array.from({ length: modelSize(model) }, (_, index): Member => {
      if ('vertices' in model) {
        const vertex = model.vertices[index] as number;
        return { id: `${structure} ${vertex}`, structure, vertex };
      }
      const voxel = [...model.voxels.subarray(3 * index, 3 * index + 3)];
      // A voxel is the same one whatever structure it is counted to.
      return { id: voxel.join(','), structure, voxel };
    });
  });
}

function keysByPlace({ models, keys }: Parcellation): ReadonlyMap<string, number> {
  return new Map(places(models).map(({ id }, position) => [id, keys[position] as number]));
}

function parcelOf(members: readonly Member[]): Parcel {
  const vertices = new Map<string, number[]>();
  const voxels: number[] = [];
  for (const { structure, vertex, voxel } of members) {
    if (voxel) voxels.push(...voxel);
    if (vertex === undefined) continue;
    const others = vertices.get(structure);
    if (others) others.push(vertex);
    else vertices.set(structure, [vertex]);
  }
  return {
    name: '',
    vertices: new Map(Array.from(vertices, ([structure, each]) => [structure, Int32Array.from(each)])),
    voxels: Int32Array.from(voxels),
  };
}

function checkSame(series: BrainModels, labels: BrainModels, files: { series: string; labels: string }): void {
  const wrong = (problem: string) =>
    new UnvanishError('shape', `${files.labels}: ${problem}`, 'take a parcellation of the same mesh and space');
  const surfaces = new Map(
    series.models.flatMap((model) => ('vertices' in model ? [[model.structure, model.surface] as const] : [])),
  );
  for (const model of labels.models) {
    if (!('vertices' in model)) continue;
    const vertices = surfaces.get(model.structure);
    if (vertices !== undefined && vertices !== model.surface) {
      throw wrong(`${quoted(model.structure)} has ${model.surface} vertices, in ${files.series} it has ${vertices}`);
    }
  }
  if (series.volume && labels.volume && !sameVolume(series.volume, labels.volume)) {
    throw wrong(`its voxels are in another volume than those of ${files.series}`);
  }
}

function sameVolume(a: CiftiVolume, b: CiftiVolume): boolean {
  const scale = powerOfTen(b.exponent - a.exponent);
  return (
    a.shape.every((size, axis) => size === b.shape[axis]) &&
    a.affine.every((value, at) => {
      const other = (b.affine[at] as number) * (at < 12 ? scale : 1);
      return Math.abs(value - other) <= 1e-4 * Math.max(1, Math.abs(value));
    })
  );
}
