import { formatShape, type NdArray } from '../data/array.js';
import { checkedLengths, createDataset, type Dataset, type Groups } from '../data/dataset.js';
import type { MissingValues } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { extensionOf, inFile, type NamedFile } from './namedFile.js';
import { toFloat32, toInt32, toMask } from './numberConversion.js';
import { decodeNpy } from './numpy/npy.js';
import { decodeNpz } from './numpy/npz.js';
import { readParquet } from './parquet/parquet.js';
import { decodeLabels, type FileLabels } from './tables/classes.js';
import { decodeLongTable } from './tables/csv.js';
import { samplePositions } from './tables/sampleColumn.js';
import { csvTable, type TableRows } from './tables/tableRows.js';
import { decodeWideTable } from './tables/wideCsv.js';
import { decodeTs } from './ts.js';

/** The files that a dataset is read from. Files beside `data` take the place of what `data` holds itself. */
export interface DatasetFiles {
  /**
   * `.npy` [sample, time, feature]; `.npz` with `x` and perhaps `y` [sample], `lengths` [sample] and `mask`; `.csv`,
   * `.tsv` or `.parquet`, long or wide; `.ts` of the UEA archive.
   */
  readonly data: NamedFile;
  /** `.npy` [sample] of class indices, `.npz` that has them as `y`, or `.csv`, `.tsv`, `.txt` as `decodeLabels` reads it. */
  readonly labels?: NamedFile | undefined;
  /** `.npy` [sample]: time steps of each sample; `.npz` that has them as `lengths`. */
  readonly lengths?: NamedFile | undefined;
  /** `.npy` [time, feature] or [sample, time, feature] of 0 and 1; `.npz` that has it as `mask`. */
  readonly mask?: NamedFile | undefined;
  /** What becomes of the missing values of a `.ts` or a wide table; default `refuse`. */
  readonly missing?: MissingValues | undefined;
}

/** An array and how errors name it: file and, in an archive, field. */
interface NamedArray {
  readonly array: NdArray;
  readonly where: string;
}

/** What one data file gives; the numbers are not yet checked against each other. */
interface Series {
  readonly x: Float32Array;
  readonly shape: readonly [samples: number, time: number, features: number];
  readonly labels?: FileLabels | undefined;
  readonly labelsWhere?: string | undefined;
  readonly lengths?: Int32Array | undefined;
  readonly mask?: NamedArray | undefined;
  readonly featureNames?: readonly string[] | undefined;
  readonly sampleNames?: readonly string[] | undefined;
  readonly groups?: Groups | undefined;
}

/**
 * Reads a dataset from files whose formats their names tell. Numbers of any type become float32.
 *
 * @throws UnvanishError of every code that the formats have, naming the file and the field that is wrong.
 */
export function decodeDataset(files: DatasetFiles): Dataset {
  const series = readSeries(files.data, files.missing);
  const [samples, time, features] = series.shape;
  const labels = files.labels ? readLabels(files.labels, series.sampleNames, samples) : series.labels;
  const labelsWhere = files.labels?.name ?? series.labelsWhere ?? files.data.name;
  if (labels) checkLabels(labels, labelsWhere, samples);
  const lengths = files.lengths
    ? readLengths(arrayOf(files.lengths, 'lengths', 'lengths'), samples, time)
    : series.lengths;
  const mask = files.mask ? arrayOf(files.mask, 'a mask', 'mask') : series.mask;
  const fields = {
    x: series.x,
    shape: series.shape,
    labels: labels?.labels,
    classNames: labels && labels.classNames.length > 0 ? labels.classNames : undefined,
    lengths,
    mask: mask && readMask(mask, samples, time, features),
    sampleNames: series.sampleNames,
    featureNames: series.featureNames,
    groups: series.groups,
  };
  return inFile(files.data.name, () => createDataset(fields));
}

function readSeries(data: NamedFile, missing: MissingValues | undefined): Series {
  const format = extensionOf(data.name, ['.npy', '.npz', '.csv', '.tsv', '.parquet', '.ts'], 'data');
  if (format === '.npy') return arraySeries({ array: decodeNpy(data.bytes, data.name), where: data.name });
  if (format === '.npz') return archiveSeries(data);
  const { bytes, name } = data;
  const dataset =
    format === '.ts'
      ? decodeTs(bytes, name, { missing })
      : decodeTable(format === '.parquet' ? readParquet(bytes, name) : csvTable(bytes, name), missing);
  return {
    ...dataset,
    shape: [dataset.samples, dataset.time, dataset.features],
    labels: dataset.labels && { labels: dataset.labels, classNames: [...dataset.classNames] },
    mask: undefined,
  };
}

/** Long where there are columns feature and value, else wide. */
function decodeTable(table: TableRows, missing: MissingValues | undefined): Dataset {
  const header = table.header().map((field) => field.toLowerCase());
  const isLong = header.includes('feature') && header.includes('value');
  return isLong ? decodeLongTable(table) : decodeWideTable(table, { missing });
}

function arraySeries(x: NamedArray): Series {
  const { shape } = x.array;
  if (shape.length !== 3) {
    const remedy = shape.length === 2 ? 'for one feature, add the axis: x[:, :, None]' : undefined;
    throw new UnvanishError(
      'shape',
      `${x.where}: has shape ${formatShape(shape)}; series are [sample, time, feature]`,
      remedy,
    );
  }
  if (shape.includes(0)) throw new UnvanishError('shape', `${x.where}: is empty, of shape ${formatShape(shape)}`);
  return { x: toFloat32(x.array, x.where), shape: shape as [number, number, number] };
}

function archiveSeries(data: NamedFile): Series {
  const arrays = decodeNpz(data.bytes, data.name, { only: ['x', 'y', 'lengths', 'mask'] });
  const field = (name: string): NamedArray | undefined => {
    const array = arrays.get(name);
    return array && { array, where: `${data.name}[${name}]` };
  };
  const [x, y, lengths, mask] = ['x', 'y', 'lengths', 'mask'].map(field);
  if (!x) throw new UnvanishError('format', `${data.name}: has no array x; the arrays x, y, lengths, mask are read`);
  return {
    ...arraySeries(x),
    labels: y && arrayLabels(y),
    labelsWhere: y?.where,
    lengths: lengths && readLengths(lengths, x.array.shape[0] ?? 0, x.array.shape[1] ?? 0),
    mask,
  };
}

/** The array of a `.npy`, or the one of that name in a `.npz`. */
function arrayOf({ name, bytes }: NamedFile, purpose: string, field: string): NamedArray {
  if (extensionOf(name, ['.npy', '.npz'], purpose) === '.npy') return { array: decodeNpy(bytes, name), where: name };
  const array = decodeNpz(bytes, name, { only: [field] }).get(field);
  if (array) return { array, where: `${name}[${field}]` };
  throw new UnvanishError('format', `${name}: has no array ${field}`);
}

function readLabels(file: NamedFile, sampleNames: readonly string[] | undefined, samples: number): FileLabels {
  const format = extensionOf(file.name, ['.npy', '.npz', '.csv', '.tsv', '.txt'], 'labels');
  if (format === '.npy' || format === '.npz') return arrayLabels(arrayOf(file, 'labels', 'y'));
  const read = decodeLabels(file.bytes, file.name);
  if (!read.sampleNames) return read;
  const positions = samplePositions(read.sampleNames, { samples, sampleNames }, file.name, 'label');
  return { ...read, labels: positions.map((position) => read.labels[position] as number) };
}

function arrayLabels({ array, where }: NamedArray): FileLabels {
  checkVector(array, where, 'labels');
  return { labels: toInt32(array.data, where), classNames: [] };
}

function readLengths({ array, where }: NamedArray, samples: number, time: number): Int32Array | undefined {
  checkVector(array, where, 'lengths');
  return inFile(where, () => checkedLengths(toInt32(array.data, where), samples, time));
}

function checkLabels({ labels }: FileLabels, where: string, samples: number): void {
  if (labels.length !== samples) {
    throw new UnvanishError('labels', `${where}: holds ${labels.length} labels for ${samples} samples`);
  }
  const negative = labels.findIndex((label) => label < 0);
  if (negative < 0) return;
  throw new UnvanishError('labels', `${where}: entry ${negative} is ${labels[negative]}; classes are numbered from 0`);
}

function checkVector({ shape }: NdArray, where: string, what: string): void {
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return;
  throw new UnvanishError('shape', `${where}: has shape ${formatShape(shape)}; ${what} are [sample]`);
}

function readMask({ array, where }: NamedArray, samples: number, time: number, features: number): Uint8Array {
  const found = formatShape(array.shape);
  const allowed = [formatShape([time, features]), formatShape([samples, time, features])];
  if (!allowed.includes(found)) {
    throw new UnvanishError(
      'shape',
      `${where}: the mask has shape ${found}; [time, feature] ${allowed[0]} or [sample, time, feature] ${allowed[1]} was expected`,
    );
  }
  return toMask(array, where);
}
