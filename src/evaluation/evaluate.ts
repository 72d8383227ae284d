import { z } from 'zod';
import { checkDataset, type Dataset, seriesOf } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import type { Classifier } from '../model/classifier.js';
import { passFields, targetField } from '../model/passes/passFields.js';
import type { SettingsShape } from '../options.js';
import { kindOf, parseOptions } from '../options.js';
import { quoted } from '../quoted.js';
import { type Estimate, estimate } from '../statistics/estimate.js';
import { seedField } from '../statistics/randomIntegers.js';
import { saliencyByTime, shareOfLast } from './distribution/timeShare.js';
import { measurements, usualMeasurements } from './index.js';
import { checkMaps, type EvaluatedData } from './maps.js';
import type { Measurement } from './measurement.js';

/** What is measured, and with what. */
export const evaluationSchema = z
  .strictObject({
    measurements: z
      .union([z.literal('all'), z.array(z.string()).readonly()], {
        error: ({ input }) => `names of measurements, or all, were expected, found ${kindOf(input)}`,
      })
      .optional()
      .describe('names of the measurements, or all; those of a map against its truth mask unless told'),
    settings: z
      .record(z.string(), z.record(z.string(), z.unknown()))
      .default({})
      .describe('settings of measurements, by their names'),
    lastSteps: z
      .int()
      .min(0)
      .optional()
      .describe('how many time steps at the end shareOfLast counts; a tenth of them unless told'),
    // Only what asks a model needs one: its code is not loaded for a check.
    classifier: z
      .custom<Classifier>((value) => typeof (value as Classifier | null)?.logits === 'function', {
        error: ({ input }) => `a classifier was expected, found ${kindOf(input)}`,
      })
      .optional()
      .describe('the model that the maps are of, for measurements that ask it'),
    target: targetField
      .optional()
      .describe('the class that the maps explain; true where the data have labels, else predicted'),
    seed: seedField,
    signal: passFields.signal,
  })
  .describe('evaluate');

export type EvaluationOptions = z.input<typeof evaluationSchema>;
type CheckedOptions = z.output<typeof evaluationSchema>;

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
  /** By the names of the measurements, in the order in which they were asked for. */
  readonly measured: Readonly<Record<string, MeasuredValues>>;
  /** Why a measurement has no values at all, by its name: what it needs and was not given. */
  readonly missing: Readonly<Record<string, string>>;
  readonly lastSteps: number;
  /** Share of the saliency in the last `lastSteps` valid time steps. */
  readonly shareOfLast: MeasuredValues;
  /** Share of the saliency at each time step, mean over all samples, [time]; adds up to 1. */
  readonly saliencyByTime: Float64Array;
}

/** A measurement that is to be taken, and its checked settings. */
interface Chosen {
  readonly measurement: Measurement;
  readonly settings: Readonly<Record<string, unknown>>;
  /** What it needs and was not given. */
  readonly missing: string | undefined;
}

/**
 * Measures saliency maps: against the truth mask, by what the model makes of changed series, and over time; sample by sample.
 *
 * A measurement that needs what is not there has no values, and `missing` says why; where it was asked for by its name it is
 * refused.
 *
 * @param maps [sample, time, feature]; signed maps are taken by absolute value.
 * @param data what the maps are of; a whole dataset, as the model sees it, for measurements that need the series or the model.
 * @throws UnvanishError `shape` where maps, lengths or mask do not fit the data; `not-finite` where a map holds NaN or
 *   infinity outside the padding, naming the first place; `option` where an argument or option is wrong, or a measurement that
 *   was asked for lacks what it needs; `aborted`.
 */
export async function evaluate(
  maps: Float32Array,
  data: EvaluatedData,
  options: EvaluationOptions = {},
): Promise<MapEvaluation> {
  checkMaps(maps, data);
  const checked = parseOptions(evaluationSchema, options);
  const { samples, time, features, lengths } = data;
  const lastSteps = checked.lastSteps ?? Math.max(1, Math.round(time / 10));
  const chosen = chosenMeasurements(data, checked);
  const targets = targetsOf(data, checked);
  const measured: [string, MeasuredValues][] = [];
  for (const each of chosen) {
    measured.push([
      each.measurement.name,
      summary(await valuesOf(each, maps, data, checked, targets), each.measurement.bounds),
    ]);
  }
  const lastShares = new Array<number>(samples);
  const meanByTime = new Float64Array(time);
  for (let sample = 0; sample < samples; sample++) {
    const map = rowOf(maps, sample, time * features);
    const shape = { time, features, length: lengths?.[sample] ?? time };
    lastShares[sample] = shareOfLast(map, shape, lastSteps);
    saliencyByTime(map, shape).forEach((share, step) => {
      meanByTime[step] += share / samples;
    });
  }
  return {
    samples,
    measured: Object.fromEntries(measured),
    missing: Object.fromEntries(
      chosen.flatMap((each) => (each.missing ? [[each.measurement.name, each.missing]] : [])),
    ),
    lastSteps,
    shareOfLast: summary(lastShares, [0, 1]),
    saliencyByTime: meanByTime,
  };
}

/** What is to be measured; what was asked for by name has all that it needs. */
function chosenMeasurements(
  data: EvaluatedData,
  { measurements: asked, settings, classifier }: CheckedOptions,
): Chosen[] {
  const names = asked === 'all' ? measurements.names() : (asked ?? usualMeasurements);
  const stray = Object.keys(settings).find((name) => !names.includes(name));
  if (stray !== undefined) {
    throw new UnvanishError(
      'option',
      `evaluate: settings: ${quoted(stray)} is not among the measurements that are taken`,
      `those are ${names.join(', ')}`,
    );
  }
  return [...new Set(names)].map((name) => {
    const measurement = measurements.get(name);
    const missing = missingFor(measurement, data, classifier);
    if (missing && Array.isArray(asked)) throw new UnvanishError('option', `measurement ${quoted(name)}: ${missing}`);
    return { measurement, settings: settingsOf(name, measurement.settings, settings[name] ?? {}), missing };
  });
}

function settingsOf(name: string, shape: SettingsShape, given: Readonly<Record<string, unknown>>) {
  return parseOptions(z.strictObject(shape), given, `measurement ${name}`);
}

function missingFor(measurement: Measurement, data: EvaluatedData, classifier: Classifier | undefined) {
  const { needs } = measurement;
  if (needs.includes('truth') && !data.mask) return 'it needs a truth mask, and the data have none';
  const asks = 'measureModel' in measurement;
  if (asks && !classifier) return 'it needs the model that the maps are of, and none was given';
  if ((asks || needs.includes('series')) && !('x' in data)) return 'it needs the series, and the data have none';
  return undefined;
}

/** The class that the maps explain for each sample, found when it is first asked for. */
function targetsOf(data: EvaluatedData, { classifier, target, signal }: CheckedOptions): () => Promise<Int32Array> {
  let classes: Promise<Int32Array> | undefined;
  return () => {
    const series = wholeOf(data);
    classes ??= (classifier as Classifier).targetPlaces(
      series,
      target ?? (series.labels ? 'true' : 'predicted'),
      signal && { signal },
    );
    return classes;
  };
}

async function valuesOf(
  { measurement, settings, missing }: Chosen,
  maps: Float32Array,
  data: EvaluatedData,
  { classifier, seed, signal }: CheckedOptions,
  targets: () => Promise<Int32Array>,
): Promise<readonly (number | undefined)[]> {
  const { samples, time, features } = data;
  if (missing) return new Array<undefined>(samples).fill(undefined);
  if ('measureModel' in measurement) {
    const input = { maps, data: wholeOf(data), classifier: classifier as Classifier, targets, settings, seed, signal };
    return checkedValues(measurement.name, Array.from(await measurement.measureModel(input)), samples);
  }
  const needsTruth = measurement.needs.includes('truth');
  const x = measurement.needs.includes('series') ? wholeOf(data) : undefined;
  const values = Array.from({ length: samples }, (_, sample) =>
    measurement.measure(
      rowOf(maps, sample, time * features),
      needsTruth ? truthOf(data, sample) : noTruth,
      { time, features, length: data.lengths?.[sample] ?? time },
      settings,
      x ? seriesOf(x, sample) : noSeries,
    ),
  );
  return checkedValues(measurement.name, values, samples);
}

const noTruth = new Uint8Array(0);
const noSeries = new Float32Array(0);

/** What a user's measurement gives is checked before a table is made of it. */
function checkedValues(name: string, values: readonly (number | undefined)[], samples: number) {
  if (values.length !== samples) {
    throw new UnvanishError('shape', `measurement ${quoted(name)} gave ${values.length} values for ${samples} samples`);
  }
  const wrong = values.findIndex((value) => value !== undefined && !Number.isFinite(value));
  if (wrong < 0) return values;
  throw new UnvanishError('not-finite', `measurement ${quoted(name)} is ${values[wrong]} at sample ${wrong}`);
}

function summary(
  perSample: readonly (number | undefined)[],
  bounds: readonly [number, number] | undefined,
): MeasuredValues {
  const defined = perSample.filter((value) => value !== undefined);
  return { perSample, estimate: estimate(defined, bounds), leftOut: perSample.length - defined.length };
}

function rowOf<Row extends Float32Array | Uint8Array>(rows: Row, sample: number, size: number): Row {
  return rows.subarray(sample * size, (sample + 1) * size) as Row;
}

function truthOf({ mask, time, features }: EvaluatedData, sample: number): Uint8Array {
  const own = mask as Uint8Array;
  return own.length > time * features ? rowOf(own, sample, time * features) : own;
}

/** The data as a dataset, series included. */
function wholeOf(data: EvaluatedData): Dataset {
  checkDataset(data, 'data');
  return data;
}
