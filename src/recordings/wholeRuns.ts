import { UnvanishError } from '../errors.js';
import { classesOf } from '../formats/tables/classes.js';
import { checkSpellings, namesLike } from './conditionName.js';
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
  const classNames = classesOfRuns(recordings, config);
  const isIgnored = namesLike(config.ignore);
  const cuts = recordings.flatMap((recording) => {
    const label = classNames.indexOf(classOf(recording));
    if (label < 0) return [];
    const events = new Set(recording.events.map(({ name }) => name).filter((name) => !isIgnored(name)));
    const onTask = stepsOnTask(recording.time, taskIntervals(recording, [...events], config.lag));
    return [{ recording, name: recording.name, label, first: 0, end: recording.time, onTask }];
  });
  return { cuts, classNames };
}

function classesOfRuns(recordings: readonly Recording[], { classes }: SamplingConfig): readonly string[] {
  const found = recordings.map(classOf);
  const areLabelled = recordings.some(({ label }) => label !== undefined);
  if (classes) return checkedClasses(classes, new Set(found), areLabelled ? 'run' : 'task');
  const { classNames } = classesOf(found, 'the runs');
  checkSpellings(classNames);
  return classNames;
}

function classOf({ name, task, label }: Recording): string {
  if (label !== undefined) return label;
  if (task !== undefined) return task;
  throw new UnvanishError('labels', `${name}: its task is not known, so the whole run has no class`);
}
