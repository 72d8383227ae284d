import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { ELEMENT_BYTES, viewElements } from '../elements.js';
import type { NamedFile } from '../namedFile.js';
import type { BrainVisionHeader } from './brainVisionHeader.js';
import { brainVisionSections, partsOf } from './brainVisionText.js';
import { chosenChannels, type Signals } from './signals.js';

const MOST_EVENTS = 1_000_000;

/**
 * The signals of a BrainVision recording, each times its resolution, and its markers as events, `Stimulus/S  1`.
 *
 * @param options `channels`: which signals, by patterns; `matches` says whether a name matches one.
 * @throws UnvanishError `format` where the data do not fit the header, or there are several segments; `option` for a channel that there
 *   is not.
 */
export function brainVisionSignals(
  header: BrainVisionHeader,
  { data, markers }: { readonly data: NamedFile; readonly markers: NamedFile | undefined },
  options: {
    readonly channels?: readonly string[] | undefined;
    readonly matches: (name: string, pattern: string) => boolean;
  },
): Signals {
  const { channels, type, order, isVectorized, samplingInterval } = header;
  const count = channels.length;
  const time = data.bytes.length / (count * ELEMENT_BYTES[type]);
  if (!Number.isInteger(time) || time === 0) {
    throw new UnvanishError(
      'format',
      `${data.name}: ${data.bytes.length} bytes are no whole number of time steps of ${count} channels`,
      'the file is cut short, or of another header: copy it again',
    );
  }
  const chosen = chosenChannels(channels, options.channels, options.matches, data.name);
  const numbers = viewElements(data.bytes, type, order) as Float32Array;
  const x = new Float32Array(time * chosen.length);
  chosen.forEach(({ position, resolution }, feature) => {
    const [first, stride] = isVectorized ? [position * time, 1] : [position, count];
    for (let t = 0; t < time; t++) x[t * chosen.length + feature] = numbers[first + t * stride] * resolution;
  });
  return {
    x,
    time,
    features: chosen.length,
    featureNames: chosen.map(({ name }) => name),
    samplingInterval,
    events: markers ? eventsOf(markers, samplingInterval) : [],
  };
}

function eventsOf({ name: file, bytes }: NamedFile, samplingInterval: number): Signals['events'] {
  const entries = brainVisionSections(bytes, file, 'Marker').get('marker infos') ?? new Map<string, string>();
  const marks = [...entries].filter(([key]) => /^mk\d+$/.test(key));
  if (marks.length > MOST_EVENTS) throw new UnvanishError('size', `${file}: has more than ${MOST_EVENTS} markers`);
  return marks.flatMap(([key, value]) => {
    const [type = '', description = '', position = '', points = ''] = partsOf(value);
    const [first, size] = [position, points || '0'].map((text) => (/^\d+$/.test(text) ? Number(text) : Number.NaN));
    if (!(first >= 1) || Number.isNaN(size)) {
      throw new UnvanishError(
        'format',
        `${file}: ${key} is ${quoted(value)}; type, description, position, points were expected`,
      );
    }
    if (/^new segment$/i.test(type)) {
      if (first === 1) return [];
      throw new UnvanishError(
        'format',
        `${file}: a new segment begins at position ${first}: the recording has a gap in time`,
        'export each segment as a file of its own',
      );
    }
    const name = description === '' ? type : `${type}/${description}`;
    // Markers of one point are moments.
    return [{ onset: (first - 1) * samplingInterval, duration: size > 1 ? size * samplingInterval : 0, name }];
  });
}
