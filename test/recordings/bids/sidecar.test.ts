import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSidecar } from '../../../src/recordings/bids/sidecar.js';
import { decodedOrRefused, MUTATIONS, mutatedText, refusal } from '../../formats/mutations.js';

const decode = (text: string) => decodeSidecar(text, 'bold.json');

describe('decodeSidecar', () => {
  it('reads the repetition time, or the sampling frequency', () => {
    expect(decode('{"TaskName": "faces", "RepetitionTime": 2.5}')).toEqual({ samplingInterval: 2.5 });
    expect(decode('{"SamplingFrequency": 0.5}')).toEqual({ samplingInterval: 2 });
    expect(decode('{"SamplingFrequency": "TR"}')).toEqual({});
    expect(decode('{"SamplingFrequency": -1, "RepetitionTime": 2}')).toEqual({ samplingInterval: 2 });
    expect(decode('{"RepetitionTime": 2, "StartTime": 0.975, "SliceTimingCorrected": true}')).toEqual({
      samplingInterval: 2,
      startTime: 0.975,
      sliceTimingCorrected: true,
    });
    expect(decode('{"VolumeTiming": [0, 2.5, 5, 7.5]}')).toEqual({ samplingInterval: 2.5 });
    expect(decode('{"__proto__": {"RepetitionTime": 2}}')).toEqual({});
  });

  it.each([
    ['{', 'is no JSON'],
    ['[2.5]', 'holds no JSON object'],
    ['null', 'holds no JSON object'],
    ['{"RepetitionTime": "2.5"}', 'RepetitionTime is no positive number of seconds'],
    ['{"RepetitionTime": -2}', 'RepetitionTime is no positive number of seconds'],
    ['{"VolumeTiming": [0, 2, 7]}', 'its volumes (VolumeTiming) do not follow each other in even steps'],
    ['{"StartTime": "1"}', 'StartTime is no number of seconds'],
    ['{"SamplingFrequency": 1e300}', 'SamplingFrequency is no positive number of hertz'],
  ])('refuses %j', (text, message) => {
    expect(refusal(() => decode(text))).toMatchObject({ code: 'format', message: `bold.json: ${message}` });
  });

  it('is not brought down by brackets without end', () => {
    expect(refusal(() => decode('['.repeat(2_000_000))).message).toBe('bold.json: is no JSON');
  });

  it('gives an interval above 0 or an UnvanishError for any broken file', () => {
    const texts = [
      '{"RepetitionTime": 2.5, "TaskName": "a"}',
      '{"SamplingFrequency": 1, "x": [{"RepetitionTime": 0}]}',
    ];
    fc.assert(
      fc.property(mutatedText(texts, ['{', '}', '"', ':', '[', '-', '1e999', 'null', '"__proto__"']), (text) => {
        const { samplingInterval } = decodedOrRefused(() => decodeSidecar(text, 'mutated.json')) ?? {};
        if (samplingInterval !== undefined)
          expect(samplingInterval > 0 && Number.isFinite(samplingInterval)).toBe(true);
      }),
      { numRuns: MUTATIONS },
    );
  }, 30_000);
});
