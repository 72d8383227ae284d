import { z } from 'zod';
import { formatShape } from '../data/array.js';
import { checkedLengths, createDataset, type Dataset, type DatasetFields } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { parseOptions, parsePart } from '../options.js';
import { quoted, someOf } from '../quoted.js';
import { type ArrayOptions, type Axis, axesOf } from './arrayOptions.js';
import { axesRemedy, inOrder } from './axes.js';
import type { ArrayRole, ColumnRole, DatasetRole, NamedArray } from './format.js';
import { formatOf, optionsOf, takesAxes } from './index.js';
import { inFile, isNamedFile, NAMED_FILE, type NamedFile } from './namedFile.js';
import { toInt32, toMask, wholeTexts } from './numberConversion.js';
import { numbersOf, withoutGaps } from './seriesArray.js';
import { isMissingName, missingName } from './tables/missingName.js';
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
  const inArchive = async (field: string) => (format.array?.all ? format.array.read(data, field, options) : undefined);
  const [samples, time] = series.shape;
  const { axes, missing = 'refuse' } = options as Partial<ArrayOptions>;
  const turnable = takesAxes(format) && axes === undefined ? series.shape : undefined;
  const [labelArray, lengthArray, maskArray] = [
    labels ? undefined : await inArchive('y'),
    lengths ? await arrayOf(lengths, 'lengths', 'lengths') : await inArchive('lengths'),
    mask ? await arrayOf(mask, 'a mask', 'mask') : await inArchive('mask'),
  ];
  const names = await inArchive('feature_names');
  const given = labels
    ? await readLabels(labels, series.sampleNames, samples, ofLabels)
    : labelArray && { values: labelTexts(labelArray), where: labelArray.where };
  // What a format tells of classes without naming them is numbers as those of an array are.
  const own = series.labels && !series.classNames && { values: Array.from(series.labels, String), where: name };
  const fields = {
    ...series,
    ...(await classesIn(given ?? (own || undefined), samples, turnable)),
    ...(lengthArray && {
      lengths: readLengths(lengthArray, samples, time, turnable) ?? new Int32Array(samples).fill(time),
    }),
    ...(names && { featureNames: readFeatureNames(names, series.shape[2], turnable) }),
    ...(maskArray && { mask: readMask(maskArray, series.shape, axes, turnable) }),
  };
  return inFile(name, () => createDataset(withoutGaps(fields, missing, 'x')));
}

/** What is told of the file of labels, where there is one, and what of the data: the column of labels is one of their own file. */
function namedColumns(files: DatasetFiles): { readonly ofData: object; readonly ofLabels: SampleColumnNames } {
  if (!files.labels) return { ofData: files, ofLabels: {} };
  const { labelColumn, ...ofData } = files;
  const { labelColumn: value, sampleColumn: sample } = parsePart(tableOptions, { ...files, labelColumn });
  return { ofData, ofLabels: { value, sample } };
}

/** The array of a file, or the one of that name in an archive. */
async function arrayOf(named: NamedFile, purpose: string, field: string): Promise<NamedArray> {
  const role = formatOf(named.name, 'array', purpose).array as ArrayRole;
  const array = await role.read(named, field);
  if (array) return array;
  const names = (await role.names?.(named)) ?? [];
  throw new UnvanishError(
    'format',
    `${named.name}: has no array ${field}; there are ${someOf(names.map(quoted), 12)}`,
    `save it there under that name, or alone as .npy`,
  );
}

/** The shape of series whose axes may be told, and are not. */
type Turnable = DatasetFields['shape'] | undefined;

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
    known: sampleNames ?? Array.from({ length: samples }, (_, sample) => String(sample)),
  });
  if (!own) return { values, where };
  const { samplePositions } = await import('./tables/sampleColumn.js');
  const positions = samplePositions(own, { samples, sampleNames }, where, 'label');
  return { values: Array.from(positions, (position) => values[position]), where };
}

function labelTexts({ array, where }: NamedArray): readonly string[] {
  checkVector(array, where, 'labels');
  if ('data' in array) return wholeTexts(array.data, where);
  const missing = array.texts.findIndex(isMissingName);
  if (missing >= 0) throw missingName(`${where}, entry ${missing}`, 'label', array.texts[missing]);
  return array.texts;
}

/** Labels and the names of their classes, from what every sample's label says. */
async function classesIn(
  given: LabelTexts | undefined,
  samples: number,
  turnable: Turnable,
): Promise<Pick<DatasetFields, 'labels' | 'classNames'>> {
  if (!given) return {};
  const { values, where } = given;
  if (values.length !== samples) {
    throw new UnvanishError(
      'labels',
      `${where}: holds ${values.length} labels for ${samples} samples`,
      values.length === samples + 1
        ? `where its first row, ${quoted(values[0])}, is a header, say so with \`labelColumn\``
        : axesRemedy(turnable, (other) => other[0] === values.length),
    );
  }
  const { indices, classNames } = (await import('./tables/classes.js')).classesOf(values, where);
  return { labels: indices, classNames };
}

function readLengths(named: NamedArray, samples: number, time: number, turnable: Turnable): Int32Array | undefined {
  const { where } = named;
  const array = numbersOf(named);
  checkVector(array, where, 'lengths');
  const lengths = toInt32(array.data, where);
  try {
    return inFile(where, () => checkedLengths(lengths, samples, time));
  } catch (error) {
    if (!(error instanceof UnvanishError)) throw error;
    const longest = lengths.reduce((most, length) => Math.max(most, length), 0);
    const fits = (other: readonly number[]) => other[0] === lengths.length && longest <= other[1];
    throw new UnvanishError(error.code, error.message, axesRemedy(turnable, fits) ?? error.remedy);
  }
}

function checkVector({ shape }: NamedArray['array'], where: string, what: string, axis = 'sample'): void {
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return;
  throw new UnvanishError('shape', `${where}: has shape ${formatShape(shape)}; ${what} are [${axis}]`);
}

function readFeatureNames({ array, where }: NamedArray, features: number, turnable: Turnable): readonly string[] {
  checkVector(array, where, 'names of features', 'feature');
  const names = 'texts' in array ? array.texts : wholeTexts(array.data, where);
  if (names.length === features && new Set(names).size === features && !names.includes('')) return names;
  throw new UnvanishError(
    'shape',
    `${where}: ${names.length} names for ${features} features; each needs one of its own`,
    axesRemedy(turnable, (other) => other[2] === names.length),
  );
}

const AXES: readonly Axis[] = ['sample', 'time', 'feature'];

function readMask(
  named: NamedArray,
  shape: DatasetFields['shape'],
  axes: ArrayOptions['axes'],
  turnable: Turnable,
): Uint8Array {
  const { where } = named;
  const array = numbersOf(named);
  const [sample, time, feature] = shape;
  const sizes = { sample, time, feature };
  const own = axes === undefined ? AXES : axesOf(axes);
  const each = own.map((axis) => sizes[axis]);
  const ofAll = own.filter((axis) => axis !== 'sample').map((axis) => sizes[axis]);
  const found = formatShape(array.shape);
  if (![ofAll, each].map(formatShape).includes(found)) {
    const [one, all] = [own.filter((axis) => axis !== 'sample'), own].map((names) => `[${names.join(', ')}]`);
    const fits = (other: readonly number[]) => [other.slice(1), other].map(formatShape).includes(found);
    throw new UnvanishError(
      'shape',
      `${where}: the mask has shape ${found}; ${one} ${formatShape(ofAll)} or ${all} ${formatShape(each)} was expected`,
      axesRemedy(turnable, fits),
    );
  }
  const ordered = inOrder(array, axes, array.shape.length === own.length ? AXES : AXES.slice(1), where);
  return toMask(ordered, where);
}
