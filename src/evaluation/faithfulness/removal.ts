import { z } from 'zod';
import type { Engine } from '../../backend/engine.js';
import { RandomStream } from '../../backend/random.js';
import { checkDataset, type Dataset, labelsOf, lengthOf, seriesOf } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { passFields } from '../../model/passes/passFields.js';
import { checkArgument, parseOptions } from '../../options.js';
import type { Estimate } from '../../statistics/estimate.js';
import { type GroupsOptions, groupedMeans } from '../../statistics/groupedMeans.js';
import { groupedProportionEstimate } from '../../statistics/groupedProportion.js';
import { seedField } from '../../statistics/randomIntegers.js';
import type { SeriesShape } from '../maps.js';
import { checkMaps } from '../maps.js';
import { predictedClasses } from '../performance/accuracy.js';
import { type FillName, type FillStatistics, fillNames, fillRemoved, fillStatistics } from './fill.js';
import { checkShares, SALIENT_SHARES, salientCount, salientOrder } from './salientCells.js';

/** What removal is measured on. */
export interface RemovalInput {
  /** Series as the model sees them, with labels. */
  readonly data: Dataset;
  /**
   * What ranks the inputs, [sample, time, feature], by absolute value: the model's own maps, another model's, or those of the
   * uniform chance row, which remove at random.
   */
  readonly maps: Float32Array;
  /** Logits [sample, class] of some of the samples, such as `(series) => classifier.logits(series)`. */
  readonly logits: (series: Dataset) => Float32Array | Promise<Float32Array>;
  /** Where means and deviations of the fills come from; needed by all fills but `zero`. */
  readonly training?: Dataset | undefined;
}

/** What is removed, and what takes its place. */
export const removalSchema = z
  .strictObject({
    shares: z
      .array(z.number())
      .readonly()
      .default(SALIENT_SHARES)
      .describe('shares of the valid inputs, in [0, 1], rising'),
    mode: z
      .enum(['remove', 'keep'])
      .default('remove')
      .describe('remove fills the most salient inputs, keep all others'),
    fill: z.enum(fillNames).default('zero').describe('what stands where an input was removed'),
    seed: seedField.describe('seed of noise, and of the order of inputs with equal saliency'),
    chunk: z
      .int()
      .min(1)
      .optional()
      .describe('samples that logits is given at a time; as many as hold 4 million numbers unless told'),
    signal: passFields.signal,
  })
  .describe('removal');

export type RemovalOptions = z.input<typeof removalSchema>;

/** What removal did to each sample. */
export interface RemovalScores {
  readonly shares: readonly number[];
  readonly mode: 'remove' | 'keep';
  readonly fill: FillName;
  /** 1 where the class is predicted, [sample, 1 + share]: first with nothing removed, then at each share. */
  readonly correct: Float64Array;
  /** Probability of the true class, likewise. */
  readonly probability: Float64Array;
}

/** An area under a curve over the shares, divided by their range: the mean height, in [0, 1]. */
export interface RemovalArea {
  readonly perSample: Float64Array;
  readonly estimate: Estimate;
}

/** What is left of a model's accuracy where inputs are removed, most salient first. */
export interface RemovalCurve {
  readonly shares: readonly number[];
  readonly mode: 'remove' | 'keep';
  readonly fill: FillName;
  /** Accuracy with nothing removed. */
  readonly whole: Estimate;
  /** Accuracy at each share. */
  readonly accuracy: readonly Estimate[];
  /** `whole` minus accuracy at each share, sample by sample. */
  readonly lost: readonly Estimate[];
  /** Mean probability of the true class at each share. */
  readonly probability: readonly Estimate[];
  readonly area: { readonly accuracy: RemovalArea; readonly probability: RemovalArea };
}

/** Numbers of the series that are given at a time unless told: 16 MiB. */
const CHUNK = 2 ** 22;

/**
 * Whether each sample is still classified correctly, and how probable its true class is, as the most salient share of its
 * inputs is removed (or kept), as in Ismail et al. 2019, section 4.4, and Samek et al. 2017. Padding is never counted.
 *
 * The same sample gets the same noise, and the same order of inputs with equal saliency, from every ranking of a seed, so that
 * those of several maps or models can be compared sample by sample.
 *
 * @throws UnvanishError `labels` where there are none, `shape` where maps do not fit the data, `not-finite` where a map or a
 *   logit is not, `option` where an argument or share is wrong or a fill lacks the training data, `aborted`.
 */
export async function removalScores(
  engine: Engine,
  input: RemovalInput,
  options: RemovalOptions,
): Promise<RemovalScores> {
  checkInput(engine, input);
  const { data, maps, logits, training } = input;
  const { shares, mode, fill, seed, chunk: most, signal } = parseOptions(removalSchema, options);
  checkShares(shares);
  checkMaps(maps, data);
  const labels = labelsOf(data);
  if (fill !== 'zero' && !training)
    throw new UnvanishError('option', `the fill "${fill}" needs the training data`, 'give them as training');
  const statistics = training ? fillStatistics(training) : blank(data.features);
  if (statistics.mean.length !== data.features)
    throw new UnvanishError(
      'shape',
      `the training data have ${statistics.mean.length} features where the series have ${data.features}`,
    );
  const stream = new RandomStream(engine, seed, 'removal');
  const size = data.time * data.features;
  // The first column is the whole series.
  const columns = shares.length + 1;
  const correct = new Float64Array(data.samples * columns);
  const probability = new Float64Array(data.samples * columns);
  const step = most ?? Math.max(1, Math.floor(CHUNK / size));
  for (let from = 0; from < data.samples; from += step) {
    const chunk = samplesFrom(data, from, Math.min(data.samples, from + step));
    const ranked = Array.from({ length: chunk.samples }, (_, row) =>
      salientOrder(
        maps.subarray((from + row) * size, (from + row + 1) * size),
        shapeOf(chunk, row),
        stream.permutation(size, 2 * (from + row)),
      ),
    );
    for (let column = 0; column < columns; column++) {
      if (signal?.aborted) throw new UnvanishError('aborted', 'the work was stopped before its end');
      const share = column === 0 ? undefined : shares[column - 1];
      const series = share === undefined ? chunk : without(chunk, share, ranked, from);
      const scores = scored(engine, await logits(series), labels.subarray(from, from + chunk.samples));
      for (let row = 0; row < chunk.samples; row++) {
        correct[(from + row) * columns + column] = scores.correct[row];
        probability[(from + row) * columns + column] = scores.probability[row];
      }
    }
  }
  return { shares, mode, fill, correct, probability };

  function without(chunk: Dataset, share: number, ranked: readonly Uint32Array[], from: number): Dataset {
    const x = chunk.x.slice();
    const removed = new Uint8Array(size);
    for (let row = 0; row < chunk.samples; row++) {
      const shape = shapeOf(chunk, row);
      const top = salientCount(share, shape);
      removed.fill(mode === 'remove' ? 0 : 1);
      for (let rank = 0; rank < top; rank++) removed[ranked[row][rank]] = mode === 'remove' ? 1 : 0;
      const noise = fill === 'noise' ? stream.normal(size, 2 * (from + row) + 1) : statistics.mean;
      fillRemoved(x.subarray(row * size, (row + 1) * size), removed, shape, fill, statistics, noise);
    }
    return { ...chunk, x };
  }
}

/**
 * The scores of several parts of the samples, one after the other: of the folds of a cross-validation, each scored with its own
 * model.
 *
 * @throws UnvanishError `option` where there are none, or where they are of different recipes.
 */
export function joinRemovalScores(parts: readonly RemovalScores[]): RemovalScores {
  checkArgument(Array.isArray(parts), 'parts', parts, 'an array of removal scores');
  for (const part of parts) checkScores(part);
  const [first] = parts;
  const recipe = ({ shares, mode, fill }: RemovalScores) => `${mode}, ${fill}, ${shares.join(' ')}`;
  if (!first || parts.some((part) => recipe(part) !== recipe(first)))
    throw new UnvanishError('option', `${parts.length} parts of scores do not belong together`);
  const joined = (values: (part: RemovalScores) => Float64Array) =>
    Float64Array.from(parts.flatMap((part) => Array.from(values(part))));
  return { ...first, correct: joined(({ correct }) => correct), probability: joined(({ probability }) => probability) };
}

/**
 * What is left of a model's accuracy, and of the mean probability of the true class, as inputs are removed; with
 * intervals over samples, or over whole groups where these are given.
 *
 * A model has never seen series with holes: compare the curve with that of random removal, not with 0.
 *
 * @throws UnvanishError as `groupedMeans` does.
 */
export function removalCurve(scores: RemovalScores, { groups }: Pick<GroupsOptions, 'groups'> = {}): RemovalCurve {
  checkScores(scores);
  const { shares, mode, fill, correct, probability } = scores;
  const columns = shares.length + 1;
  const between = (least: number) => (values: Float64Array, width: number) =>
    groupedMeans(values, width, { groups, bounds: [least, 1] });
  const estimates = between(0);
  const shareOf = (column: number) =>
    groupedProportionEstimate(
      correct.filter((_, at) => at % columns === column),
      groups,
    ) as Estimate;
  const lost = correct.map((value, at) => correct[at - (at % columns)] - value);
  const area = (values: Float64Array): RemovalArea => {
    const perSample = meanHeights(values, shares);
    return { perSample, estimate: estimates(perSample, 1)[0] };
  };
  const [whole, ...accuracy] = Array.from({ length: columns }, (_, column) => shareOf(column));
  return {
    shares,
    mode,
    fill,
    whole,
    accuracy,
    lost: between(-1)(lost, columns).slice(1),
    probability: estimates(probability, columns).slice(1),
    area: { accuracy: area(correct), probability: area(probability) },
  };
}

function checkInput(engine: Engine, input: RemovalInput): void {
  checkArgument(typeof engine?.scope === 'function', 'engine', engine, 'an engine', 'make one with Engine.create');
  checkArgument(typeof input === 'object' && input !== null, 'input', input, '{ data, maps, logits }');
  checkDataset(input.data, 'data');
  checkArgument(typeof input.logits === 'function', 'logits', input.logits, 'a function from series to logits');
  if (input.training !== undefined) checkDataset(input.training, 'training');
}

function checkScores(scores: RemovalScores): void {
  const { shares, correct, probability } = (scores ?? {}) as Partial<RemovalScores>;
  const holds = Array.isArray(shares) && correct instanceof Float64Array && probability instanceof Float64Array;
  checkArgument(holds, 'scores', scores, 'what removalScores gives');
}

function blank(features: number): FillStatistics {
  return { mean: new Float32Array(features), deviation: new Float32Array(features) };
}

function shapeOf(data: Dataset, sample: number): SeriesShape {
  return { time: data.time, features: data.features, length: lengthOf(data, sample) };
}

/** Samples `from` to `to` without what a forward pass does not need. */
function samplesFrom(data: Dataset, from: number, to: number): Dataset {
  const { time, features, featureNames, classNames, lengths, labels } = data;
  const x = new Float32Array((to - from) * time * features);
  for (let sample = from; sample < to; sample++) x.set(seriesOf(data, sample), (sample - from) * time * features);
  return {
    x,
    samples: to - from,
    time,
    features,
    featureNames,
    classNames,
    ...(labels && { labels: labels.subarray(from, to) }),
    ...(lengths && { lengths: lengths.subarray(from, to) }),
  };
}

/** Whether each sample is classified correctly, and the probability of its true class. */
function scored(engine: Engine, logits: Float32Array, labels: Int32Array) {
  const classes = logits.length / labels.length;
  const predicted = predictedClasses(logits, classes);
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0)
    throw new UnvanishError('labels', `a label is ${labels[wrong]} where the logits have classes 0 to ${classes - 1}`);
  return engine.scope(() => {
    const at = engine.put(logits);
    engine.kernels.logSoftmax(at, labels.length, classes);
    engine.kernels.expInPlace(at, logits.length);
    const p = engine.floats(at, logits.length);
    return {
      correct: Uint8Array.from(labels, (label, row) => (predicted[row] === label ? 1 : 0)),
      probability: Float64Array.from(labels, (label, row) => p[row * classes + label]),
    };
  });
}

/** Of each row but its first value, the area under it by trapezoids, divided by the range of the shares. */
function meanHeights(values: Float64Array, shares: readonly number[]): Float64Array {
  const columns = shares.length + 1;
  const range = shares[shares.length - 1] - shares[0];
  return Float64Array.from({ length: values.length / columns }, (_, row) => {
    const at = (share: number) => values[row * columns + 1 + share];
    if (range === 0) return at(0);
    let area = 0;
    for (let i = 1; i < shares.length; i++) area += ((shares[i] - shares[i - 1]) * (at(i) + at(i - 1))) / 2;
    return area / range;
  });
}
