import { UnvanishError } from '../../errors.js';
import { decodeText } from '../../formats/tables/csvRows.js';

/** What a BIDS sidecar says that matters here. */
export interface Sidecar {
  /** Seconds from one time step to the next. */
  readonly samplingInterval?: number;
}

/**
 * Reads the JSON file beside a BIDS image or time series: `RepetitionTime` in seconds, or `SamplingFrequency` in hertz.
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
  const interval = positive(json, 'RepetitionTime', file);
  if (interval !== undefined) return { samplingInterval: interval };
  const frequency = positive(json, 'SamplingFrequency', file);
  return frequency === undefined ? {} : { samplingInterval: 1 / frequency };
}

function positive(json: object, field: string, file: string): number | undefined {
  const value: unknown = Object.getOwnPropertyDescriptor(json, field)?.value;
  if (value === undefined) return undefined;
  if (typeof value === 'number' && value > 1e-6 && value < 1e6) return value;
  throw new UnvanishError(
    'format',
    `${file}: ${field} is no positive number of ${field === 'RepetitionTime' ? 'seconds' : 'hertz'}`,
  );
}
