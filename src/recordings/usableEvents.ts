import type { Finding } from '../data/finding.js';
import { quoted, someOf } from '../quoted.js';
import { namesLike } from './conditionName.js';
import { withoutFirst } from './dropFirst.js';
import type { PreprocessingConfig } from './preprocessing.js';
import type { Recording, RecordingEvent } from './recording.js';
import type { SamplingConfig } from './samplingOptions.js';
import { firstStep } from './taskIntervals.js';

const SHOWN = 5;
const OUTSIDE =
  'where these are most of a run: are onsets in seconds, is it the file of this run, and its time step (`tr`) right?';

/** How often something is so, by the name of the run. */
export type CountsByRun = ReadonlyMap<string, number>;

/**
 * Recordings with those events that samples can be made of, and what one should know of the others: a class's events that begin outside
 * the run, or, where samples last as long as they do, do not say how long they last. Where none of a run's (or a class's) are left, all
 * stay, so that whoever makes samples refuses them.
 *
 * @param dropFirst time steps that preprocessing will leave out, as `withoutFirst`: events that begin in these are outside, too.
 * @throws UnvanishError as `withoutFirst`.
 */
export function withUsableEvents(
  recordings: readonly Recording[],
  config: SamplingConfig,
  dropFirst: PreprocessingConfig['dropFirst'] = 0,
): { recordings: Recording[]; findings: Finding[] } {
  const { classes, ignore, cut, blockLength } = config;
  const isIgnored = namesLike(ignore);
  const isOfClass = ({ name }: RecordingEvent) =>
    classes && cut !== 'runs' ? classes.includes(name) : !isIgnored(name);
  const lasting = new Set(
    recordings.flatMap(({ events }) =>
      events.filter(({ duration }) => !Number.isNaN(duration)).map(({ name }) => name),
    ),
  );
  const needsDuration = cut === 'windows' || (cut === 'blocks' && blockLength === undefined);
  const endless = new Map<string, number>();
  const outside = new Map<string, number>();
  let isMost = false;
  const used = recordings.map((recording) => {
    const { name } = recording;
    const seen = withoutFirst(recording, dropFirst);
    const isWithin = seen.events.map((event) => beginsWithin(seen, event, config.lag));
    const own = isWithin.filter((_, position) => isOfClass(recording.events[position]));
    const within = own.filter(Boolean).length;
    const dropOutside = within > 0;
    isMost ||= dropOutside && 2 * within < own.length;
    const events = recording.events.filter((event, position) => {
      if (!isOfClass(event)) return true;
      if (needsDuration && Number.isNaN(event.duration) && lasting.has(event.name)) {
        endless.set(name, (endless.get(name) ?? 0) + 1);
        return false;
      }
      if (!dropOutside || isWithin[position]) return true;
      outside.set(name, (outside.get(name) ?? 0) + 1);
      return false;
    });
    return { ...recording, events };
  });
  const findings = [
    ...leftOut(endless, 'do not say how long they last'),
    ...leftOut(outside, outsideText(config.lag, dropFirst)).map(
      (note): Finding => (isMost ? { ...note, level: 'warning', remedy: OUTSIDE } : note),
    ),
    ...ofSpellings(recordings, config),
    ...(cut === 'blocks' && blockLength !== undefined ? ofSharedSteps(used, config, isOfClass) : []),
  ];
  return { recordings: used, findings };
}

function outsideText(lag: number, dropFirst: PreprocessingConfig['dropFirst']): string {
  const dropped = dropFirst === 0 ? '' : ' or in time steps that are dropped';
  return `begin outside their run${dropped}${lag > 0 ? `, moved by the lag of ${lag} s` : ''}`;
}

/** A note of how many events, or whole runs, are left out, and which. */
export function leftOut(counts: CountsByRun, why: string, what: 'events' | 'runs' = 'events'): Finding[] {
  if (counts.size === 0) return [];
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [{ level: 'note', what: `${what} left out, since they ${why}: ${total} (${byRun(counts)})` }];
}

/** Whether an event begins in a run, and with the lag still does. */
function beginsWithin(
  { time, samplingInterval, startTime }: Pick<Recording, 'time' | 'samplingInterval' | 'startTime'>,
  { onset }: RecordingEvent,
  lag: number,
): boolean {
  return onset >= 0 && firstStep(onset + lag, { samplingInterval, startTime }) < time;
}

function byRun(counts: CountsByRun): string {
  return someOf(
    [...counts].map(([run, count]) => (count === 1 ? run : `${run}: ${count}`)),
    SHOWN,
  );
}

/** What is none of the classes that were named, though it is spelled nearly as one. */
function ofSpellings(recordings: readonly Recording[], { classes, cut }: SamplingConfig): Finding[] {
  if (!classes || cut === 'runs') return [];
  const isAlike = namesLike(classes);
  const names = new Set(recordings.flatMap(({ events }) => events.map(({ name }) => name)));
  const alike = [...names].filter((name) => isAlike(name) && !classes.includes(name)).sort();
  if (alike.length === 0) return [];
  return [
    {
      level: 'warning',
      what: `events are left out that are spelled nearly as a class: ${someOf(alike.map(quoted), SHOWN)}`,
      remedy: 'write them in one way, or name them among the classes (`classes`)',
    },
  ];
}

/** Events of different classes that begin in one time step, so that their samples are the same. */
function ofSharedSteps(
  recordings: readonly Recording[],
  { lag }: SamplingConfig,
  isOfClass: (event: RecordingEvent) => boolean,
): Finding[] {
  const counts = new Map<string, number>();
  for (const recording of recordings) {
    const names = new Map<number, Set<string>>();
    for (const event of recording.events.filter(isOfClass)) {
      const step = firstStep(event.onset + lag, recording);
      names.set(step, (names.get(step) ?? new Set()).add(event.name));
    }
    const shared = [...names.values()].filter(({ size }) => size > 1).length;
    if (shared > 0) counts.set(recording.name, shared);
  }
  if (counts.size === 0) return [];
  return [
    {
      level: 'warning',
      what: `events of different classes begin in one time step, and have the same sample: ${byRun(counts)}`,
      remedy: 'nothing can tell these apart; leave some of them out of the events',
    },
  ];
}
