import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dataset, lengthOf, seriesOf } from '../../src/data/dataset.js';
import type { RecordingEvent } from '../../src/recordings/recording.js';
import { blockSamples, runSamples, samplesOf, windowSamples } from '../../src/recordings/sampling.js';
import { refusal } from '../formats/mutations.js';
import { recording } from './recordings.js';

const event = (name: string, onset: number, duration = 10): RecordingEvent => ({ name, onset, duration });
/** The time steps of the run that each sample holds: feature 0 is the time step. */
const steps = (data: Dataset) =>
  Array.from({ length: data.samples }, (_, sample) =>
    Array.from(seriesOf(data, sample).filter((_, at) => at % data.features === 0)).slice(0, lengthOf(data, sample)),
  );
const range = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);
const labels = ({ labels, classNames }: Dataset) => Array.from(labels ?? [], (label) => classNames[label]);
const onTask = ({ onTask, samples, time }: Dataset) =>
  Array.from({ length: samples }, (_, sample) => onTask?.slice(sample * time, (sample + 1) * time).join(''));

describe('blockSamples', () => {
  const run = recording({ events: [event('house', 30), event('rest', 40), event('face', 10), event('face', 50, 12)] });

  it('makes one sample of each event, in the order of time, with its class, group and name', () => {
    const data = blockSamples([run], { lag: 0 });
    expect(steps(data)).toEqual([range(5, 10), range(15, 20), range(25, 31)]);
    expect(labels(data)).toEqual(['face', 'house', 'face']);
    expect(data.classNames).toEqual(['face', 'house']);
    expect(data.groups).toEqual({ subject: ['sub-1', 'sub-1', 'sub-1'], run: ['run-1', 'run-1', 'run-1'] });
    expect(data.sampleNames).toEqual(['run-1 face 10s', 'run-1 house 30s', 'run-1 face 50s']);
    expect(Array.from(data.lengths ?? [])).toEqual([5, 5, 6]);
    expect(data.featureNames).toEqual(['region 0', 'region 1']);
    expect(data.samplingInterval).toBe(2);
    expect(onTask(data)).toEqual(['111110', '111110', '111111']);
  });

  it('has classes that are numbers in the order of their values, each written in one way', () => {
    const named = (...names: string[]) => [
      recording({ events: names.map((name, position) => event(name, 10 * position)) }),
    ];
    expect(blockSamples(named('10', '2', '1')).classNames).toEqual(['1', '2', '10']);
    expect(blockSamples(named('1', '-1')).classNames).toEqual(['-1', '1']);
    expect(refusal(() => blockSamples(named('1', '1.0', '2'))).message).toBe(
      'the classes "1" and "1.0" are one name in two spellings',
    );
  });

  it('has no stride, nor have whole runs', () => {
    for (const sampler of [blockSamples, runSamples]) {
      expect(refusal(() => sampler([run], { blockStride: 4 }))).toMatchObject({
        code: 'option',
        remedy: 'cut windows (`cut: windows`), or leave it out',
      });
    }
  });

  it('moves events by the lag, 5 s if not told otherwise, and what is on task with them', () => {
    expect(steps(blockSamples([run], { lag: 4 }))[0]).toEqual(range(7, 12));
    expect(steps(blockSamples([run]))[0]).toEqual(range(8, 13));
    const long = blockSamples([run], { lag: 4, blockLength: 12 });
    expect(steps(long)[0]).toEqual(range(7, 19));
    expect(onTask(long)).toEqual(['111110000011', '111110000011', '111111000000']);
  });

  it('takes a length in time steps or seconds, and cuts it where the run ends', () => {
    const data = blockSamples([run], { lag: 0, blockLength: '30s' });
    expect(steps(data)).toEqual([range(5, 20), range(15, 30), range(25, 40)]);
    expect(blockSamples([run], { lag: 0, blockLength: 15 })).toEqual(data);
    expect(Array.from(blockSamples([run], { lag: 0, blockLength: 18 }).lengths ?? [])).toEqual([18, 18, 15]);
  });

  it('begins with a lead before the block, off task, where that is wanted', () => {
    const data = blockSamples([run], { lag: 4, lead: 6, blockLength: 7, classes: ['face', 'house'] });
    expect(steps(data)).toEqual([range(4, 14), range(14, 24), range(24, 34)]);
    expect(onTask(data)).toEqual(['0001111100', '0001111100', '0001111110']);
    expect(() => blockSamples([run], { lag: 0, lead: 12 })).toThrow('"face" at 10 s has no 12 s of lead before it');
    expect(() => windowSamples([run], { blockLength: 5, lead: 2 })).toThrow('a lead is for blocks');
    expect(() => runSamples([{ ...run, task: 'a' }], { lead: 2 })).toThrow('a lead is not for whole runs');
  });

  it('takes the classes that are named, in their order, and those that are not ignored', () => {
    expect(blockSamples([run], { classes: ['house', 'face'] }).classNames).toEqual(['house', 'face']);
    expect(labels(blockSamples([run], { classes: ['rest'] }))).toEqual(['rest']);
    expect(blockSamples([run], { ignore: ['face'] }).classNames).toEqual(['house', 'rest']);
    expect(onTask(blockSamples([run], { lag: 0, classes: ['house'], blockLength: 10 }))).toEqual(['1111100000']);
  });

  it('subtracts the mean of the seconds before the onset, however long the lag', () => {
    const data = blockSamples([run], { lag: 4, blockBaseline: 6, classes: ['face'] });
    // Time steps 2, 3 and 4 are the three before the onset at 10 s.
    expect(steps(data)[0]).toEqual(range(7, 12).map((t) => t - 3));
    expect(seriesOf(data, 0)[1]).toBe(107 - 103);
    const first = recording({ events: [event('face', 0)] });
    expect(refusal(() => blockSamples([first], { blockBaseline: 4 })).message).toContain('no time steps before it');
  });

  it('keeps runs and subjects of several recordings, and leaves out groups that not all have', () => {
    const other = recording({ name: 'run-2', subject: undefined, events: [event('house', 20)] });
    const { groups } = blockSamples([run, other]);
    expect(groups).toEqual({ run: ['run-1', 'run-1', 'run-1', 'run-2'] });
  });

  it.each([
    ['before', event('face', -4), 'event "face" at -4 s (for 10 s) begins outside the run, which lasts 80 s'],
    ['after', event('face', 80), 'event "face" at 80 s (for 10 s) begins outside the run, which lasts 80 s'],
    ['by the lag', event('face', 78), 'begins outside the run, which lasts 80 s, and a lag of 5 s'],
    ['never', event('face', Number.NaN), 'begins outside the run'],
  ])('refuses an event that begins outside the run: %s', (_, wrong, message) => {
    const error = refusal(() => blockSamples([recording({ events: [event('house', 4), wrong] })]));
    expect(error.code).toBe('labels');
    expect(error.message).toContain(`run-1: `);
    expect(error.message).toContain(message);
  });

  it('refuses events of which two are there at once', () => {
    const events = [event('face', 20), event('house', 10, 14)];
    expect(refusal(() => blockSamples([recording({ events })])).message).toBe(
      'run-1: event "house" at 10 s (for 14 s) and event "face" at 20 s (for 10 s) overlap',
    );
    expect(blockSamples([recording({ events })], { classes: ['face'] }).samples).toBe(1);
  });

  it('takes events that share a moment by rounding for what they are', () => {
    // The first ends in step 11, where the second begins.
    const events = [event('a', 0, 23.05), event('b', 22.99, 10)];
    expect(steps(blockSamples([recording({ events })], { lag: 0 }))).toEqual([range(0, 12), range(11, 16)]);
  });

  it('lets blocks of a length of their own share time steps, as those of a fast design with jitter', () => {
    const events = [event('a', 4.3, 0.5), event('b', 5.4, 0.5), event('a', 8.7, 0.5)];
    expect(steps(blockSamples([recording({ events })], { lag: 5, blockLength: '6s' }))).toEqual([
      range(5, 8),
      range(5, 8),
      range(7, 10),
    ]);
    expect(refusal(() => blockSamples([recording({ events })]))).toMatchObject({
      message: 'run-1: event "a" at 4.3 s (for 0.5 s) and event "b" at 5.4 s (for 0.5 s) begin in one time step of 2 s',
      remedy: expect.stringContaining('`blockLength: 6s`'),
    });
    const together = [event('a', 4, 0.5), event('b', 4, 1)];
    expect(refusal(() => blockSamples([recording({ events: together })], { blockLength: 3 })).message).toContain(
      'begin at the same time',
    );
    const twice = [event('a', 4, 1), event('a', 4, 1)];
    expect(refusal(() => blockSamples([recording({ events: twice })])).remedy).toBe('remove one of the rows');
    const over = [event('a', 4, 8), event('b', 6, 8)];
    expect(refusal(() => blockSamples([recording({ events: over })], { blockLength: 3 })).message).toContain('overlap');
  });

  it('counts events from the time of the first time step', () => {
    const events = [event('face', 10), event('house', 30), event('face', 0)];
    const moved = recording({ events, startTime: 1.1 });
    expect(steps(blockSamples([moved], { lag: 0 }))).toEqual([range(0, 4), range(4, 9), range(14, 19)]);
    expect(steps(blockSamples([recording({ events })], { lag: 0 }))).toEqual([
      range(0, 5),
      range(5, 10),
      range(15, 20),
    ]);
  });

  it('leaves out rest in any spelling, and refuses one condition in two', () => {
    const named = (...names: string[]) => [recording({ events: names.map((name, at) => event(name, 15 * at)) })];
    const quiet = named('face', 'Rest', 'house', 'Fixation_Cross');
    expect(blockSamples(quiet).classNames).toEqual(['face', 'house']);
    expect(blockSamples(quiet, { classes: ['face', 'Rest'] }).classNames).toEqual(['face', 'Rest']);
    expect(blockSamples(named('Face', 'break'), { ignore: ['BREAK'] }).classNames).toEqual(['Face']);
    expect(refusal(() => blockSamples(named('left hand', 'Left_hand', 'foot')))).toMatchObject({
      code: 'labels',
      message: 'the classes "Left_hand" and "left hand" are one name in two spellings',
    });
    const two = named('a', 'A');
    expect(blockSamples(two, { classes: ['a', 'A'] }).classNames).toEqual(['a', 'A']);
  });

  it('needs to know how long an event lasts, unless samples have a length of their own', () => {
    const events = [event('face', 4, Number.NaN), event('house', 20)];
    expect(refusal(() => blockSamples([recording({ events })])).message).toBe(
      'run-1: event "face" at 4 s does not say how long it lasts',
    );
    expect(blockSamples([recording({ events })], { blockLength: 3 }).samples).toBe(2);
  });

  it.each([
    [{ classes: ['dog'] }, 'no event is named "dog": there are "face", "house", "rest"'],
    [{ classes: ['face', 'face'] }, 'the class "face" is named twice'],
    [{ ignore: ['face', 'house', 'rest'] }, 'all events are ignored: "face", "house", "rest"'],
  ])('refuses classes: %j', (options, message) => {
    expect(refusal(() => blockSamples([run], options))).toMatchObject({ code: 'labels', message });
  });

  it('refuses recordings that do not belong together, or cannot be cut', () => {
    const wrong = (fields: Parameters<typeof recording>[0]) =>
      refusal(() => blockSamples([run, recording({ name: 'run-2', events: [event('face', 10)], ...fields })])).message;
    expect(wrong({ features: 3 })).toBe('run-2: has 3 features where run-1 has 2');
    expect(wrong({ featureNames: ['region 0', 'b'] })).toContain('feature 1 is "b" where run-1 has "region 1"');
    expect(wrong({ samplingInterval: 2.5 })).toContain('every 2.5 s where run-1 has one every 2 s');
    expect(wrong({ samplingInterval: Number.NaN })).toContain('sampling interval is NaN');
    expect(wrong({ name: 'run-1' })).toBe('two recordings are named "run-1"');
    expect(refusal(() => blockSamples([])).code).toBe('missing');
    expect(refusal(() => blockSamples([recording()])).message).toBe('no run has events');
    const moments = recording({ events: [event('face', 10, 0)] });
    expect(refusal(() => blockSamples([moments])).message).toContain('all blocks last one time step');
    expect(steps(blockSamples([moments], { blockLength: 4, lag: 0 }))).toEqual([range(5, 9)]);
  });

  it('gives samples within their run or one error, for any events', () => {
    const number = fc.oneof(fc.double({ min: -10, max: 100, noNaN: true }), fc.double());
    const events = fc.array(
      fc.record({ name: fc.constantFrom('a', '__proto__', 'rest', ''), onset: number, duration: number }),
    );
    fc.assert(
      fc.property(events, fc.constantFrom(undefined, 3, '9s'), (drawn, length) => {
        try {
          const data = blockSamples([recording({ events: drawn })], { blockLength: length });
          expect(data.x.every(Number.isFinite)).toBe(true);
          expect(data.samples).toBe(drawn.filter(({ name }) => name !== 'rest').length);
        } catch (error) {
          expect(error).toMatchObject({ name: 'UnvanishError' });
        }
      }),
    );
  });
});

describe('windowSamples', () => {
  const run = recording({ events: [event('a', 0, 20), event('b', 20, 10), event('rest', 30, 50)] });

  it('cuts windows of the class that most of their time steps belong to, and leaves out those off task', () => {
    const data = windowSamples([run], { lag: 0, blockLength: 8, blockStride: 4 });
    expect(steps(data)).toEqual([range(0, 8), range(4, 12), range(8, 16)]);
    expect(labels(data)).toEqual(['a', 'a', 'b']);
    expect(onTask(data)).toEqual(['11111111', '11111111', '11111110']);
    expect(data.lengths).toBeUndefined();
    expect(windowSamples([run], { lag: 0, blockLength: 8 }).samples).toBe(2);
  });

  it('needs a length, and windows on task', () => {
    expect(refusal(() => windowSamples([run])).message).toBe('windows need a length');
    expect(refusal(() => windowSamples([run], { blockLength: 40, lag: 0 })).message).toContain('no window is on task');
    expect(refusal(() => windowSamples([run], { blockLength: 4, blockBaseline: 2 })).message).toContain(
      'a baseline is for blocks',
    );
  });
});

describe('runSamples', () => {
  const runs = [
    recording({ name: 'r1', task: 'motor', events: [event('lh', 10), event('rest', 40)] }),
    recording({ name: 'r2', task: 'language', time: 30, events: [event('story', 4, 30), event('math', 20)] }),
  ];

  it('makes each run a sample of its task, with what was on task', () => {
    const data = samplesOf(runs, { cut: 'runs', lag: 0 });
    expect(data).toEqual(runSamples(runs, { lag: 0 }));
    expect(data.classNames).toEqual(['language', 'motor']);
    expect(Array.from(data.labels ?? [])).toEqual([1, 0]);
    expect(Array.from(data.lengths ?? [])).toEqual([40, 30]);
    expect(onTask(data)).toEqual([
      `${'0'.repeat(5)}11111${'0'.repeat(30)}`,
      `${'0'.repeat(2)}${'1'.repeat(15)}${'0'.repeat(23)}`,
    ]);
  });

  it('takes the tasks that are named', () => {
    expect(runSamples(runs, { classes: ['motor'] }).samples).toBe(1);
    expect(refusal(() => runSamples(runs, { classes: ['wm'] })).message).toContain('no task is named "wm"');
    expect(refusal(() => runSamples([recording()])).message).toBe(
      'run-1: its task is not known, so the whole run has no class',
    );
  });
});

describe('sampling options', () => {
  it.each([
    [{ blockLength: '3 m' }, 'sampling: blockLength: time steps (14) or seconds (35s) were expected'],
    [{ lag: -1 }, 'sampling: lag'],
    [{ cut: 'trials' }, 'sampling: cut'],
    [{ window: 3 }, 'there is no option "window"'],
  ])('refuses %j', (options, message) => {
    expect(refusal(() => samplesOf([recording()], options as never)).message).toContain(message);
  });
});
