import { createDataset, type Dataset } from '../../data/dataset.js';
import { takeFeatures } from '../../data/takeFeatures.js';
import { UnvanishError } from '../../errors.js';
import { parseOptions, parsePart } from '../../options.js';
import { quoted } from '../../quoted.js';
import type { FormatOptions, SeriesRole } from '../format.js';
import { extensionsFor, formatOf, optionsOf } from '../index.js';
import { checkedFile, inFile, type NamedFile } from '../namedFile.js';
import { composed, featurePositions } from '../names.js';
import { shellWord } from './columnAdvice.js';
import { ownCopy } from './orderedNames.js';
import { Samplewise, samplewiseColumns } from './samplewise.js';
import { type Role, samplewiseOf, type TableColumns, tableColumns } from './tableColumns.js';
import { type ColumnOptions, type TableOptions, tableOptions } from './tableOptions.js';
import { checkPadding, csvTable } from './tableRows.js';

const MOST_FILES = 1_000_000;

/** A table that names one file a sample. */
export interface Manifest {
  readonly file: string;
  /** The file of each sample, as the table has it. */
  readonly files: readonly string[];
  /** The names of its columns. */
  readonly header: readonly string[];
  /** What the table says of the samples. */
  readonly samplewise: Samplewise;
}

/** Whether the fields of a table's header are those of a manifest: there is one named `file`, or one is told. */
export function isManifestHeader(fields: readonly string[], { fileColumn }: ColumnOptions = {}): boolean {
  return fileColumn !== undefined || fields.some((field) => field.toLowerCase() === 'file');
}

/**
 * Reads a manifest: TSV (by the name) or CSV with the column `file` and if wanted `label`, `subject` and `run`; others are refused.
 *
 * @throws UnvanishError `format` or `labels`, naming the row.
 */
export function decodeManifest(manifest: NamedFile, options: TableOptions = {}): Manifest {
  const told = parsePart(tableOptions, options);
  const { name, bytes } = checkedFile(manifest, 'decodeManifest');
  const files: string[] = [];
  let header: readonly string[] = [];
  const seen = new Set<string>();
  let columns: TableColumns | undefined;
  let samplewise: Samplewise | undefined;
  csvTable(bytes, name, told).each((fields, row) => {
    if (!columns || !samplewise) {
      header = fields.map(ownCopy);
      columns = manifestColumns(header, name, options);
      samplewise = new Samplewise(name, samplewiseOf(columns));
      return;
    }
    const { roles, count } = columns;
    const where = `${name}, row ${row}`;
    if (fields.length !== count) {
      throw new UnvanishError('format', `${where}: ${fields.length} fields where the header has ${count}`);
    }
    const of = (role: Role) => fields[roles.get(role) as number];
    const file = ownCopy(of('file'));
    if (file === '') throw new UnvanishError('format', `${where}: the file is empty`);
    if (seen.has(file)) throw new UnvanishError('format', `${where}: the file ${quoted(file)} is there twice`);
    if (files.length >= MOST_FILES) throw new UnvanishError('size', `${name}: names more than ${MOST_FILES} files`);
    seen.add(file);
    for (const column of samplewiseOf(columns)) samplewise.add(column, files.length, file, of(column), row);
    files.push(file);
  });
  if (!samplewise || files.length === 0) throw new UnvanishError('format', `${name}: names no files`);
  return { file: name, files, header, samplewise };
}

/**
 * Reads one series, of any format that holds one: a wide table with one row a time step, `.npy` [time, feature].
 *
 * @param options those of its format.
 * @throws UnvanishError as the formats do; `shape` where there are several series.
 */
export async function decodeOneSeries(file: NamedFile, options: FormatOptions = {}): Promise<Dataset> {
  const { name } = checkedFile(file, 'decodeOneSeries');
  const format = formatOf(name, 'series', 'a series');
  const fields = await (format.series as SeriesRole).read(file, parseOptions(optionsOf(format), options, name));
  if (fields.shape[0] === 1) return inFile(name, () => createDataset(fields));
  throw new UnvanishError(
    'shape',
    `${name}: holds ${fields.shape[0]} samples where the manifest names a file for each`,
  );
}

/**
 * The series of a manifest as one dataset, named by their files; features are put in the order of the first, by their names.
 *
 * @throws UnvanishError `shape` where a series has other features than the first, or `size`.
 */
export function joinSeries({ file, files, samplewise }: Manifest, read: readonly Dataset[]): Dataset {
  const [first] = read;
  const { features, featureNames } = first;
  const series = read.map((one, sample) => asFirst(one, first, files[sample], files[0]));
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
  const extensions = extensionsFor('series');
  const sampleNames = files.map((name) => {
    const extension = extensions.find((one) => name.toLowerCase().endsWith(one)) ?? '';
    return name.slice(0, name.length - extension.length);
  });
  // What the files say of themselves holds for all of them where they agree.
  const samplingInterval = series.every((one) => one.samplingInterval === series[0].samplingInterval)
    ? series[0].samplingInterval
    : undefined;
  const map = mapOf(series[0]);
  const space = map !== undefined && series.every((one) => mapOf(one) === map) ? series[0].space : undefined;
  return inFile(file, () =>
    createDataset({
      x,
      shape,
      lengths,
      sampleNames: new Set(sampleNames).size === files.length ? sampleNames : files,
      featureNames,
      samplingInterval,
      space,
      ...samplewise.fields(),
    }),
  );
}

/** A series with the features of the first one, in their order. */
function asFirst(one: Dataset, first: Dataset, file: string, firstFile: string): Dataset {
  const { features, featureNames } = first;
  if (one.features !== features) {
    throw new UnvanishError('shape', `${file}: has ${one.features} features where ${firstFile} has ${features}`);
  }
  const positions = featurePositions(featureNames, one.featureNames);
  const missing = positions.indexOf(-1);
  if (missing >= 0) {
    throw new UnvanishError(
      'shape',
      `${file}: has no feature ${quoted(featureNames[missing])}, which ${firstFile} has`,
    );
  }
  const moved = positions.findIndex((position, feature) => position !== feature);
  if (moved < 0) return one;
  if (!one.space) return takeFeatures(one, positions);
  throw new UnvanishError(
    'shape',
    `${file}: feature ${moved} is ${quoted(one.featureNames[moved])} where ${firstFile} has ${quoted(featureNames[moved])}`,
  );
}

/** Where features lie, in a form that can be compared; undefined where it is not known. */
function mapOf({ space }: Dataset): string | undefined {
  return space?.kind === 'cifti' ? space.map : undefined;
}

function manifestColumns(fields: readonly string[], file: string, options: ColumnOptions): TableColumns {
  const allowed = ['file', ...samplewiseColumns] as const;
  const { labelColumn, subjectColumn, fileColumn, ignoreColumns } = options;
  // Columns that are left out may be those of the files that it names.
  const ignored = ignoreColumns?.filter((name) => fields.map(composed).includes(name));
  const columns = tableColumns(fields, file, allowed, {
    labelColumn,
    subjectColumn,
    fileColumn,
    ignoreColumns: ignored,
  });
  if (columns.names.length > 0) {
    throw new UnvanishError(
      'format',
      `${file}: names files, and has a column ${quoted(columns.names[0])}, which is none of ${allowed.join(', ')}`,
      `leave it out with \`ignoreColumns: ${columns.names.map(shellWord).join(',')}\`, or say what it is with \`labelColumn\` or \`subjectColumn\``,
    );
  }
  if (columns.roles.has('file')) return columns;
  throw new UnvanishError('format', `${file}: has no column file`);
}
