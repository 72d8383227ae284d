import { UnvanishError } from '../errors.js';
import { namesLike } from './conditionName.js';
import type { Cuts } from './cut.js';
import type { Recording } from './recording.js';
import type { SamplingConfig } from './samplingOptions.js';
import { checkedClasses, stepsOnTask, taskIntervals } from './taskIntervals.js';

/** Each run is one sample: see `runSamples`. */
export function wholeRuns(recordings: readonly Recording[], config: SamplingConfig): Cuts {
  if (config.blockLength !== undefined || config.blockBaseline > 0 || config.lead > 0) {
    const what = config.blockLength !== undefined ? 'length' : config.lead > 0 ? 'lead' : 'baseline';
    throw new UnvanishError('option', `a ${what} is not for whole runs`);
  }
  const tasks = new Set(recordings.map(taskOf));
  const classNames = config.classes ? checkedClasses(config.classes, tasks, 'task') : [...tasks].sort();
  const isIgnored = namesLike(config.ignore);
  const cuts = recordings.flatMap((recording) => {
    const label = classNames.indexOf(taskOf(recording));
    if (label < 0) return [];
    const events = new Set(recording.events.map(({ name }) => name).filter((name) => !isIgnored(name)));
    const onTask = stepsOnTask(recording.time, taskIntervals(recording, [...events], config.lag));
    return [{ recording, name: recording.name, label, first: 0, end: recording.time, onTask }];
  });
  return { cuts, classNames };
}

function taskOf({ name, task }: Recording): string {
  if (task !== undefined) return task;
  throw new UnvanishError('labels', `${name}: its task is not known, so the whole run has no class`);
}
