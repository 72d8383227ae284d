import { createDataset, type Dataset } from '../../data/dataset.js';
import { interpolateMissing } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { Rounding } from '../rounding.js';
import { seriesValue } from './numberField.js';
import { areCounting, NameIndex } from './orderedNames.js';
import { Samplewise } from './samplewise.js';
import { samplewiseOf } from './tableColumns.js';
import { checkPadding, eachDataRow } from './tableRows.js';
import type { WideTable } from './wideHeader.js';

interface SeriesRow {
  readonly sample: number;
  readonly feature: number;
  readonly values: Float32Array;
  readonly where: string;
}

/** Reads a wide table with one row a series of one feature, one column a time step: see `decodeWideCsv`. */
export function decodeTimeColumns(table: WideTable): Dataset {
  const { columns } = table;
  const { file } = table.rows;
  const { samples, features, rows, samplewise } = readRows(table);
  const { names: sampleNames } = samples;
  const featureOrder = features.ordered();
  const [sampleCount, featureCount] = [samples.size, features.size];
  const lengths = new Int32Array(sampleCount);
  // Of n rows the first missing one is among the first n + 1.
  const seen = new Uint8Array(Math.min(sampleCount * featureCount, rows.length + 1));
  for (const { sample, values } of rows) lengths[sample] = Math.max(lengths[sample], values.length);
  for (const { sample, feature, where } of rows) {
    const cell = sample * featureCount + featureOrder.rank[feature];
    const names = `feature ${quoted(featureOrder.names[featureOrder.rank[feature]])} of sample ${quoted(sampleNames[sample])}`;
    if (seen[cell]) throw new UnvanishError('format', `${where}: ${names} is there twice`);
    seen[cell] = 1;
  }
  if (rows.length !== sampleCount * featureCount) {
    const missing = seen.indexOf(0);
    const [sample, feature] = [Math.floor(missing / featureCount), missing % featureCount];
    throw new UnvanishError(
      'format',
      `${file}: sample ${quoted(sampleNames[sample])} has no row of feature ${quoted(featureOrder.names[feature])}`,
    );
  }
  const time = lengths.reduce((most, length) => Math.max(most, length), 0);
  const shape = [sampleCount, time, featureCount] as const;
  checkPadding(
    shape,
    rows.reduce((sum, { values }) => sum + values.length, 0),
    file,
  );
  const x = new Float32Array(sampleCount * time * featureCount);
  for (const row of rows) {
    const { sample, feature } = row;
    const values = wholeSeries(row, lengths[sample], table);
    const at = featureOrder.rank[feature];
    for (let t = 0; t < values.length; t++) x[(sample * time + t) * featureCount + at] = values[t];
  }
  return createDataset({
    x,
    shape,
    lengths,
    sampleNames: columns.roles.has('sample') ? sampleNames : undefined,
    featureNames: areCounting(featureOrder.names) ? undefined : featureOrder.names,
    ...samplewise.fields(),
  });
}

function readRows({ rows: table, columns, missing }: WideTable) {
  const { file } = table;
  const { roles, values: valueColumns, names, count: width } = columns;
  const samples = new NameIndex(file, 'samples');
  const features = new NameIndex(file, 'features');
  const said = samplewiseOf(columns);
  const samplewise = new Samplewise(file, said);
  const rows: SeriesRow[] = [];
  const rounding = new Rounding();
  eachDataRow(table, width, (fields, row, where) => {
    const named = (role: 'sample' | 'feature', otherwise: string) => {
      const name = roles.has(role) ? fields[roles.get(role) as number] : otherwise;
      if (name === '') throw new UnvanishError('format', `${where}: ${role} is empty`);
      return name;
    };
    if (!roles.has('sample') && roles.has('feature')) {
      throw new UnvanishError('format', `${file}: rows of several features need a column sample`);
    }
    const name = named('sample', String(rows.length));
    const sample = samples.add(name);
    const feature = features.add(named('feature', '0'));
    for (const column of said) samplewise.add(column, sample, name, fields[roles.get(column) as number], row);
    const read = valueColumns.map((column) => table.numberOf(fields[column]));
    let length = read.length;
    while (length > 0 && Number.isNaN(read[length - 1])) length--;
    if (length === 0) throw new UnvanishError('format', `${where}: has no values`);
    const values = Float32Array.from({ length }, (_, t) => {
      const place = () => `${where}, column ${quoted(names[t])}`;
      const value = seriesValue(fields[valueColumns[t]], read[t], missing, place);
      rounding.add(feature, value);
      return value;
    });
    rows.push({ sample, feature, values, where });
  });
  rounding.check(file, features.names);
  return { samples, features, rows, samplewise };
}

/** The values of a row as far as those of other features of its sample go; what is missing then is filled, or refused. */
function wholeSeries({ values, where }: SeriesRow, length: number, { columns, missing }: WideTable): Float32Array {
  if (values.length < length) {
    const place = () => `${where}, column ${quoted(columns.names[values.length])}, where another feature has one`;
    seriesValue('', Number.NaN, missing, place);
  }
  const whole = new Float32Array(length).fill(Number.NaN);
  whole.set(values);
  if (missing === 'interpolate') interpolateMissing(whole, 1, where);
  return whole;
}
