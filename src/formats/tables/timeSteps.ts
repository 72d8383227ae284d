import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import type { TimeColumn } from './timeField.js';

/** How the times of one sample become steps 0, 1, 2, ... */
export interface TimeSteps {
  readonly count: number;
  /** The step of one of the sample's times. */
  readonly stepOf: (time: number) => number;
  /** The time of a step. */
  readonly timeOf: (step: number) => number;
}

/** The time column of a table: which sample and what time each row is of, [row], and how errors speak of them. */
export interface TimedRows {
  readonly sample: Int32Array;
  readonly time: Float64Array;
  readonly sampleNames: readonly string[];
  readonly file: string;
  readonly times: Pick<TimeColumn, 'shown' | 'areDates'>;
}

const NUMBER_THEM =
  'give every time step one row; where they are unevenly spaced number them 0, 1, 2, ..., or, where rows are in order, leave the column out with `ignoreColumns`';
/** Float32 keeps times within this share of their span. */
const FLOAT32 = 2 ** -22;
/** Times may be rounded to so much of a step, and no more: else a missing step may look like one that was rounded. */
const MOST_ROUNDING = 0.25;
/** Fewer rows may be in any order. */
const FEW = 5;

/**
 * The steps of each sample, whose times, in any order and as often as one likes, must be evenly spaced but for the rounding with
 * which they are written, in all samples alike. Each sample's first time is its step 0: so where most begin at one time, none may
 * begin later.
 *
 * @throws UnvanishError `format`, naming the sample and the times between which steps are missing.
 */
export function sampleSteps(rows: TimedRows): TimeSteps[] {
  const times = timesBySample(rows);
  checkOrder(rows, times);
  const rounding = resolutionOf(rows.time);
  let usual: { readonly interval: number; readonly sample: number } | undefined;
  for (const [sample, own] of times.entries()) {
    if (own.length < 2) continue;
    const interval = checkedInterval(own, rounding, sample, rows);
    usual ??= { interval, sample };
    // Both ends of a series may be rounded.
    const inexact = (4 * toleranceOf(own, rounding)) / (own.length - 1);
    if (Math.abs(interval - usual.interval) > Math.max(inexact, FLOAT32 * interval)) {
      throw refuse(rows, [
        `sample ${quoted(rows.sampleNames[sample])} has steps of ${shortSpan(interval)}`,
        `where sample ${quoted(rows.sampleNames[usual.sample])} has steps of ${shortSpan(usual.interval)}`,
      ]);
    }
  }
  checkBegins(times, rows);
  return times.map((own) => {
    // The times themselves need not be kept: they are evenly spaced.
    const [count, begin] = [own.length, own[0]];
    const interval = count > 1 ? (own[count - 1] - begin) / (count - 1) : 1;
    return {
      count,
      stepOf: (time) => Math.round((time - begin) / interval),
      timeOf: (step) => Number((begin + step * interval).toPrecision(15)),
    };
  });
}

/** Each sample's times in order, each once. */
function timesBySample({ sample, time, sampleNames }: TimedRows): Float64Array[] {
  const counts = new Int32Array(sampleNames.length);
  for (const number of sample) counts[number]++;
  const times = Array.from(counts, (count) => new Float64Array(count));
  counts.fill(0);
  sample.forEach((number, row) => {
    times[number][counts[number]++] = time[row];
  });
  return times.map((own) => {
    own.sort();
    let count = 0;
    // No Map from time to step: engines stop at 16.7 million entries.
    for (const one of own) if (count === 0 || one !== own[count - 1]) own[count++] = one;
    return own.subarray(0, count);
  });
}

/**
 * Checks that no series goes over midnight, or any other end of what counts its time: rows whose times rise but for one step, back to
 * what is before the first, would be put in another order than they were measured in.
 */
function checkOrder(rows: TimedRows, times: readonly Float64Array[]): void {
  const { sample, time, sampleNames } = rows;
  if (rows.times.areDates) return;
  const last = new Float64Array(times.length).fill(Number.NaN);
  const first = last.slice();
  const falls = new Int32Array(times.length);
  const fall = new Map<number, readonly [from: number, to: number]>();
  sample.forEach((number, row) => {
    if (Number.isNaN(first[number])) first[number] = time[row];
    if (time[row] < last[number]) {
      falls[number]++;
      fall.set(number, [last[number], time[row]]);
    }
    last[number] = time[row];
  });
  const wrong = falls.findIndex(
    (count, number) => count === 1 && times[number].length >= FEW && last[number] < first[number],
  );
  if (wrong < 0) return;
  const [from, to] = (fall.get(wrong) ?? []).map((one) => rows.times.shown(one));
  throw refuse(
    rows,
    [`sample ${quoted(sampleNames[wrong])}: after time ${from} comes ${to}, before the first`],
    'where its rows are in order, as over midnight, leave the column out with `ignoreColumns`, or write dates; else put the rows in order',
  );
}

/** The interval of evenly spaced times, which are in order. */
function checkedInterval(times: Float64Array, rounding: number, sample: number, rows: TimedRows): number {
  const last = times.length - 1;
  const interval = (times[last] - times[0]) / last;
  const tolerance = toleranceOf(times, rounding);
  const isEven = times.every((time, step) => Math.abs(time - times[0] - step * interval) <= tolerance);
  if (isEven) return interval;
  const steps = Float64Array.from({ length: last }, (_, step) => times[step + 1] - times[step]);
  const median = steps.slice().sort()[(last - 1) >> 1];
  const unusual = steps.reduce((worst, step, at) => {
    return Math.abs(step - median) > Math.abs(steps[worst] - median) ? at : worst;
  }, 0);
  const shown = (time: number) => rows.times.shown(time);
  throw refuse(rows, [
    `sample ${quoted(rows.sampleNames[sample])}: after time ${shown(times[unusual])} comes ${shown(times[unusual + 1])}`,
    `where steps of ${shortSpan(median)} are usual`,
  ]);
}

function toleranceOf(times: Float64Array, rounding: number): number {
  const span = times[times.length - 1] - times[0];
  const isRounded = rounding <= (MOST_ROUNDING * span) / (times.length - 1);
  return Math.max(FLOAT32 * span, isRounded ? rounding : 0);
}

/** The power of ten that all times are multiples of, as they are written; 0 where there is none. */
function resolutionOf(times: Float64Array): number {
  for (let digits = 0; digits <= 9; digits++) {
    const scale = 10 ** digits;
    const isMultiple = (time: number) => {
      const scaled = time * scale;
      return Math.abs(scaled - Math.round(scaled)) <= 4e-16 * Math.max(1, Math.abs(scaled));
    };
    if (times.every(isMultiple)) return 1 / scale;
  }
  return 0;
}

/** Checks that where most samples begin at one time no other begins later, within their time. */
function checkBegins(times: readonly Float64Array[], rows: TimedRows): void {
  const counts = new Map<number, number>();
  for (const [begin] of times) counts.set(begin, (counts.get(begin) ?? 0) + 1);
  const usual = [...counts].find(([, count]) => count < times.length && 2 * count > times.length)?.[0];
  if (usual === undefined) return;
  const end = times.reduce((most, own) => (own[0] === usual ? Math.max(most, own[own.length - 1]) : most), usual);
  const late = times.findIndex(([begin]) => begin > usual && begin <= end);
  if (late < 0) return;
  const { sampleNames, times: column } = rows;
  const shown = (time: number) => column.shown(time);
  throw refuse(
    rows,
    [
      `sample ${quoted(sampleNames[late])} begins at time ${shown(times[late][0])}`,
      `where ${counts.get(usual)} of ${times.length} samples begin at ${shown(usual)}`,
    ],
    'give it rows from there on, whose values may be missing; or count each sample’s times from its own beginning',
  );
}

function refuse({ file }: TimedRows, said: readonly string[], remedy = NUMBER_THEM): UnvanishError {
  return new UnvanishError('format', `${file}: ${said.join(', ')}`, remedy);
}

function shortSpan(span: number): string {
  return String(Number(span.toPrecision(6)));
}
