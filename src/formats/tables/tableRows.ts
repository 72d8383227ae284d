import { elementCount, formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { openCsv, type ToldText } from './csvRows.js';
import { numberReader } from './numberField.js';
import type { TextContent } from './text.js';

/** The rows of a table, whatever it was read from. */
export interface TableRows {
  /** The name that errors give. */
  readonly file: string;
  /** The fields of the first row that is not empty; refuses where there is none. */
  readonly header: () => readonly string[];
  /** An upper bound on the rows that have at least so many fields that are not empty. */
  readonly mostRows: (filled: number) => number;
  /** Visits all rows, the header first: their fields, and their number in the file; until `visit` returns false. */
  readonly each: (visit: (fields: string[], row: number) => unknown) => void;
  /** The number that a field holds: NaN where it is missing, undefined where it is none. */
  readonly numberOf: (field: string) => number | undefined;
}

/**
 * The rows of a table in text: see `openCsv`. Line breaks in the names of columns are white space.
 *
 * @throws UnvanishError `format` or `size`.
 */
export function csvTable(content: TextContent, file: string, told: ToldText = {}): TableRows {
  const { dialect, rows } = openCsv(content, file, told);
  const each: TableRows['each'] = (visit) => {
    let isHeader = true;
    for (const [fields, row] of rows()) {
      const shown = isHeader ? fields.map((field) => field.replace(/\s*[\r\n]\s*/g, ' ')) : fields;
      if (visit(shown, row) === false) return;
      isHeader = false;
    }
  };
  let header: readonly string[] | undefined;
  return withoutUnnamed({
    file,
    header: () => {
      if (header) return header;
      each((fields) => {
        header = fields;
        return false;
      });
      if (!header) throw new UnvanishError('format', `${file}: is empty; a header was expected`);
      return header;
    },
    // A field takes a byte and what separates it from the next.
    mostRows: (filled) => Math.ceil((content.length + 1) / (2 * filled)),
    each,
    numberOf: numberReader(dialect.decimal),
  });
}

/**
 * A table without those of its columns that have no name and say nothing: they are empty, as where rows end in a separator, or
 * count the rows, as pandas writes an index.
 *
 * @throws UnvanishError `format`, when the rows are visited, for a column without a name that says something.
 */
function withoutUnnamed(table: TableRows): TableRows {
  const { file } = table;
  const isNamed = (column: number, header: readonly string[]) => header[column] !== '';
  return {
    ...table,
    header: () => {
      const header = table.header();
      return header.some((name) => name !== '') ? header.filter((name) => name !== '') : header;
    },
    each: (visit) => {
      let header: readonly string[] | undefined;
      let unnamed: number[] = [];
      let rows = 0;
      table.each((fields, row) => {
        if (!header) {
          header = [...fields];
          unnamed = header.flatMap((name, column) => (name === '' ? [column] : []));
          if (unnamed.length === header.length) unnamed = [];
        } else {
          rows++;
        }
        if (unnamed.length === 0) return visit(fields, row);
        if (fields.length !== header.length) throw wrongWidth(`${file}, row ${row}`, fields.length, header.length);
        const said = unnamed.find((column) => !['', String(rows), String(rows - 1)].includes(fields[column]));
        if (said === undefined)
          return visit(
            fields.filter((_, column) => isNamed(column, header ?? [])),
            row,
          );
        throw new UnvanishError(
          'format',
          `${file}: column ${said + 1} has no name, and holds ${quoted(fields[said])} in row ${row}`,
          'give it one, or leave it out of the file: in pandas with to_csv(…, index=False), or index_label="time"',
        );
      });
    },
  };
}

function wrongWidth(where: string, found: number, expected: number): UnvanishError {
  return new UnvanishError('format', `${where}: ${found} fields where the header has ${expected}`);
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
    if (fields.length !== width) throw wrongWidth(where, fields.length, width);
    visit(fields, row, where);
  });
  if (rows < 1) throw new UnvanishError('format', `${table.file}: has a header but no rows`);
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
