import { elementCount, formatShape, type NdArray } from '../../data/array.js';
import { createDataset, type Dataset } from '../../data/dataset.js';
import { interpolateMissing } from '../../data/missing.js';
import { UnvanishError } from '../../errors.js';
import { parseOptions } from '../../options.js';
import { quoted } from '../../quoted.js';
import { checkNdArray } from '../namedFile.js';
import { csvField } from './csvRows.js';
import { type LongRows, readLongRows } from './longRows.js';
import { areCounting } from './orderedNames.js';
import { type TableConfig, type TableOptions, tableOptions } from './tableOptions.js';
import { checkPadding, csvTable, type TableRows } from './tableRows.js';
import { sampleSteps, type TimeSteps } from './timeSteps.js';

/**
 * Reads series in long form: a header, then one value a row, with the columns sample, time, feature, value and perhaps
 * label, subject and run, in any order. Options name columns that are called otherwise.
 *
 * - Samples come in the order in which the file first has them, so do features, but for whole numbers, which are put in theirs.
 * - Times must be evenly spaced: see `sampleSteps`. Each sample's first time is its step 0; samples may have different lengths.
 * - Every sample needs every feature at each of its times, once. Labels: see `classesOf`.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, `not-finite`, `labels` or `size`, naming the row or the cell.
 */
export function decodeLongCsv(content: string | Uint8Array, file: string, options: TableOptions = {}): Dataset {
  const config = parseOptions(tableOptions, options, 'decodeLongCsv');
  return decodeLongTable(csvTable(content, file, config), config);
}

/**
 * Reads series in long form from any table: see `decodeLongCsv`.
 *
 * @throws UnvanishError as `decodeLongCsv`.
 */
export function decodeLongTable(table: TableRows, options: TableConfig): Dataset {
  const { file } = table;
  const rows = readLongRows(table, options);
  const { names: samples } = rows.samples;
  const features = rows.features.ordered();
  const rowsOf = rowsBySample(rows);
  const steps = sampleSteps({ ...rows, sampleNames: samples, file });
  for (const [sample, numbers] of rowsOf.entries()) {
    const own = steps[sample];
    checkCells({
      rows,
      numbers,
      steps: own,
      rank: features.rank,
      features: features.names,
      file,
      sample: samples[sample],
    });
  }
  const time = steps.reduce((most, { count }) => Math.max(most, count), 0);
  const shape = [samples.length, time, features.names.length] as const;
  checkPadding(shape, rows.row.length, file);
  const x = new Float32Array(elementCount(shape));
  rowsOf.forEach((numbers, sample) => {
    const { stepOf, count } = steps[sample] as TimeSteps;
    for (const row of numbers) {
      const step = sample * time + stepOf(rows.time[row] as number);
      x[step * features.names.length + (features.rank[rows.feature[row] as number] as number)] = rows.value[
        row
      ] as number;
    }
    const begin = sample * time * features.names.length;
    const series = x.subarray(begin, begin + count * features.names.length);
    if (options.missing === 'interpolate') {
      interpolateMissing(series, features.names.length, `${file}, sample ${quoted(samples[sample])}`);
    }
  });
  return createDataset({
    x,
    shape,
    sampleNames: samples,
    lengths: Int32Array.from(steps, ({ count }) => count),
    featureNames: areCounting(features.names) ? undefined : features.names,
    ...rows.samplewise.fields(),
  });
}

/** What goes into a long CSV file beside the numbers. */
export interface LongCsvNames {
  /** One name a sample, and one a feature; 0, 1, 2, ... where left out. */
  readonly sampleNames?: readonly string[] | undefined;
  readonly featureNames?: readonly string[] | undefined;
  /** Time steps of each sample, [sample]; padding is not written. */
  readonly lengths?: Int32Array | undefined;
}

/**
 * Writes [sample, time, feature] numbers in long form, `sample,time,feature,value`, times counted from 0.
 * A float32 is written with the fewest digits that read back as the same number.
 *
 * @throws UnvanishError `shape`, `not-finite`, or `option` where names are empty or repeated.
 */
export function encodeLongCsv(
  maps: NdArray<Float32Array>,
  { sampleNames, featureNames, lengths }: LongCsvNames = {},
): Uint8Array {
  checkNdArray(maps, 'encodeLongCsv');
  const [samples = 0, time = 0, features = 0] = maps.shape;
  if (maps.shape.length !== 3 || samples * time * features !== maps.data.length) {
    throw new UnvanishError(
      'shape',
      `long CSV needs [sample, time, feature] numbers, not shape ${formatShape(maps.shape)}`,
    );
  }
  const sampleFields = nameFields('sample', sampleNames, samples);
  const featureFields = nameFields('feature', featureNames, features);
  const encoder = new TextEncoder();
  const pieces = [encoder.encode('sample,time,feature,value\n')];
  for (let sample = 0; sample < samples; sample++) {
    const lines: string[] = [];
    for (let step = 0; step < (lengths?.[sample] ?? time); step++) {
      for (let feature = 0; feature < features; feature++) {
        const value = maps.data[(sample * time + step) * features + feature] as number;
        if (!Number.isFinite(value)) {
          throw new UnvanishError(
            'not-finite',
            `the map is ${value} at sample ${sample}, time ${step}, feature ${feature}`,
          );
        }
        lines.push(`${sampleFields[sample]},${step},${featureFields[feature]},${shortest(value)}\n`);
      }
    }
    pieces.push(encoder.encode(lines.join('')));
  }
  return joined(pieces);
}

function nameFields(what: string, given: readonly string[] | undefined, count: number): string[] {
  const names = (given ?? Array.from({ length: count }, (_, i) => String(i))).map((name) => name.trim());
  if (names.length !== count || names.includes('') || new Set(names).size !== count) {
    throw new UnvanishError('option', `${names.length} ${what} names for ${count} ${what}s; each needs one of its own`);
  }
  return names.map(csvField);
}

interface SampleCells {
  readonly rows: LongRows;
  /** The rows of this sample. */
  readonly numbers: Int32Array;
  readonly steps: TimeSteps;
  /** Position of each feature number in `features`. */
  readonly rank: Int32Array;
  readonly features: readonly string[];
  readonly file: string;
  readonly sample: string;
}

/**
 * Checks that each (time, feature) of a sample has one row. Memory follows the rows that are there, not the grid that
 * two far-away times would span: of n rows the first missing cell is among the first n + 1.
 */
function checkCells({ rows, numbers, steps, rank, features, file, sample }: SampleCells): void {
  const cells = steps.count * features.length;
  const seen = new Uint8Array(Math.min(cells, numbers.length + 1));
  const place = (cell: number) =>
    `sample ${quoted(sample)}, time ${rows.times.shown(steps.timeOf(Math.floor(cell / features.length)))}, feature ${quoted(features[cell % features.length] as string)}`;
  for (const row of numbers) {
    const cell =
      steps.stepOf(rows.time[row] as number) * features.length + (rank[rows.feature[row] as number] as number);
    if (cell >= seen.length) continue;
    if (seen[cell]) throw new UnvanishError('format', `${file}, row ${rows.row[row]}: ${place(cell)} is there twice`);
    seen[cell] = 1;
  }
  const missing = seen.indexOf(0);
  if (missing < 0) return;
  throw new UnvanishError(
    'format',
    `${file}: ${place(missing)} has no row, although the sample has rows up to row ${rows.row[numbers[numbers.length - 1] as number]}`,
    'give every feature of a sample at each of its times; where there is no value, leave the field empty',
  );
}

/** Row numbers of each sample, in the order of the file; counted first, so that it is one array. */
function rowsBySample({ sample, samples }: LongRows): Int32Array[] {
  const counts = new Int32Array(samples.size);
  for (const number of sample) counts[number]++;
  const all = new Int32Array(sample.length);
  let start = 0;
  const parts = Array.from(counts, (count) => {
    start += count;
    return all.subarray(start - count, start);
  });
  counts.fill(0);
  sample.forEach((number, row) => {
    parts[number][counts[number]++] = row;
  });
  return parts;
}

function shortest(value: number): string {
  if (Object.is(value, -0)) return '-0';
  for (let digits = 6; digits < 9; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(9)));
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(pieces.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}
