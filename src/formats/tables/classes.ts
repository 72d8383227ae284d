import { UnvanishError } from '../../errors.js';
import { isWholeNumber, ownCopy } from './orderedNames.js';
import { decodeSampleColumn } from './sampleColumn.js';

// The same bound as for datasets; here it also keeps a label of 2 billion from making 2 billion names.
const MOST_CLASSES = 65_536;

/**
 * Class indices and names from labels as text. Labels that are all whole numbers from 0 on are the indices themselves,
 * as in a .npy, so that a test file in which a class is missing still means the same; any others are numbered in
 * sorted order (numbers by value, names by character) and name the classes.
 *
 * @throws UnvanishError `labels` for more than 65,536 classes.
 */
export function classesOf(labels: readonly string[], file: string): { indices: Int32Array; classNames: string[] } {
  const unique = [...new Set(labels)];
  if (unique.every((label) => isWholeNumber(label) && Number(label) >= 0)) {
    const highest = unique.reduce((most, label) => Math.max(most, Number(label)), -1);
    checkCount(highest + 1, file);
    const classNames = Array.from({ length: highest + 1 }, (_, index) => `class ${index}`);
    return { indices: Int32Array.from(labels, Number), classNames };
  }
  checkCount(unique.length, file);
  const numeric = unique.every((label) => label !== '' && Number.isFinite(Number(label)));
  const classNames = unique
    .map(ownCopy)
    .sort((a, b) => (numeric && Number(a) - Number(b)) || (a < b ? -1 : a > b ? 1 : 0));
  const indexOf = new Map(classNames.map((name, index) => [name, index]));
  return { indices: Int32Array.from(labels, (label) => indexOf.get(label) as number), classNames };
}

function checkCount(count: number, file: string): void {
  if (count > MOST_CLASSES) {
    throw new UnvanishError('labels', `${file}: its labels make ${count} classes; at most ${MOST_CLASSES} may be`);
  }
}

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
  const { values, sampleNames } = decodeSampleColumn(content, file, 'label');
  const { indices, classNames } = classesOf(values, file);
  return { labels: indices, classNames, ...(sampleNames && { sampleNames }) };
}
