import Papa from 'papaparse';
import { UnvanishError } from '../../errors.js';
import { checkContent } from '../namedFile.js';

// The longest string that V8 makes; other engines go further, but not much.
const LONGEST_TEXT = 2 ** 29 - 25;
// Characters that are split into rows at a time, and the longest row. They bound what the CSV parser holds: it keeps
// a record of each misplaced quote of a row.
const PIECE = 2 ** 20;
const LONGEST_ROW = 2 ** 20;
// Bytes that are made text at a time.
const LONG_FILE = 2 ** 25;
const [QUOTE, LINE_FEED] = [0x22, 0x0a];

/** The text of a file in UTF-8, without a byte order mark; of a `stream` the last character may be cut short. */
export function decodeText(content: string | Uint8Array, file: string, { stream = false } = {}): string {
  checkContent(content, file, 'text');
  if (typeof content === 'string') return content;
  if (content.length > LONGEST_TEXT) {
    throw new UnvanishError(
      'size',
      `${file}: ${content.length} bytes are too long for text`,
      'save it as .npy or .npz',
    );
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content, { stream });
  } catch {
    throw new UnvanishError('format', `${file}: is no text in UTF-8`);
  }
}

/**
 * Calls `each` with every row that is not empty: its fields, without white space around them, and its number in the
 * file, from 1. Rows come one by one, so a long file is never held as rows as a whole. Names that end in `.tsv` are separated by
 * tabs, all others by commas.
 *
 * @throws UnvanishError `format` where quotes are unbalanced, and what `each` throws.
 */
export function eachCsvRow(
  content: string | Uint8Array,
  file: string,
  each: (fields: string[], row: number) => void,
): void {
  let rows = 0;
  for (const text of pieces(content, file)) rows = eachRowOf(text, file, rows, each);
}

/** As `eachCsvRow`, of a piece after so many rows; returns how many there are then. */
function eachRowOf(text: string, file: string, before: number, each: (fields: string[], row: number) => void): number {
  const delimiter = /\.tsv$/i.test(file) ? '\t' : ',';
  // With CRLF, the CR goes with the white space around the last field.
  const newline = text.includes('\n') ? '\n' : '\r';
  let row = before;
  let start = 0;
  while (start < text.length) {
    const end = rowEnd(text, start, newline);
    if (end < 0) {
      throw new UnvanishError(
        'format',
        `${file}, after row ${row}: a row is longer than ${LONGEST_ROW} characters; perhaps a quote is not closed`,
      );
    }
    Papa.parse<string[]>(text.slice(start, end), {
      delimiter,
      newline,
      step: ({ data, errors }) => {
        row++;
        if (errors[0]) throw new UnvanishError('format', `${file}, row ${row}: ${errors[0].message.toLowerCase()}`);
        const fields = data.map((field) => field.trim());
        if (fields.length > 1 || fields[0] !== '') each(fields, row);
      },
    });
    start = end + 1;
  }
  return row;
}

/**
 * The text of a file in pieces that end where rows do, at a line's end with an even number of quotes before it: so memory holds
 * one of them beside the file, and the file may be longer than a string can be.
 */
function* pieces(content: string | Uint8Array, file: string): Generator<string> {
  if (typeof content === 'string' || content.length <= LONG_FILE) {
    yield decodeText(content, file);
    return;
  }
  let start = 0;
  let quotes = 0;
  for (let at = 0; at < content.length; at++) {
    if (content[at] === QUOTE) quotes++;
    else if (content[at] === LINE_FEED && at - start >= LONG_FILE && quotes % 2 === 0) {
      yield decodeText(content.subarray(start, at + 1), file);
      start = at + 1;
    }
  }
  if (start < content.length) yield decodeText(content.subarray(start), file);
}

/**
 * Where the last row of the piece from `start` on ends: at a line's end with an even number of quotes before it, or
 * at the end of the text; -1 where there is none in reach.
 */
function rowEnd(text: string, start: number, newline: string): number {
  const last = start + PIECE + LONGEST_ROW;
  let end = start + PIECE;
  let from = start;
  let quotes = 0;
  while (end < last) {
    end = text.indexOf(newline, end);
    if (end < 0 || end > last) break;
    // Searched in a slice, since a search in the text would run to its far end where there are no quotes.
    const span = text.slice(from, end);
    for (let at = span.indexOf('"'); at >= 0; at = span.indexOf('"', at + 1)) quotes++;
    if (quotes % 2 === 0) return end;
    from = end;
    end++;
  }
  return text.length <= last ? text.length : -1;
}

/** A field of a row of CSV, quoted where it has to be. */
export function csvField(text: string): string {
  return Papa.unparse([[text]]);
}
