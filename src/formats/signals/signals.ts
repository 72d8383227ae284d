import { UnvanishError } from '../../errors.js';
import { quoted, someOf } from '../../quoted.js';

/** Signals of one run, as EEG and its kin are recorded, and what happened meanwhile. */
export interface Signals {
  /** [time, feature]. */
  readonly x: Float32Array;
  readonly time: number;
  readonly features: number;
  /** What the channels are called. */
  readonly featureNames: readonly string[];
  /** Seconds from one time step to the next. */
  readonly samplingInterval: number;
  /** In seconds from the first time step; a duration of 0 is a moment. */
  readonly events: readonly { readonly onset: number; readonly duration: number; readonly name: string }[];
}

/** A channel as a file has it, and where it stands there. */
export interface Channel {
  readonly name: string;
  readonly position: number;
}

/** What says what happened, and is no signal of a body. */
const MARKS = /^(?:status|trig(?:ger)?s?|markers?|stim(?:ulus)?|sti ?\d+|events?|digital)(?: ?\d+)?$/i;
const MOST_NAMED = 12;

/**
 * The channels that become features: all, or those whose names match one of the patterns, in the order of the file. Channels of one
 * name have their position behind it.
 *
 * @param matches whether a name matches a pattern.
 * @throws UnvanishError `option` for a pattern that no name matches; `format` where none is chosen and one marks what happened.
 */
export function chosenChannels<Own extends Channel>(
  channels: readonly Own[],
  patterns: readonly string[] | undefined,
  matches: (name: string, pattern: string) => boolean,
  file: string,
): Own[] {
  const names = someOf(
    channels.map(({ name }) => quoted(name)),
    MOST_NAMED,
  );
  const stray = patterns?.find((pattern) => !channels.some(({ name }) => matches(name, pattern)));
  if (stray !== undefined) {
    throw new UnvanishError('option', `\`channels\`: ${file} has no channel ${quoted(stray)}`, `there are ${names}`);
  }
  const mark = patterns ? undefined : channels.find(({ name }) => MARKS.test(name));
  if (mark) {
    throw new UnvanishError(
      'format',
      `${file}: the channel ${quoted(mark.name)} marks what happened, and would tell classes`,
      'name those that are signals with `channels`, in which * stands for anything',
    );
  }
  const chosen = patterns ? channels.filter(({ name }) => patterns.some((one) => matches(name, one))) : channels;
  if (chosen.length === 0) throw new UnvanishError('format', `${file}: has no channels`);
  const counts = new Map<string, number>();
  for (const { name } of channels) counts.set(name, (counts.get(name) ?? 0) + 1);
  return chosen.map((one) =>
    (counts.get(one.name) ?? 0) > 1 ? { ...one, name: `${one.name} (${one.position + 1})` } : one,
  );
}
