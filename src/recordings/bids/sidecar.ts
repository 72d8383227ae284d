import { UnvanishError } from '../../errors.js';
import { decodeText } from '../../formats/tables/text.js';

/** What a BIDS sidecar says that matters here. */
export interface Sidecar {
  /** Seconds from one time step to the next. */
  readonly samplingInterval?: number;
  /** Seconds from the zero of the events to the first time step. */
  readonly startTime?: number;
  /** Whether all of a volume is as it was at one time, which `startTime` then says of the first. */
  readonly sliceTimingCorrected?: boolean;
}

/** Of what a time step lasts, the most by which others may differ in one run. */
const EVEN = 1e-3;

/**
 * Reads the JSON file beside a BIDS image or time series: `RepetitionTime` in seconds, else `SamplingFrequency` in hertz, else
 * `VolumeTiming` with even steps; `StartTime` in seconds, and `SliceTimingCorrected`.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`.
 */
export function decodeSidecar(content: string | Uint8Array, file: string): Sidecar {
  const text = decodeText(content, file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UnvanishError('format', `${file}: is no JSON`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new UnvanishError('format', `${file}: holds no JSON object`);
  }
  const samplingInterval = positive(json, 'RepetitionTime', file) ?? sampleStep(json, file) ?? volumeStep(json, file);
  const startTime = startOf(json, file);
  const sliceTimingCorrected = fieldOf(json, 'SliceTimingCorrected');
  return {
    ...(samplingInterval !== undefined && { samplingInterval }),
    ...(startTime !== undefined && { startTime }),
    ...(typeof sliceTimingCorrected === 'boolean' && { sliceTimingCorrected }),
  };
}

function fieldOf(json: object, field: string): unknown {
  return Object.getOwnPropertyDescriptor(json, field)?.value;
}

function positive(json: object, field: string, file: string): number | undefined {
  const value = fieldOf(json, field);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value > 1e-6 && value < 1e6) return value;
  throw new UnvanishError(
    'format',
    `${file}: ${field} is no positive number of ${field === 'RepetitionTime' ? 'seconds' : 'hertz'}`,
  );
}

/** The step that a frequency says; some programs write `TR` in place of one, which says none. */
function sampleStep(json: object, file: string): number | undefined {
  if (typeof fieldOf(json, 'SamplingFrequency') === 'string') return undefined;
  const frequency = positive(json, 'SamplingFrequency', file);
  return frequency === undefined ? undefined : 1 / frequency;
}

function startOf(json: object, file: string): number | undefined {
  const value = fieldOf(json, 'StartTime');
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Math.abs(value) < 1e6) return value;
  throw new UnvanishError('format', `${file}: StartTime is no number of seconds`);
}

/** The step of the times of all volumes. */
function volumeStep(json: object, file: string): number | undefined {
  const times = fieldOf(json, 'VolumeTiming');
  if (times === undefined) return undefined;
  if (!Array.isArray(times) || times.length < 2 || !times.every(Number.isFinite)) {
    throw new UnvanishError('format', `${file}: VolumeTiming is no list of seconds`);
  }
  const step = (times.at(-1) - times[0]) / (times.length - 1);
  const isEven = times.every((time: number, volume) => Math.abs(time - times[0] - volume * step) <= EVEN * step);
  if (step > 1e-6 && isEven) return step;
  throw new UnvanishError(
    'format',
    `${file}: its volumes (VolumeTiming) do not follow each other in even steps`,
    'resample the run to even time steps, and give them as `tr`',
  );
}
