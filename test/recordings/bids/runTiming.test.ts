import { describe, expect, it } from 'vitest';
import { runTiming, type TimingSources } from '../../../src/recordings/bids/runTiming.js';
import { refusal } from '../../formats/mutations.js';

const timing = (sources: Partial<TimingSources>) =>
  runTiming({ series: 'bold.nii', isImage: true, inSeries: undefined, sidecars: [], tr: undefined, ...sources });
const sidecar = (samplingInterval: number) => ({ name: 'bold.json', samplingInterval });

describe('runTiming', () => {
  it('takes what the user says, else the sidecar, else the header', () => {
    const sidecars = [sidecar(2)];
    expect(timing({ tr: 1.5, inSeries: 2000, sidecars }).samplingInterval).toBe(1.5);
    expect(timing({ inSeries: 2.0004, sidecars }).samplingInterval).toBe(2);
    expect(timing({ inSeries: 2000, sidecars }).samplingInterval).toBe(2);
    expect(timing({ inSeries: 0.72 }).samplingInterval).toBe(0.72);
    expect(refusal(() => timing({})).code).toBe('missing');
  });

  it('refuses a header and a sidecar that disagree', () => {
    expect(refusal(() => timing({ inSeries: 2.5, sidecars: [sidecar(2)] }))).toMatchObject({
      code: 'format',
      message: 'bold.nii: its header says 2.5 s a time step, bold.json says 2 s',
      remedy: 'say which holds: `tr: 2` or `tr: 2.5`',
    });
  });

  it.each([
    [{ inSeries: 2000 }, 'bold.nii: says 2000 s', '`tr: 2`'],
    [{ inSeries: 720_000 }, 'bold.nii: says 720000 s', '`tr: 0.72`'],
    [{ inSeries: 0.002 }, 'bold.nii: says 0.002 s', '`tr: 2`'],
    [{ inSeries: 200 }, 'bold.nii: says 200 s', '`tr: 0.2`'],
    [{ sidecars: [sidecar(2200)], isImage: false }, 'bold.json: says 2200 s', '`tr: 2.2`'],
  ])('refuses a time step that is not likely: %j', (sources, message, remedy) => {
    const error = refusal(() => timing(sources));
    expect(error.message).toContain(message);
    expect(error.remedy).toContain(remedy);
  });

  it('lets other signals be as fast as they are', () => {
    expect(timing({ sidecars: [sidecar(0.001)], isImage: false }).samplingInterval).toBe(0.001);
  });

  it('takes the beginning of the series from its own sidecar, not from what holds for others too', () => {
    const own = { name: 'own.json', startTime: 0.9, sliceTimingCorrected: true };
    expect(timing({ sidecars: [own, sidecar(2)] })).toEqual({
      samplingInterval: 2,
      startTime: 0.9,
      isStartUnknown: false,
    });
    expect(timing({ sidecars: [sidecar(2), own] }).startTime).toBeUndefined();
    const corrected = { name: 'own.json', samplingInterval: 2, sliceTimingCorrected: true };
    expect(timing({ sidecars: [corrected] }).isStartUnknown).toBe(true);
  });
});
