import { z } from 'zod';
import { interpolateMissing } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { checkArgument, parseOptions } from '../options.js';
import { quoted } from '../quoted.js';
import { cosineOfPi } from '../statistics/portableMath.js';
import { columnsOf, confoundSetNames } from './confounds.js';
import { dropFirstField, withoutFirst } from './dropFirst.js';
import type { Recording } from './recording.js';

const trends = ['none', 'constant', 'linear', 'quadratic', 'cubic'] as const;

/** What is done to each run before it is cut into samples, as plain serialisable data. */
export const preprocessingSchema = z
  .strictObject({
    dropFirst: dropFirstField,
    detrend: z
      .enum(trends)
      .default('linear')
      .meta({ value: 'trend' })
      .describe('slow drift taken out of each run: its mean, or a polynomial over its time'),
    highPass: z
      .number()
      .positive()
      .max(1e6)
      .optional()
      .meta({ value: 'seconds' })
      .describe('takes drift out whose period is at least so long, as discrete cosines (128 in SPM)'),
    confounds: z
      .array(z.string().min(1))
      .default([])
      .meta({ value: 'a,b' })
      .describe(
        `columns of the confounds that are regressed out of each run; * and ? in a name match anything; or sets of them: ${confoundSetNames.join(', ')}`,
      ),
    zscore: z
      .boolean()
      .default(true)
      .describe('bring each feature of each run to mean 0 and deviation 1')
      .meta({ off: 'keep the scale of each run, instead of bringing its features to mean 0 and deviation 1' }),
  })
  .describe('preprocessing');

/** A checked recipe, with every default filled in. */
export type PreprocessingConfig = z.output<typeof preprocessingSchema>;
/** A recipe as one writes it: everything has a default. */
export type PreprocessingOptions = z.input<typeof preprocessingSchema>;

/** Beside the size of the numbers they come from, what is smaller than this is rounding. */
const SMALLEST_CONFOUND = 1e-6;
const SMALLEST_DEVIATION = 1e-7;
/** Features that are worked on at a time, so that memory does not follow the size of a brain. */
const CHUNK = 256;

/**
 * A run without its first time steps, drift and confounds, z-scored: for each feature the residual of the least-squares fit of a
 * polynomial over time, of cosines and of the confounds, over its standard deviation (population); in float64. The cosines of a
 * high-pass are cos(pi k (t + .5) / T), k = 1 ... floor(2 T dt / period), as SPM and nilearn have them. A feature that the fit explains wholly, as a
 * constant one, becomes 0. The confounds lose the same drift, and always their mean; those that the others explain do
 * not count. Confounds that are missing at some time steps (NaN) are interpolated over time.
 *
 * @throws UnvanishError `not-finite` for values that are not finite, `missing` for confounds that the recording does not have (a pattern may match none),
 * `option` where there are as many confounds and cosines as time steps, or all time steps are dropped.
 */
export function preprocess(recorded: Recording, options: PreprocessingOptions = {}): Recording {
  checkArgument(recorded?.x instanceof Float32Array, 'preprocess: the first argument', recorded, 'a recording');
  const { dropFirst, detrend, highPass, confounds, zscore } = parseOptions(preprocessingSchema, options);
  const recording = withoutFirst(recorded, dropFirst);
  const { name, time, features, samplingInterval } = recording;
  checkFiniteRecording(recording);
  const degree = trends.indexOf(detrend) - 1;
  const slow = highPass === undefined ? 0 : Math.floor((2 * time * samplingInterval) / highPass + 1e-9);
  const constant = polynomials(time, Math.max(0, degree));
  const trend = [...constant, ...orthonormal(cosines(time, slow), constant, SMALLEST_CONFOUND)];
  const nuisance = orthonormal(chosenConfounds(recording, confounds), trend, SMALLEST_CONFOUND);
  const removed = [...(degree < 0 ? trend.slice(constant.length) : trend), ...nuisance];
  if (removed.length >= time) {
    throw new UnvanishError(
      'option',
      `${name}: a ${detrend} trend,${slow > 0 ? ` a high-pass of ${highPass} s` : ''} and ${nuisance.length} confounds leave nothing of ${time} time steps`,
      slow > 0 ? 'choose fewer confounds, or a longer `highPass`' : 'choose fewer confounds',
    );
  }
  const x = new Float32Array(recording.x.length);
  for (let first = 0; first < features; first += CHUNK) {
    const width = Math.min(CHUNK, features - first);
    const part = new Float64Array(time * width);
    for (let t = 0; t < time; t++) {
      for (let i = 0; i < width; i++) part[t * width + i] = recording.x[t * features + first + i];
    }
    const size = zscore ? largest(part, width) : undefined;
    for (const direction of removed) takeOut(part, width, direction);
    if (size) toUnitDeviation(part, width, size);
    for (let t = 0; t < time; t++) x.set(part.subarray(t * width, (t + 1) * width), t * features + first);
  }
  return { ...recording, x };
}

function checkFiniteRecording({ name, x, features, featureNames }: Recording): void {
  let wrong = 0;
  while (wrong < x.length && Number.isFinite(x[wrong])) wrong++;
  if (wrong === x.length) return;
  const feature = quoted(featureNames[wrong % features] ?? String(wrong % features));
  throw new UnvanishError(
    'not-finite',
    `${name}: is ${x[wrong]} at time step ${Math.floor(wrong / features)}, feature ${feature}`,
    'leave the feature out, or fill its missing values',
  );
}

/** Orthonormal polynomials over the time steps, of degrees 0 to `degree` or as many as there are time steps for. */
function polynomials(time: number, degree: number): Float64Array[] {
  const middle = (time - 1) / 2 || 1;
  const powers = [new Float64Array(time).fill(1)];
  for (let power = 1; power <= degree; power++) {
    powers.push(powers[power - 1].map((value, t) => value * (t / middle - 1)));
  }
  return orthonormal(powers, [], 1e-12);
}

/** Cosines over the time steps, of 1 to `count` half periods, or as many as there are time steps for. */
function cosines(time: number, count: number): Float64Array[] {
  return Array.from({ length: Math.min(count, time - 1) }, (_, index) =>
    Float64Array.from({ length: time }, (_, t) => cosineOfPi((index + 1) * (2 * t + 1), 2 * time)),
  );
}

/** The wanted confounds, each once, [confound][time], without missing values. */
function chosenConfounds(recording: Recording, wanted: readonly string[]): Float64Array[] {
  const { name, time, confounds } = recording;
  return columnsOf(recording, wanted).map((column) => {
    const { names, values } = confounds as NonNullable<Recording['confounds']>;
    const own = Float32Array.from({ length: time }, (_, t) => values[t * names.length + column]);
    if (own.every(Number.isNaN)) {
      throw new UnvanishError('not-finite', `${name}: confound ${quoted(names[column])} has no value at any time step`);
    }
    interpolateMissing(own, 1, name);
    return Float64Array.from(own);
  });
}

/**
 * Orthonormal directions that, with those that `known` has already, span all columns (Gram-Schmidt, each projection done twice);
 * columns of which less than the share `smallest` is left are none.
 */
function orthonormal(
  columns: readonly Float64Array[],
  known: readonly Float64Array[],
  smallest: number,
): Float64Array[] {
  const found: Float64Array[] = [];
  for (const column of columns) {
    const rest = column.slice();
    const before = norm(column);
    for (let pass = 0; pass < 2; pass++) {
      for (const direction of [...known, ...found]) takeOut(rest, 1, direction);
    }
    const length = norm(rest);
    if (length > smallest * before) found.push(rest.map((value) => value / length));
  }
  return found;
}

/** x - q q'x for every column of x [time, width], q of norm 1; in place. */
function takeOut(x: Float64Array, width: number, q: Float64Array): void {
  const share = new Float64Array(width);
  for (let t = 0, at = 0; t < q.length; t++) {
    for (let i = 0; i < width; i++, at++) share[i] += q[t] * x[at];
  }
  for (let t = 0, at = 0; t < q.length; t++) {
    for (let i = 0; i < width; i++, at++) x[at] -= q[t] * share[i];
  }
}

/** Every column of x [time, width] to mean 0 and deviation 1, or to 0 where it varies by no more than rounding; in place. */
function toUnitDeviation(x: Float64Array, width: number, size: Float64Array): void {
  const time = x.length / width;
  for (let i = 0; i < width; i++) {
    let mean = 0;
    for (let at = i; at < x.length; at += width) mean += x[at];
    mean /= time;
    let squares = 0;
    for (let at = i; at < x.length; at += width) squares += (x[at] - mean) * (x[at] - mean);
    const deviation = Math.sqrt(squares / time);
    const factor = deviation > SMALLEST_DEVIATION * size[i] ? 1 / deviation : 0;
    for (let at = i; at < x.length; at += width) x[at] = (x[at] - mean) * factor;
  }
}

/** The largest magnitude of every column of x [time, width]. */
function largest(x: Float64Array, width: number): Float64Array {
  const size = new Float64Array(width);
  for (let at = 0; at < x.length; ) {
    for (let i = 0; i < width; i++, at++) size[i] = Math.max(size[i], Math.abs(x[at]));
  }
  return size;
}

function norm(column: Float64Array): number {
  return Math.sqrt(column.reduce((sum, value) => sum + value * value, 0));
}
