import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { droppedFirst } from '../../src/recordings/dropFirst.js';
import { preprocess } from '../../src/recordings/preprocessing.js';
import type { Recording } from '../../src/recordings/recording.js';
import { matchesPattern } from '../../src/recordings/wildcard.js';
import { refusal } from '../formats/mutations.js';
import { Draws } from '../reference/draws.js';
import { confounds, recording } from './recordings.js';

const TIME = 40;
const noise = (count: number, seed: number) => Array.from(new Draws(seed).floats(count, 1));
const feature = ({ x, features }: Recording, index: number) => Array.from(x).filter((_, at) => at % features === index);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]) => Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);

describe('preprocess', () => {
  it('takes out a trend and z-scores, whatever the level and the slope of a feature', () => {
    const drawn = noise(2 * TIME, 1);
    const plain = recording({}, (t, f) => drawn[2 * t + f]);
    const drifting = recording({}, (t, f) => 7 * drawn[2 * t + f] + 500 * (f + 1) - 3 * t);
    const clean = preprocess(drifting);
    for (const index of [0, 1]) {
      expect(mean(feature(clean, index))).toBeCloseTo(0, 6);
      expect(deviation(feature(clean, index))).toBeCloseTo(1, 6);
      feature(preprocess(plain), index).forEach((value, t) => {
        expect(feature(clean, index)[t]).toBeCloseTo(value, 3);
      });
    }
  });

  it.each([
    ['constant', 0],
    ['linear', 1],
    ['quadratic', 2],
    ['cubic', 3],
  ] as const)('leaves nothing of a polynomial that is no more than %s', (detrend, degree) => {
    const of = (power: number) => recording({}, (t) => 10 + (t / 10 - 1) ** power);
    const rest = (power: number) => feature(preprocess(of(power), { detrend, zscore: false }), 0);
    expect(Math.max(...rest(degree).map(Math.abs))).toBeLessThan(1e-5);
    expect(deviation(rest(degree + 1))).toBeGreaterThan(0.1);
  });

  it('does nothing where nothing is asked for', () => {
    const given = recording();
    expect(preprocess(given, { detrend: 'none', zscore: false })).toEqual(given);
  });

  it('makes a constant feature 0, not blown-up rounding', () => {
    const clean = preprocess(recording({}, (t, f) => (f === 0 ? 12345.678 : t % 3)));
    expect(feature(clean, 0)).toEqual(new Array(TIME).fill(0));
    expect(deviation(feature(clean, 1))).toBeCloseTo(1, 6);
  });

  it('leaves a residual that has nothing of the confounds, for any of them', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 8 }), fc.boolean(), (seed, count, zscore) => {
        const columns = Array.from({ length: count }, (_, i) => noise(TIME, seed + i));
        const drawn = noise(2 * TIME, seed + 100);
        const given = recording(
          { confounds: confounds(Object.fromEntries(columns.map((column, i) => [`c${i}`, column]))) },
          (t, f) => drawn[2 * t + f] + 3 * columns[0][t] + 10,
        );
        const rest = feature(preprocess(given, { confounds: ['*'], zscore }), 1);
        for (const column of columns) {
          const centred = column.map((value) => value - mean(column));
          expect(Math.abs(product(rest, centred))).toBeLessThan(1e-3);
        }
        expect(mean(rest)).toBeCloseTo(0, 5);
      }),
    );
  });

  it('keeps the level where only confounds are taken out', () => {
    const motion = noise(TIME, 3);
    const given = recording({ confounds: confounds({ motion }) }, (t) => 50 + motion[t]);
    const clean = feature(preprocess(given, { detrend: 'none', confounds: ['motion'], zscore: false }), 0);
    expect(mean(clean)).toBeCloseTo(50 + mean(motion), 4);
    expect(deviation(clean)).toBeLessThan(1e-5);
  });

  it('takes slow cosines out, as many as the period says, and leaves faster ones', () => {
    // 40 time steps of 2 s: cosines of k half periods have periods of 160 s / k.
    const of = (k: number) => recording({}, (t) => 5 + Math.cos((Math.PI * k * (t + 0.5)) / TIME));
    const options = { detrend: 'constant', highPass: 40, zscore: false } as const;
    const largest = (k: number) => Math.max(...feature(preprocess(of(k), options), 0).map(Math.abs));
    expect([0, 1, 2, 3, 4].map((k) => Number(largest(k).toFixed(5)))).toEqual([0, 0, 0, 0, 0]);
    expect(largest(5)).toBeCloseTo(0.981, 3);
    const kept = feature(preprocess(of(2), { ...options, detrend: 'none' }), 0);
    expect(kept.map((value) => Number(value.toFixed(4)))).toEqual(kept.map(() => 5));
    expect(preprocess(of(1), { ...options, highPass: 200 }).x).toEqual(
      preprocess(of(1), { ...options, highPass: undefined }).x,
    );
    const slow = confounds({ slow: Array.from({ length: TIME }, (_, t) => Math.cos((Math.PI * (t + 0.5)) / TIME)) });
    expect(preprocess({ ...of(5), confounds: slow }, { ...options, confounds: ['slow'] }).x).toEqual(
      preprocess(of(5), options).x,
    );
    expect(refusal(() => preprocess(of(1), { highPass: 2 }))).toMatchObject({
      code: 'option',
      remedy: 'choose fewer confounds, or a longer `highPass`',
    });
  });

  it('drops the first time steps, and moves events and confounds with them', () => {
    const run = recording({
      events: [{ name: 'face', onset: 20, duration: 4 }],
      confounds: confounds({
        slope: Array.from({ length: TIME }, (_, t) => (t < 3 ? 1e6 : t)),
        non_steady_state_outlier00: Array.from({ length: TIME }, (_, t) => Number(t === 0)),
        non_steady_state_outlier01: Array.from({ length: TIME }, (_, t) => Number(t === 1)),
        motion_outlier00: Array.from({ length: TIME }, (_, t) => Number(t === 9)),
      }),
    });
    const plain = { detrend: 'none', zscore: false } as const;
    const dropped = preprocess(run, { ...plain, dropFirst: 3 });
    expect(dropped).toMatchObject({ time: TIME - 3, events: [{ onset: 14, duration: 4 }] });
    expect(dropped.x).toEqual(run.x.slice(3 * run.features));
    const steady = preprocess(run, { ...plain, dropFirst: 'non-steady' });
    expect(steady).toMatchObject({ time: TIME - 2, events: [{ onset: 16 }] });
    const regressed = preprocess(run, { ...plain, dropFirst: 3, confounds: ['slope'], detrend: 'constant' });
    expect(Math.max(...regressed.x.map(Math.abs))).toBeLessThan(1e-3);
    expect(refusal(() => preprocess(run, { dropFirst: TIME - 1 })).message).toBe(
      'run-1: 39 of its 40 time steps are to be dropped',
    );
    const [few, none] = [{ ...run, name: 'few' }, recording({ confounds: confounds({ trans_x: noise(TIME, 1) }) })];
    expect(droppedFirst([run, few, none], 'non-steady').map(({ what }) => what)).toEqual([
      'time steps left out at the beginning of runs: 2 of each of run-1, few',
    ]);
    expect(refusal(() => droppedFirst([none], 'non-steady')).message).toContain('no run has confounds non_steady');
    expect(droppedFirst([none], 0)).toEqual([]);
    expect(refusal(() => preprocess(recording(), { dropFirst: 'non-steady' })).code).toBe('missing');
    expect(refusal(() => preprocess(run, { dropFirst: 'steady' as never })).message).toContain('non-steady');
  });

  it('does not mind confounds that are constant, repeated or sums of others', () => {
    const [a, b] = [noise(TIME, 4), noise(TIME, 5)];
    const both = a.map((value, t) => value + 2 * b[t]);
    const drawn = noise(2 * TIME, 6);
    const of = (columns: Record<string, number[]>) =>
      preprocess(
        recording({ confounds: confounds(columns) }, (t, f) => drawn[2 * t + f] + both[t]),
        { confounds: ['*'] },
      ).x;
    const few = of({ a, b });
    of({ a, b, again: a, both, zero: a.map(() => 0), one: a.map(() => 1), drift: a.map((_, t) => t) }).forEach(
      (value, at) => {
        expect(value).toBeCloseTo(few[at], 4);
      },
    );
  });

  it('chooses confounds by name, and fills those that are missing at some time steps', () => {
    const whole = noise(TIME, 7);
    const gap = whole.map((value, t) => (t === 0 ? Number.NaN : value));
    const filled = whole.map((value, t) => (t === 0 ? whole[1] : value));
    const drawn = noise(2 * TIME, 8);
    const of = (columns: Record<string, number[]>, names: string[]) =>
      preprocess(
        recording({ confounds: confounds(columns) }, (t, f) => drawn[2 * t + f]),
        { confounds: names },
      ).x;
    expect(of({ rot_x: gap, other: noise(TIME, 9) }, ['rot_?'])).toEqual(of({ rot_x: filled }, ['*']));
  });

  it('refuses what cannot be done, by name', () => {
    const nothing = Array.from({ length: TIME }, () => Number.NaN);
    const with_ = (columns: Record<string, readonly number[]>) => recording({ confounds: confounds(columns) });
    expect(refusal(() => preprocess(recording(), { confounds: ['csf'] })).message).toBe(
      'run-1: has no confounds, but csf are wanted',
    );
    expect(refusal(() => preprocess(with_({ gs: noise(TIME, 1) }), { confounds: ['csf'] })).message).toBe(
      'run-1: has no confound "csf"; there are "gs"',
    );
    const spikes = with_({ gs: noise(TIME, 1) });
    expect(preprocess(spikes, { confounds: ['gs', 'motion_outlier*', 'scrub'] })).toEqual(
      preprocess(spikes, { confounds: ['gs'] }),
    );
    expect(refusal(() => preprocess(with_({ gs: nothing }), { confounds: ['gs'] }))).toMatchObject({
      code: 'not-finite',
      message: 'run-1: confound "gs" has no value at any time step',
    });
    const many = Object.fromEntries(Array.from({ length: TIME }, (_, i) => [`c${i}`, noise(TIME, i)]));
    expect(refusal(() => preprocess(with_(many), { confounds: ['*'] })).message).toContain('leave nothing of 40 time');
    const broken = recording({}, (t, f) => (t === 3 && f === 1 ? Number.NaN : t));
    expect(refusal(() => preprocess(broken)).message).toBe('run-1: is NaN at time step 3, feature "region 1"');
    expect(refusal(() => preprocess(recording(), { detrend: 'wavy' as 'none' })).code).toBe('option');
  });
});

describe('matchesPattern', () => {
  it.each([
    ['trans_x', 'trans_?', true],
    ['trans_x_derivative1', 'trans_?', false],
    ['trans_x_derivative1', 'trans_*', true],
    ['a_comp_cor_01', '*comp*0?', true],
    ['csf', 'csf', true],
    ['csf', 'CSF', false],
    ['', '*', true],
    ['', '?', false],
    ['csf', '', false],
  ])('%j, %j: %j', (name, pattern, expected) => {
    expect(matchesPattern(name, pattern)).toBe(expected);
  });

  it('takes no longer than the product of the lengths for patterns of many stars', () => {
    expect(matchesPattern('a'.repeat(5000), `${'*a'.repeat(200)}*b`)).toBe(false);
  });
});
