import { UnvanishError } from '../../errors.js';
import { classesOf } from './classes.js';
import { decodeText, eachCsvRow } from './csvRows.js';
import { NameIndex } from './orderedNames.js';
import { quoted } from './quoted.js';

// As many as there may be samples.
const MOST_LABELS = 10_000_000;

/** The labels of a file, one a sample. */
export interface FileLabels {
  /** Class index of each sample, in the order of `sampleNames`, or of the file. */
  readonly labels: Int32Array;
  /** One name a class. */
  readonly classNames: string[];
  /** Which samples they belong to, where the file says so: whole numbers in their order, other names as they came. */
  readonly sampleNames?: readonly string[];
}

/**
 * Reads labels from CSV (or TSV, by the name): one label a row, with or without the header `label`, or the columns
 * `sample` and `label` in any order. See `classesOf` for how labels become class indices.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format` or `labels`, naming the row.
 */
export function decodeLabels(content: string | Uint8Array, file: string): FileLabels {
  const text = decodeText(content, file);
  const samples = new NameIndex(file, 'samples');
  const found: string[] = [];
  let columns: { label: number; sample: number; count: number } | undefined;
  eachCsvRow(text, file, (fields, row) => {
    if (!columns) {
      columns = readHeader(fields, file, row);
      if (fields.some(isLabelHeader)) return;
    }
    if (fields.length !== columns.count) {
      throw new UnvanishError(
        'format',
        `${file}, row ${row}: ${fields.length} fields where ${columns.count} were expected`,
      );
    }
    const label = fields[columns.label] as string;
    if (label === '') throw new UnvanishError('labels', `${file}, row ${row}: the label is empty`);
    if (columns.sample >= 0) {
      const sample = fields[columns.sample] as string;
      if (sample === '') throw new UnvanishError('labels', `${file}, row ${row}: the sample is empty`);
      if (samples.add(sample) !== found.length) {
        throw new UnvanishError('labels', `${file}, row ${row}: sample ${quoted(sample)} has a label already`);
      }
    }
    if (found.length >= MOST_LABELS) throw new UnvanishError('size', `${file}: has more than ${MOST_LABELS} labels`);
    found.push(label);
  });
  if (found.length === 0) throw new UnvanishError('labels', `${file}: holds no labels`);
  const { indices, classNames } = classesOf(found, file);
  if (samples.size === 0) return { labels: indices, classNames };
  const { names, rank } = samples.ordered();
  const labels = new Int32Array(found.length);
  indices.forEach((label, i) => {
    labels[rank[i] as number] = label;
  });
  return { labels, classNames, sampleNames: names };
}

function isLabelHeader(field: string): boolean {
  return field.toLowerCase() === 'label';
}

function readHeader(fields: readonly string[], file: string, row: number) {
  const names = fields.map((field) => field.toLowerCase());
  const label = names.indexOf('label');
  const sample = names.indexOf('sample');
  const plain = fields.length === 1;
  if (!plain && !(fields.length === 2 && label >= 0 && sample >= 0)) {
    throw new UnvanishError(
      'format',
      `${file}, row ${row}: the columns are ${fields.slice(0, 6).map(quoted).join(', ')}; "label", or "sample" and "label", were expected`,
    );
  }
  return { label: plain ? 0 : label, sample: plain ? -1 : sample, count: fields.length };
}
