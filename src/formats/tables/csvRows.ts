import Papa from 'papaparse';
import { UnvanishError } from '../../errors.js';
import { checkContent } from '../namedFile.js';

// The longest string that V8 makes; other engines go further, but not much.
const LONGEST_TEXT = 2 ** 29 - 25;
// Characters that are split into rows at a time, and the longest row. They bound what the CSV parser holds: it keeps
// a record of each misplaced quote of a row.
const PIECE = 2 ** 20;
const LONGEST_ROW = 2 ** 20;

/** The text of a file in UTF-8, without a byte order mark. */
export function decodeText(content: string | Uint8Array, file: string): string {
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
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
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
export function eachCsvRow(text: string, file: string, each: (fields: string[], row: number) => void): void {
  const delimiter = /\.tsv$/i.test(file) ? '\t' : ',';
  // With CRLF, the CR goes with the white space around the last field.
  const newline = text.includes('\n') ? '\n' : '\r';
  let row = 0;
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
