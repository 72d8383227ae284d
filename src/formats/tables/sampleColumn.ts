import { UnvanishError } from '../../errors.js';
import { quoted, someOf } from '../../quoted.js';
import { composed, positionsAmong } from '../names.js';
import { isMissingName, missingName } from './missingName.js';
import { areCounting, NameIndex } from './orderedNames.js';
import { csvTable, type TableRows } from './tableRows.js';

// As many as there may be samples.
const MOST_VALUES = 10_000_000;

/** What a column of text says of each sample. */
export interface SampleColumn {
  /** One a sample, in the order of the file; never empty. */
  readonly values: readonly string[];
  /** Which samples they belong to, where the file says so. */
  readonly sampleNames?: readonly string[];
}

/** What columns are called that say something of samples, where they are not called so. */
export interface SampleColumnNames {
  readonly value?: string | undefined;
  readonly sample?: string | undefined;
  /** The samples of the data: where the value's column is told, the column that holds just these names the samples. */
  readonly known?: readonly string[] | undefined;
}

/**
 * Reads one text a sample from a table: one a row, with or without the header that names the column, or the columns `sample`
 * and the one wanted, in any order; or those that are told, among others.
 *
 * @param column its header, in lower case; errors call its values so.
 * @param file the name that errors give.
 * @throws UnvanishError `format` or `labels`, naming the row; `option` for a column that is told and not there.
 */
export function decodeSampleColumn(
  content: string | Uint8Array,
  file: string,
  column: 'label' | 'group',
  told: SampleColumnNames = {},
): SampleColumn {
  const samples = new NameIndex(file, 'samples');
  const found: string[] = [];
  let columns: Columns | undefined;
  // Names may hold what separates columns elsewhere.
  const isHeader = (fields: readonly string[]) =>
    fields.some((field) => field.toLowerCase() === column || composed(field) === told.value);
  const table = csvTable(content, file, { isHeader });
  table.each((fields, row) => {
    if (!columns) {
      columns = columnsIn(fields, file, column, told);
      if (told.value !== undefined && columns.sample < 0) columns = { ...columns, sample: namingColumn(table, told) };
      if (isHeader(fields)) return;
    }
    if (fields.length !== columns.count) {
      throw new UnvanishError(
        'format',
        `${file}, row ${row}: ${fields.length} fields where ${columns.count} were expected`,
      );
    }
    const value = fields[columns.value] as string;
    if (isMissingName(value)) throw missingName(`${file}, row ${row}`, column, value);
    if (columns.sample >= 0) {
      const sample = fields[columns.sample] as string;
      if (sample === '') throw new UnvanishError('labels', `${file}, row ${row}: the sample is empty`);
      if (samples.add(sample) !== found.length) {
        throw new UnvanishError('labels', `${file}, row ${row}: sample ${quoted(sample)} has a ${column} already`);
      }
    }
    if (found.length >= MOST_VALUES)
      throw new UnvanishError('size', `${file}: has more than ${MOST_VALUES} ${column}s`);
    found.push(value);
  });
  if (found.length === 0) throw new UnvanishError('labels', `${file}: holds no ${column}s`);
  return { values: found, ...(samples.size > 0 && { sampleNames: samples.names }) };
}

/** Where the columns are, in a file that has so many. */
interface Columns {
  readonly value: number;
  /** -1 where there is none. */
  readonly sample: number;
  readonly count: number;
}

function columnsIn(fields: readonly string[], file: string, column: string, told: SampleColumnNames): Columns {
  const names = fields.map((field) => field.toLowerCase());
  const [value, sample] = [told.value, told.sample].map((name, which) => {
    if (name === undefined) return names.indexOf(which === 0 ? column : 'sample');
    const found = fields.map(composed).indexOf(name);
    if (found >= 0 || which === 1) return found;
    const has = `it has ${someOf(fields.map(quoted), 8)}`;
    throw new UnvanishError('option', `\`labelColumn\`: ${file} has no column ${quoted(name)}`, has);
  });
  const count = fields.length;
  if (told.value !== undefined) return { value, sample, count };
  if (count === 1) return { value: 0, sample: -1, count };
  if (count === 2 && value >= 0 && sample >= 0) return { value, sample, count };
  throw new UnvanishError(
    'format',
    `${file}: the columns are ${someOf(fields.map(quoted), 6)}; "${column}", or "sample" and "${column}", were expected`,
    column === 'label'
      ? 'say which of them is the label with `labelColumn`, and which names the sample, where one does, with `sampleColumn`'
      : `name the columns so`,
  );
}

/**
 * The column that holds the names of the samples; -1 where none does, and rows go by position.
 *
 * @throws UnvanishError `labels` where several do and do not agree, or one holds some of them only, so that rows may be in any order.
 */
function namingColumn(table: TableRows, { known = [], value }: SampleColumnNames): number {
  const header = table.header();
  const columns = header.map((): string[] => []);
  let isHeader = true;
  table.each((fields) => {
    if (!isHeader) for (const [column, each] of columns.entries()) each.push(fields[column] ?? '');
    isHeader = false;
  });
  const found = columns.flatMap((fields, column) => {
    if (composed(header[column]) === value) return [];
    const positions = positionsAmong(fields, known);
    const named = new Set(positions.filter((position) => position >= 0)).size;
    return [{ column, positions, named, areDistinct: new Set(fields).size === fields.length }];
  });
  const whole = found.filter(({ named }) => named === known.length);
  const differs = whole.find(({ positions }) =>
    positions.some((position, row) => position !== whole[0].positions[row]),
  );
  if (differs) {
    throw new UnvanishError(
      'labels',
      `${table.file}: its columns ${quoted(header[whole[0].column])} and ${quoted(header[differs.column])} both name all samples, in another order`,
      'say which is to be believed with `sampleColumn`, or leave the other out of the file',
    );
  }
  if (whole.length > 0) return whole[0].column;
  const some = found.find(({ named, areDistinct }) => named > 0 && areDistinct);
  if (!some || areCounting(known)) return -1;
  throw new UnvanishError(
    'labels',
    `${table.file}: its column ${quoted(header[some.column])} names ${some.named} of the ${known.length} samples of the data`,
    'let it name all of them, or leave it out of the file, where the rows are in the order of the data',
  );
}

/** The samples of a dataset, as far as a file that speaks of them must fit. */
export interface KnownSamples {
  readonly samples: number;
  /** Where the data name theirs; else they are called 0, 1, 2, ... */
  readonly sampleNames?: readonly string[] | undefined;
}

/**
 * Where each sample of the data is among the samples that a file names.
 *
 * @param what what the file gives each of them, for errors.
 * @returns [sample]
 * @throws UnvanishError `labels` where the names do not fit each other.
 */
export function samplePositions(
  named: readonly string[],
  { samples, sampleNames }: KnownSamples,
  file: string,
  what: 'label' | 'group' | 'map',
): Int32Array {
  const wanted = sampleNames ?? Array.from({ length: samples }, (_, sample) => String(sample));
  const known = positionsAmong(named, wanted);
  const extra = known.indexOf(-1);
  if (extra >= 0) {
    throw new UnvanishError(
      'labels',
      !sampleNames && named.length === samples
        ? `${file}: its samples must be 0 to ${samples - 1}, as the data do not name theirs`
        : `${file}: sample ${quoted(named[extra])} is not in the data`,
    );
  }
  const positions = positionsAmong(wanted, named);
  const without = positions.indexOf(-1);
  if (without >= 0) {
    throw new UnvanishError('labels', `${file}: has no ${what} for sample ${quoted(wanted[without])}`);
  }
  const taken = new Set(positions);
  const twice = known.findIndex((_, position) => !taken.has(position));
  if (twice < 0) return Int32Array.from(positions);
  throw new UnvanishError(
    'labels',
    `${file}: sample ${quoted(named[twice])} is ${quoted(wanted[known[twice]])} of the data, which has a ${what} already`,
  );
}
