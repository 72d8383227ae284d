import { describe, expect, it } from 'vitest';
import type { RecordingEvent } from '../../src/recordings/recording.js';
import { type SamplingOptions, samplingConfig } from '../../src/recordings/samplingOptions.js';
import { withUsableEvents } from '../../src/recordings/usableEvents.js';
import { recording } from './recordings.js';

const event = (name: string, onset: number, duration = 10): RecordingEvent => ({ name, onset, duration });

/** What becomes of the events of one run, and what is said of it. */
function used(events: readonly RecordingEvent[], options: SamplingOptions = {}) {
  const { recordings, findings } = withUsableEvents([recording({ events })], samplingConfig(options));
  return {
    kept: recordings[0].events.map(({ name, onset }) => `${name} ${onset}`),
    said: findings.map(({ level, what }) => `${level}: ${what}`),
  };
}

describe('withUsableEvents', () => {
  it('says nothing of events that are all of use', () => {
    expect(used([event('face', 4), event('house', 30)])).toEqual({ kept: ['face 4', 'house 30'], said: [] });
  });

  it('leaves out events that begin outside the run, and counts them', () => {
    expect(used([event('face', -3), event('face', 4), event('house', 30), event('house', 90)])).toEqual({
      kept: ['face 4', 'house 30'],
      said: ['note: events left out, since they begin outside their run, moved by the lag of 5 s: 2 (run-1: 2)'],
    });
    const few = [event('face', 4), event('house', 90), event('house', 120)];
    expect(used(few, { lag: 0 }).said).toEqual([
      'warning: events left out, since they begin outside their run: 2 (run-1: 2)',
    ]);
  });

  it('leaves out events that begin in time steps that are dropped', () => {
    const events = [event('face', 3), event('face', 8), event('house', 30)];
    const { recordings, findings } = withUsableEvents([recording({ events })], samplingConfig({ lag: 0 }), 4);
    expect(recordings[0].events).toEqual(events.slice(1));
    expect(recordings[0].time).toBe(40);
    expect(findings[0].what).toBe(
      'events left out, since they begin outside their run or in time steps that are dropped: 1 (run-1)',
    );
  });

  it('leaves it to others to refuse a run all of whose events are outside, as those in milliseconds', () => {
    expect(used([event('face', 4000), event('house', 30_000)])).toEqual({
      kept: ['face 4000', 'house 30000'],
      said: [],
    });
  });

  it('leaves out single events that do not say how long they last, where that is asked', () => {
    const events = [event('face', 4), event('face', 20, Number.NaN), event('house', 40)];
    expect(used(events)).toEqual({
      kept: ['face 4', 'house 40'],
      said: ['note: events left out, since they do not say how long they last: 1 (run-1)'],
    });
    expect(used(events, { blockLength: 3 }).said).toEqual([]);
    expect(used([event('face', 4), event('house', 40, Number.NaN)]).kept).toHaveLength(2);
  });

  it('says what looks like one of the classes that are named', () => {
    const events = [event('face', 4), event('REST', 20), event('Face', 30), event('house', 50)];
    expect(used(events, { classes: ['face', 'house'] }).said).toEqual([
      'warning: events are left out that are spelled nearly as a class: "Face"',
    ]);
    expect(used(events, { classes: ['face', 'Face'] }).said).toEqual([]);
  });

  it('warns of events of different classes that have one sample', () => {
    const events = [event('face', 4.3, 0.5), event('house', 5.4, 0.5), event('face', 20, 0.5), event('face', 21, 0.5)];
    expect(used(events, { blockLength: 3 }).said).toEqual([
      'warning: events of different classes begin in one time step, and have the same sample: run-1',
    ]);
  });
});
