import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { Rounding } from '../rounding.js';
import { seriesValue } from './numberField.js';
import { NameIndex } from './orderedNames.js';
import { Samplewise, samplewiseColumns } from './samplewise.js';
import { type Role, samplewiseOf, type TableColumns, tableColumns } from './tableColumns.js';
import { type ColumnOptions, NAME_COLUMNS, type TableConfig } from './tableOptions.js';
import { eachDataRow, type TableRows } from './tableRows.js';
import { TimeColumn } from './timeField.js';

/** The rows of a long table as columns, [row], samples and features numbered as they came. */
export interface LongRows {
  readonly samples: NameIndex;
  readonly features: NameIndex;
  readonly sample: Int32Array;
  readonly feature: Int32Array;
  readonly time: Float64Array;
  readonly times: TimeColumn;
  readonly value: Float32Array;
  /** Number of each row in the file, from 1. */
  readonly row: Int32Array;
  /** Labels and groups of the samples, where the table has such columns. */
  readonly samplewise: Samplewise;
}

const REQUIRED = ['sample', 'time', 'feature', 'value'] as const;

/**
 * Reads the rows of a long table with the columns sample, time, feature, value and perhaps label, subject and run, in any order.
 *
 * @throws UnvanishError `format`, `not-finite` or `labels`, naming the row and the column.
 */
export function readLongRows(table: TableRows, { missing, ...options }: TableConfig): LongRows {
  const { file } = table;
  // Memory that stays unused costs nothing.
  const most = table.mostRows(REQUIRED.length);
  const samples = new NameIndex(file, 'samples');
  const features = new NameIndex(file, 'features');
  const sample = new Int32Array(most);
  const feature = new Int32Array(most);
  const time = new Float64Array(most);
  const value = new Float32Array(most);
  const row = new Int32Array(most);
  const times = new TimeColumn(table.numberOf);
  const rounding = new Rounding();
  let count = 0;
  const columns = longColumns(table.header(), file, options);
  const said = samplewiseOf(columns);
  const samplewise = new Samplewise(file, said);
  eachDataRow(table, columns.count, (fields, number, where) => {
    const of = (column: Role) => fields[columns.roles.get(column) as number];
    const series = samples.add(filled(of('sample'), 'sample', where));
    sample[count] = series;
    feature[count] = features.add(filled(of('feature'), 'feature', where));
    time[count] = times.read(of('time'), where);
    const read = seriesValue(of('value'), table.numberOf(of('value')), missing, () => `${where}, column "value"`);
    rounding.add(feature[count], read);
    value[count] = read;
    row[count] = number;
    count++;
    for (const column of said) samplewise.add(column, series, of('sample'), of(column), number);
  });
  rounding.check(file, features.names);
  return {
    times,
    samples,
    features,
    sample: sample.subarray(0, count),
    feature: feature.subarray(0, count),
    time: time.subarray(0, count),
    value: value.subarray(0, count),
    row: row.subarray(0, count),
    samplewise,
  };
}

function longColumns(fields: readonly string[], file: string, options: ColumnOptions): TableColumns {
  const columns = tableColumns(fields, file, [...REQUIRED, ...samplewiseColumns], options);
  if (columns.names.length > 0) {
    throw new UnvanishError(
      'format',
      `${file}: has a column ${quoted(columns.names[0])}; the header must be sample,time,feature,value in any order, and ${samplewiseColumns.join(', ')} if wanted`,
      NAME_COLUMNS,
    );
  }
  const missing = REQUIRED.find((name) => !columns.roles.has(name));
  if (missing) throw new UnvanishError('format', `${file}: has no column ${missing}`, NAME_COLUMNS);
  return columns;
}

function filled(field: string, column: string, where: string): string {
  if (field === '') throw new UnvanishError('format', `${where}: ${column} is empty`);
  return field;
}
