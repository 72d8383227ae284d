import { createDataset, type Dataset } from '../../data/dataset.js';
import { interpolateMissing } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { Rounding } from '../rounding.js';
import { seriesValue } from './numberField.js';
import { areCounting, NameIndex } from './orderedNames.js';
import { Samplewise } from './samplewise.js';
import { samplewiseOf } from './tableColumns.js';
import { NAME_COLUMNS } from './tableOptions.js';
import { checkPadding, eachDataRow } from './tableRows.js';
import { TimeColumn } from './timeField.js';
import { sampleSteps } from './timeSteps.js';
import type { WideTable } from './wideHeader.js';

/** Reads a wide table with one row a time step: see `decodeWideCsv`. */
export function decodeFeatureColumns(table: WideTable): Dataset {
  const { columns, missing } = table;
  const { file } = table.rows;
  const rows = readRows(table);
  const { names } = rows.samples;
  const features = columns.names.length;
  const samples = names.length;
  const steps = sampleSteps({ ...rows, sampleNames: names, file, shown: (time) => rows.times.shown(time) });
  const rowsOf = Array.from({ length: samples }, (): number[] => []);
  for (let row = 0; row < rows.count; row++) rowsOf[rows.sample[row]].push(row);
  for (const [sample, own] of rowsOf.entries()) {
    if (steps[sample].count === own.length) continue;
    const times = own.map((row) => rows.time[row]).sort((a, b) => a - b);
    const twice = times.find((time, i) => time === times[i - 1]) as number;
    throw new UnvanishError(
      'format',
      `${file}: sample ${quoted(names[sample])} has time ${rows.times.shown(twice)} twice`,
      NAME_COLUMNS,
    );
  }
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
  const times = new TimeColumn(rows.numberOf);
  const rounding = new Rounding(names);
  let count = 0;
  eachDataRow(rows, width, (fields, row, where) => {
    const name = roles.has('sample') ? fields[roles.get('sample') as number] : '0';
    if (name === '') throw new UnvanishError('format', `${where}: sample is empty`);
    const series = samples.add(name);
    for (const column of said) samplewise.add(column, series, name, fields[roles.get(column) as number], row);
    sample.push(series);
    time.push(roles.has('time') ? times.read(fields[roles.get('time') as number], where) : time.length);
    valueColumns.forEach((column, feature) => {
      const field = fields[column];
      const place = () => `${where}, column ${quoted(names[feature])}`;
      const value = seriesValue(field, rows.numberOf(field), missing, place);
      rounding.add(feature, value);
      values[count++] = value;
    });
  });
  rounding.check(file);
  return {
    times,
    samples,
    samplewise,
    sample: Int32Array.from(sample),
    time: Float64Array.from(time),
    values,
    count: sample.length,
  };
}
