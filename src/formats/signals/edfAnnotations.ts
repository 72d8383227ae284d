import { UnvanishError } from '../../errors.js';

/** What a record says of the time: when it begins, and what happened. */
export interface RecordNotes {
  /** Seconds from the beginning of the file; undefined where it does not say. */
  readonly onset: number | undefined;
  readonly events: readonly { readonly onset: number; readonly duration: number; readonly name: string }[];
}

// What stands before a duration, and behind each text.
const [DURATION, TEXT] = ['\x15', '\x14'];
const ONSET = /^[+-]\d+(?:\.\d*)?$/;
const SECONDS = /^\d*(?:\.\d*)?$/;

/**
 * Reads the time-stamped annotations lists of one record: `+1.5\x15 0.5\x14 text\x14`, ended by zeros. The first says, without a text,
 * when the record begins.
 *
 * @throws UnvanishError `format`.
 */
export function recordNotes(bytes: Uint8Array, where: string): RecordNotes {
  const text = new TextDecoder().decode(bytes);
  const events: { onset: number; duration: number; name: string }[] = [];
  let began: number | undefined;
  for (const list of text.split('\0')) {
    if (list === '') continue;
    const [time, ...names] = list.split(TEXT);
    const [start, duration = '', ...more] = time.split(DURATION);
    if (!ONSET.test(start) || !SECONDS.test(duration) || more.length > 0 || names.pop() !== '') {
      throw new UnvanishError('format', `${where}: an annotation is none of EDF+, onset, duration and texts`);
    }
    const onset = Number(start);
    if (names.length === 0 || names[0] === '') began ??= onset;
    for (const name of names) {
      if (name.trim() !== '') events.push({ onset, duration: Number(duration), name: name.trim() });
    }
  }
  return { onset: began, events };
}
