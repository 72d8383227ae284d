import { z } from 'zod';
import { formatShape, type NdArray } from '../data/array.js';
import { checkedLengths, createDataset, type Dataset, type DatasetFields } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { parseOptions, parsePart } from '../options.js';
import { quoted } from '../quoted.js';
import type { ArrayRole, ColumnRole, DatasetRole, NamedArray } from './format.js';
import { formatOf, optionsOf } from './index.js';
import { inFile, isNamedFile, NAMED_FILE, type NamedFile } from './namedFile.js';
import { toInt32, toMask, wholeTexts } from './numberConversion.js';
import type { SampleColumnNames } from './tables/sampleColumn.js';
import { type TableOptions, tableOptions } from './tables/tableOptions.js';

/** The files that a dataset is read from. Files beside `data` take the place of what `data` holds itself. */
export interface DatasetFiles extends TableOptions {
  /** Series of any format that holds them: see `formats`. */
  readonly data: NamedFile;
  /** The class of each sample, [sample]: whole numbers or text, which name classes (see `decodeLabels`). In an archive `y`. */
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
  const { ofData, ofLabels } = namedColumns(files);
  const { data, labels, lengths, mask, ...options } = parseOptions(schema, ofData, 'decodeDataset');
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
    ? await readLabels(labels, series.sampleNames, samples, ofLabels)
    : labelArray && { values: labelTexts(labelArray), where: labelArray.where };
  // What a format tells of classes without naming them is numbers as those of an array are.
  const own = series.labels && !series.classNames && { values: Array.from(series.labels, String), where: name };
  const fields = {
    ...series,
    ...(await classesIn(given ?? (own || undefined), samples)),
    ...(lengthArray && { lengths: readLengths(lengthArray, samples, time) }),
    ...(maskArray && { mask: readMask(maskArray, samples, time, features) }),
  };
  return inFile(name, () => createDataset(fields));
}

/** What is told of the file of labels, where there is one, and what of the data: the column of labels is one of their own file. */
function namedColumns(files: DatasetFiles): { readonly ofData: object; readonly ofLabels: SampleColumnNames } {
  if (!files.labels) return { ofData: files, ofLabels: {} };
  const { labelColumn, ...ofData } = files;
  const { labelColumn: value, sampleColumn: sample } = parsePart(tableOptions, { ...files, labelColumn });
  return { ofData, ofLabels: { value, sample } };
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

/** One text a sample, and how errors name where it comes from. */
interface LabelTexts {
  readonly values: readonly string[];
  readonly where: string;
}

async function readLabels(
  named: NamedFile,
  sampleNames: readonly string[] | undefined,
  samples: number,
  told: SampleColumnNames,
): Promise<LabelTexts> {
  const { name: where } = named;
  const { array, column } = formatOf(where, 'column', 'labels');
  if (array) return { values: labelTexts({ ...(await arrayOf(named, 'labels', 'y')), where }), where };
  const { values, sampleNames: own } = await (column as ColumnRole).read(named, 'label', {
    ...told,
    known: sampleNames,
  });
  if (!own) return { values, where };
  const { samplePositions } = await import('./tables/sampleColumn.js');
  const positions = samplePositions(own, { samples, sampleNames }, where, 'label');
  return { values: Array.from(positions, (position) => values[position]), where };
}

function labelTexts({ array, where }: NamedArray): string[] {
  checkVector(array, where, 'labels');
  return wholeTexts(array.data, where);
}

/** Labels and the names of their classes, from what every sample's label says. */
async function classesIn(
  given: LabelTexts | undefined,
  samples: number,
): Promise<Pick<DatasetFields, 'labels' | 'classNames'>> {
  if (!given) return {};
  const { values, where } = given;
  if (values.length !== samples) {
    throw new UnvanishError(
      'labels',
      `${where}: holds ${values.length} labels for ${samples} samples`,
      values.length === samples + 1
        ? `where its first row, ${quoted(values[0])}, is a header, say so with \`labelColumn\``
        : undefined,
    );
  }
  const { indices, classNames } = (await import('./tables/classes.js')).classesOf(values, where);
  return { labels: indices, classNames };
}

function readLengths({ array, where }: NamedArray, samples: number, time: number): Int32Array | undefined {
  checkVector(array, where, 'lengths');
  return inFile(where, () => checkedLengths(toInt32(array.data, where), samples, time));
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
