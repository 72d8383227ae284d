import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { maskOf, seriesOf } from '../../../src/data/dataset.js';
import type { Recording } from '../../../src/recordings/recording.js';
import { simulateTaskFmri, type TaskFmriOptions } from '../../../src/recordings/simulated/taskFmri.js';
import { taskFmriDataset } from '../../../src/recordings/simulated/taskFmriDataset.js';

let engine: Engine;
const simulate = (options: Omit<TaskFmriOptions, 'seed'> = {}, seed = 1) =>
  simulateTaskFmri(engine, { seed, ...options });

beforeAll(async () => {
  engine = await Engine.create();
});

function column({ x, time, features }: Recording, feature: number): number[] {
  return Array.from({ length: time }, (_, t) => x[t * features + feature]);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  const product = (f: (i: number) => number) => a.reduce((sum, _, i) => sum + f(i), 0);
  return (
    product((i) => (a[i] - ma) * (b[i] - mb)) /
    Math.sqrt(product((i) => (a[i] - ma) ** 2) * product((i) => (b[i] - mb) ** 2))
  );
}

const still = { effect: 0, drift: 0 } as const;
const clean = { effect: 1e3, effectSpread: 0, delaySpread: 0, drift: 0 } as const;

describe('simulated task fMRI', () => {
  it('has runs of subjects, blocks of every task with rest around them, and regions named by their network', () => {
    const { recordings, networks } = simulate();
    expect(recordings).toHaveLength(20);
    expect(new Set(recordings.map(({ name }) => name)).size).toBe(20);
    expect(recordings[3]).toMatchObject({ name: 'sub-02_run-2', subject: 'sub-02', run: 'sub-02_run-2', time: 160 });
    for (const { events, samplingInterval, time } of recordings) {
      expect(events.map(({ name }) => name).sort()).toEqual(
        ['language', 'memory', 'motor'].flatMap((name) => [name, name, name]),
      );
      expect(events[0].onset).toBe(14);
      events.slice(1).forEach(({ onset }, i) => {
        expect(onset).toBe(events[i].onset + 34);
      });
      expect(events[8].onset + 34).toBe(time * samplingInterval);
    }
    expect(new Set(recordings.map(({ events }) => events.map(({ name }) => name).join())).size).toBeGreaterThan(15);
    expect(networks.map(({ name, task, regions }) => [name, task, regions.length])).toEqual([
      ['motor', 'motor', 4],
      ['language', 'language', 4],
      ['memory', 'memory', 4],
      ['attention', undefined, 4],
      ['other', undefined, 14],
    ]);
    expect(recordings[0].featureNames.slice(0, 5)).toEqual(['motor 1', 'motor 2', 'motor 3', 'motor 4', 'language 1']);
  });

  it('lifts a network late, after its own blocks only; attention after all of them', () => {
    const { recordings, networks } = simulate(clean);
    const run = recordings[0];
    const boxcar = (task: string | undefined, lag: number) =>
      Array.from({ length: run.time }, (_, t) =>
        run.events.some(
          ({ onset, duration, name }) =>
            (!task || name === task) && 2 * t - lag >= onset && 2 * t - lag < onset + duration,
        )
          ? 1
          : 0,
      );
    for (const { name, task, regions } of networks) {
      const series = column(run, regions[1]);
      if (name === 'other') expect(Math.abs(correlation(series, boxcar(undefined, 6)))).toBeLessThan(0.35);
      else {
        expect(correlation(series, boxcar(task, 6))).toBeGreaterThan(0.9);
        expect(correlation(series, boxcar(task, 6))).toBeGreaterThan(correlation(series, boxcar(task, 0)) + 0.2);
      }
      // A block of 20 s is long enough to come near the plateau.
      if (task) expect(Math.max(...series)).toBeGreaterThan(1000);
    }
  });

  it('marks as truth where the tasks differ: regions of task networks while a block is felt', () => {
    const { recordings, truth, networks } = simulate(clean);
    expect(truth.map(({ name }) => name)).toEqual(recordings.map(({ name }) => name));
    const marks = truth[0];
    for (const { task, regions } of networks) {
      for (const region of regions) {
        const on = column(marks, region).filter((value) => value === 1).length;
        // Nine blocks of ten volumes.
        if (task) expect(Math.abs(on - 90)).toBeLessThan(10);
        else expect(on).toBe(0);
      }
    }
    const { onset, duration } = marks.events[2];
    const steps = column(marks, 0).slice(onset / 2 - 3, (onset + duration) / 2 + 6);
    // Rest before, then four to six seconds late.
    expect(steps.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(steps.slice(6, 14)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(steps.at(-1)).toBe(0);
  });

  it('has noise of variance 1, correlated over time and within networks as asked for', () => {
    const { recordings } = simulate({ ...still, autocorrelation: 0.6, sharedNoise: 0.5, subjects: 30 });
    const own = recordings.map((run) => column(run, 0));
    const average = (f: (run: Recording, index: number) => number) =>
      recordings.reduce((sum, run, i) => sum + f(run, i), 0) / recordings.length;
    const variance = (values: readonly number[]) =>
      values.reduce((sum, value) => sum + (value - 100) ** 2, 0) / values.length;
    expect(average((_, i) => variance(own[i]))).toBeCloseTo(1, 0);
    expect(average((_, i) => correlation(own[i].slice(1), own[i].slice(0, -1)))).toBeGreaterThan(0.5);
    expect(average((_, i) => correlation(own[i].slice(1), own[i].slice(0, -1)))).toBeLessThan(0.65);
    expect(average((run, i) => correlation(own[i], column(run, 1)))).toBeGreaterThan(0.4);
    expect(Math.abs(average((run, i) => correlation(own[i], column(run, 4))))).toBeLessThan(0.1);
    expect(Math.abs(average((run) => correlation(column(run, 20), column(run, 21))))).toBeLessThan(0.1);
  });

  it('gives subjects effects and delays of their own, the same in all their runs', () => {
    const peaks = (options: Omit<TaskFmriOptions, 'seed'>) =>
      simulate({ ...clean, ...options }).recordings.map((run) => Math.max(...column(run, 0)));
    const alike = peaks({});
    for (const peak of alike) expect(peak / alike[0]).toBeCloseTo(1, 1);
    const spread = peaks({ effectSpread: 0.3 });
    expect(spread[0] / spread[1]).toBeCloseTo(1, 1);
    expect(Math.max(...spread) / Math.min(...spread)).toBeGreaterThan(1.5);
    const rises = simulate({ ...clean, delaySpread: 2 }).recordings.map((run) =>
      column(run, 12).findIndex((v) => v > 600),
    );
    expect(rises[0]).toBe(rises[1]);
    expect(new Set(rises).size).toBeGreaterThan(1);
  });

  it('is the same for the same seed, whatever else is simulated', () => {
    const three = simulate({ subjects: 3 });
    const five = simulate({ subjects: 5 });
    expect(five.recordings.slice(0, 6).map(({ x }) => x)).toEqual(three.recordings.map(({ x }) => x));
    expect(simulate({ subjects: 3 }, 2).recordings[0].x).not.toEqual(three.recordings[0].x);
    const drifting = simulate({ subjects: 1, drift: 5 }).recordings[0];
    const level = simulate({ subjects: 1, drift: 0 }).recordings[0];
    // Only what is slow is added.
    const added = column(drifting, 3).map((value, t) => value - column(level, 3)[t]);
    expect(Math.max(...added.slice(1).map((value, t) => Math.abs(value - added[t])))).toBeLessThan(1.5);
  });

  it('gives a dataset of blocks with rest before and after, groups, and the truth mask of each sample', () => {
    const data = taskFmriDataset(engine, { seed: 1, subjects: 2 });
    expect([data.samples, data.time, data.features]).toEqual([36, 17, 30]);
    expect(data.classNames).toEqual(['motor', 'language', 'memory']);
    expect(data.featureNames[4]).toBe('language 1');
    expect(new Set(data.groups?.subject)).toEqual(new Set(['sub-01', 'sub-02']));
    expect(new Set(data.groups?.run).size).toBe(4);
    expect(data.lengths).toBeUndefined();
    expect(data.samplingInterval).toBe(2);
    let [lifted, other] = [0, 0];
    for (let sample = 0; sample < 36; sample++) {
      const onTask = Array.from(data.onTask?.subarray(sample * 17, (sample + 1) * 17) ?? []);
      expect(onTask.join('')).toBe('00011111111110000');
      const mask = maskOf(data, sample) as Uint8Array;
      const own = data.labels?.[sample] as number;
      const mean = (feature: number) => {
        const values = seriesOf(data, sample).filter((_, at) => at % 30 === feature && mask[at] === 1);
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      };
      for (let feature = 0; feature < 12; feature++) {
        if (Math.floor(feature / 4) === own) lifted += mean(feature) / 36 / 4;
        else other += mean(feature) / 36 / 8;
      }
      expect(mask.reduce((sum, value) => sum + value, 0) / 12).toBeCloseTo(10, -1);
      expect(mask.some((value, at) => value === 1 && at % 30 >= 12)).toBe(false);
    }
    expect(lifted).toBeGreaterThan(0.3);
    expect(other).toBeLessThan(0);
  });

  it('refuses what cannot be simulated', () => {
    const bad = (options: Omit<TaskFmriOptions, 'seed'>) => () => simulate(options);
    expect(bad({ tasks: ['a'] })).toThrow('there are 1 tasks');
    expect(bad({ tasks: ['a', 'a'] })).toThrow('cannot be named "a"');
    expect(bad({ tasks: ['a', 'attention'] })).toThrow('cannot be named "attention"');
    expect(bad({ subjects: 2.5 })).toThrow('subjects is 2.5: it must be a whole number from 1');
    expect(bad({ autocorrelation: 1 })).toThrow('autocorrelation is 1');
    expect(bad({ effect: Number.NaN })).toThrow('effect is NaN');
    expect(bad({ subjects: 10_000, runs: 1000 })).toThrow('are too many');
  });
});
