import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { positionsAmong } from '../names.js';
import { decodeText, eachCsvRow } from './csvRows.js';
import { NameIndex } from './orderedNames.js';

// As many as there may be samples.
const MOST_VALUES = 10_000_000;

/** What a column of text says of each sample. */
export interface SampleColumn {
  /** One a sample, in the order of the file; never empty. */
  readonly values: readonly string[];
  /** Which samples they belong to, where the file says so. */
  readonly sampleNames?: readonly string[];
}

/**
 * Reads one text a sample from CSV (or TSV, by the name): one a row, with or without the header that names the column, or
 * the columns `sample` and the one wanted, in any order.
 *
 * @param column its header, in lower case; errors call its values so.
 * @param file the name that errors give.
 * @throws UnvanishError `format` or `labels`, naming the row.
 */
export function decodeSampleColumn(
  content: string | Uint8Array,
  file: string,
  column: 'label' | 'group',
): SampleColumn {
  const text = decodeText(content, file);
  const samples = new NameIndex(file, 'samples');
  const found: string[] = [];
  let columns: { value: number; sample: number; count: number } | undefined;
  eachCsvRow(text, file, (fields, row) => {
    if (!columns) {
      columns = readHeader(fields, file, row, column);
      if (fields.some((field) => field.toLowerCase() === column)) return;
    }
    if (fields.length !== columns.count) {
      throw new UnvanishError(
        'format',
        `${file}, row ${row}: ${fields.length} fields where ${columns.count} were expected`,
      );
    }
    const value = fields[columns.value] as string;
    if (value === '') throw new UnvanishError('labels', `${file}, row ${row}: the ${column} is empty`);
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

function readHeader(fields: readonly string[], file: string, row: number, column: string) {
  const names = fields.map((field) => field.toLowerCase());
  const value = names.indexOf(column);
  const sample = names.indexOf('sample');
  const plain = fields.length === 1;
  if (!plain && !(fields.length === 2 && value >= 0 && sample >= 0)) {
    throw new UnvanishError(
      'format',
      `${file}, row ${row}: the columns are ${fields.slice(0, 6).map(quoted).join(', ')}; "${column}", or "sample" and "${column}", were expected`,
    );
  }
  return { value: plain ? 0 : value, sample: plain ? -1 : sample, count: fields.length };
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
