import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { brainVisionSignals } from '../../../src/formats/signals/brainVision.js';
import { decodeBrainVisionHeader } from '../../../src/formats/signals/brainVisionHeader.js';
import { matchesPattern } from '../../../src/recordings/wildcard.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../mutations.js';
import { headerText, markerText, VALUES } from './brainVisionFiles.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const header = (text: string) => decodeBrainVisionHeader(utf8(text), 'run.vhdr');
const bytesOf = (values: Int16Array | Float32Array) => new Uint8Array(values.buffer);
const signals = (text: string, data: Uint8Array, marks?: string, channels?: string[]) =>
  brainVisionSignals(
    header(text),
    {
      data: { name: 'run.eeg', bytes: data },
      markers: marks === undefined ? undefined : { name: 'run.vmrk', bytes: utf8(marks) },
    },
    { channels, matches: matchesPattern },
  );
const INT16 = bytesOf(Int16Array.from(VALUES));

describe('BrainVision', () => {
  it('is read as 16 bits times the resolution, one time step after the other', () => {
    expect(signals(headerText(), INT16)).toMatchObject({
      x: Float32Array.of(0.5, -4, 1, 5, -1.5, 6),
      time: 3,
      featureNames: ['C3', 'C4,x'],
      samplingInterval: 0.004,
    });
  });

  it('is read channel by channel, as float32, and big-endian, where the header says so', () => {
    const vectorized = headerText({ DataOrientation: 'VECTORIZED', BinaryFormat: 'IEEE_FLOAT_32', Ch1: 'C3' });
    expect(signals(vectorized, bytesOf(Float32Array.from(VALUES))).x).toEqual(Float32Array.of(1, 5, -4, -3, 2, 6));
    const swapped = Uint8Array.from(INT16, (_, at) => INT16[at ^ 1]);
    const big = headerText({ UseBigEndianOrder: 'YES' });
    expect(signals(big, swapped).x).toEqual(signals(headerText(), INT16).x);
  });

  it('takes markers for events', () => {
    const marks = markerText('New Segment,,1,1,0,20240101', 'Stimulus,S  1,2,1,0', 'Comment,a\\1b,3,25,0');
    expect(signals(headerText(), INT16, marks).events).toEqual([
      { onset: 0.004, duration: 0, name: 'Stimulus/S  1' },
      { onset: 0.008, duration: 0.1, name: 'Comment/a,b' },
    ]);
  });

  it('is refused with gaps in time', () => {
    const marks = markerText('New Segment,,1,1,0', 'New Segment,,3,1,0');
    expect(refusal(() => signals(headerText(), INT16, marks)).message).toContain('a new segment begins at position 3');
  });

  it('takes names in Windows-1252, and chooses channels by name', () => {
    const text = headerText({ Ch1: 'Füße,,1,µV' });
    const latin = Uint8Array.from(text, (character) => character.charCodeAt(0));
    expect(decodeBrainVisionHeader(latin, 'run.vhdr').channels[0].name).toBe('Füße');
    expect(signals(headerText(), INT16, undefined, ['C4*']).x).toEqual(Float32Array.of(-4, 5, 6));
  });

  it.each([
    [{ DataFormat: 'ASCII' }, 'DataFormat is "ascii"; BINARY is read'],
    [{ DataType: 'FREQUENCYDOMAIN' }, 'DataType is "frequencydomain"'],
    [{ DataOrientation: '' }, 'DataOrientation is ""; MULTIPLEXED, VECTORIZED is read'],
    [{ BinaryFormat: 'IEEE_FLOAT_64' }, 'BinaryFormat is "ieee_float_64"'],
    [{ NumberOfChannels: '3' }, 'there is no Ch3'],
    [{ NumberOfChannels: '0' }, 'NumberOfChannels is 0'],
    [{ NumberOfChannels: 'many' }, 'NumberOfChannels is "many"; a number was expected'],
    [{ SamplingInterval: '0' }, 'SamplingInterval is 0'],
    [{ Ch1: 'C3,,big,µV' }, 'Ch1 is "C3,,big,µV"'],
    [{ DataFile: '../secret.eeg' }, 'DataFile is "../secret.eeg"; the name of a file beside it was expected'],
    [{ codepage: 'UTF-8' }, 'line 12: "codepage" is there twice'],
  ] as [Record<string, string>, string][])('is refused with %j', (lines, message) => {
    expect(refusal(() => header(headerText(lines))).message).toContain(message);
  });

  it('is refused where data or markers do not fit', () => {
    expect(refusal(() => signals(headerText(), INT16.subarray(1))).message).toContain('11 bytes are no whole number');
    expect(refusal(() => signals(headerText(), INT16, markerText('Stimulus,S1,0,1,0'))).message).toContain('mk1 is');
    expect(refusal(() => header('hello')).message).toContain('is no header file of BrainVision: "hello"');
    expect(header(headerText({ DataFile: '$b.eeg' })).dataFile).toBe('run.eeg');
  });

  it('gives signals or an UnvanishError for any broken header or markers', () => {
    const marks = markerText('Stimulus,S1,2,1,0');
    fc.assert(
      fc.property(mutatedText([headerText()], ['=', '[', ']', '\n', '-1', '1e9', ',']), (text) => {
        decodedOrRefused(() => signals(text, INT16, marks));
      }),
      { numRuns: MUTATIONS },
    );
    fc.assert(
      fc.property(mutatedText([marks], ['=', ',', '-1', 'New Segment']), (text) => {
        decodedOrRefused(() => signals(headerText(), INT16, text));
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
