import { elementCount, formatShape } from '../data/array.js';
import { createDataset, type Dataset, type GroupKind, type Groups, groupKinds } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import type { Recording } from './recording.js';

/** What is cut out of a recording to be one sample. */
export interface Cut {
  readonly recording: Recording;
  /** Unique among all samples. */
  readonly name: string;
  /** Class index. */
  readonly label: number;
  /** Its first time step, and the first one after it. */
  readonly first: number;
  readonly end: number;
  /** 1 for each time step of the recording that is on task. */
  readonly onTask: Uint8Array;
  /** Time steps whose mean is subtracted, from the first to the one before the last. */
  readonly baseline?: readonly [first: number, end: number] | undefined;
}

/** What one kind of sampling finds. */
export interface Cuts {
  readonly cuts: readonly Cut[];
  readonly classNames: readonly string[];
}

// 8 GiB of float32.
const MOST_VALUES = 2 ** 31;

/**
 * Makes a dataset of what is cut out of recordings of the same features; samples are grouped by subject, run, session and site
 * where all recordings tell, and by what they share of time steps where any do.
 *
 * @throws UnvanishError `size`.
 */
export function cutOut({ cuts, classNames }: Cuts): Dataset {
  const [{ recording }] = cuts;
  const { features, featureNames, samplingInterval, space } = recording;
  const lengths = Int32Array.from(cuts, ({ first, end }) => end - first);
  const time = lengths.reduce((most, length) => Math.max(most, length), 0);
  const shape = [cuts.length, time, features] as const;
  if (elementCount(shape) > MOST_VALUES) {
    throw new UnvanishError(
      'size',
      `the samples would have shape ${formatShape(shape)}: more than ${MOST_VALUES} values`,
      'choose fewer features, a mask or an atlas, or a greater stride',
    );
  }
  const x = new Float32Array(elementCount(shape));
  const onTask = new Uint8Array(cuts.length * time);
  cuts.forEach((cut, sample) => {
    const own = x.subarray(sample * time * features, (sample + 1) * time * features);
    own.set(cut.recording.x.subarray(cut.first * features, cut.end * features));
    if (cut.baseline) subtractMean(own.subarray(0, (cut.end - cut.first) * features), cut.recording, cut.baseline);
    onTask.set(cut.onTask.subarray(cut.first, cut.end), sample * time);
  });
  return createDataset({
    x,
    shape,
    labels: Int32Array.from(cuts, ({ label }) => label),
    classNames,
    lengths,
    sampleNames: cuts.map(({ name }) => name),
    featureNames,
    samplingInterval,
    episodes: episodesOf(cuts),
    groups: Object.assign({}, ...groupKinds.map((kind) => groupsBy(cuts, kind))),
    onTask,
    space,
  });
}

/** What each cut lies in together with those that use a time step that it uses, for itself or its baseline; undefined where none do. */
function episodesOf(cuts: readonly Cut[]): string[] | undefined {
  const owners = new Map<Recording, Int32Array>();
  const joined = Int32Array.from(cuts.keys());
  const rootOf = (cut: number): number => {
    let root = cut;
    while (joined[root] !== root) root = joined[root];
    joined[cut] = root;
    return root;
  };
  let shared = false;
  cuts.forEach(({ recording, first, end, baseline }, cut) => {
    const owner = owners.get(recording) ?? new Int32Array(recording.time).fill(-1);
    owners.set(recording, owner);
    for (const [from, to] of [[first, end], ...(baseline ? [baseline] : [])]) {
      for (let step = from; step < to; step++) {
        if (owner[step] < 0) owner[step] = cut;
        else if (owner[step] !== cut) {
          const root = rootOf(owner[step]);
          if (root === rootOf(cut)) continue;
          joined[rootOf(cut)] = root;
          shared = true;
        }
      }
    }
  });
  if (!shared) return undefined;
  return Array.from(cuts.keys(), (cut) => `episode of ${cuts[rootOf(cut)].name}`);
}

function groupsBy(cuts: readonly Cut[], kind: GroupKind): Groups {
  const names = cuts.flatMap(({ recording }) => recording[kind] ?? []);
  return names.length === cuts.length ? { [kind]: names } : {};
}

/** Subtracts from x [time, feature] the mean of some time steps of its recording, in place. */
function subtractMean(x: Float32Array, recording: Recording, [first, end]: readonly [number, number]): void {
  const { features } = recording;
  for (let feature = 0; feature < features; feature++) {
    let sum = 0;
    for (let t = first; t < end; t++) sum += recording.x[t * features + feature];
    const mean = sum / (end - first);
    for (let at = feature; at < x.length; at += features) x[at] -= mean;
  }
}
