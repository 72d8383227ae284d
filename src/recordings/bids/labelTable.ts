import { UnvanishError } from '../../errors.js';
import { eachCsvRow } from '../../formats/tables/csvRows.js';
import { quoted, someOf } from '../../quoted.js';
import type { NamedRegion, RegionList } from './regionList.js';

const WHOLE = /^\d{1,15}(?:\.0*)?$/;
/** What columns are called, in small letters and without anything between them. */
const INDICES = [
  /^(?:index|idx)$/,
  /^(?:|roi|region|label|parcel|structure|area|atlas|voxel)(?:id|no|nr|num|number|index|idx|key|value|intensity|code)$/,
  /^(?:roi|region|label|labels|parcel|intensity|integer|i)$/,
];
/** What programs call a column that counts rows. */
const COUNTERS = /^(?:|unnamed0|rownames|level0)$/;
const NAMES = [
  /^(?:name|names)$/,
  /^(?:full|long|roi|region|label|parcel|structure|area|anatomical)names?$/,
  /^(?:label|labels|region|regions|roi|rois|structure|structures|parcel|parcels|area|areas|description|anatomy)$/,
];
const SHOWN = 8;

interface Row {
  readonly fields: readonly string[];
  readonly where: string;
}

/**
 * The regions of a table with a header, or of rows of one name each.
 *
 * @throws UnvanishError `format`, naming the columns that there are where none, or several, could be numbers or names.
 */
export function labelRows(text: string, file: string): RegionList {
  const [header, ...rows] = rowsOf(text, file);
  if (!header) return { regions: [], numbers: 'none' };
  const folded = header.fields.map((field) => field.toLowerCase().replace(/[^\p{Letter}\p{Number}]/gu, ''));
  if (folded.length === 1) {
    const isHeader = NAMES.some((names) => names.test(folded[0]));
    return { regions: (isHeader ? rows : [header, ...rows]).map(plain), numbers: 'none' };
  }
  for (const { fields, where } of rows) {
    if (fields.length === folded.length) continue;
    throw new UnvanishError('format', `${where}: ${fields.length} fields where the first row has ${folded.length}`);
  }
  const name = nameOf(folded, rows, file);
  const others = folded.map((field, column) => (column === name ? undefined : field));
  const index = indexOf(others, rows, file);
  const counter = others.findIndex((field) => field !== undefined && COUNTERS.test(field));
  if (name === undefined || (index === undefined && counter < 0)) throw unknownColumns(header, file);
  const column = index ?? counter;
  const regions = rows.map(({ fields, where }): NamedRegion => {
    if (!WHOLE.test(fields[column])) {
      throw new UnvanishError(
        'format',
        `${where}: the index is ${quoted(fields[column])}; a whole number was expected`,
      );
    }
    return { number: Number(fields[column]), name: fields[name], where };
  });
  return { regions, numbers: index === undefined ? 'counted' : 'told' };
}

/** A name without a number. */
function plain({ fields, where }: Row): NamedRegion {
  if (/^\d+(?:$|\s*[\s,;:=])/.test(fields[0])) {
    throw new UnvanishError(
      'format',
      `${where}: begins with a number, and yet is none of what is read`,
      'give a table with the columns index (the number in the image) and name',
    );
  }
  if (fields.length === 1) return { number: 0, name: fields[0], where };
  throw new UnvanishError('format', `${where}: ${fields.length} fields where the first row has 1`);
}

/**
 * The column that is called by the first of the patterns; of several those that hold what is wanted, the first of them.
 */
function columnOf(
  patterns: readonly RegExp[],
  folded: readonly (string | undefined)[],
  holds: (column: number) => boolean,
): number | undefined {
  const found = patterns.flatMap((pattern) =>
    folded.flatMap((field, column) => (field !== undefined && pattern.test(field) ? [column] : [])),
  );
  const called = [...new Set(found)];
  return called.length === 1 ? called[0] : called.find(holds);
}

/** The column of numbers: `index`, as in BIDS, before all others; of several others that differ none is. */
function indexOf(folded: readonly (string | undefined)[], rows: readonly Row[], file: string): number | undefined {
  const first = columnOf(INDICES, folded, (column) => rows.every(({ fields }) => WHOLE.test(fields[column])));
  if (first === undefined || INDICES[0].test(folded[first] ?? '')) return first;
  const other = folded.findIndex((field, column) => {
    if (field === undefined || column === first || !INDICES.some((pattern) => pattern.test(field))) return false;
    return (
      rows.every(({ fields }) => WHOLE.test(fields[column])) &&
      rows.some(({ fields }) => Number(fields[column]) !== Number(fields[first]))
    );
  });
  if (other < 0) return first;
  throw new UnvanishError(
    'format',
    `${file}: both columns ${quoted(folded[first] ?? '')} and ${quoted(folded[other] ?? '')} may be the numbers of regions`,
    'call the one index that has the numbers in the image',
  );
}

/** The column of names: `name`, as in BIDS, before all others; of several others that differ none is. */
function nameOf(folded: readonly string[], rows: readonly Row[], file: string): number | undefined {
  const areNames = (column: number) => !rows.every(({ fields }) => WHOLE.test(fields[column]));
  const first = columnOf(NAMES, folded, areNames);
  if (first === undefined || NAMES[0].test(folded[first])) return first;
  const other = folded.findIndex((field, column) => {
    if (column === first || !NAMES.some((pattern) => pattern.test(field)) || !areNames(column)) return false;
    return rows.some(({ fields }) => fields[column] !== fields[first]);
  });
  if (other < 0) return first;
  throw new UnvanishError(
    'format',
    `${file}: both columns ${quoted(folded[first])} and ${quoted(folded[other])} may be the names of regions`,
    'call the one name that has them',
  );
}

function unknownColumns({ fields }: Row, file: string): UnvanishError {
  const shown = someOf(fields.map(quoted), SHOWN);
  return new UnvanishError(
    'format',
    `${file}: which columns are the numbers and the names of regions cannot be told; there are ${shown}`,
    'call them index and name, or give one name a row',
  );
}

/** The rows of a table; of a text file without separators in its first line every line is one field. */
function rowsOf(text: string, file: string): Row[] {
  const rows: Row[] = [];
  const add = (fields: readonly string[], row: number) => {
    if (fields.length > 1 || fields[0] !== '') rows.push({ fields, where: `${file}, row ${row}` });
  };
  const [first = ''] = /\S.*/.exec(text.slice(0, 2 ** 20)) ?? [];
  const separator = separatorIn(first);
  if (/\.[ct]sv$/i.test(file)) eachCsvRow(text, file, add);
  else if (separator) eachCsvRow(text, file, add, { separator });
  else for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) add([line.trim()], index + 1);
  return rows;
}

/** What separates the fields of a header, where the name of the file does not say it; names may have commas. */
function separatorIn(first: string): 'tab' | 'semicolon' | 'comma' | undefined {
  if (first.includes('\t')) return 'tab';
  if (first.includes(';') && !first.includes(',')) return 'semicolon';
  return first.includes(',') && /(?:index|id|name|label)/i.test(first) ? 'comma' : undefined;
}
