import { describe, expect, it } from 'vitest';
import { type Dataset, labelsOf, lengthOf, seriesOf, takeSamples } from '../../src/data/dataset.js';
import { findingsOf } from '../../src/data/findings.js';
import { type Fold, groupedFolds, leaveOneGroupOut, stratifiedFolds } from '../../src/data/folds.js';
import { groupedSplit, stratifiedSplit } from '../../src/data/split.js';
import type { Recording, RecordingEvent } from '../../src/recordings/recording.js';
import { blockSamples, windowSamples } from '../../src/recordings/sampling.js';
import { RandomIntegers } from '../../src/statistics/randomIntegers.js';
import { chanceTest } from '../../src/studies/crossValidation/crossValidationSummary.js';
import { divided } from '../../src/studies/crossValidation/division.js';
import { refusal } from '../formats/mutations.js';
import { recording } from './recordings.js';

const event = (name: string, onset: number, duration = 10): RecordingEvent => ({ name, onset, duration });
const run = recording({ events: [event('face', 10), event('house', 30), event('face', 50)] });

/** Samples that share an episode, as positions. */
const together = ({ episodes = [] }: Dataset) =>
  [...new Set(episodes)].map((name) => episodes.flatMap((own, sample) => (own === name ? [sample] : [])));

describe('samples that share time steps', () => {
  it('lie in one episode, directly or by way of others', () => {
    const lasting = (blockLength: number) => blockSamples([run], { lag: 0, blockLength });
    expect(lasting(10).episodes).toBeUndefined();
    expect(together(lasting(11))).toEqual([[0, 1, 2]]);
    const windows = windowSamples([run], { lag: 0, blockLength: 4, blockStride: 2 });
    expect(windows.sampleNames).toEqual(
      [
        ...['face 8s', 'face 12s', 'face 16s', 'house 28s', 'house 32s', 'house 36s'],
        ...['face 48s', 'face 52s', 'face 56s'],
      ].map((name) => `run-1 ${name}`),
    );
    expect(together(windows)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
    ]);
    expect(windowSamples([run], { lag: 0, blockLength: 4 }).episodes).toBeUndefined();
  });

  it('are those of one run, and those whose baseline is in another', () => {
    const other = { ...run, name: 'run-2', run: 'run-2' };
    expect(together(blockSamples([run, other], { lag: 0, blockLength: 11 }))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    const close = recording({ events: [event('face', 10), event('house', 22), event('face', 50)] });
    expect(blockSamples([close], { lag: 0, blockBaseline: 2 }).episodes).toBeUndefined();
    expect(together(blockSamples([close], { lag: 0, blockBaseline: 4 }))).toEqual([[0, 1], [2]]);
  });

  it('keep their episodes among samples that are taken', () => {
    const all = windowSamples([run], { lag: 0, blockLength: 4, blockStride: 2 });
    expect(together(takeSamples(all, [1, 2, 7]))).toEqual([[0, 1], [2]]);
  });
});

const names = (count: number) => Array.from({ length: count }, (_, at) => `block-${at}`);

/** Noise, in which blocks of two classes follow each other with rest between; windows of 8 steps begin at every one. */
function noise(seed: number, rest = 12): Dataset {
  const random = new RandomIntegers(seed, 'data');
  const [blocks, length, features] = [14, 16, 12];
  const order = random.permutation(blocks, 0);
  const time = blocks * (length + rest);
  const bits = random.bits(time * features, 1);
  const own: Recording = {
    ...recording({ time, features }),
    x: Float32Array.from(bits, (value) => value / 2 ** 32 - 0.5),
    featureNames: names(features),
    samplingInterval: 1,
    events: Array.from(order, (place, at) =>
      event(place < blocks / 2 ? 'face' : 'house', at * (length + rest), length),
    ),
  };
  return windowSamples([own], { lag: 0, blockLength: 8, blockStride: 1 });
}

/** Share of samples that are of the class of their nearest neighbour in the training part, by their means over time. */
function predictions(data: Dataset, folds: readonly Fold[]): Int32Array {
  const labels = labelsOf(data);
  const means = Array.from({ length: data.samples }, (_, sample) => {
    const mean = new Float64Array(data.features);
    seriesOf(data, sample).forEach((value, at) => {
      mean[at % data.features] += value / lengthOf(data, sample);
    });
    return mean;
  });
  const predicted = new Int32Array(data.samples);
  for (const { training, test } of folds) {
    for (const sample of test) {
      const distance = (other: number) =>
        means[other].reduce((sum, value, feature) => sum + (value - means[sample][feature]) ** 2, 0);
      const nearest = training.reduce((best, other) => (distance(other) < distance(best) ? other : best), training[0]);
      predicted[sample] = labels[nearest];
    }
  }
  return predicted;
}

const accuracy = (data: Dataset, predicted: Int32Array) =>
  predicted.filter((label, sample) => label === data.labels?.[sample]).length / data.samples;

describe('noise in overlapping windows', () => {
  it('beats chance only where windows that overlap are torn apart', () => {
    const sets = Array.from({ length: 12 }, (_, seed) => noise(seed));
    const accuracies = sets.map((data) => {
      const { episodes: _, ...unaware } = data;
      const torn = stratifiedFolds({ labels: labelsOf(data), classNames: data.classNames }, { folds: 5, seed: 0 });
      const kept = divided(data, undefined, { seed: 0 }).folds;
      return [accuracy(unaware, predictions(unaware, torn)), accuracy(data, predictions(data, kept))];
    });
    const mean = (column: number) => accuracies.reduce((sum, row) => sum + row[column], 0) / sets.length;
    expect(mean(0)).toBeGreaterThan(0.7);
    expect(Math.abs(mean(1) - 0.5)).toBeLessThan(0.06);
  });

  it('is not called significant because neighbouring windows are predicted alike', () => {
    const [blocks, windows] = [14, 9];
    const ofBlocks = (own: (block: number) => number) =>
      Int32Array.from({ length: blocks * windows }, (_, sample) => own(Math.floor(sample / windows)));
    const tests = Array.from({ length: 20 }, (_, seed) => {
      const random = new RandomIntegers(seed, 'data');
      const [order, guesses] = [random.permutation(blocks, 0), random.bits(blocks, 1)];
      const parts = {
        labels: ofBlocks((block) => order[block] % 2),
        predicted: ofBlocks((block) => guesses[block] % 2),
        groups: undefined,
        classes: 2,
      };
      const episodes = Array.from(
        ofBlocks((block) => block),
        (block) => `block ${block}`,
      );
      const { of, test } = chanceTest({ ...parts, episodes }, 0);
      expect([of, test.samples]).toEqual(['episodes', blocks]);
      return { kept: test.p, single: chanceTest({ ...parts, episodes: undefined }, 0).test.p };
    });
    const significant = (which: 'kept' | 'single') => tests.filter((test) => test[which] < 0.05).length;
    expect(significant('kept')).toBeLessThanOrEqual(3);
    expect(significant('single')).toBeGreaterThan(3);
  });

  it('counts what is of one class within a run, where classes follow each other', () => {
    const parts = { labels: Int32Array.of(0, 0, 1, 1, 0, 1), predicted: Int32Array.of(0, 0, 1, 0, 0, 1), classes: 2 };
    const episodes = ['a', 'a', 'a', 'a', 'b', 'b'];
    const groups = ['run 1', 'run 1', 'run 1', 'run 1', 'run 2', 'run 2'];
    expect(chanceTest({ ...parts, groups, episodes }, 0)).toMatchObject({ of: 'episodes', test: { samples: 4 } });
  });
});

describe('splits of samples that share time steps', () => {
  const data = noise(1);

  it('tear no episode apart', () => {
    const episodes = data.episodes ?? [];
    const labelled = { labels: labelsOf(data), classNames: data.classNames, episodes };
    const { rest, part } = stratifiedSplit(data, { share: 0.2, seed: 3 });
    expect(rest.samples + part.samples).toBe(data.samples);
    expect(part.samples / data.samples).toBeCloseTo(0.2, 1);
    expect(rest.episodes?.filter((name) => part.episodes?.includes(name))).toEqual([]);
    for (const { training, test } of stratifiedFolds(labelled, { folds: 4, seed: 0 })) {
      const held = new Set(Array.from(test, (sample) => episodes[sample]));
      expect(training.some((sample) => held.has(episodes[sample]))).toBe(false);
    }
  });

  it('refuse groups that would', () => {
    const torn = Array.from({ length: data.samples }, (_, sample) => `group ${sample % 2}`);
    const labelled = { ...data, labels: labelsOf(data) };
    for (const split of [
      () => groupedSplit(data, torn, { share: 0.2, seed: 0 }),
      () => groupedFolds(labelled, torn, { folds: 2, seed: 0 }),
      () => leaveOneGroupOut(labelled, torn),
    ]) {
      expect(refusal(split)).toMatchObject({
        code: 'option',
        message: expect.stringMatching(
          /^samples "run-1 .* 0s" and "run-1 .* 1s" share time steps, directly or by way of others, but are of the groups "group 0" and "group 1"$/,
        ),
      });
    }
    expect(leaveOneGroupOut(labelled, data.episodes ?? [])).toHaveLength(14);
  });

  it('are refused where all samples hang together, with the way out', () => {
    const chained = noise(1, 0);
    expect(new Set(chained.episodes).size).toBe(1);
    const whole = refusal(() => divided(chained, undefined, { seed: 0 }));
    expect(whole).toMatchObject({
      code: 'labels',
      message: 'all samples share time steps with one another, directly or by way of others: none can be held out',
      remedy: expect.stringContaining('`blockStride`'),
    });
    expect(findingsOf(chained)).toContainEqual({ level: 'warning', what: whole.message, remedy: whole.remedy });
    expect(refusal(() => stratifiedSplit(chained, { share: 0.2, seed: 0 })).message).toContain('share time steps');
    const few = { labels: Int32Array.of(0, 1, 0, 1), classNames: ['a', 'b'], episodes: ['p', 'p', 'q', 'q'] };
    expect(refusal(() => stratifiedFolds(few, { folds: 3, seed: 0 })).message).toContain('the 2 parts');
    expect(stratifiedFolds(few, { folds: 2, seed: 0 })).toHaveLength(2);
  });
});
