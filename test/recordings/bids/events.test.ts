import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEvents, decodeThreeColumnEvents } from '../../../src/recordings/bids/events.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../../formats/mutations.js';

const HEADER = 'onset\tduration\ttrial_type';
const decode = (...rows: string[]) => decodeEvents([HEADER, ...rows].join('\n'), 'sub-1_events.tsv');

function isSound(events: readonly { onset: number; duration: number; name: string }[]): void {
  for (const { onset, duration, name } of events) {
    expect(Number.isFinite(onset)).toBe(true);
    expect(Number.isNaN(duration) || (duration >= 0 && Number.isFinite(duration))).toBe(true);
    expect(typeof name).toBe('string');
  }
}

describe('decodeEvents', () => {
  it('reads onset, duration and trial_type, whatever stands beside them', () => {
    const text = '\ufeffresponse\ttrial_type\tonset\tduration\r\nn/a\tface\t15.0\t22.5\r\n1\thouse\t-1e1\tn/a\r\n';
    expect(decodeEvents(text, 'events.tsv')).toEqual([
      { onset: 15, duration: 22.5, name: 'face' },
      { onset: -10, duration: Number.NaN, name: 'house' },
    ]);
    expect(decodeEvents('onset,duration,trial_type\n0,1,"a, b"\n', 'events.csv')).toEqual([
      { onset: 0, duration: 1, name: 'a, b' },
    ]);
  });

  it('takes another column for the names where that is asked for', () => {
    const text = 'onset\tduration\tcondition\n1\t2\tface\n';
    expect(decodeEvents(text, 'a.tsv', 'condition')).toEqual([{ onset: 1, duration: 2, name: 'face' }]);
    expect(refusal(() => decodeEvents(text, 'a.tsv'))).toMatchObject({
      message: 'a.tsv: has no column trial_type; there are "onset", "duration", "condition"',
      remedy: 'say which column names the events (`eventColumn`)',
    });
  });

  it('leaves out events without a name or an onset, says so, and reads files without events', () => {
    const lacking: string[] = [];
    const rows = [HEADER, '1\t2\tn/a', '3\t4\t', '1\t2\tNaN', '1\t2\t<NA>', '1\t2\tNA', 'n/a\t2\ta', '5\t6\t__proto__'];
    const events = decodeEvents(rows.join('\n'), 'a.tsv', undefined, (lacks) => lacking.push(lacks));
    expect(events).toEqual([{ onset: 5, duration: 6, name: '__proto__' }]);
    expect(lacking).toEqual(['name', 'name', 'name', 'name', 'name', 'onset']);
    expect(decode()).toEqual([]);
  });

  it('takes a name for the same however its accents are encoded', () => {
    expect(decode('1\t2\tcafe\u0301')[0].name).toBe('caf\u00e9');
  });

  it.each([
    [['1\t2'], 'sub-1_events.tsv, row 2: 2 fields where the header has 3'],
    [['soon\t2\ta'], 'sub-1_events.tsv, row 2: onset is "soon"; a number was expected'],
    [['1\t1e999\ta'], 'sub-1_events.tsv, row 2: duration is "1e999"; a number was expected'],
    [['1\t-2\ta'], 'sub-1_events.tsv, row 2: the duration is -2, below 0'],
  ])('refuses %j', (rows, message) => {
    expect(refusal(() => decode(...rows))).toMatchObject({ code: 'format', message });
  });

  it.each([
    ['', 'is empty; the header onset, duration, trial_type was expected'],
    ['onset\tduration\n1\t2', 'has no column trial_type; there are "onset", "duration"'],
    ['onset\tonset\tduration\ttrial_type', 'has the column onset twice'],
  ])('refuses the file %j', (text, message) => {
    expect(refusal(() => decodeEvents(text, 'a.tsv')).message).toBe(`a.tsv: ${message}`);
  });

  it('gives events or an UnvanishError for any broken file', () => {
    const texts = [
      `${HEADER}\n15.0\t22.5\tscissors\n52.5\tn/a\tface\n`,
      'onset\tduration\ttrial_type\tx\n1\t2\ta\tb\n',
    ];
    const words = ['\t', '\n', 'n/a', 'onset', 'trial_type', '"', '-1', '1e999', 'NaN', '\u0000', '__proto__'];
    fc.assert(
      fc.property(mutatedText(texts, words), (text) => {
        isSound(decodedOrRefused(() => decodeEvents(text, 'mutated.tsv')) ?? []);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});

describe('decodeThreeColumnEvents', () => {
  it('reads onset, duration and amplitude; amplitude 0 is no event, and the file may be empty', () => {
    const text = '7.977\t27.5\t1\r\n  36.159  27.5  1\n\n64.5 27.5 0\n';
    expect(decodeThreeColumnEvents(text, 'EVs/fear.txt', 'fear')).toEqual([
      { onset: 7.977, duration: 27.5, name: 'fear' },
      { onset: 36.159, duration: 27.5, name: 'fear' },
    ]);
    expect(decodeThreeColumnEvents('', 'EVs/fear.txt', 'fear')).toEqual([]);
  });

  it.each([
    ['1 2', 'a.txt, line 1: 2 columns where onset, duration, amplitude were expected'],
    ['1 2 1\n1 2 x', 'a.txt, line 2: amplitude is "x"; a number was expected'],
    ['nan 2 1', 'a.txt, line 1: a value is missing'],
    ['1 -2 1', 'a.txt, line 1: the duration is -2, below 0'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => decodeThreeColumnEvents(text, 'a.txt', 'a'))).toMatchObject({ code: 'format', message });
  });

  it('gives events or an UnvanishError for any broken file', () => {
    const texts = ['7.977\t27.5\t1\n36.159\t27.5\t1\n', '1 2 0\r\n3 4 1'];
    fc.assert(
      fc.property(mutatedText(texts, ['\t', ' ', '\n', '\r', '1e999', '-1', 'nan', '\u0000', '.']), (text) => {
        isSound(decodedOrRefused(() => decodeThreeColumnEvents(text, 'mutated.txt', 'a')) ?? []);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
