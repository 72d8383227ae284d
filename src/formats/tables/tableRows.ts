import { elementCount, formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { checkContent } from '../namedFile.js';
import { decodeText, eachCsvRow } from './csvRows.js';

/** Bytes that a header is looked for in. */
const HEAD = 2 ** 22;

/** The rows of a table, whatever it was read from. */
export interface TableRows {
  /** The name that errors give. */
  readonly file: string;
  /** The fields of the first row that is not empty; refuses where there is none. */
  readonly header: () => readonly string[];
  /** Upper bounds on what comes: rows that have at least so many fields that are not empty, and fields in all. */
  readonly mostRows: (filled: number) => number;
  readonly mostFields: number;
  /** Visits all rows, the header first: their fields, and their number in the file. */
  readonly each: (visit: (fields: string[], row: number) => void) => void;
}

/**
 * The rows of TSV (by the name) or CSV, as `eachCsvRow` reads them.
 *
 * @throws UnvanishError `format` or `size`.
 */
export function csvTable(content: string | Uint8Array, file: string): TableRows {
  checkContent(content, file, 'text');
  return {
    file,
    header: () => headerOf(content, file),
    // A field takes a byte and what separates it from the next.
    mostRows: (filled) => Math.ceil((content.length + 1) / (2 * filled)),
    mostFields: content.length + 1,
    each: (visit) => eachCsvRow(content, file, visit),
  };
}

/**
 * Visits the rows behind the header: their fields, their number in the file, and how errors name them.
 *
 * @throws UnvanishError `format` where there are none, or one has another number of fields than `width`.
 */
export function eachDataRow(
  table: TableRows,
  width: number,
  visit: (fields: string[], row: number, where: string) => void,
): void {
  let rows = -1;
  table.each((fields, row) => {
    rows++;
    if (rows === 0) return;
    const where = `${table.file}, row ${row}`;
    if (fields.length !== width) {
      throw new UnvanishError('format', `${where}: ${fields.length} fields where the header has ${width}`);
    }
    visit(fields, row, where);
  });
  if (rows < 1) throw new UnvanishError('format', `${table.file}: has a header but no rows`);
}

function headerOf(content: string | Uint8Array, file: string): string[] {
  const text = typeof content === 'string' ? content : decodeText(content.subarray(0, HEAD), file, { stream: true });
  const start = /[^\s\ufeff]/.exec(text)?.index ?? text.length;
  const end = /[\r\n]/.exec(text.slice(start, start + 2 ** 20))?.index;
  let header: string[] | undefined;
  eachCsvRow(end === undefined ? text.slice(start) : text.slice(start, start + end), file, (fields) => {
    header ??= fields;
  });
  if (!header) throw new UnvanishError('format', `${file}: is empty; a header was expected`);
  return header;
}

/** Padding may make the array this many times larger than the file's values, once it is beyond `FREE_CELLS`. */
const MOST_PADDING = 100;
const FREE_CELLS = 2 ** 20;

/**
 * Checks that a few long samples among many short ones do not make an array that is out of proportion to its file.
 *
 * @throws UnvanishError `size`.
 */
export function checkPadding(shape: readonly number[], values: number, file: string): void {
  const cells = elementCount(shape);
  if (cells <= FREE_CELLS || cells <= MOST_PADDING * values) return;
  throw new UnvanishError(
    'size',
    `${file}: padding ${values} values to the longest sample would need ${cells}, shape ${formatShape(shape)}`,
    'split the longest samples',
  );
}
