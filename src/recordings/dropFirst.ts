import { z } from 'zod';
import type { Finding } from '../data/finding.js';
import { UnvanishError } from '../errors.js';
import { someOf } from '../quoted.js';
import type { Recording } from './recording.js';

const error = 'a number of time steps, or non-steady was expected';

/** How many time steps are dropped. */
export const dropFirstField = z
  .union([z.number().int().min(0).max(100_000), z.literal('non-steady')], { error })
  .default(0)
  .meta({ value: 'n' })
  .describe(
    'time steps at the beginning of each run that are left out, events moved with them; non-steady: as many as the confounds have columns non_steady_state_outlier…',
  );

const SHOWN = 5;
const NON_STEADY = /^non_steady_state_outlier\d*$/;

/**
 * A recording without its first time steps, in which a scanner has not come to rest. Events are counted from the first that stays.
 *
 * @throws UnvanishError `option` where fewer than two would stay; `missing` where confounds are to tell how many, and there are none.
 */
export function withoutFirst(recording: Recording, drop: z.output<typeof dropFirstField>): Recording {
  const count = drop === 'non-steady' ? nonSteady(recording) : drop;
  if (count === 0) return recording;
  const { name, time, features, x, samplingInterval, events, confounds } = recording;
  if (time - count < 2) {
    throw new UnvanishError(
      'option',
      `${name}: ${count} of its ${time} time steps are to be dropped`,
      'drop fewer with `dropFirst`',
    );
  }
  return {
    ...recording,
    x: x.subarray(count * features),
    time: time - count,
    events: events.map((event) => ({ ...event, onset: event.onset - count * samplingInterval })),
    confounds: confounds && {
      ...confounds,
      values: confounds.values.subarray(count * confounds.names.length),
    },
  };
}

/**
 * Says how many time steps each run is left without.
 *
 * @throws UnvanishError `missing` where confounds are to tell how many, and those of no run have such columns.
 */
export function droppedFirst(recordings: readonly Recording[], drop: z.output<typeof dropFirstField>): Finding[] {
  const runs = new Map<number, string[]>();
  for (const recording of recordings) {
    const count = drop === 'non-steady' ? nonSteady(recording) : drop;
    if (count > 0) runs.set(count, [...(runs.get(count) ?? []), recording.name]);
  }
  if (drop === 'non-steady' && runs.size === 0 && recordings.length > 0) {
    throw new UnvanishError(
      'missing',
      'no run has confounds non_steady_state_outlier…, which would say how many of its first time steps are not steady',
      'give a number with `dropFirst`, 0 for none',
    );
  }
  return [...runs].map(([count, names]) => ({
    level: 'note',
    what: `time steps left out at the beginning of runs: ${count} of each of ${someOf(names, SHOWN)}`,
  }));
}

function nonSteady({ name, confounds }: Recording): number {
  if (confounds) return confounds.names.filter((column) => NON_STEADY.test(column)).length;
  throw new UnvanishError(
    'missing',
    `${name}: has no confounds, which would say how many of its first time steps are not steady`,
    'give a number with `dropFirst`',
  );
}
