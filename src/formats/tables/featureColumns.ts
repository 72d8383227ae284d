import { createDataset, type Dataset } from '../../data/dataset.js';
import { interpolateMissing } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { numberOf, seriesValue } from './numberField.js';
import { areCounting, NameIndex } from './orderedNames.js';
import { Samplewise } from './samplewise.js';
import { samplewiseOf } from './tableColumns.js';
import { NAME_COLUMNS } from './tableOptions.js';
import { checkPadding, eachDataRow } from './tableRows.js';
import { timeReader } from './timeField.js';
import { commonInterval, timeSteps } from './timeSteps.js';
import type { WideTable } from './wideHeader.js';

/** Reads a wide table with one row a time step: see `decodeWideCsv`. */
export function decodeFeatureColumns(table: WideTable): Dataset {
  const { columns, missing } = table;
  const { file } = table.rows;
  const rows = readRows(table);
  const { names } = rows.samples;
  const features = columns.names.length;
  const samples = names.length;
  const interval = commonInterval(rows.sample, rows.time, samples);
  const rowsOf = Array.from({ length: samples }, (): number[] => []);
  for (let row = 0; row < rows.count; row++) rowsOf[rows.sample[row]].push(row);
  const steps = rowsOf.map((own, sample) => {
    const found = timeSteps(
      Float64Array.from(own, (row) => rows.time[row]),
      interval,
    );
    const isOnlyOne = found.count === own.length && new Set(own.map((row) => found.stepOf(rows.time[row]))).size;
    if (isOnlyOne === own.length) return found;
    const times = own.map((row) => rows.time[row]).sort((a, b) => a - b);
    const twice = times.find((time, i) => time === times[i - 1]);
    throw new UnvanishError(
      'format',
      twice === undefined
        ? `${file}: sample ${quoted(names[sample])} has ${own.length} rows for ${found.count} time steps ${interval} apart`
        : `${file}: sample ${quoted(names[sample])} has time ${twice} twice`,
      'give every time step one row; number them 0, 1, 2, ... where they are unevenly spaced',
    );
  });
  const time = steps.reduce((most, { count }) => Math.max(most, count), 0);
  const shape = [samples, time, features] as const;
  checkPadding(shape, rows.count * features, file);
  const x = new Float32Array(samples * time * features);
  rowsOf.forEach((own, sample) => {
    for (const row of own) {
      const step = sample * time + steps[sample].stepOf(rows.time[row]);
      x.set(rows.values.subarray(row * features, (row + 1) * features), step * features);
    }
    const series = x.subarray(sample * time * features, (sample * time + own.length) * features);
    if (missing === 'interpolate') interpolateMissing(series, features, `${file}, sample ${quoted(names[sample])}`);
  });
  return createDataset({
    x,
    shape,
    lengths: Int32Array.from(steps, ({ count }) => count),
    sampleNames: columns.roles.has('sample') ? names : undefined,
    featureNames: areCounting(columns.names) ? undefined : columns.names,
    ...rows.samplewise.fields(),
  });
}

/** The rows of the table as columns, [row]; samples numbered as they came. */
function readRows({ rows, columns, missing }: WideTable) {
  const { file } = rows;
  const { roles, values: valueColumns, names, count: width } = columns;
  const samples = new NameIndex(file, 'samples');
  const said = samplewiseOf(columns);
  const samplewise = new Samplewise(file, said);
  const sample: number[] = [];
  const time: number[] = [];
  // Memory that stays unused costs nothing.
  const values = new Float32Array(rows.mostFields);
  const timeOf = timeReader(numberOfTime);
  let count = 0;
  eachDataRow(rows, width, (fields, row, where) => {
    const name = roles.has('sample') ? fields[roles.get('sample') as number] : '0';
    if (name === '') throw new UnvanishError('format', `${where}: sample is empty`);
    const series = samples.add(name);
    for (const column of said) samplewise.add(column, series, name, fields[roles.get(column) as number], row);
    sample.push(series);
    time.push(roles.has('time') ? timeOf(fields[roles.get('time') as number], where) : row);
    valueColumns.forEach((column, feature) => {
      values[count++] = seriesValue(fields[column], missing, `${where}, column ${quoted(names[feature])}`);
    });
  });
  return {
    samples,
    samplewise,
    sample: Int32Array.from(sample),
    time: Float64Array.from(time),
    values,
    count: sample.length,
  };
}

function numberOfTime(field: string, where: string): number {
  const value = numberOf(field);
  if (value !== undefined && Number.isFinite(value)) return value;
  const problem = `${where}: time is ${quoted(field)}; a number or a date was expected`;
  throw new UnvanishError('format', problem, NAME_COLUMNS);
}
