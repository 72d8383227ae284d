import Papa from 'papaparse';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { COMMA_NUMBER, numberOf } from './numberField.js';
import { type Separator, separators } from './tableOptions.js';

/** What is told of how a table is written; what is not is found out. */
export interface ToldDialect {
  readonly separator?: Separator | undefined;
  readonly decimal?: 'point' | 'comma' | undefined;
  /** What a first row that names columns must fulfil, where another separator than that of the file's name is to be believed. */
  readonly isHeader?: ((fields: readonly string[]) => boolean) | undefined;
}

/** How a table is written. */
export interface Dialect {
  readonly separator: string;
  readonly decimal: 'point' | 'comma';
  /** Lines before the table, which are comments, and where the table begins in the text. */
  readonly skipped: number;
  readonly start: number;
}

// Rows that tell how fields are separated, and numbers written.
const FEW_ROWS = 20;
const MANY_ROWS = 1000;

/**
 * Finds out how a table is written from its first rows: comments (`#`) before it, the last of which names the columns where the
 * row behind it holds numbers (as `numpy.savetxt` writes them); the separator by which all rows have as many fields, two or more,
 * which is that of the file's name where it fits; and commas in numbers, where fields are separated by something else and no
 * number has a point.
 *
 * @param text begins as the file does, and may end in the middle of a row (`isCut`).
 * @throws UnvanishError `format` where two readings are possible, or fields are separated by spaces.
 */
export function dialectOf(text: string, file: string, told: ToldDialect, isCut: boolean): Dialect {
  const declared = declaredSeparator(text);
  if (declared) {
    const { separator = declared.separator } = told;
    const rest = dialectOf(text.slice(declared.length), file, { ...told, separator }, isCut);
    return { ...rest, skipped: rest.skipped + 1, start: rest.start + declared.length };
  }
  const comments = commentLines(text);
  const table = (begin: { start: number; skipped: number }, separator?: string) => {
    const rows = (by: string, most: number) => firstRows(text.slice(begin.start), by, most, isCut);
    const by = separator ?? separatorOf((one) => rows(one, FEW_ROWS), file, told);
    return { ...begin, separator: by, rows: rows(by, MANY_ROWS) };
  };
  const behind = table(comments.behind);
  const [first] = behind.rows;
  const marked = comments.last && table(comments.last, behind.separator);
  const isNamed = marked && first && !namesColumns(first) && marked.rows[0]?.length === first.length;
  const { start, skipped, separator, rows } = isNamed ? marked : behind;
  if (told.separator === undefined && separator !== '\t') refuseSpaces(rows, file);
  return { start, skipped, separator, decimal: told.decimal ?? decimalOf(rows, separator, file) };
}

/** What the first line says that separates fields, as Excel writes and reads it: `sep=;`. */
function declaredSeparator(text: string): { readonly separator: Separator; readonly length: number } | undefined {
  const [line, written] = /^"?sep=([,;|\t])"?[ \t]*(?:\r\n|\n|\r)/i.exec(text) ?? [];
  if (line === undefined) return undefined;
  return { separator: nameOf(written), length: line.length };
}

interface Begin {
  readonly start: number;
  readonly skipped: number;
}

/** Where the table begins behind the lines of comments, and where, without its mark, the last of these. */
function commentLines(text: string): { behind: Begin; last?: Begin } {
  let found: { behind: Begin; last?: Begin } = { behind: { start: 0, skipped: 0 } };
  const line = /[ \t]*(#?)([^\r\n]*)(\r\n|\n|\r|$)/y;
  for (let lines = 0; line.lastIndex < text.length; lines++) {
    const begin = line.lastIndex;
    const [all, mark, rest] = line.exec(text) as unknown as [string, string, string];
    if (mark === '' && rest.trim() !== '') break;
    const behind = { start: line.lastIndex, skipped: lines + 1 };
    if (mark === '') continue;
    found = { behind, last: { start: begin + all.indexOf('#') + 1, skipped: lines } };
  }
  return found;
}

/** The fields of the first rows that are not blank; without the last where the text may end within it. */
function firstRows(text: string, delimiter: string, most: number, isCut: boolean): string[][] {
  const newline = text.includes('\n') ? '\n' : '\r';
  const { data, meta } = Papa.parse<string[]>(text, { delimiter, newline, preview: most });
  const whole = isCut && !meta.truncated && data.length > 1 ? data.slice(0, -1) : data;
  return whole.map((row) => row.map((field) => field.trim())).filter((row) => row.length > 1 || row[0] !== '');
}

function separatorOf(rowsBy: (separator: string) => string[][], file: string, told: ToldDialect): string {
  if (told.separator) return separators[told.separator];
  const usual = /\.tsv$/i.test(file) ? '\t' : ',';
  const readings = Object.values(separators).map((separator) => {
    const rows = rowsBy(separator);
    const width = rows[0]?.length ?? 0;
    const isTable = width > 1 && (separator === usual || (told.isHeader?.(rows[0]) ?? true));
    const fields = rows.slice(1).flat();
    const share = fields.length === 0 ? 0 : fields.filter(isNumber).length / fields.length;
    return { separator, isTable, share, fits: isTable && rows.every(({ length }) => length === width) };
  });
  const own = readings.find(({ separator }) => separator === usual);
  const fitting = readings.filter(({ fits }) => fits);
  // A comma within numbers or names may fit, too, but leaves fields that are none.
  const most = fitting.reduce((high, { share }) => Math.max(high, share), 0);
  const choice = fitting.filter(({ share }) => share === most);
  if (own && choice.includes(own)) return usual;
  // Rows that do not fit each other are said by their numbers, in the reading that the first row allows.
  const others = choice.length > 0 ? choice : readings.filter(({ isTable }) => isTable && !own?.isTable);
  if (others.length < 2) return others[0]?.separator ?? usual;
  const names = others.map(({ separator }) => nameOf(separator)).join(' or ');
  throw new UnvanishError(
    'format',
    `${file}: its fields may be separated by ${names}`,
    `say by which: \`separator: ${nameOf(others[0].separator)}\``,
  );
}

function nameOf(separator: string): Separator {
  return (Object.keys(separators) as Separator[]).find((name) => separators[name] === separator) as Separator;
}

function isNumber(field: string): boolean {
  return field !== '' && (numberOf(field) !== undefined || COMMA_NUMBER.test(field));
}

/** Whether a row may name columns: it has no numbers, or beside text such as count columns. */
function namesColumns(fields: readonly string[]): boolean {
  const numbers = fields.filter((field) => Number.isFinite(numberOf(field)));
  if (numbers.length === 0) return true;
  const count = (from: number) => numbers.every((field, position) => field === String(position + from));
  return numbers.length > 1 && numbers.length < fields.length && (count(0) || count(1));
}

function refuseSpaces(rows: readonly string[][], file: string): void {
  const split = rows.map((row) => (row.length === 1 ? row[0].split(/\s+/) : []));
  const width = split[1]?.length ?? 0;
  if (width < 2 || !split.slice(1).every((row) => row.length === width && row.every(isNumber))) return;
  throw new UnvanishError(
    'format',
    `${file}: its fields are separated by spaces, which is not read`,
    "separate them by commas, in NumPy with savetxt(…, delimiter=',')",
  );
}

function decimalOf(rows: readonly string[][], separator: string, file: string): 'point' | 'comma' {
  if (separator === ',') return 'point';
  const fields = rows.slice(1).flat();
  const withComma = fields.filter((field) => COMMA_NUMBER.test(field) && field.includes(','));
  const withPoint = fields.filter((field) => field.includes('.') && Number.isFinite(numberOf(field)));
  if (withComma.length === 0) {
    const thousands = mixedThousands(rows.slice(1));
    if (thousands === undefined || separator === '\t') return 'point';
    throw doubtful(file, thousands, 'point');
  }
  if (withPoint.length > 0) return 'point';
  if (withComma.some((field) => !isThousands(field))) return 'comma';
  throw doubtful(file, withComma[0], 'comma');
}

/** What separates thousands has three digits behind it, and no 0 before. */
function isThousands(field: string): boolean {
  return /^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(field);
}

/** A number of a column in which points may separate thousands: it has whole numbers up to 999, and all others look like thousands. */
function mixedThousands(rows: readonly string[][]): string | undefined {
  for (const column of (rows[0] ?? []).keys()) {
    const fields = rows.map((row) => row[column] ?? '').filter((field) => Number.isFinite(numberOf(field)));
    const pointed = fields.filter((field) => field.includes('.'));
    const isMixed = pointed.length > 0 && pointed.length < fields.length && pointed.every(isThousands);
    if (isMixed && fields.every((field) => field.includes('.') || /^[+-]?\d{1,3}$/.test(field))) return pointed[0];
  }
  return undefined;
}

function doubtful(file: string, field: string, decimal: 'point' | 'comma'): UnvanishError {
  return new UnvanishError(
    'format',
    `${file}: the ${decimal} of ${quoted(field)} may be a decimal ${decimal}, or one between thousands`,
    `\`decimal: ${decimal}\` reads it as a decimal ${decimal}; ${decimal}s between thousands have to be left out of the file`,
  );
}
