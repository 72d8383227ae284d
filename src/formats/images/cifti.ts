import { formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { checkedFile, type NamedFile } from '../namedFile.js';
import {
  type BrainModels,
  CIFTI_EXTENSION,
  type CiftiMapping,
  type FeatureMapping,
  featureCount,
  parseCiftiXml,
} from './ciftiMapping.js';
import { type Parcellation, parcellate } from './ciftiParcellation.js';
import { writeFeatureMapping } from './ciftiXml.js';
import { type ImageSeries, regionNames, summariseFeatures } from './imageSeries.js';
import { decodeNifti, type NiftiFacts, type NiftiImage, scaledValues } from './nifti.js';

const STRUCTURE = /^CIFTI_STRUCTURE_/;

/**
 * The series of a CIFTI-2 file: of parcels (`.ptseries.nii`), named as they are there, or of grayordinates
 * (`.dtseries.nii`), named `CORTEX_LEFT vertex 12` or `THALAMUS_LEFT voxel 12 8 0`; with a parcellation
 * (`.dlabel.nii`, its first map), the means of the grayordinates of each label but 0 and `???`, in the order of the keys.
 *
 * Format: https://www.nitrc.org/projects/cifti/
 *
 * @param name the name that errors give.
 * @throws UnvanishError `format` where the bytes are no such file or broken; `shape` where the parcellation is of other
 *   surfaces or another volume; `missing` where it has no label on these grayordinates; `option` where the series is of
 *   parcels already; `not-finite` for NaN or infinity; `dtype` and `size` as `decodeNifti` and `parseXml`.
 */
export function decodeCiftiSeries(bytes: Uint8Array, name: string, parcellation?: NamedFile): ImageSeries {
  if (parcellation !== undefined) checkedFile(parcellation, 'parcellation');
  const { image, mappings } = readCifti(bytes, name);
  const [first, second] = mappings;
  const series = first.kind === 'series' ? first : second;
  const features = first.kind === 'series' ? second : first;
  if (series.kind !== 'series' || !isOfFeatures(features)) {
    throw broken(name, `is no series of parcels or grayordinates, but ${kindOf(first)} by ${kindOf(second)}`);
  }
  const { mapping, featureOf, names } = parcellation
    ? parcelsOf(features, parcellation, name)
    : { mapping: features, featureOf: undefined, names: featureNames(features) };
  const timeFirst = first === series;
  const x = readSeries(image, { time: series.points, timeFirst, featureOf, features: names.length });
  return {
    x,
    time: series.points,
    features: names.length,
    featureNames: names,
    space: { kind: 'cifti', map: writeFeatureMapping(mapping) },
    samplingInterval: series.step,
    ...summariseFeatures(x, names.length),
  };
}

/** A CIFTI-2 matrix and what its two dimensions mean; lengths are checked against the matrix. */
function readCifti(bytes: Uint8Array, name: string): { image: NiftiImage; mappings: [CiftiMapping, CiftiMapping] } {
  const image = decodeNifti(bytes, name, checkMatrix);
  const extension = image.extensions.find(({ code }) => code === CIFTI_EXTENSION);
  if (!extension) throw broken(name, 'is no CIFTI-2 file: it has no CIFTI extension');
  const [rows = 0, columns = 0] = image.shape.slice(4);
  const found = parseCiftiXml(new TextDecoder().decode(extension.data).replace(/\0+$/, ''), name);
  const [first, second] = [found.get(0), found.get(1)];
  if (!first || !second) throw broken(name, `has no map of dimension ${first ? 1 : 0} in its CIFTI-2 XML`);
  for (const [mapping, size] of [
    [first, rows],
    [second, columns],
  ] as const) {
    const length = lengthOf(mapping);
    if (length !== undefined && length !== size) {
      throw broken(name, `has ${kindOf(mapping)} of length ${length} along a dimension of ${size}`);
    }
  }
  return { image, mappings: [first, second] };
}

function checkMatrix({ name, shape }: NiftiFacts): void {
  const [columns = 0, ...more] = shape.slice(5);
  if (columns >= 1 && [...shape.slice(0, 4), ...more].every((size) => size === 1)) return;
  throw broken(name, `has shape ${formatShape(shape)}; a CIFTI-2 matrix is [1, 1, 1, 1, n, m]`);
}

function parcelsOf(features: FeatureMapping, file: NamedFile, name: string) {
  if (features.kind === 'parcels') {
    throw new UnvanishError('option', `${name}: is of parcels already, the parcellation ${file.name} has no use`);
  }
  const parcellation = readParcellation(file);
  const { keys, mapping, featureOf } = parcellate(features, parcellation, { series: name, labels: file.name });
  const names = regionNames(keys, parcellation.names);
  const parcels = mapping.parcels.map((parcel, position) => ({ ...parcel, name: names[position] as string }));
  return { mapping: { ...mapping, parcels }, featureOf, names };
}

function readParcellation({ bytes, name }: NamedFile): Parcellation {
  const { image, mappings } = readCifti(bytes, name);
  const [first, second] = mappings;
  const labels = first.kind === 'labels' ? first : second;
  const models = first.kind === 'labels' ? second : first;
  if (labels.kind !== 'labels' || models.kind !== 'brainModels') {
    throw broken(name, `is no .dlabel.nii, but ${kindOf(first)} by ${kindOf(second)}`);
  }
  const count = featureCount(models);
  const step = first === labels ? labels.maps.length : 1;
  const values = scaledValues(image, 0, step * count);
  const keys = Float64Array.from({ length: count }, (_, position) => values[position * step] as number);
  const wrong = keys.findIndex((key) => !Number.isSafeInteger(key));
  if (wrong >= 0) throw broken(name, `has the label ${keys[wrong]} at grayordinate ${wrong}; labels are whole numbers`);
  return { models, keys, names: labels.maps[0] as ReadonlyMap<number, string> };
}

interface Reading {
  readonly time: number;
  /** Whether time is the dimension that runs fastest in the file, as in every file but odd ones. */
  readonly timeFirst: boolean;
  /** The feature that each position of the file belongs to, -1 for none; each is its own where left out. */
  readonly featureOf: Int32Array | undefined;
  readonly features: number;
}

/** The mean over each feature's positions at each time step, [time, feature]. */
function readSeries(image: NiftiImage, { time, timeFirst, featureOf, features }: Reading): Float32Array {
  const positions = image.data.length / time;
  // Without regions there is nothing to add up, and a dense series is large.
  const sums = featureOf ? new Float64Array(time * features) : new Float32Array(time * features);
  const counts = new Float64Array(features);
  for (let position = 0; position < positions; position++) {
    const feature = featureOf ? (featureOf[position] as number) : position;
    if (feature >= 0) counts[feature] = (counts[feature] as number) + 1;
  }
  const length = timeFirst ? time : positions;
  for (let row = 0; row < image.data.length / length; row++) {
    const values = scaledValues(image, row * length, (row + 1) * length);
    for (let at = 0; at < length; at++) {
      const [step, position] = timeFirst ? [at, row] : [row, at];
      const feature = featureOf ? (featureOf[position] as number) : position;
      if (feature < 0) continue;
      const value = values[at] as number;
      if (!Number.isFinite(Math.fround(value))) {
        const problem = Number.isFinite(value) ? `${value}, beyond the range of float32,` : String(value);
        throw new UnvanishError('not-finite', `${image.name}: is ${problem} at position ${position}, time ${step}`);
      }
      sums[step * features + feature] = (sums[step * features + feature] as number) + value;
    }
  }
  if (sums instanceof Float32Array) return sums;
  return Float32Array.from(sums, (sum, at) => sum / (counts[at % features] as number));
}

function featureNames(mapping: FeatureMapping): string[] {
  if (mapping.kind === 'brainModels') return grayordinateNames(mapping);
  const names = new Map(mapping.parcels.map(({ name }, position) => [position, name]));
  return regionNames([...names.keys()], names);
}

function grayordinateNames({ models }: BrainModels): string[] {
  return models.flatMap((model) => {
    const structure = model.structure.replace(STRUCTURE, '');
    if ('vertices' in model) return Array.from(model.vertices, (vertex) => `${structure} vertex ${vertex}`);
    const { voxels } = model;
    return Array.from(
      { length: voxels.length / 3 },
      (_, voxel) => `${structure} voxel ${voxels.subarray(3 * voxel, 3 * voxel + 3).join(' ')}`,
    );
  });
}

function isOfFeatures(mapping: CiftiMapping): mapping is FeatureMapping {
  return mapping.kind === 'parcels' || mapping.kind === 'brainModels';
}

function lengthOf(mapping: CiftiMapping): number | undefined {
  if (mapping.kind === 'series') return mapping.points;
  if (mapping.kind === 'labels') return mapping.maps.length;
  return mapping.kind === 'other' ? undefined : featureCount(mapping);
}

function kindOf(mapping: CiftiMapping): string {
  if (mapping.kind === 'other') return quoted(mapping.type);
  return { series: 'a series', labels: 'label maps', parcels: 'parcels', brainModels: 'grayordinates' }[mapping.kind];
}

function broken(name: string, problem: string): UnvanishError {
  return new UnvanishError('format', `${name}: ${problem}`);
}
