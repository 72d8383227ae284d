import { formatShape, type NdArray } from '../data/array.js';
import type { DatasetFields } from '../data/dataset.js';
import { interpolateMissing, type MissingValues } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import type { ArrayOptions } from './arrayOptions.js';
import { inOrder } from './axes.js';
import type { NamedArray } from './format.js';
import { toFloat32 } from './numberConversion.js';
import { Rounding } from './rounding.js';

/**
 * An array [sample, time, feature], or with the axes that are told, as series. NaN stays.
 *
 * @throws UnvanishError `shape` for another shape, and as `toFloat32`.
 */
export function seriesOfArray(named: NamedArray, { axes }: Pick<ArrayOptions, 'axes'> = {}): DatasetFields {
  const { where } = named;
  const array = inOrder(numbersOf(named), axes, ['sample', 'time', 'feature'], where);
  const [samples, time, features] = array.shape;
  if (array.shape.includes(0)) {
    throw new UnvanishError('shape', `${where}: is empty, of shape ${formatShape(array.shape)}`);
  }
  return { x: seriesNumbers(array, where), shape: [samples, time, features] };
}

/**
 * An array [time, feature], or with the axes that are told, as one series, without time steps at its end that have no value.
 *
 * @throws UnvanishError as `seriesOfArray` and `withoutGaps`.
 */
export function oneSeriesOfArray(named: NamedArray, { axes, missing }: ArrayOptions): DatasetFields {
  const { where } = named;
  const array = inOrder(numbersOf(named), axes, ['time', 'feature'], where);
  const [time, features] = array.shape;
  const { x, lengths } = withoutGaps(
    { x: seriesNumbers(array, where), shape: [1, time, features] },
    missing,
    `${where}: x`,
  );
  const length = lengths?.[0] ?? time;
  return { x: x.subarray(0, length * features), shape: [1, length, features] };
}

/** The numbers of series as float32, whose last axis are features; refuses a feature whose changes that would lose. */
function seriesNumbers(array: NdArray, where: string): Float32Array {
  const x = toFloat32(array, where);
  const { data, shape } = array;
  if (data instanceof Float32Array) return x;
  const features = shape[shape.length - 1];
  const rounding = new Rounding();
  for (let at = 0, feature = 0; at < x.length; at++, feature = feature + 1 === features ? 0 : feature + 1) {
    rounding.add(feature, Number(data[at]));
  }
  rounding.check(where);
  return x;
}

/**
 * The numbers of an array.
 *
 * @throws UnvanishError `dtype` where it holds texts.
 */
export function numbersOf({ array, where }: NamedArray): NdArray {
  if ('data' in array) return array;
  throw new UnvanishError('dtype', `${where}: holds texts; numbers were expected`);
}

/**
 * Series of which no value is missing. Without lengths, the time steps at the end of a sample at which all its features are NaN are
 * its padding; any other NaN is a missing value, which is refused or filled, as in tables.
 *
 * @throws UnvanishError `not-finite`, naming the first place, or a sample without any value.
 */
export function withoutGaps(fields: DatasetFields, missing: MissingValues, where: string): DatasetFields {
  const { x, shape } = fields;
  if (!hasGaps(x)) return fields;
  const [samples, time, features] = shape;
  const lengths = fields.lengths ?? lengthsToLastValue(fields, where);
  const filled = missing === 'interpolate' ? x.slice() : x;
  for (let sample = 0; sample < samples; sample++) {
    const own = filled.subarray(sample * time * features, (sample * time + lengths[sample]) * features);
    const gap = own.findIndex(Number.isNaN);
    if (gap < 0) continue;
    if (missing === 'interpolate') interpolateMissing(own, features, `${where}, sample ${sample}`);
    else {
      const place = `sample ${sample}, time ${Math.floor(gap / features)}, feature ${gap % features}`;
      throw new UnvanishError(
        'not-finite',
        `${where} is NaN at ${place}`,
        'fill it, or have it interpolated over time (`missing: interpolate`)',
      );
    }
  }
  return withoutEnd(
    { ...fields, x: filled, lengths },
    lengths.reduce((most, length) => Math.max(most, length), 0),
  );
}

/** Series without the time steps at their end that no sample has. */
function withoutEnd(fields: DatasetFields, longest: number): DatasetFields {
  const { x, shape, mask } = fields;
  const [samples, time, features] = shape;
  if (longest === time || mask) return fields;
  const cut = new Float32Array(samples * longest * features);
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * time * features;
    cut.set(x.subarray(start, start + longest * features), sample * longest * features);
  }
  return { ...fields, x: cut, shape: [samples, longest, features] };
}

function hasGaps(x: Float32Array): boolean {
  // A loop: functions over all the numbers take many times as long.
  let at = 0;
  while (at < x.length && !Number.isNaN(x[at])) at++;
  return at < x.length;
}

function lengthsToLastValue({ x, shape: [samples, time, features] }: DatasetFields, where: string): Int32Array {
  return Int32Array.from({ length: samples }, (_, sample) => {
    let last = (sample + 1) * time * features - 1;
    while (last >= sample * time * features && Number.isNaN(x[last])) last--;
    const length = Math.floor((last - sample * time * features) / features) + 1;
    if (length > 0) return length;
    throw new UnvanishError('not-finite', `${where} is NaN throughout sample ${sample}`, 'leave it out');
  });
}
