import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { powerOfTen } from '../../statistics/portableMath.js';
import { childrenNamed, parseXml, type XmlElement } from '../xml.js';

/** Where the features of a CIFTI-2 file lie. */
export type FeatureMapping = BrainModels | Parcels;

/** Grayordinates: vertices of surfaces and voxels. */
export interface BrainModels {
  readonly kind: 'brainModels';
  readonly volume?: CiftiVolume | undefined;
  readonly models: readonly BrainModel[];
}

/** Parcels: sets of vertices and voxels. */
export interface Parcels {
  readonly kind: 'parcels';
  readonly volume?: CiftiVolume | undefined;
  /** Vertices of each surface, by structure. */
  readonly surfaces: ReadonlyMap<string, number>;
  readonly parcels: readonly Parcel[];
}

/** The grayordinates of one structure, `CIFTI_STRUCTURE_CORTEX_LEFT`: vertices of its surface, or voxels. */
export type BrainModel = { readonly structure: string } & (
  | { readonly surface: number; readonly vertices: Int32Array }
  | { readonly voxels: Int32Array }
);

export interface Parcel {
  readonly name: string;
  readonly vertices: ReadonlyMap<string, Int32Array>;
  /** i, j and k of each voxel. */
  readonly voxels: Int32Array;
}

/** The grid of the voxels, and what takes their indices to metres times ten to the exponent. */
export interface CiftiVolume {
  readonly shape: readonly number[];
  readonly affine: readonly number[];
  readonly exponent: number;
}

/** What the position along one dimension of a CIFTI-2 matrix means. */
export type CiftiMapping =
  | FeatureMapping
  | { readonly kind: 'series'; readonly points: number /** Seconds. */; readonly step: number | undefined }
  | { readonly kind: 'labels'; readonly maps: readonly ReadonlyMap<number, string>[] }
  | { readonly kind: 'other'; readonly type: string };

/** The code of the extension of a NIfTI-2 file that holds the XML. */
export const CIFTI_EXTENSION = 32;

/** How the names of kinds of maps and of models begin. */
export const TYPE = 'CIFTI_INDEX_TYPE_';
export const MODEL = 'CIFTI_MODEL_TYPE_';

/**
 * What the dimensions of a CIFTI-2 matrix mean, by their number, from the XML of the file.
 *
 * Format: https://www.nitrc.org/projects/cifti/ (CIFTI-2, section 5)
 *
 * @param where what errors name.
 * @throws UnvanishError `format`, `size`.
 */
export function parseCiftiXml(xml: string, where: string): ReadonlyMap<number, CiftiMapping> {
  const root = parseXml(xml, where);
  const version = root.attributes.get('Version') ?? '';
  if (root.name !== 'CIFTI' || !/^2(\.0)?$/.test(version)) {
    throw broken(where, `has XML of ${quoted(root.name)} version ${quoted(version)}; CIFTI version 2 was expected`);
  }
  const mappings = new Map<number, CiftiMapping>();
  for (const map of the(root, 'Matrix', where).children) {
    if (map.name !== 'MatrixIndicesMap') continue;
    const mapping = parseMap(map, where);
    for (const dimension of integers(attribute(map, 'AppliesToMatrixDimension', where).replaceAll(',', ' '), where)) {
      if (mappings.has(dimension)) throw broken(where, `has two maps of dimension ${dimension}`);
      mappings.set(dimension, mapping);
    }
  }
  return mappings;
}

/**
 * The features of a space's `MatrixIndicesMap`.
 *
 * @throws UnvanishError `format` where it is none of features.
 */
export function parseFeatureMapping(xml: string, where: string): FeatureMapping {
  const mapping = parseMap(parseXml(xml, where), where);
  if (mapping.kind === 'parcels' || mapping.kind === 'brainModels') return mapping;
  throw broken(where, 'has no map of parcels or brain models');
}

/** How many features a map has. */
export function featureCount(mapping: FeatureMapping): number {
  if (mapping.kind === 'parcels') return mapping.parcels.length;
  return mapping.models.reduce((count, model) => count + modelSize(model), 0);
}

/** Grayordinates of one model. */
export function modelSize(model: BrainModel): number {
  return 'vertices' in model ? model.vertices.length : model.voxels.length / 3;
}

function parseMap(map: XmlElement, where: string): CiftiMapping {
  const type = attribute(map, 'IndicesMapToDataType', where);
  if (type === `${TYPE}SERIES`) return parseSeries(map, where);
  if (type === `${TYPE}PARCELS`) return parseParcels(map, where);
  if (type === `${TYPE}BRAIN_MODELS`) return parseModels(map, where);
  if (type === `${TYPE}LABELS`)
    return { kind: 'labels', maps: childrenNamed(map, 'NamedMap').map((each) => parseLabels(each, where)) };
  return { kind: 'other', type };
}

function parseSeries(map: XmlElement, where: string): CiftiMapping {
  const points = integer(map, 'NumberOfSeriesPoints', where);
  const step = number(map, 'SeriesStep', where) * powerOfTen(number(map, 'SeriesExponent', where));
  const seconds = map.attributes.get('SeriesUnit') === 'SECOND' && step > 0 && Number.isFinite(step);
  return { kind: 'series', points, step: seconds ? Number(step.toPrecision(12)) : undefined };
}

function parseLabels(map: XmlElement, where: string): ReadonlyMap<number, string> {
  const labels = childrenNamed(the(map, 'LabelTable', where), 'Label');
  return new Map(labels.map((label) => [number(label, 'Key', where), label.text.trim()]));
}

function parseVolume(map: XmlElement, where: string): CiftiVolume | undefined {
  const [volume, another] = childrenNamed(map, 'Volume');
  if (another) throw broken(where, 'has two volumes in one map');
  if (!volume) return undefined;
  const shape = [...integers(attribute(volume, 'VolumeDimensions', where).replaceAll(',', ' '), where)];
  const transform = the(volume, 'TransformationMatrixVoxelIndicesIJKtoXYZ', where);
  const affine = transform.text.trim().split(/\s+/, 17).map(Number);
  if (shape.length !== 3 || affine.length !== 16 || !affine.every(Number.isFinite)) {
    throw broken(where, 'has a volume without three dimensions and a transformation of 16 numbers');
  }
  return { shape, affine, exponent: number(transform, 'MeterExponent', where) };
}

function parseParcels(map: XmlElement, where: string): Parcels {
  const volume = parseVolume(map, where);
  const surfaces = new Map(
    childrenNamed(map, 'Surface').map((surface) => [
      attribute(surface, 'BrainStructure', where),
      integer(surface, 'SurfaceNumberOfVertices', where),
    ]),
  );
  const parcels = childrenNamed(map, 'Parcel').map((parcel) => {
    const vertices = new Map<string, Int32Array>();
    for (const each of childrenNamed(parcel, 'Vertices')) {
      const structure = attribute(each, 'BrainStructure', where);
      if (vertices.has(structure))
        throw broken(where, `has a parcel with two lists of vertices of ${quoted(structure)}`);
      vertices.set(structure, vertexIndices(each.text, surfaces.get(structure), structure, where));
    }
    const voxels = voxelIndices(childrenNamed(parcel, 'VoxelIndicesIJK'), volume, where);
    return { name: attribute(parcel, 'Name', where), vertices, voxels };
  });
  if (parcels.length === 0) throw broken(where, 'has no parcels');
  return { kind: 'parcels', volume, surfaces, parcels };
}

function parseModels(map: XmlElement, where: string): BrainModels {
  const volume = parseVolume(map, where);
  let offset = 0;
  const placed = childrenNamed(map, 'BrainModel').map((element) => ({
    element,
    at: integer(element, 'IndexOffset', where),
  }));
  const models = placed
    .sort((a, b) => a.at - b.at)
    .map(({ element, at }) => {
      const model = parseModel(element, volume, where);
      const count = integer(element, 'IndexCount', where);
      if (at !== offset || count !== modelSize(model) || count === 0) {
        throw broken(where, `has a brain model of ${quoted(model.structure)} whose offset or count is wrong`);
      }
      offset += count;
      return model;
    });
  if (models.length === 0) throw broken(where, 'has no brain models');
  return { kind: 'brainModels', volume, models };
}

function parseModel(element: XmlElement, volume: CiftiVolume | undefined, where: string): BrainModel {
  const structure = attribute(element, 'BrainStructure', where);
  if (attribute(element, 'ModelType', where) !== `${MODEL}SURFACE`) {
    return { structure, voxels: voxelIndices(childrenNamed(element, 'VoxelIndicesIJK'), volume, where) };
  }
  const surface = integer(element, 'SurfaceNumberOfVertices', where);
  const { text } = the(element, 'VertexIndices', where);
  return { structure, surface, vertices: vertexIndices(text, surface, structure, where) };
}

function vertexIndices(text: string, count: number | undefined, structure: string, where: string): Int32Array {
  if (count === undefined) throw broken(where, `has no surface of ${quoted(structure)}`);
  const vertices = integers(text, where);
  const beyond = vertices.find((vertex) => vertex >= count);
  if (beyond === undefined) return vertices;
  throw broken(where, `has vertex ${beyond} of ${quoted(structure)}, whose surface has ${count}`);
}

function voxelIndices(lists: readonly XmlElement[], volume: CiftiVolume | undefined, where: string): Int32Array {
  const voxels = integers(lists.map(({ text }) => text).join(' '), where);
  if (voxels.length > 0 && !volume) throw broken(where, 'has voxels, but no volume');
  if (voxels.length % 3 !== 0 || voxels.some((index, at) => index >= (volume?.shape[at % 3] ?? 0))) {
    throw broken(where, 'has voxels that are not in its volume');
  }
  return voxels;
}

/** Whole numbers from 0 on, with white space between them. */
function integers(text: string, where: string): Int32Array {
  const numbers: number[] = [];
  for (const [digits] of text.matchAll(/\S+/g)) {
    if (!/^\d{1,9}$/.test(digits)) throw broken(where, `has ${quoted(digits)} where an index was expected`);
    numbers.push(Number(digits));
  }
  return Int32Array.from(numbers);
}

function the(element: XmlElement, name: string, where: string): XmlElement {
  const [found, another] = childrenNamed(element, name);
  if (found && !another) return found;
  throw broken(where, `has ${found ? 'more than one' : 'no'} ${name} in ${quoted(element.name)}`);
}

function attribute(element: XmlElement, name: string, where: string): string {
  const value = element.attributes.get(name);
  if (value === undefined) throw broken(where, `has no ${name} in ${quoted(element.name)}`);
  return value;
}

function number(element: XmlElement, name: string, where: string): number {
  const text = attribute(element, name, where);
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) throw broken(where, `has ${quoted(text)} as ${name}; a number was expected`);
  return value;
}

function integer(element: XmlElement, name: string, where: string): number {
  const value = number(element, name, where);
  if (Number.isInteger(value) && value >= 0 && value < 1e9) return value;
  throw broken(where, `has ${value} as ${name}; a whole number was expected`);
}

function broken(where: string, problem: string): UnvanishError {
  return new UnvanishError('format', `${where}: the CIFTI-2 XML ${problem}`);
}
