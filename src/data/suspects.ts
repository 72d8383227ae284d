import { quoted, someOf } from '../quoted.js';
import { exp } from '../statistics/portableMath.js';
import { RandomIntegers } from '../statistics/randomIntegers.js';
import { type Dataset, lengthOf } from './dataset.js';
import type { Finding } from './finding.js';

/** None of so many permutations may be as good as what is taken for more than chance, and it must be so far above it. */
const PERMUTATIONS = 999;
/** Of more samples than these, as many that lie evenly among them are looked at. */
const MOST_SAMPLES = 2000;
const LEAST_GAIN = 0.05;
/** Where more things are looked at, the best must be rarer than random permutations can show. */
const FEW = 10;
const RARE = 0.002;
/** So many steps that all go up are no measurement's. */
const LEAST_STEPS = 20;
const MOST_SHOWN = 5;

/**
 * What may tell classes without saying anything of what was measured: the number of time steps, and features that are not measured by
 * their form: they rise throughout every sample, as counters and times do, or are constant within each, as numbers of sessions
 * are. A warning says how often such a thing alone is right about samples left out; what only looks so is a note.
 */
export function suspectsOf(dataset: Dataset): Finding[] {
  const { labels: all, classNames, samples } = dataset;
  if (!all || samples < 4 || new Set(all).size < 2) return [];
  const some = Math.min(samples, MOST_SAMPLES);
  const chosen = Int32Array.from({ length: some }, (_, at) => Math.floor((at * samples) / some));
  const labels = Int32Array.from(chosen, (sample) => all[sample]);
  const dealt = new DealtLabels(labels);
  const toldBy = (values: Float64Array, of: number) =>
    toldAlone(
      Float64Array.from(chosen, (sample) => values[sample]),
      dealt,
      classNames.length,
      of,
    );
  return [...ofLengths(dataset, toldBy), ...ofFeatures(dataset, toldBy)];
}

/** How often a value alone is right, in words; undefined where that may be chance. */
type Told = (values: Float64Array, of: number) => string | undefined;

function ofLengths(dataset: Dataset, toldBy: Told): Finding[] {
  if (!dataset.lengths) return [];
  const told = toldBy(Float64Array.from(dataset.lengths), 1);
  if (!told) return [];
  return [
    {
      level: 'warning',
      what: `the number of time steps alone tells the class: ${told}`,
      remedy:
        'a model may learn nothing else: give all samples one length, with `equalLengths`, or of blocks with `blockLength`',
    },
  ];
}

function ofFeatures(dataset: Dataset, toldBy: Told): Finding[] {
  const { featureNames } = dataset;
  const { rising, still } = formsOf(dataset);
  const suspects = [...rising, ...still];
  const tells: { readonly feature: number; readonly told: string }[] = [];
  for (const feature of suspects) {
    const told = toldBy(firstValues(dataset, feature), suspects.length);
    if (told) tells.push({ feature, told });
    // What more there may be is seen once these are left out.
    if (tells.length === MOST_SHOWN) break;
  }
  const warnings = tells.map(({ feature, told }): Finding => {
    const form = rising.includes(feature)
      ? 'rises in every sample, as counters and times do,'
      : 'never changes within a sample, as what is no series does,';
    return {
      level: 'warning',
      what: `the feature ${quoted(featureNames[feature])} ${form} and tells the class alone: ${told}`,
      remedy: 'unless it was measured, leave it out, of a table with `ignoreColumns`',
    };
  });
  const harmless = rising.filter((feature) => tells.every((one) => one.feature !== feature));
  if (harmless.length === 0) return warnings;
  const names = someOf(
    harmless.map((feature) => quoted(featureNames[feature])),
    MOST_SHOWN,
  );
  const note: Finding = {
    level: 'note',
    what: `${harmless.length > 1 ? 'features rise' : 'a feature rises'} in every sample, as counters and times do: ${names}`,
    remedy: 'where it tells the time of a table, say so with `timeColumn`, or leave it out with `ignoreColumns`',
  };
  return [...warnings, note];
}

/** Features that rise (or fall) throughout every sample, and those that are constant within each but not everywhere. */
function formsOf(dataset: Dataset): { readonly rising: readonly number[]; readonly still: readonly number[] } {
  const { x, samples, time, features } = dataset;
  const up = new Int32Array(features);
  const down = new Int32Array(features);
  let steps = 0;
  for (let sample = 0; sample < samples; sample++) {
    const start = sample * time * features;
    const length = lengthOf(dataset, sample);
    steps += length - 1;
    const end = start + length * features;
    for (let at = start + features, feature = 0; at < end; at++, feature = feature + 1 === features ? 0 : feature + 1) {
      if (x[at] > x[at - features]) up[feature]++;
      else if (x[at] < x[at - features]) down[feature]++;
    }
  }
  const rising: number[] = [];
  const still: number[] = [];
  for (let feature = 0; feature < features; feature++) {
    const [less, more] = up[feature] < down[feature] ? [up[feature], down[feature]] : [down[feature], up[feature]];
    if (less === 0 && more >= LEAST_STEPS && 2 * more >= steps) rising.push(feature);
    if (more === 0 && steps > 0 && firstValues(dataset, feature).some((value) => value !== x[feature]))
      still.push(feature);
  }
  return { rising, still };
}

/** The value of a feature at the first step of each sample, [sample]. */
function firstValues({ x, samples, time, features }: Dataset, feature: number): Float64Array {
  return Float64Array.from({ length: samples }, (_, sample) => x[sample * time * features + feature]);
}

/**
 * How often the class of a sample is that of most of the others whose value is the same, or else nearest, or the class whose mean
 * of the others is nearest, whichever is better; beside what the same comes to where labels are dealt out at random. Undefined
 * where neither the first nor the spread of the classes' means is more than chance.
 */
function toldAlone(values: Float64Array, dealt: DealtLabels, classes: number, of: number): string | undefined {
  const { labels } = dealt;
  const near = nearestOthers(values);
  const measure = (by: Int32Array) => [
    accuracyOf(near, by, classes),
    centroidAccuracy(values, by, classes),
    spreadOfMeans(values, by, classes),
  ];
  const found = measure(labels);
  const sums = found.map(() => 0);
  const asGood = found.map(() => 0);
  for (let round = 0; round < PERMUTATIONS; round++) {
    measure(dealt.of(round)).forEach((value, which) => {
      sums[which] += value;
      if (value >= found[which]) asGood[which]++;
    });
    if (asGood[0] > 0 && asGood[2] > 0) return undefined;
  }
  const better = found[1] > found[0] ? 1 : 0;
  const [accuracy, chance] = [found[better], sums[better] / PERMUTATIONS];
  const isChance = of > FEW && of * boundOfTail(accuracy, chance, labels.length) > RARE;
  if (isChance || accuracy - chance < LEAST_GAIN) return undefined;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  return `it is right about ${percent(accuracy)} of samples left out, where chance is ${percent(chance)}`;
}

/** Labels dealt out at random, the same for all that is looked at. */
class DealtLabels {
  private readonly random = new RandomIntegers(0, 'chance');
  private readonly rounds: Int32Array[] = [];

  constructor(readonly labels: Int32Array) {}

  of(round: number): Int32Array {
    const { labels } = this;
    this.rounds[round] ??= Int32Array.from(
      this.random.permutation(labels.length, round * labels.length),
      (from) => labels[from],
    );
    return this.rounds[round];
  }
}

/** What the probability of so high a share of n draws, each with a chance, does not exceed (Hoeffding). */
function boundOfTail(share: number, chance: number, n: number): number {
  return exp(-2 * n * (share - chance) ** 2);
}

/** Samples of each different value, and which of them are nearest to each. */
interface Near {
  /** Number of the value of each sample, [sample]. */
  readonly numberOf: Int32Array;
  /** The values nearest to each one, one or two. */
  readonly neighbours: readonly (readonly number[])[];
}

function nearestOthers(values: Float64Array): Near {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const numbers = new Map(sorted.map((value, number) => [value, number]));
  const neighbours = sorted.map((value, number) => {
    const [before, after] = [value - (sorted[number - 1] ?? -Infinity), (sorted[number + 1] ?? Infinity) - value];
    if (before === after) return sorted.length > 1 ? [number - 1, number + 1] : [];
    return [before < after ? number - 1 : number + 1];
  });
  return { numberOf: Int32Array.from(values, (value) => numbers.get(value) as number), neighbours };
}

function accuracyOf({ numberOf, neighbours }: Near, labels: Int32Array, classes: number): number {
  const counts = new Int32Array(neighbours.length * classes);
  const sizes = new Int32Array(neighbours.length);
  labels.forEach((label, sample) => {
    counts[numberOf[sample] * classes + label]++;
    sizes[numberOf[sample]]++;
  });
  let right = 0;
  const votes = new Int32Array(classes);
  labels.forEach((label, sample) => {
    const value = numberOf[sample];
    votes.fill(0);
    for (const one of sizes[value] > 1 ? [value] : neighbours[value]) {
      for (let other = 0; other < classes; other++) votes[other] += counts[one * classes + other];
    }
    if (sizes[value] > 1) votes[label]--;
    let [most, ties] = [0, 0];
    for (const vote of votes) {
      if (vote > most) [most, ties] = [vote, 1];
      else if (vote === most) ties++;
    }
    if (most > 0 && votes[label] === most) right += 1 / ties;
  });
  return right / labels.length;
}

/** How often the class of a sample is the one whose mean over the other samples is nearest. */
function centroidAccuracy(values: Float64Array, labels: Int32Array, classes: number): number {
  const sums = new Float64Array(classes);
  const counts = new Int32Array(classes);
  labels.forEach((label, sample) => {
    sums[label] += values[sample];
    counts[label]++;
  });
  let right = 0;
  labels.forEach((label, sample) => {
    const value = values[sample];
    let [nearest, distance] = [-1, Number.POSITIVE_INFINITY];
    for (let other = 0; other < classes; other++) {
      const own = other === label ? 1 : 0;
      const away = Math.abs(value - (sums[other] - own * value) / (counts[other] - own));
      if (away < distance) [nearest, distance] = [other, away];
    }
    if (nearest === label) right++;
  });
  return right / labels.length;
}

/** How far the means of the classes lie apart: their sum of squares, which of permutations of the same values orders F. */
function spreadOfMeans(values: Float64Array, labels: Int32Array, classes: number): number {
  const sums = new Float64Array(classes);
  const counts = new Int32Array(classes);
  labels.forEach((label, sample) => {
    sums[label] += values[sample] - values[0];
    counts[label]++;
  });
  return sums.reduce((total, sum, label) => (counts[label] === 0 ? total : total + (sum * sum) / counts[label]), 0);
}
