import { UnvanishError } from '../errors.js';
import { inClassOrder } from '../formats/tables/classes.js';
import { quoted, someOf } from '../quoted.js';
import { checkSpellings, namesLike } from './conditionName.js';
import type { Recording, RecordingEvent } from './recording.js';
import type { SamplingConfig } from './samplingOptions.js';

/** An event of a class in the time steps of its run. */
export interface TaskInterval {
  readonly event: RecordingEvent;
  /** Class index. */
  readonly label: number;
  /** Its first time step, and the first one after it, both moved by the lag; the latter may lie beyond the run's end. */
  readonly first: number;
  readonly end: number;
}

/**
 * The names of the events that are classes: those that are named, else all that are not ignored, sorted, numbers by value.
 *
 * @throws UnvanishError `labels` for a class that no event has, or that is spelled in two ways, or where there are none at all.
 */
export function eventClasses(recordings: readonly Recording[], { classes, ignore }: SamplingConfig): string[] {
  const found = new Set(recordings.flatMap(({ events }) => events.map(({ name }) => name)));
  if (classes) return checkedClasses(classes, found, 'event');
  const isIgnored = namesLike(ignore);
  const names = inClassOrder(found).filter((name) => !isIgnored(name));
  checkSpellings(names);
  if (names.length > 0) return names;
  throw new UnvanishError(
    'labels',
    found.size === 0 ? 'no run has events' : `all events are ignored: ${listed(inClassOrder(found))}`,
    found.size === 0 ? 'each run needs events (onset, duration, trial_type)' : 'name those that are classes',
  );
}

/**
 * Classes that were named, checked against those that there are.
 *
 * @throws UnvanishError `labels`.
 */
export function checkedClasses(
  named: readonly string[],
  found: ReadonlySet<string>,
  what: 'event' | 'task' | 'run',
): string[] {
  const twice = named.find((name, position) => named.indexOf(name) !== position);
  if (twice !== undefined) throw new UnvanishError('labels', `the class ${quoted(twice)} is named twice`);
  const unknown = named.find((name) => !found.has(name));
  if (unknown === undefined) return [...named];
  const there = found.size === 0 ? 'there are none' : `there are ${listed(inClassOrder(found))}`;
  throw new UnvanishError(
    'labels',
    `no ${what} is ${what === 'run' ? 'of class' : 'named'} ${quoted(unknown)}: ${there}`,
  );
}

/** The time step that is nearest to a time after the beginning of the run; no earlier one than the first. */
export function firstStep(
  time: number,
  { samplingInterval, startTime = 0 }: Pick<Recording, 'samplingInterval' | 'startTime'>,
): number {
  return Math.max(0, Math.round((time - startTime) / samplingInterval));
}

/**
 * The events of a run that are of a class, in the order of their onsets, in time steps: a step belongs to the nearest time, and
 * an event has at least one.
 *
 * @throws UnvanishError `labels` for an event that begins outside the run.
 */
export function taskIntervals(recording: Recording, classNames: readonly string[], lag: number): TaskInterval[] {
  const { name, time, samplingInterval } = recording;
  const labels = new Map(classNames.map((className, label) => [className, label]));
  const intervals = recording.events.flatMap((event) => {
    const label = labels.get(event.name);
    if (label === undefined) return [];
    const first = firstStep(event.onset + lag, recording);
    const end = Math.max(first + 1, firstStep(event.onset + lag + (event.duration || 0), recording));
    if (event.onset < 0 || !(first < time)) {
      const late = event.onset >= 0 && event.onset < time * samplingInterval ? `, and a lag of ${lag} s` : '';
      throw new UnvanishError(
        'labels',
        `${name}: ${described(event)} begins outside the run, which lasts ${seconds(time * samplingInterval)}${late}`,
        late === ''
          ? 'correct or remove the event; onsets are in seconds'
          : 'choose a shorter lag, or remove the event',
      );
    }
    return [{ event, label, first, end }];
  });
  return intervals.sort((a, b) => a.first - b.first || a.event.onset - b.event.onset || a.end - b.end);
}

/**
 * Checks that no two events of a run go on at the same time. Those that follow each other may share a time step by rounding, but
 * not half a time step, nor begin in the same one; where samples have a length of their own (`mayShare`), they may begin in one, but
 * not at the same time.
 *
 * @throws UnvanishError `labels`.
 */
export function checkSeparate(
  { name, samplingInterval }: Recording,
  intervals: readonly TaskInterval[],
  { mayShare = false } = {},
): void {
  intervals.forEach(({ first, event }, position) => {
    const before = intervals[position - 1];
    if (!before || first >= before.end) return;
    const both = `${name}: ${described(before.event)} and ${described(event)}`;
    const shared = before.event.onset + (before.event.duration || 0) - event.onset;
    const isTogether = seconds(event.onset) === seconds(before.event.onset);
    if (shared > samplingInterval / 2 || isTogether) {
      throw new UnvanishError(
        'labels',
        `${both} ${isTogether ? 'begin at the same time' : 'overlap'}`,
        isTogether && event.name === before.event.name
          ? 'remove one of the rows'
          : 'name classes whose events do not (`classes`)',
      );
    }
    if (first > before.first || mayShare) return;
    throw new UnvanishError(
      'labels',
      `${both} begin in one time step of ${seconds(samplingInterval)}`,
      'cut blocks of a length of their own, which may share time steps: `cut: blocks` with `blockLength: 6s` or another length',
    );
  });
}

/** 1 for each time step of a run in which an event goes on. */
export function stepsOnTask(time: number, intervals: readonly TaskInterval[]): Uint8Array {
  const steps = new Uint8Array(time);
  for (const { first, end } of intervals) steps.fill(1, first, Math.min(end, time));
  return steps;
}

function described({ name, onset, duration }: RecordingEvent): string {
  const lasts = Number.isNaN(duration) ? '' : ` (for ${seconds(duration)})`;
  return `event ${quoted(name)} at ${seconds(onset)}${lasts}`;
}

/** A time as people write it: `52.5 s`. */
export function seconds(time: number): string {
  return `${Number(time.toFixed(3))} s`;
}

function listed(names: readonly string[]): string {
  return someOf(names.map(quoted), 12);
}
