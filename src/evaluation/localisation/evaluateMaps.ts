import { formatShape } from '../../data/array.js';
import type { Dataset } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { type Estimate, estimate } from '../../statistics/estimate.js';
import { saliencyByTime, shareOfLast } from '../distribution/timeShare.js';
import { type MeasurementName, measurements } from './index.js';
import type { SeriesShape } from './measurement.js';

/** What the evaluation needs to know of a dataset; without a mask only the shares of time are measured. */
export type EvaluatedData = Pick<Dataset, 'samples' | 'time' | 'features'> & {
  readonly lengths?: Int32Array | undefined;
  readonly mask?: Uint8Array | undefined;
};

/** What to measure that is not fixed by the data. */
export interface EvaluationOptions {
  /** How many time steps at the end `shareOfLast` counts. */
  readonly lastSteps: number;
}

/** One measurement of all samples. */
export interface MeasuredValues {
  /** One value a sample, undefined where the measurement is. */
  readonly perSample: readonly (number | undefined)[];
  /** Mean and 95 % confidence interval over the samples where it is defined; undefined where there are none. */
  readonly estimate: Estimate | undefined;
  /** Samples that were left out because their truth mask is empty, full or missing. */
  readonly leftOut: number;
}

/** All measurements of the saliency maps of one model or chance row. */
export interface MapEvaluation {
  readonly samples: number;
  readonly measured: Readonly<Record<MeasurementName, MeasuredValues>>;
  readonly lastSteps: number;
  /** Share of the saliency in the last `lastSteps` valid time steps. */
  readonly shareOfLast: MeasuredValues;
  /** Share of the saliency at each time step, mean over all samples, [time]; adds up to 1. */
  readonly saliencyByTime: Float64Array;
}

/**
 * Measures saliency maps against the truth mask and over time, sample by sample.
 *
 * @param maps [sample, time, feature]; signed maps are taken by absolute value.
 * @throws UnvanishError `shape` where maps, lengths or mask do not fit the data; `not-finite` where a map holds NaN or
 *   infinity outside the padding, naming the first place; `option` where `lastSteps` is no count.
 */
export function evaluateMaps(maps: Float32Array, data: EvaluatedData, options: EvaluationOptions): MapEvaluation {
  checkMaps(maps, data);
  const { samples, time, features } = data;
  const size = time * features;
  const truthValues = measurements.map(() => new Array<number | undefined>(samples));
  const lastShares = new Array<number>(samples);
  const meanByTime = new Float64Array(time);
  for (let sample = 0; sample < samples; sample++) {
    const map = maps.subarray(sample * size, (sample + 1) * size);
    const shape = { time, features, length: data.lengths?.[sample] ?? time };
    const truth = truthOf(data, sample);
    measurements.forEach(({ measure }, index) => {
      truthValues[index][sample] = truth && measure(map, truth, shape);
    });
    lastShares[sample] = shareOfLast(map, shape, options.lastSteps);
    saliencyByTime(map, shape).forEach((share, step) => {
      meanByTime[step] += share / samples;
    });
  }
  const measured = Object.fromEntries(measurements.map(({ name }, index) => [name, summary(truthValues[index])]));
  return {
    samples,
    measured: measured as Record<MeasurementName, MeasuredValues>,
    lastSteps: options.lastSteps,
    shareOfLast: summary(lastShares),
    saliencyByTime: meanByTime,
  };
}

function summary(perSample: readonly (number | undefined)[]): MeasuredValues {
  const defined = perSample.filter((value) => value !== undefined);
  return { perSample, estimate: estimate(defined), leftOut: perSample.length - defined.length };
}

function truthOf({ mask, time, features }: EvaluatedData, sample: number): Uint8Array | undefined {
  const size = time * features;
  return mask && mask.length > size ? mask.subarray(sample * size, (sample + 1) * size) : mask;
}

/**
 * Checks saliency maps [sample, time, feature] against the data that they are of.
 *
 * @throws UnvanishError `shape` or `not-finite`, as `evaluateMaps` says.
 */
export function checkMaps(maps: Float32Array, data: EvaluatedData): void {
  checkShapes(maps, data);
  const { samples, time, features, lengths } = data;
  const size = time * features;
  for (let sample = 0; sample < samples; sample++) {
    const map = maps.subarray(sample * size, (sample + 1) * size);
    checkFinite(map, { time, features, length: lengths?.[sample] ?? time }, sample);
  }
}

function checkShapes(maps: Float32Array, { samples, time, features, lengths, mask }: EvaluatedData): void {
  const whole = samples * time * features;
  if (maps.length !== whole)
    throw new UnvanishError(
      'shape',
      `maps hold ${maps.length} values where [sample, time, feature] = ${formatShape([samples, time, features])} needs ${whole}`,
    );
  if (mask && mask.length !== whole && mask.length !== time * features)
    throw new UnvanishError(
      'shape',
      `mask holds ${mask.length} values where [time, feature] = ${formatShape([time, features])} or [sample, time, feature] = ${formatShape([samples, time, features])} was expected`,
    );
  if (lengths && lengths.length !== samples)
    throw new UnvanishError('shape', `${lengths.length} lengths for ${samples} samples`);
  const wrong = lengths?.findIndex((length) => length < 1 || length > time) ?? -1;
  if (wrong >= 0)
    throw new UnvanishError('shape', `lengths[${wrong}] is ${lengths?.[wrong]}: a sample has 1 to ${time} time steps`);
}

function checkFinite(map: Float32Array, { features, length }: SeriesShape, sample: number): void {
  for (let cell = 0; cell < length * features; cell++) {
    if (Number.isFinite(map[cell])) continue;
    const place = `sample ${sample}, time ${Math.floor(cell / features)}, feature ${cell % features}`;
    throw new UnvanishError('not-finite', `maps are ${map[cell]} at ${place}`);
  }
}
