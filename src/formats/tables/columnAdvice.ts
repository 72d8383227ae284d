import { UnvanishError } from '../../errors.js';
import { quoted, someOf } from '../../quoted.js';
import { composed } from '../names.js';
import { samplewiseColumns } from './samplewise.js';
import { roleOptions } from './tableColumns.js';
import { type ColumnOptions, NAME_COLUMNS } from './tableOptions.js';
import type { TableRows } from './tableRows.js';
import { TimeColumn } from './timeField.js';

// What is looked at: as many rows and columns as tell enough, and are soon compared with each other.
const MOST_ROWS = 2000;
const MOST_COLUMNS = 40;
const MOST_CLASSES = 20;

type AdvisedRole = keyof typeof roleOptions;
const advisedRoles = ['sample', 'time', 'label', 'file'] as const satisfies readonly AdvisedRole[];

/** A column by what it holds. */
interface Column {
  readonly name: string;
  readonly fields: readonly string[];
  /** Times, where all fields are numbers or dates; counts of what is new in it. */
  readonly times: readonly number[] | undefined;
  readonly areNumbers: boolean;
  /** How many fields are numbers, or missing. */
  readonly numbers: number;
  readonly isFirstNumber: boolean;
  readonly areWhole: boolean;
  readonly distinct: number;
}

type Named = ReadonlyMap<AdvisedRole | 'feature', Column>;

/** What columns look like that are called otherwise than those that are read. */
interface Likeness {
  readonly roles: ReadonlyMap<AdvisedRole, Column>;
  /** Columns of one row a series that are time steps, called `t0`, `t1`, ... */
  readonly steps: readonly string[];
  /** Columns of text that are nothing of all this. */
  readonly rest: readonly string[];
  /** Whether the first row behind the header is text where all others are numbers. */
  readonly hasUnits: boolean;
  /** Whether a sample has a time several times, with a text that differs. */
  readonly isLong: boolean;
}

/**
 * The same error, with what the columns look like and the options that read them in the place of its remedy, where a table has
 * columns that look like something that they are not called.
 */
export function withColumnAdvice(error: unknown, table: TableRows, options: ColumnOptions): unknown {
  if (!(error instanceof UnvanishError) || !['format', 'labels'].includes(error.code)) return error;
  // What says what to do already is kept.
  if (error.remedy !== undefined && error.remedy !== NAME_COLUMNS) return error;
  const advice = adviceOf(likenessOf(table, options), options);
  return advice === undefined ? error : new UnvanishError(error.code, error.message, advice);
}

/**
 * Refuses a table that would be one series, as it has no column called sample, where its rows look like those of several.
 *
 * @throws UnvanishError `format`.
 */
export function checkOneSeries(table: TableRows, options: ColumnOptions): void {
  const likeness = likenessOf(table, options);
  const [sample, time] = [likeness.roles.get('sample'), likeness.roles.get('time')];
  if (!sample || !time) return;
  throw new UnvanishError(
    'format',
    `${table.file}: has no column called sample, and its rows look like those of ${sample.distinct} series`,
    adviceOf(likeness, options),
  );
}

function adviceOf(likeness: Likeness, options: ColumnOptions): string | undefined {
  const { roles, steps, rest, hasUnits, isLong } = likeness;
  if (hasUnits) return 'its second row looks like one of units: leave it out of the file';
  if (isLong) {
    return `it looks like a long table, one value a row: call the column that names the feature, such as ${quoted(rest[0])}, feature, and the one of its values value`;
  }
  const told = advisedRoles.flatMap((role) => {
    const column = roles.get(role);
    return column ? [{ role, name: column.name }] : [];
  });
  if (told.length + steps.length + rest.length === 0) return undefined;
  const looks = told.map(({ role, name }) => `${quoted(name)} looks like the ${role}`);
  const flags = told.map(({ role, name }) => `\`${roleOptions[role]}: ${shellWord(name)}\``);
  if (steps.length > 0) {
    looks.push(`${quoted(steps[0])} to ${quoted(steps[steps.length - 1])} look like time steps`);
    flags.push('`columns: steps`');
  }
  const ignored = [...(options.ignoreColumns ?? []), ...rest];
  if (rest.length > 0) {
    looks.push(`${someOf(rest.map(quoted), 5)} ${rest.length > 1 ? 'are' : 'is'} text of another kind`);
    flags.push(`\`ignoreColumns: ${ignored.map(shellWord).join(',')}\``);
  }
  return `${looks.join(', ')}: ${flags.join(' ')} read${flags.length > 1 ? '' : 's'} it so; \`ignoreColumns\` leaves columns out`;
}

/** A name as a shell takes it. */
export function shellWord(name: string): string {
  return /^[\w.:%@+-]+$/.test(name) ? name : quoted(name);
}

function likenessOf(table: TableRows, options: ColumnOptions): Likeness {
  const { named, others } = columnsOf(table, options);
  const found = new Map<AdvisedRole, Column>();
  const file = others.find(({ fields, distinct, areNumbers }) => {
    const isFile = (field: string) => /\.[a-z][a-z\d]{0,7}(?:\.gz)?$/i.test(field);
    return !areNumbers && distinct === fields.length && fields.every(isFile);
  });
  if (file && !named.has('file')) found.set('file', file);
  const [sample, time] = file ? [undefined, undefined] : sampleAndTime(named, others);
  if (sample && !named.has('sample')) found.set('sample', sample);
  if (time && !named.has('time')) found.set('time', time);
  const left = others.filter((column) => ![file, sample, time].includes(column));
  const label = named.get('label') ?? labelAmong(left, sample);
  if (label && !named.has('label')) found.set('label', label);
  const rows = others[0]?.fields.length ?? 0;
  const isRowASeries = !sample || sample.distinct === rows;
  const steps = isRowASeries && rows > 1 ? countedNames(left.filter((column) => column !== label)) : [];
  const name = left.find((column) => column !== label && !column.times && column.distinct === rows);
  if (steps.length > 0 && name && !sample) found.set('sample', name);
  const rest = left.filter((column) => column !== label && !column.times && 2 * column.numbers < column.fields.length);
  const [text] = rest;
  const key = (row: number) => `${sample?.fields[row]}\n${time?.fields[row]}`;
  const cells = new Set(Array.from({ length: rows }, (_, row) => key(row)));
  return {
    roles: found,
    steps,
    rest: rest.filter((column) => column !== found.get('sample')).map((column) => column.name),
    hasUnits: others.some(
      ({ numbers, fields, isFirstNumber }) => rows > 2 && !isFirstNumber && numbers === fields.length - 1,
    ),
    isLong: text !== undefined && sample !== undefined && time !== undefined && cells.size < rows,
  };
}

/** The columns that have a role, by their names or the options, and those that have none. */
function columnsOf(table: TableRows, options: ColumnOptions) {
  const header = table.header();
  const rows: string[][] = [];
  table.each((fields) => {
    rows.push(fields);
    return rows.length <= MOST_ROWS;
  });
  const body = rows.slice(1).filter(({ length }) => length === header.length);
  const named = new Map<string, Column>();
  const others: Column[] = [];
  for (const [index, name] of header.entries()) {
    const told = advisedRoles.find((role) => options[roleOptions[role]] === composed(name));
    const own = [...advisedRoles, 'feature', 'value', ...samplewiseColumns].find((role) => role === name.toLowerCase());
    const isLeftOut = [...(options.ignoreColumns ?? []), ...(options.featureColumns ?? [])].includes(composed(name));
    if (isLeftOut || others.length === MOST_COLUMNS) continue;
    const column = columnOf(
      name,
      body.map((fields) => fields[index]),
      table,
    );
    const role = told ?? own;
    if (role) named.set(role, column);
    else others.push(column);
  }
  return { named: named as Named, others };
}

function columnOf(name: string, fields: readonly string[], { numberOf }: TableRows): Column {
  const numbers = fields.map(numberOf);
  const areNumbers = numbers.every((value) => value !== undefined);
  const column = new TimeColumn(numberOf);
  let times: number[] | undefined;
  try {
    times = fields.map((field) => column.read(field, name));
  } catch {
    times = areNumbers ? [] : undefined;
  }
  const areWhole = fields.length > 0 && numbers.every((value) => Number.isInteger(value));
  const count = numbers.filter((value) => value !== undefined).length;
  return {
    name,
    fields,
    times,
    areNumbers,
    numbers: count,
    isFirstNumber: numbers[0] !== undefined,
    areWhole,
    distinct: new Set(fields).size,
  };
}

/** Two columns of which the one says what series rows are of, and the other counts within each of them, evenly. */
function sampleAndTime(named: Named, others: readonly Column[]): readonly [Column | undefined, Column | undefined] {
  const times = named.has('time') ? [named.get('time') as Column] : others;
  const samples = named.has('sample') ? [named.get('sample') as Column] : others;
  const pairs = samples.flatMap((sample) =>
    times
      .filter((time) => time !== sample && isCountedWithin(time, sample, named.get('feature')))
      .map((time) => [sample, time] as const),
  );
  // Series lie together in most tables; where they do not, either of two columns might be the one that names them.
  const together = pairs.filter(([sample]) => changesOf(sample) === sample.distinct - 1);
  const best = together.sort(([a], [b]) => b.distinct - a.distinct)[0] ?? (pairs.length === 1 ? pairs[0] : undefined);
  const dates = others.find((column) => column.times && !column.areNumbers);
  return best ?? [named.get('sample'), named.get('time') ?? dates];
}

/** How often a column's value changes from one row to the next. */
function changesOf({ fields }: Column): number {
  return fields.reduce((changes, field, row) => (row > 0 && field !== fields[row - 1] ? changes + 1 : changes), 0);
}

/** Whether times rise by even steps within each series that a column names (of each feature, in a long table), and begin anew. */
function isCountedWithin(
  { times, distinct, areNumbers }: Column,
  sample: Column,
  feature: Column | undefined,
): boolean {
  const isName = !sample.areNumbers || sample.areWhole;
  if (!times || times.length === 0 || !isName || sample.distinct < 2 || 2 * sample.distinct > times.length)
    return false;
  if (distinct === times.length && sample.areNumbers && areNumbers) return false;
  const last = new Map<string, number>();
  let interval: number | undefined;
  let counted = 0;
  for (const [row, name] of sample.fields.entries()) {
    const series = feature ? `${name}\n${feature.fields[row]}` : name;
    const before = last.get(series);
    last.set(series, times[row]);
    if (before === undefined) continue;
    const step = times[row] - before;
    interval ??= step;
    if (!(step > 0) || Math.abs(step - interval) > 1e-6 * Math.abs(interval)) return false;
    counted++;
  }
  return counted > 1;
}

function isUsual({ name }: Column): boolean {
  return /^(?:y|class|target|label|category|condition|state|outcome)/i.test(name);
}

/** A column of classes: the same within each series, and not as many as there are of them. */
function labelAmong(columns: readonly Column[], sample: Column | undefined): Column | undefined {
  const isClass = (column: Column) => {
    const { fields, distinct, areNumbers, areWhole } = column;
    const series = new Map<string, string>();
    for (const [row, field] of fields.entries()) series.set(sample ? sample.fields[row] : String(row), field);
    const isSame = !sample || fields.every((field, row) => series.get(sample.fields[row]) === field);
    const most = Math.min(MOST_CLASSES, series.size / 2);
    const isLabel = !areNumbers || (areWhole && (sample !== undefined || isUsual(column)));
    return isSame && distinct > 1 && distinct <= most && isLabel;
  };
  const found = columns.filter(isClass);
  const usual = found.find(isUsual);
  return usual ?? found.find(({ areNumbers }) => !areNumbers) ?? found[0];
}

/** Names of columns of numbers that are one word with 0, 1, 2, ... or 1, 2, 3, ... behind it. */
function countedNames(columns: readonly Column[]): string[] {
  const names = columns.filter(({ areNumbers }) => areNumbers).map(({ name }) => name);
  const [, word, first] = /^(.*?)(\d+)$/.exec(names[0] ?? '') ?? [];
  if (names.length < 3 || word === undefined || !['0', '1'].includes(String(Number(first)))) return [];
  return names.every((name, at) => name.startsWith(word) && Number(name.slice(word.length)) === at + Number(first))
    ? names
    : [];
}
