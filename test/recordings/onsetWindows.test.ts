import { describe, expect, it } from 'vitest';
import { fromOnsetToOnset } from '../../src/recordings/onsetWindows.js';
import { blockSamples } from '../../src/recordings/sampling.js';
import { recording } from './recordings.js';

const event = (name: string, onset: number, duration = 10) => ({ name, onset, duration });

describe('samples from onset to onset', () => {
  const runs = [
    recording({ events: [event('face', 6), event('rest', 16), event('house', 28), event('face', 52)] }),
    recording({ name: 'run-2', events: [event('house', 10), event('face', 30)] }),
  ];

  it('begin at the onset, with a lead as long as the lag, and end where the next block may begin', () => {
    const options = fromOnsetToOnset(runs, { lag: 4 });
    // 20 s at the least from onset to onset: ten steps of 2 s, two of them the lead.
    expect(options).toEqual({ lag: 4, lead: 4, blockLength: 8 });
    const { onTask, time, samples } = blockSamples(runs, options);
    expect([samples, time]).toEqual([5, 10]);
    expect(onTask?.slice(0, 10).join('')).toBe('0011111000');
  });

  it('last at least as long as the blocks, where these follow each other or stand alone', () => {
    const dense = recording({ events: [event('a', 0), event('b', 10), event('a', 20)] });
    expect(fromOnsetToOnset([dense], { lag: 4 })).toEqual({ lag: 4, lead: 4, blockLength: 5 });
    expect(fromOnsetToOnset([recording({ events: [event('a', 0, 12)] })], {})).toEqual({ lead: 5, blockLength: 6 });
  });

  it('stay as the options say', () => {
    expect(fromOnsetToOnset(runs, { blockLength: 4 })).toEqual({ blockLength: 4 });
    expect(fromOnsetToOnset(runs, { lead: 2 })).toEqual({ lead: 2 });
    expect(fromOnsetToOnset(runs, { lag: 0, classes: ['face'] })).toEqual({
      lag: 0,
      lead: 0,
      blockLength: 23,
      classes: ['face'],
    });
    expect(() => fromOnsetToOnset([recording()], {})).toThrow('no run has events');
  });
});
