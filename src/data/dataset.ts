import { UnvanishError } from '../errors.js';
import { checkArgument } from '../options.js';
import { quoted, someOf } from '../quoted.js';
import type { FeatureSpace } from './space/space.js';

/**
 * Series with labels: everything that training, attribution and evaluation know about the data.
 * Row-major; time steps at or beyond a sample's length are padding and hold zeros.
 */
export interface Dataset {
  /** The series, [sample, time, feature], float32. */
  readonly x: Float32Array;
  readonly samples: number;
  readonly time: number;
  readonly features: number;
  /** Class index of each sample, [sample]; absent where only predictions are wanted. */
  readonly labels?: Int32Array;
  /** What is to be predicted where it is no class, [sample, ...]: as many numbers for each sample; of which shape, a model's head says. */
  readonly targets?: Float32Array;
  /** Number of time steps of each sample, [sample]; absent where all have `time` steps. */
  readonly lengths?: Int32Array;
  /** Truth mask, 1 where a feature is known to matter: [time, feature], or [sample, time, feature]. */
  readonly mask?: Uint8Array;
  /** One name a sample, where the data name theirs. */
  readonly sampleNames?: readonly string[];
  /** One name a feature. */
  readonly featureNames: readonly string[];
  /** One name a class; empty where there are no labels. */
  readonly classNames: readonly string[];
  /** Seconds from one time step to the next, where known. */
  readonly samplingInterval?: number;
  /** What each sample belongs to, where the data tell, one name a sample: what must not be torn apart by a split. */
  readonly groups?: Groups;
  /**
   * For samples of which some share time steps of a recording, as windows that overlap: what each lies in, one name a sample. Those that
   * share time steps, directly or by way of others, have one name, and no split tears them apart. Absent where none do.
   */
  readonly episodes?: readonly string[];
  /** 1 where a time step lies in a task (a labelled interval), 0 where it does not, [sample, time]. */
  readonly onTask?: Uint8Array;
  /** Where the features lie in the files they were read from, so that maps can be written in the same form. */
  readonly space?: FeatureSpace;
  /** Names of what lies beside them in their file and is not read. */
  readonly unread?: readonly string[];
}

/**
 * Checks that an argument is a dataset, since JavaScript does not.
 *
 * @throws UnvanishError `option`; `shape` where x has another number of values than its sizes say.
 */
export function checkDataset(value: unknown, name: string): asserts value is Dataset {
  const { x, samples, time, features } = (value ?? {}) as Partial<Dataset>;
  const sizes = [samples, time, features];
  const isOne = x instanceof Float32Array && sizes.every((size) => Number.isSafeInteger(size));
  checkArgument(isOne, name, value, 'a dataset', 'make one with createDataset or readDataset');
  const count = sizes.reduce<number>((product, size) => product * (size as number), 1);
  if ((x as Float32Array).length === count) return;
  throw new UnvanishError(
    'shape',
    `${name}: x holds ${x?.length} values where [sample, time, feature] = [${sizes.join(', ')}] needs ${count}`,
  );
}

/** Kinds of groups that samples come in. The names of runs and sessions are unique over all subjects. */
export const groupKinds = ['subject', 'run', 'session', 'site'] as const;
export type GroupKind = (typeof groupKinds)[number];
/** For each kind that the data tell of, one name a sample. */
export type Groups = Readonly<Partial<Record<GroupKind, readonly string[]>>>;

/** What `createDataset` needs; names that are left out are made up (`feature 0`, `class 0`, ...). */
export interface DatasetFields {
  x: Float32Array;
  shape: readonly [samples: number, time: number, features: number];
  labels?: Int32Array | undefined;
  targets?: Float32Array | undefined;
  lengths?: Int32Array | undefined;
  mask?: Uint8Array | undefined;
  sampleNames?: readonly string[] | undefined;
  featureNames?: readonly string[] | undefined;
  classNames?: readonly string[] | undefined;
  samplingInterval?: number | undefined;
  groups?: Groups | undefined;
  episodes?: readonly string[] | undefined;
  onTask?: Uint8Array | undefined;
  space?: FeatureSpace | undefined;
  unread?: readonly string[] | undefined;
}

/**
 * Checks the parts against each other and makes a Dataset of them. Padding is set to zero in a copy; the
 * arrays given are never changed.
 *
 * @throws UnvanishError `shape`, `labels` or `not-finite`, naming the field and the first place that is wrong.
 */
export function createDataset(fields: DatasetFields): Dataset {
  checkArgument(typeof fields === 'object' && fields !== null, 'createDataset', fields, 'fields { x, shape, … }');
  checkArgument(fields.x instanceof Float32Array, 'createDataset: x', fields.x, 'a Float32Array');
  checkArgument(
    Array.isArray(fields.shape) && fields.shape.length === 3,
    'createDataset: shape',
    fields.shape,
    'three sizes',
  );
  const [samples, time, features] = fields.shape;
  if (!fields.shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new UnvanishError(
      'shape',
      `x has shape [${fields.shape.join(', ')}]: every size must be a positive whole number`,
    );
  }
  if (fields.x.length !== samples * time * features) {
    throw new UnvanishError(
      'shape',
      `x holds ${fields.x.length} values where shape [${fields.shape.join(', ')}] needs ${samples * time * features}`,
    );
  }
  const lengths = checkedLengths(fields.lengths, samples, time);
  const x = withoutPadding(fields.x, lengths, time, features);
  checkFinite('x', x, [time, features]);
  const { labels, targets, mask } = fields;
  checkTargets(targets, samples);
  const classNames = checkedClassNames(labels, samples, fields.classNames);
  if (mask && mask.length !== time * features && mask.length !== samples * time * features) {
    throw new UnvanishError(
      'shape',
      `mask holds ${mask.length} values where [time, feature] = [${time}, ${features}] or [sample, time, feature] = [${samples}, ${time}, ${features}] was expected`,
    );
  }
  const featureNames = fields.featureNames ?? Array.from({ length: features }, (_, i) => `feature ${i}`);
  if (featureNames.length !== features) {
    throw new UnvanishError('shape', `${featureNames.length} feature names for ${features} features`);
  }
  const { sampleNames } = fields;
  if (sampleNames && sampleNames.length !== samples) {
    throw new UnvanishError('shape', `${sampleNames.length} sample names for ${samples} samples`);
  }
  const { onTask, groups, episodes, space, unread = [] } = fields;
  for (const kind of groupKinds) {
    const names = groups?.[kind];
    if (names && names.length !== samples)
      throw new UnvanishError('shape', `${names.length} names of ${kind}s for ${samples} samples`);
  }
  if (episodes && episodes.length !== samples)
    throw new UnvanishError('shape', `${episodes.length} names of episodes for ${samples} samples`);
  if (onTask && onTask.length !== samples * time)
    throw new UnvanishError(
      'shape',
      `onTask holds ${onTask.length} values where [sample, time] = [${samples}, ${time}] was expected`,
    );
  return {
    x,
    samples,
    time,
    features,
    ...(labels && { labels }),
    ...(targets && { targets }),
    ...(lengths && { lengths }),
    ...(mask && { mask }),
    ...(sampleNames && { sampleNames }),
    featureNames,
    classNames,
    ...(fields.samplingInterval !== undefined && { samplingInterval: fields.samplingInterval }),
    ...(groups && { groups }),
    ...(episodes && { episodes }),
    ...(onTask && { onTask }),
    ...(space && { space }),
    ...(unread.length > 0 && { unread }),
  };
}

/** The number of time steps of one sample. */
export function lengthOf(dataset: Dataset, sample: number): number {
  return dataset.lengths?.[sample] ?? dataset.time;
}

/** The truth mask of one sample, [time, feature], where the dataset has one. */
export function maskOf(dataset: Dataset, sample: number): Uint8Array | undefined {
  const size = dataset.time * dataset.features;
  const { mask } = dataset;
  return mask && mask.length > size ? mask.subarray(sample * size, (sample + 1) * size) : mask;
}

/** The series of one sample, [time, feature]; a view, not a copy. */
export function seriesOf(dataset: Dataset, sample: number): Float32Array {
  const size = dataset.time * dataset.features;
  return dataset.x.subarray(sample * size, (sample + 1) * size);
}

/** The labels of a dataset that must have them. */
export function labelsOf(dataset: Dataset): Int32Array {
  const { labels, unread = [] } = dataset;
  if (labels) return labels;
  const beside = unread.length > 0 ? ` (not read: ${someOf(unread.map(quoted), 8)})` : '';
  throw new UnvanishError('labels', `the data have no labels${beside}`, 'give them with `labels`, or as y in the .npz');
}

/**
 * The samples at the given positions, in that order, as a dataset of their own.
 *
 * @throws UnvanishError `option` where there are no positions, or one that the dataset does not have.
 */
export function takeSamples(dataset: Dataset, positions: ArrayLike<number>): Dataset {
  checkDataset(dataset, 'takeSamples: the first argument');
  const isList = typeof positions === 'object' && positions !== null && typeof positions.length === 'number';
  checkArgument(isList, 'takeSamples: the second argument', positions, 'positions of samples');
  const size = dataset.time * dataset.features;
  const count = positions.length;
  checkPositions(positions, dataset.samples);
  const x = new Float32Array(count * size);
  const perSampleMask = dataset.mask && dataset.mask.length > size;
  const mask = perSampleMask ? new Uint8Array(count * size) : dataset.mask;
  for (let row = 0; row < count; row++) {
    const sample = positions[row];
    x.set(seriesOf(dataset, sample), row * size);
    if (perSampleMask) mask?.set(maskOf(dataset, sample) as Uint8Array, row * size);
  }
  const pick = (values: Int32Array) => Int32Array.from({ length: count }, (_, row) => values[positions[row]]);
  const pickNames = (names: readonly string[]) => Array.from(positions, (sample) => names[sample] ?? '');
  const { groups, episodes, onTask, sampleNames } = dataset;
  return {
    ...dataset,
    x,
    samples: count,
    ...(dataset.labels && { labels: pick(dataset.labels) }),
    ...(dataset.targets && { targets: takeRows(dataset.targets, dataset.samples, positions) }),
    ...(dataset.lengths && { lengths: pick(dataset.lengths) }),
    ...(mask && { mask }),
    ...(sampleNames && { sampleNames: pickNames(sampleNames) }),
    ...(groups && {
      groups: Object.fromEntries(
        groupKinds.flatMap((kind) => (groups[kind] ? [[kind, pickNames(groups[kind])]] : [])),
      ) as Groups,
    }),
    ...(episodes && { episodes: pickNames(episodes) }),
    ...(onTask && {
      onTask: Uint8Array.from(
        { length: count * dataset.time },
        (_, place) => onTask[positions[Math.floor(place / dataset.time)] * dataset.time + (place % dataset.time)],
      ),
    }),
  };
}

/** The rows of some samples, of values that are as many for each of `samples`. */
export function takeRows(values: Float32Array, samples: number, positions: ArrayLike<number>): Float32Array {
  const size = values.length / samples;
  const rows = new Float32Array(positions.length * size);
  for (let row = 0; row < positions.length; row++) {
    rows.set(values.subarray(positions[row] * size, (positions[row] + 1) * size), row * size);
  }
  return rows;
}

function checkTargets(targets: Float32Array | undefined, samples: number): void {
  if (!targets) return;
  if (targets.length === 0 || targets.length % samples !== 0) {
    throw new UnvanishError('shape', `${targets.length} targets for ${samples} samples: not as many for each`);
  }
  const wrong = targets.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return;
  const sample = Math.floor((wrong / targets.length) * samples);
  throw new UnvanishError('not-finite', `targets hold ${targets[wrong]} at sample ${sample}`);
}

function checkPositions(positions: ArrayLike<number>, samples: number): void {
  if (positions.length === 0) throw new UnvanishError('option', `none of ${samples} samples were picked`);
  const wrong = Array.prototype.findIndex.call(
    positions,
    (sample: number) => !(Number.isInteger(sample) && sample >= 0 && sample < samples),
  );
  if (wrong < 0) return;
  throw new UnvanishError(
    'option',
    `positions[${wrong}] is ${positions[wrong]}: the dataset has samples 0 to ${samples - 1}`,
  );
}

/**
 * Lengths that fit [samples, time]; undefined where all samples are whole.
 *
 * @throws UnvanishError `shape`, naming the first that is wrong.
 */
export function checkedLengths(lengths: Int32Array | undefined, samples: number, time: number): Int32Array | undefined {
  if (!lengths) return undefined;
  if (lengths.length !== samples) throw new UnvanishError('shape', `${lengths.length} lengths for ${samples} samples`);
  const wrong = lengths.findIndex((length) => length < 1 || length > time);
  if (wrong >= 0)
    throw new UnvanishError('shape', `lengths[${wrong}] is ${lengths[wrong]}: a sample has 1 to ${time} time steps`);
  return lengths.every((length) => length === time) ? undefined : lengths;
}

function withoutPadding(
  x: Float32Array,
  lengths: Int32Array | undefined,
  time: number,
  features: number,
): Float32Array {
  if (!lengths || isPaddingZero(x, lengths, time, features)) return x;
  const clean = x.slice();
  lengths.forEach((length, sample) => {
    clean.fill(0, (sample * time + length) * features, (sample + 1) * time * features);
  });
  return clean;
}

function isPaddingZero(x: Float32Array, lengths: Int32Array, time: number, features: number): boolean {
  return lengths.every((length, sample) => {
    return x
      .subarray((sample * time + length) * features, (sample + 1) * time * features)
      .every((value) => value === 0);
  });
}

/**
 * Checks series [sample, time, feature] of the given [time, feature].
 *
 * @throws UnvanishError `not-finite`, naming `what` they are and the first place that holds NaN or infinity.
 */
export function checkFinite(what: string, x: Float32Array, [time, features]: readonly [number, number]): void {
  // A loop: `findIndex` with a function takes as long as drawing the numbers did.
  let wrong = 0;
  while (wrong < x.length && Number.isFinite(x[wrong])) wrong++;
  if (wrong === x.length) return;
  const feature = wrong % features;
  const step = Math.floor(wrong / features) % time;
  const sample = Math.floor(wrong / features / time);
  throw new UnvanishError(
    'not-finite',
    `${what} is ${x[wrong]} at sample ${sample}, time ${step}, feature ${feature}`,
    'fill or drop missing values before training',
  );
}

function checkedClassNames(
  labels: Int32Array | undefined,
  samples: number,
  names: readonly string[] | undefined,
): readonly string[] {
  if (!labels) return names ?? [];
  if (labels.length !== samples) throw new UnvanishError('labels', `${labels.length} labels for ${samples} samples`);
  const negative = labels.findIndex((label) => label < 0);
  if (negative >= 0)
    throw new UnvanishError('labels', `labels[${negative}] is ${labels[negative]}: classes are numbered from 0`);
  const classes = labels.reduce((most, label) => Math.max(most, label), 0) + 1;
  if (names && names.length < classes)
    throw new UnvanishError('labels', `label ${classes - 1} has no name: there are ${names.length} class names`);
  if (classes > 65_536) throw new UnvanishError('labels', `labels go up to ${classes - 1}: are these classes?`);
  return names ?? Array.from({ length: classes }, (_, index) => `class ${index}`);
}
