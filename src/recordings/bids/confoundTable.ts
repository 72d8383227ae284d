import { UnvanishError } from '../../errors.js';
import { eachCsvRow } from '../../formats/tables/csvRows.js';
import { numberOf } from '../../formats/tables/numberField.js';
import { ownCopy } from '../../formats/tables/orderedNames.js';
import { decodeText } from '../../formats/tables/text.js';
import { quoted } from '../../quoted.js';
import { wantedColumns } from '../confounds.js';
import type { Recording } from '../recording.js';

/** Confounds of one run, those that were wanted. */
export type ConfoundTable = NonNullable<Recording['confounds']> & {
  /** How many time steps there are. */
  readonly rows: number;
};

/** The columns of HCP's Movement_Regressors.txt, by the names that fMRIPrep has for them. */
const HCP_COLUMNS = ['', '_derivative1'].flatMap((end) =>
  ['trans_x', 'trans_y', 'trans_z', 'rot_x', 'rot_y', 'rot_z'].map((axis) => `${axis}${end}`),
);

/**
 * Reads the wanted columns of a table of confounds: TSV (by the name) or CSV with one row a time step and a header. Whatever else the table holds, text
 * too, is not read. Values that are empty, `n/a` or NaN are missing.
 *
 * @param file the name that errors give.
 * @param wanted names, patterns and sets: see `wantedColumns`.
 * @throws UnvanishError `format` or `not-finite`, naming row and column.
 */
export function decodeConfounds(content: string | Uint8Array, file: string, wanted: readonly string[]): ConfoundTable {
  const values: number[] = [];
  let header: string[] | undefined;
  let columns: number[] = [];
  let rows = 0;
  eachCsvRow(content, file, (fields, row) => {
    if (!header) {
      header = fields.map(ownCopy);
      columns = chosenColumns(header, file, wanted);
      return;
    }
    if (fields.length !== header.length) {
      throw new UnvanishError(
        'format',
        `${file}, row ${row}: ${fields.length} fields where the first row has ${header.length}`,
      );
    }
    rows++;
    for (const column of columns)
      values.push(numberIn(fields[column], `${file}, row ${row}, column ${quoted(header[column])}`));
  });
  if (!header || rows === 0) throw new UnvanishError('format', `${file}: holds no rows of numbers`);
  const all: readonly string[] = header;
  const names = columns.map((column) => all[column]);
  const read = new Set(names);
  const others = all.filter((name) => !read.has(name));
  return { names, others, rows, values: Float32Array.from(values) };
}

/**
 * Reads the movement regressors of the Human Connectome Project: in each row, without a header, three translations and three rotations, and mostly their
 * derivatives, separated by white space. They get fMRIPrep's names: `trans_x`, …, `rot_z_derivative1`.
 *
 * @throws UnvanishError `format` or `not-finite`, naming the line.
 */
export function decodeMovementRegressors(content: string | Uint8Array, file: string): ConfoundTable {
  const lines = decodeText(content, file).split(/\r\n|\n|\r/);
  const values: number[] = [];
  let count = 0;
  let rows = 0;
  lines.forEach((line, index) => {
    const fields = line.trim().split(/\s+/);
    if (fields[0] === '') return;
    const where = `${file}, line ${index + 1}`;
    const isWhole = fields.length === 6 || fields.length === HCP_COLUMNS.length;
    if (!isWhole || (rows > 0 && fields.length !== count)) {
      throw new UnvanishError(
        'format',
        `${where}: ${fields.length} columns where ${rows > 0 ? count : '6 or 12'} were expected`,
      );
    }
    count = fields.length;
    rows++;
    fields.forEach((field, column) => {
      values.push(numberIn(field, `${where}, column ${column + 1}`));
    });
  });
  if (rows === 0) throw new UnvanishError('format', `${file}: holds no rows of numbers`);
  return { names: HCP_COLUMNS.slice(0, count), rows, values: Float32Array.from(values) };
}

function chosenColumns(header: readonly string[], file: string, wanted: readonly string[]): number[] {
  const chosen = new Set(wantedColumns(header, wanted));
  const columns = header.flatMap((name, column) => (chosen.has(name) ? [column] : []));
  if (columns.length === chosen.size) return columns;
  const twice = columns.map((column) => header[column]).find((name) => !chosen.delete(name));
  throw new UnvanishError('format', `${file}: has the column ${quoted(twice ?? '')} twice`);
}

function numberIn(field: string, where: string): number {
  const value = numberOf(field);
  if (value === undefined) {
    throw new UnvanishError('format', `${where}: is ${quoted(field)}; a number was expected`);
  }
  if (Number.isNaN(value) || Number.isFinite(Math.fround(value))) return value;
  throw new UnvanishError('not-finite', `${where}: ${quoted(field)} is beyond the range of float32`);
}
