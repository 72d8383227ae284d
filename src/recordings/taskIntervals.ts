import { UnvanishError } from '../errors.js';
import { quoted, someOf } from '../quoted.js';
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
 * The names of the events that are classes: those that are named, else all that are not ignored, sorted.
 *
 * @throws UnvanishError `labels` for a class that no event has, or where there are none at all.
 */
export function eventClasses(recordings: readonly Recording[], { classes, ignore }: SamplingConfig): string[] {
  const found = new Set(recordings.flatMap(({ events }) => events.map(({ name }) => name)));
  const names = [...found].filter((name) => !ignore.includes(name)).sort();
  if (classes) return checkedClasses(classes, found, 'event');
  if (names.length > 0) return names;
  throw new UnvanishError(
    'labels',
    found.size === 0 ? 'no run has events' : `all events are ignored: ${listed([...found].sort())}`,
    found.size === 0 ? 'each run needs events (onset, duration, trial_type)' : 'name those that are classes',
  );
}

/**
 * Classes that were named, checked against those that there are.
 *
 * @throws UnvanishError `labels`.
 */
export function checkedClasses(named: readonly string[], found: ReadonlySet<string>, what: 'event' | 'task'): string[] {
  const twice = named.find((name, position) => named.indexOf(name) !== position);
  if (twice !== undefined) throw new UnvanishError('labels', `the class ${quoted(twice)} is named twice`);
  const unknown = named.find((name) => !found.has(name));
  if (unknown === undefined) return [...named];
  const there = found.size === 0 ? 'there are none' : `there are ${listed([...found].sort())}`;
  throw new UnvanishError('labels', `no ${what} is named ${quoted(unknown)}: ${there}`);
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
    const first = Math.round((event.onset + lag) / samplingInterval);
    const end = Math.max(first + 1, Math.round((event.onset + lag + event.duration) / samplingInterval));
    if (event.onset < 0 || !(first < time)) {
      const late = event.onset >= 0 && event.onset < time * samplingInterval ? `, and a lag of ${lag} s` : '';
      throw new UnvanishError(
        'labels',
        `${name}: ${described(event)} begins outside the run, which lasts ${seconds(time * samplingInterval)}${late}`,
        late === '' ? 'correct or remove the event' : 'choose a shorter lag, or remove the event',
      );
    }
    return [{ event, label, first, end }];
  });
  return intervals.sort((a, b) => a.first - b.first || a.end - b.end);
}

/**
 * Checks that no two events of a run go on at the same time. Those that follow each other may share a time step by rounding, but
 * not half a time step, nor begin in the same one.
 *
 * @throws UnvanishError `labels`.
 */
export function checkSeparate({ name, samplingInterval }: Recording, intervals: readonly TaskInterval[]): void {
  const wrong = intervals.findIndex(({ first, event }, position) => {
    const before = intervals[position - 1];
    if (!before || first >= before.end) return false;
    const shared = before.event.onset + before.event.duration - event.onset;
    return first === before.first || shared > samplingInterval / 2;
  });
  if (wrong < 0) return;
  const [before, after] = [intervals[wrong - 1].event, intervals[wrong].event];
  throw new UnvanishError(
    'labels',
    `${name}: ${described(before)} and ${described(after)} overlap`,
    'name classes whose events do not (`classes`)',
  );
}

/** 1 for each time step of a run in which an event goes on. */
export function stepsOnTask(time: number, intervals: readonly TaskInterval[]): Uint8Array {
  const steps = new Uint8Array(time);
  for (const { first, end } of intervals) steps.fill(1, first, Math.min(end, time));
  return steps;
}

function described({ name, onset, duration }: RecordingEvent): string {
  return `event ${quoted(name)} at ${seconds(onset)} (for ${seconds(duration)})`;
}

/** A time as people write it: `52.5 s`. */
export function seconds(time: number): string {
  return `${Number(time.toFixed(3))} s`;
}

function listed(names: readonly string[]): string {
  return someOf(names.map(quoted), 12);
}
