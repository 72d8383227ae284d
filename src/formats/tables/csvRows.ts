import Papa from 'papaparse';
import { UnvanishError } from '../../errors.js';
import { checkContent } from '../namedFile.js';
import { type Dialect, dialectOf, type ToldDialect } from './dialect.js';
import { decodeText, type Encoding, firstBytes, type TextContent, textPieces } from './text.js';

// Characters that are split into rows at a time, and quotes that are looked at behind them for the end of a field: a quote that
// is never closed would make one field of all that follows.
const PIECE = 2 ** 16;
const MOST_QUOTES = 2 ** 12;
/** Bytes that tell how a table is written. */
const HEAD = 2 ** 22;

/** What is told of a table in text. */
export interface ToldText extends ToldDialect {
  readonly encoding?: Encoding | undefined;
  /** The text is the beginning of a file, and may end within a row or a character. */
  readonly isCut?: boolean | undefined;
}

/** A table in text whose rows can be visited, each time from the first. */
export interface CsvText {
  readonly dialect: Dialect;
  /** Fields without white space around them, and their number in the file, from 1. */
  readonly rows: () => Generator<CsvRow>;
}

/** The fields of a row and its number in the file. */
type CsvRow = readonly [fields: string[], row: number];

/**
 * Finds out how a table is written (see `dialectOf` and `decodeText`). Rows come one by one, so a long file is never
 * held as rows as a whole; blank rows are passed over but in a table of one column, where they are fields like others.
 *
 * @throws UnvanishError `format` where it cannot be told; the rows throw it where quotes are unbalanced.
 */
export function openCsv(content: TextContent, file: string, told: ToldText = {}): CsvText {
  checkContent(content, file, 'text');
  const isCut = told.isCut || content.length > HEAD;
  const head = typeof content === 'string' ? content.slice(0, HEAD) : firstBytes(content, HEAD);
  const dialect = dialectOf(decodeText(head, file, { ...told, isCut }), file, told, isCut);
  return { dialect, rows: () => rowsOf(content, file, dialect, told) };
}

/** Calls `each` with every row: see `openCsv`. */
export function eachCsvRow(
  content: TextContent,
  file: string,
  each: (fields: string[], row: number) => void,
  told?: ToldText,
): void {
  for (const [fields, row] of openCsv(content, file, told).rows()) each(fields, row);
}

function* rowsOf(
  content: TextContent,
  file: string,
  { separator, start, skipped }: Dialect,
  { encoding, isCut }: ToldText,
): Generator<CsvRow> {
  let width: number | undefined;
  let row = skipped;
  let begin = start;
  // Rows without anything since the last that has something, and how many of them are plain lines' ends.
  let blank = 0;
  let plain = 0;
  for (const text of textPieces(content, file, { encoding, isCut })) {
    for (const [fields, problem, blankBefore] of rowsOfPiece(text.slice(begin), separator)) {
      row += 1 + blankBefore;
      blank += blankBefore;
      if (problem) throw new UnvanishError('format', `${file}, row ${row}: ${problem}`);
      if (fields.length === 1 && fields[0] === '') {
        blank++;
        continue;
      }
      if (width === 1) for (; blank > 0; blank--) yield [[''], row - blank];
      blank = 0;
      plain = 0;
      width ??= fields.length;
      yield [fields, row];
    }
    begin = 0;
    plain += plainLinesAtEnd(text);
  }
  // Those at the end of a file are its end, unless they are quoted.
  if (width === 1) for (; blank > plain; blank--) yield [[''], row - blank + 1];
}

/** The rows of a piece, what is wrong with them, and how many empty lines before them were counted only. */
function* rowsOfPiece(
  text: string,
  delimiter: string,
): Generator<[fields: string[], problem: string | undefined, blankBefore: number]> {
  // With CRLF, the CR goes with the white space around the last field.
  const newline = newlineOf(text);
  let start = 0;
  while (start < text.length) {
    let before = 0;
    for (; text[start] === newline && start + 1 < text.length; start++) before++;
    const end = rowEnd(text, start, delimiter, newline);
    if (end < 0) {
      yield [[], 'a quote is not closed', before];
      return;
    }
    const { data, errors } = Papa.parse<string[]>(text.slice(start, end), { delimiter, newline });
    const problems = new Map(errors.map(({ row, message }) => [row, message.toLowerCase()]));
    for (const [index, fields] of data.entries()) {
      yield [fields.map((field) => field.trim()), problems.get(index), index === 0 ? before : 0];
    }
    start = end + 1;
  }
}

function newlineOf(text: string): '\n' | '\r' {
  return text.includes('\n') ? '\n' : '\r';
}

/**
 * Where the rows from `start` on that are split at a time end: at a line's end that is in no quoted field, or at the end of the
 * text; -1 where there are too many quotes before that.
 */
function rowEnd(text: string, start: number, separator: string, newline: string): number {
  let end = start + PIECE;
  let from = start;
  let isQuoted = false;
  let looked = 0;
  while (end < text.length) {
    end = text.indexOf(newline, end);
    if (end < 0) break;
    // Searched in a slice, since a search in the text would run to its far end where there are no quotes.
    const span = text.slice(from, end);
    for (let at = span.indexOf('"'); at >= 0; at = span.indexOf('"', at + 1)) {
      const before = at > 0 ? span[at - 1] : newline;
      if (!isQuoted) isQuoted = before === separator || before === newline;
      else if (span[at + 1] === '"') at++;
      else isQuoted = false;
      if (from > start) looked++;
    }
    if (!isQuoted) return end;
    if (looked > MOST_QUOTES) return -1;
    from = end;
    end++;
  }
  return text.length;
}

/** The lines' ends behind the last character of a text that is no white space. */
function plainLinesAtEnd(text: string): number {
  const newline = newlineOf(text);
  let lines = 0;
  for (let at = text.length; at > 0 && text[at - 1].trim() === ''; at--) if (text[at - 1] === newline) lines++;
  return lines;
}

/** A field of a row of CSV, quoted where it has to be. */
export function csvField(text: string): string {
  return Papa.unparse([[text]]);
}
