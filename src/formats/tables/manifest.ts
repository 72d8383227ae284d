import { createDataset, type Dataset } from '../../data/dataset.js';
import type { MissingValues } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { extensionOf, inFile, type NamedFile } from '../namedFile.js';
import { toFloat32 } from '../numberConversion.js';
import { decodeNpy } from '../numpy/npy.js';
import { readParquet } from '../parquet/parquet.js';
import { decodeText, eachCsvRow } from './csvRows.js';
import { ownCopy } from './orderedNames.js';
import { Samplewise, samplewiseColumns } from './samplewise.js';
import { checkPadding, csvTable } from './tableRows.js';
import { decodeWideTable } from './wideCsv.js';

const MOST_FILES = 1_000_000;

/** A table that names one file a sample. */
export interface Manifest {
  readonly file: string;
  /** The file of each sample, as the table has it. */
  readonly files: readonly string[];
  /** What the table says of the samples. */
  readonly samplewise: Samplewise;
}

/** Whether a `.csv` or `.tsv` is a manifest: it has a column `file`. */
export function isManifest({ name, bytes }: NamedFile): boolean {
  return csvTable(bytes, name)
    .header()
    .some((field) => field.toLowerCase() === 'file');
}

/**
 * Reads a manifest: TSV (by the name) or CSV with the column `file` and if wanted `label`, `subject` and `run`; others are refused.
 *
 * @throws UnvanishError `format` or `labels`, naming the row.
 */
export function decodeManifest({ name, bytes }: NamedFile): Manifest {
  const files: string[] = [];
  const seen = new Set<string>();
  let header: string[] | undefined;
  let samplewise: Samplewise | undefined;
  eachCsvRow(decodeText(bytes, name), name, (fields, row) => {
    if (!header || !samplewise) {
      header = readHeader(fields, name);
      samplewise = new Samplewise(
        name,
        samplewiseColumns.filter((column) => header?.includes(column)),
      );
      return;
    }
    const where = `${name}, row ${row}`;
    if (fields.length !== header.length) {
      throw new UnvanishError('format', `${where}: ${fields.length} fields where the header has ${header.length}`);
    }
    const file = ownCopy(fields[header.indexOf('file')]);
    if (file === '') throw new UnvanishError('format', `${where}: the file is empty`);
    if (seen.has(file)) throw new UnvanishError('format', `${where}: the file ${quoted(file)} is there twice`);
    if (files.length >= MOST_FILES) throw new UnvanishError('size', `${name}: names more than ${MOST_FILES} files`);
    seen.add(file);
    for (const column of samplewiseColumns) {
      if (header.includes(column)) samplewise.add(column, files.length, file, fields[header.indexOf(column)], row);
    }
    files.push(file);
  });
  if (!samplewise || files.length === 0) throw new UnvanishError('format', `${name}: names no files`);
  return { file: name, files, samplewise };
}

/**
 * Reads one series: a wide `.csv`, `.tsv` or `.parquet` with one row a time step, or `.npy` [time, feature].
 *
 * @throws UnvanishError as the formats do; `shape` where there are several series.
 */
export function decodeOneSeries({ name, bytes }: NamedFile, missing: MissingValues | undefined): Dataset {
  const format = extensionOf(name, ['.csv', '.tsv', '.parquet', '.npy'], 'a series');
  if (format !== '.npy') {
    const table = format === '.parquet' ? readParquet(bytes, name) : csvTable(bytes, name);
    const read = decodeWideTable(table, { missing, columns: 'features' });
    if (read.samples === 1) return read;
    throw new UnvanishError('shape', `${name}: holds ${read.samples} samples where the manifest names a file for each`);
  }
  const array = decodeNpy(bytes, name);
  const [time, features] = array.shape;
  if (array.shape.length !== 2) {
    throw new UnvanishError('shape', `${name}: has shape [${array.shape.join(', ')}]; a series is [time, feature]`);
  }
  return inFile(name, () => createDataset({ x: toFloat32(array, name), shape: [1, time, features] }));
}

/**
 * The series of a manifest as one dataset, named by their files.
 *
 * @throws UnvanishError `shape` where a series has other features than the first, or `size`.
 */
export function joinSeries({ file, files, samplewise }: Manifest, series: readonly Dataset[]): Dataset {
  const [{ features, featureNames }] = series;
  series.forEach((one, sample) => {
    const wrong = one.featureNames.findIndex((name, index) => name !== featureNames[index]);
    if (one.features === features && wrong < 0) return;
    throw new UnvanishError(
      'shape',
      one.features === features
        ? `${files[sample]}: feature ${wrong} is ${quoted(one.featureNames[wrong])} where ${files[0]} has ${quoted(featureNames[wrong])}`
        : `${files[sample]}: has ${one.features} features where ${files[0]} has ${features}`,
    );
  });
  const lengths = Int32Array.from(series, ({ time }) => time);
  const time = lengths.reduce((most, length) => Math.max(most, length), 0);
  const shape = [series.length, time, features] as const;
  checkPadding(
    shape,
    series.reduce((sum, { x }) => sum + x.length, 0),
    file,
  );
  const x = new Float32Array(series.length * time * features);
  series.forEach((one, sample) => {
    x.set(one.x, sample * time * features);
  });
  const sampleNames = files.map((name) => name.replace(/\.(?:csv|tsv|parquet|npy)$/i, ''));
  const inOrder = Int32Array.from(files, (_, sample) => sample);
  return inFile(file, () =>
    createDataset({
      x,
      shape,
      lengths,
      sampleNames: new Set(sampleNames).size === files.length ? sampleNames : files,
      featureNames,
      ...samplewise.fields(inOrder),
    }),
  );
}

function readHeader(fields: readonly string[], file: string): string[] {
  const header = fields.map((field) => field.toLowerCase());
  const allowed = ['file', ...samplewiseColumns];
  const wrong = header.findIndex((name, column) => !allowed.includes(name) || header.indexOf(name) !== column);
  if (wrong < 0 && header.includes('file')) return header;
  throw new UnvanishError(
    'format',
    wrong < 0
      ? `${file}: has no column file`
      : `${file}: the column ${quoted(fields[wrong])} is there twice, or none of ${allowed.join(', ')}`,
  );
}
