import { classesOf } from './classes.js';
import { decodeSampleColumn } from './sampleColumn.js';

/** The labels of a file, one a sample. */
export interface FileLabels {
  /** Class index of each sample, in the order of the file. */
  readonly labels: Int32Array;
  /** One name a class. */
  readonly classNames: string[];
  /** Which samples they belong to, where the file says so. */
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
