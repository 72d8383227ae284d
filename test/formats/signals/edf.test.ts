import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEdf } from '../../../src/formats/signals/edf.js';
import { matchesPattern } from '../../../src/recordings/wildcard.js';
import { decodedOrRefused, MUTATIONS, mutated, refusal } from '../mutations.js';
import { edfBytes, type WrittenSignal } from './edfBytes.js';

const decode = (bytes: Uint8Array, channels?: string[]) =>
  decodeEdf(bytes, 'a.edf', { channels, matches: matchesPattern });

const C3: WrittenSignal = { name: 'C3', rate: 2, values: [1, -2, 3, 4] };
const C4: WrittenSignal = { name: 'C4', rate: 2, values: [-0.5, 0.25, 0, 0.5], range: [-1, 1, -100, 100] };
const FLOW: WrittenSignal = { name: 'flow', rate: 1, values: [7, 8] };
const onset = (time: number) => `+${time}\x14\x14\0`;

describe('decodeEdf', () => {
  it('reads signals in their physical units, at their rate', () => {
    const read = decode(edfBytes([C3, C4], { duration: 0.5 }));
    expect(read).toMatchObject({
      time: 4,
      features: 2,
      featureNames: ['C3', 'C4'],
      samplingInterval: 0.25,
      events: [],
    });
    const expected = [1, -0.5, -2, 0.25, 3, 0, 4, 0.5];
    expected.forEach((value, at) => {
      expect(read.x[at]).toBeCloseTo(value, 6);
    });
  });

  it('reads 24 bits of BDF, with either sign', () => {
    const values = [-8388608, 8388607, 70000, -70000];
    expect(Array.from(decode(edfBytes([{ ...C3, values }], { bits: 24 })).x)).toEqual(values);
  });

  it('takes annotations for events, from the first time step on', () => {
    const annotations = [`${onset(2.5)}+2.75\x150.5\x14left\x14\0+3\x14right\x14both\x14\0`, '+3.5\x14\x14wake\x14\0'];
    expect(decode(edfBytes([C3], { annotations, reserved: 'EDF+C' })).events).toEqual([
      { onset: 0.25, duration: 0.5, name: 'left' },
      { onset: 0.5, duration: 0, name: 'right' },
      { onset: 0.5, duration: 0, name: 'both' },
      { onset: 1, duration: 0, name: 'wake' },
    ]);
  });

  it('refuses gaps in time, and reads what is said to have some and has none', () => {
    const gap = edfBytes([C3], { annotations: [onset(0), onset(9)], reserved: 'EDF+D' });
    expect(refusal(() => decode(gap)).message).toBe(
      'a.edf: record 2 begins at 9 s where 1 s was expected: it has gaps in time (EDF+D)',
    );
    expect(decode(edfBytes([C3], { annotations: [onset(0), onset(1)], reserved: 'EDF+D' })).time).toBe(4);
  });

  it('takes the lower 16 bits of BioSemi’s status for triggers, where they change', () => {
    const bit = 1 << 16;
    const status = { name: 'Status', rate: 4, values: [3, 3, bit, bit + 5, bit + 5, bit, 7, 0] };
    const read = decode(edfBytes([{ ...C3, rate: 2 }, status], { bits: 24 }));
    expect(read.featureNames).toEqual(['C3']);
    expect(read.events).toEqual([
      { onset: 0.75, duration: 0, name: '5' },
      { onset: 1.5, duration: 0, name: '7' },
    ]);
  });

  it('refuses several rates unless signals of one are named', () => {
    const file = edfBytes([C3, C4, FLOW]);
    const error = refusal(() => decode(file));
    expect(error.message).toBe('a.edf: its signals have several rates: 2 Hz ("C3", "C4"), 1 Hz ("flow")');
    expect(error.remedy).toContain('`channels`');
    expect(decode(file, ['C*']).featureNames).toEqual(['C3', 'C4']);
    expect(Array.from(decode(file, ['flow']).x)).toEqual([7, 8]);
    expect(refusal(() => decode(file, ['F3'])).remedy).toBe('there are "C3", "C4", "flow"');
  });

  it.each(['Trigger', 'STI 014', 'Marker', 'EVENT'])('takes no channel that is called %s for a signal', (name) => {
    const file = edfBytes([C3, { ...C3, name }]);
    expect(refusal(() => decode(file)).message).toContain('marks what happened, and would tell classes');
    expect(decode(file, ['C3']).features).toBe(1);
  });

  it('tells channels of one name apart', () => {
    expect(decode(edfBytes([C3, C3, C4])).featureNames).toEqual(['C3 (1)', 'C3 (2)', 'C4']);
  });

  it('counts the records where the header does not, and refuses another number than there are', () => {
    expect(decode(edfBytes([C3], { records: -1 })).time).toBe(4);
    expect(refusal(() => decode(edfBytes([C3], { records: 3 }))).remedy).toBe('the file is cut short: copy it again');
    expect(refusal(() => decode(edfBytes([C3]).subarray(0, 515))).message).toContain('says that it has 2 records');
  });

  it.each([
    [{ ...C3, range: [0, 1, 5, 5] as const }, '5 to 5 for 0 to 1 as the range of signal "C3"'],
    [{ ...C3, range: [1, 1, 0, 5] as const }, '0 to 5 for 1 to 1 as the range of signal "C3"'],
  ])('refuses a range that says nothing', (signal, message) => {
    expect(refusal(() => decode(edfBytes([signal]))).message).toContain(message);
  });

  it('refuses other files and broken annotations', () => {
    expect(refusal(() => decode(new Uint8Array(1000))).message).toContain('is no EDF or BDF file');
    const broken = edfBytes([C3], { annotations: ['+1\x14left\0', ''] });
    expect(refusal(() => decode(broken)).message).toContain('record 1: an annotation is none of EDF+');
  });

  it('gives signals or an UnvanishError for any broken file, in memory bounded by it', () => {
    const files = [
      edfBytes([C3, C4], { annotations: [onset(0), onset(1)] }),
      edfBytes([C3, { ...C3, name: 'Status' }], { bits: 24 }),
    ];
    fc.assert(
      fc.property(mutated(files, ['-1      ', '99999999', '0', '1e9', 'EDF Annotations ']), (bytes) => {
        const read = decodedOrRefused(() => decode(bytes));
        if (read) expect(read.x.byteLength).toBeLessThanOrEqual(2 * bytes.length);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
