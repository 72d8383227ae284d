import { createDataset, type Dataset } from '../../data/dataset.js';
import { interpolateMissing } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { Rounding } from '../rounding.js';
import { Growing } from './growing.js';
import { seriesValue } from './numberField.js';
import { areCounting, NameIndex } from './orderedNames.js';
import { Samplewise } from './samplewise.js';
import { samplewiseOf } from './tableColumns.js';
import { NAME_COLUMNS } from './tableOptions.js';
import { checkPadding, eachDataRow } from './tableRows.js';
import { TimeColumn } from './timeField.js';
import { sampleSteps, type TimeSteps } from './timeSteps.js';
import type { WideTable } from './wideHeader.js';

/** Reads a wide table with one row a time step: see `decodeWideCsv`. */
export function decodeFeatureColumns(table: WideTable): Dataset {
  const { columns, missing } = table;
  const { file } = table.rows;
  const rows = readRows(table);
  const { names } = rows.samples;
  const features = columns.names.length;
  const samples = names.length;
  const steps = sampleSteps({ ...rows, sampleNames: names, file });
  checkTimes(rows, steps, file);
  const time = steps.reduce((most, { count }) => Math.max(most, count), 0);
  const shape = [samples, time, features] as const;
  const { sample, values } = rows;
  checkPadding(shape, values.length, file);
  const x = new Float32Array(samples * time * features);
  for (let row = 0; row < sample.length; row++) {
    values.release(row * features);
    const at = (sample[row] * time + steps[sample[row]].stepOf(rows.time[row])) * features;
    for (let feature = 0; feature < features; feature++) x[at + feature] = values.at(row * features + feature);
  }
  if (missing === 'interpolate') {
    for (const [each, { count }] of steps.entries()) {
      const start = each * time * features;
      const series = x.subarray(start, start + count * features);
      interpolateMissing(series, features, `${file}, sample ${quoted(names[each])}`);
    }
  }
  return createDataset({
    x,
    shape,
    lengths: Int32Array.from(steps, ({ count }) => count),
    sampleNames: columns.roles.has('sample') ? names : undefined,
    featureNames: areCounting(columns.names) ? undefined : columns.names,
    ...rows.samplewise.fields(),
  });
}

type Rows = ReturnType<typeof readRows>;

/** Checks that no sample has a time twice. */
function checkTimes({ sample, time, times, samples }: Rows, steps: readonly TimeSteps[], file: string): void {
  const counts = new Int32Array(steps.length);
  for (const each of sample) counts[each]++;
  const wrong = counts.findIndex((count, each) => count !== steps[each].count);
  if (wrong < 0) return;
  const own = time.filter((_, row) => sample[row] === wrong).sort();
  const twice = own.find((one, at) => one === own[at - 1]) as number;
  throw new UnvanishError(
    'format',
    `${file}: sample ${quoted(samples.names[wrong])} has time ${times.shown(twice)} twice`,
    NAME_COLUMNS,
  );
}

/** The rows of the table as columns, [row], and its values, [row, feature]; samples numbered as they came. */
function readRows({ rows, columns, missing }: WideTable) {
  const { file } = rows;
  const { roles, values: valueColumns, names, count: width } = columns;
  const samples = new NameIndex(file, 'samples');
  const said = samplewiseOf(columns);
  const samplewise = new Samplewise(file, said);
  const sample = new Growing(Int32Array);
  const time = new Growing(Float64Array);
  const values = new Growing(Float32Array);
  const times = new TimeColumn(rows.numberOf);
  const rounding = new Rounding(names);
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
      values.push(value);
    });
  });
  rounding.check(file);
  return {
    times,
    samples,
    samplewise,
    sample: sample.whole(),
    time: time.whole(),
    values,
  };
}
