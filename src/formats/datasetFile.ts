import { z } from 'zod';
import { formatShape, type NdArray } from '../data/array.js';
import { checkedLengths, createDataset, type Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { parseOptions } from '../options.js';
import type { ArrayRole, ColumnRole, DatasetRole, NamedArray } from './format.js';
import { formatOf, optionsOf } from './index.js';
import { inFile, isNamedFile, NAMED_FILE, type NamedFile } from './namedFile.js';
import { toInt32, toMask } from './numberConversion.js';
import type { FileLabels } from './tables/classes.js';
import type { TableOptions } from './tables/tableOptions.js';

/** The files that a dataset is read from. Files beside `data` take the place of what `data` holds itself. */
export interface DatasetFiles extends TableOptions {
  /** Series of any format that holds them: see `formats`. */
  readonly data: NamedFile;
  /** Class indices, [sample], or labels as text: see `decodeLabels`. In an archive `y`. */
  readonly labels?: NamedFile | undefined;
  /** Time steps of each sample, [sample]. In an archive `lengths`. */
  readonly lengths?: NamedFile | undefined;
  /** 0 and 1, [time, feature] or [sample, time, feature]. In an archive `mask`. */
  readonly mask?: NamedFile | undefined;
  /** What else the format of `data` can be told. */
  readonly [option: string]: unknown;
}

const file = z.custom<NamedFile>(isNamedFile, { error: `${NAMED_FILE} was expected` });
const filesShape = { data: file, labels: file.optional(), lengths: file.optional(), mask: file.optional() };

/**
 * Reads a dataset from files whose formats their names tell. Numbers of any type become float32.
 *
 * @throws UnvanishError of every code that the formats have, naming the file and the field that is wrong; `option` for what
 *   the format of the data cannot be told.
 */
export async function decodeDataset(files: DatasetFiles): Promise<Dataset> {
  const { name } = parseOptions(z.looseObject(filesShape), files, 'decodeDataset').data;
  const format = formatOf(name, 'dataset', 'data');
  const schema = z.strictObject({ ...filesShape, ...optionsOf(format).shape });
  const { data, labels, lengths, mask, ...options } = parseOptions(schema, files, 'decodeDataset');
  const series = await (format.dataset as DatasetRole).read(data, options);
  // An archive may hold what no other file was given for.
  const archive = format.array?.all ? data : undefined;
  const [samples, time, features] = series.shape;
  const [labelArray, lengthArray, maskArray] = [
    labels ? undefined : await arrayIn(archive, 'y'),
    lengths ? await arrayOf(lengths, 'lengths', 'lengths') : await arrayIn(archive, 'lengths'),
    mask ? await arrayOf(mask, 'a mask', 'mask') : await arrayIn(archive, 'mask'),
  ];
  const given = labels
    ? await readLabels(labels, series.sampleNames, samples)
    : labelArray && { ...arrayLabels(labelArray), where: labelArray.where };
  if (given) checkLabels(given, given.where, samples);
  const fields = {
    ...series,
    ...(given && { labels: given.labels, classNames: given.classNames.length > 0 ? given.classNames : undefined }),
    ...(lengthArray && { lengths: readLengths(lengthArray, samples, time) }),
    ...(maskArray && { mask: readMask(maskArray, samples, time, features) }),
  };
  return inFile(name, () => createDataset(fields));
}

/** The array of that name in an archive, where it has one. */
async function arrayIn(archive: NamedFile | undefined, field: string): Promise<NamedArray | undefined> {
  return archive && (await (formatOf(archive.name, 'array', field).array as ArrayRole).read(archive, field));
}

/** The array of a file, or the one of that name in an archive. */
async function arrayOf(named: NamedFile, purpose: string, field: string): Promise<NamedArray> {
  const array = await (formatOf(named.name, 'array', purpose).array as ArrayRole).read(named, field);
  if (array) return array;
  throw new UnvanishError('format', `${named.name}: has no array ${field}`);
}

async function readLabels(
  named: NamedFile,
  sampleNames: readonly string[] | undefined,
  samples: number,
): Promise<FileLabels & { readonly where: string }> {
  const { array, column } = formatOf(named.name, 'column', 'labels');
  if (array) {
    const found = await arrayOf(named, 'labels', 'y');
    return { ...arrayLabels(found), where: named.name };
  }
  const { classesOf } = await import('./tables/classes.js');
  const { values, sampleNames: own } = await (column as ColumnRole).read(named, 'label');
  const { indices, classNames } = classesOf(values, named.name);
  if (!own) return { labels: indices, classNames, where: named.name };
  const { samplePositions } = await import('./tables/sampleColumn.js');
  const positions = samplePositions(own, { samples, sampleNames }, named.name, 'label');
  return { labels: positions.map((position) => indices[position]), classNames, where: named.name };
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
