import { UnvanishError } from '../../errors.js';
import { quoted, someOf } from '../../quoted.js';
import { checkContent } from '../namedFile.js';
import { type RecordNotes, recordNotes } from './edfAnnotations.js';
import { type EdfHeader, type EdfSignal, edfHeader } from './edfHeader.js';
import { chosenChannels, type Signals } from './signals.js';

const MOST_EVENTS = 1_000_000;
const MOST_NAMED = 6;

/**
 * Reads the signals of an EDF, EDF+, BDF or BDF+ file in their physical units, and its annotations as events; of BioSemi's channel
 * `Status` its triggers.
 *
 * @param options `channels`: which signals, by patterns; `matches` says whether a name matches one.
 * @param file the name that errors give.
 * @throws UnvanishError `format` where the file is damaged, has gaps in time, or its signals have several rates; `option` for a
 *   channel that there is not.
 */
export function decodeEdf(
  bytes: Uint8Array,
  file: string,
  options: {
    readonly channels?: readonly string[] | undefined;
    readonly matches: (name: string, pattern: string) => boolean;
  },
): Signals {
  checkContent(bytes, file);
  const header = edfHeader(bytes, file);
  const status = header.width === 3 ? header.signals.find(({ name }) => name === 'Status') : undefined;
  const signals = header.signals.filter((one) => !one.isAnnotations && one !== status && one.samples > 0);
  const chosen = chosenChannels(signals, options.channels, options.matches, file);
  const [{ samples }] = chosen;
  checkRates(chosen, header, file);
  const features = chosen.length;
  const time = header.records * samples;
  const x = new Float32Array(time * features);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let record = 0; record < header.records; record++) {
    chosen.forEach(({ first, gain, offset }, feature) => {
      let at = placeOf(header, record, first);
      for (let t = record * samples; t < (record + 1) * samples; t++, at += header.width) {
        x[t * features + feature] = digital(view, at, header.width) * gain + offset;
      }
    });
  }
  return {
    x,
    time,
    features,
    featureNames: chosen.map(({ name }) => name),
    samplingInterval: header.duration / samples,
    events: [...annotations(bytes, header, file), ...(status ? triggers(view, header, status, file) : [])],
  };
}

/** Where a number of a record stands in the file. */
function placeOf({ start, size, width }: EdfHeader, record: number, number: number): number {
  return start + (record * size + number) * width;
}

function digital(view: DataView, at: number, width: 2 | 3): number {
  if (width === 2) return view.getInt16(at, true);
  return view.getUint16(at, true) | (view.getInt8(at + 2) << 16);
}

function checkRates(chosen: readonly EdfSignal[], { duration }: EdfHeader, file: string): void {
  const rates = new Map<number, string[]>();
  for (const { samples, name } of chosen) rates.set(samples, [...(rates.get(samples) ?? []), quoted(name)]);
  if (rates.size < 2) return;
  const shown = [...rates].map(
    ([samples, names]) => `${Number((samples / duration).toPrecision(6))} Hz (${someOf(names, MOST_NAMED)})`,
  );
  throw new UnvanishError(
    'format',
    `${file}: its signals have several rates: ${shown.join(', ')}`,
    'name signals of one rate with `channels`, in which * stands for anything',
  );
}

/** What the annotations say; times are from the first time step on. */
function annotations(bytes: Uint8Array, header: EdfHeader, file: string): Signals['events'][number][] {
  const { records, duration, signals, width } = header;
  const lists = signals.filter(({ isAnnotations }) => isAnnotations);
  const events: Signals['events'][number][] = [];
  let began: number | undefined;
  for (let record = 0; record < records && lists.length > 0; record++) {
    const notes = lists.map(({ first, samples }) => {
      const at = placeOf(header, record, first);
      return recordNotes(bytes.subarray(at, at + samples * width), `${file}, record ${record + 1}`);
    });
    const [{ onset }] = notes;
    began ??= onset;
    checkOnset(onset, began, record, duration, file);
    for (const { events: own } of notes) addEvents(events, own, began ?? 0, file);
  }
  return events;
}

function addEvents(events: Signals['events'][number][], own: RecordNotes['events'], began: number, file: string) {
  if (events.length + own.length > MOST_EVENTS) {
    throw new UnvanishError('size', `${file}: has more than ${MOST_EVENTS} annotations`);
  }
  for (const event of own) events.push({ ...event, onset: event.onset - began });
}

/** Checks that records follow each other; what they say is rounded. */
function checkOnset(
  onset: number | undefined,
  began: number | undefined,
  record: number,
  duration: number,
  file: string,
): void {
  if (onset === undefined || began === undefined) return;
  const expected = began + record * duration;
  if (Math.abs(onset - expected) <= Math.max(1e-3, 0.01 * duration)) return;
  throw new UnvanishError(
    'format',
    `${file}: record ${record + 1} begins at ${onset} s where ${Number(expected.toFixed(6))} s was expected: it has gaps in time (EDF+D)`,
    'cut it at its gaps, and save each part as a file of its own',
  );
}

/** BioSemi's triggers: the lower 16 bits of the status, where they change to another number than 0. */
function triggers(view: DataView, header: EdfHeader, status: EdfSignal, file: string): Signals['events'][number][] {
  const { records, duration } = header;
  const every = duration / status.samples;
  const events: { onset: number; duration: number; name: string }[] = [];
  let before: number | undefined;
  for (let record = 0; record < records; record++) {
    let at = placeOf(header, record, status.first);
    for (let t = record * status.samples; t < (record + 1) * status.samples; t++, at += 3) {
      const code = view.getUint16(at, true);
      if (before !== undefined && code !== before && code !== 0) {
        if (events.length >= MOST_EVENTS) {
          throw new UnvanishError('size', `${file}: has more than ${MOST_EVENTS} triggers`);
        }
        events.push({ onset: t * every, duration: 0, name: String(code) });
      }
      before = code;
    }
  }
  return events;
}
