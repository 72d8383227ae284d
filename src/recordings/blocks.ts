import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import type { Cut, Cuts } from './cut.js';
import type { Recording } from './recording.js';
import { type SamplingConfig, timeStepsOf } from './samplingOptions.js';
import { checkSeparate, eventClasses, firstStep, seconds, stepsOnTask, taskIntervals } from './taskIntervals.js';

/** One sample for each event of a class: see `blockSamples`. */
export function blocksOf(recordings: readonly Recording[], config: SamplingConfig): Cuts {
  const classNames = eventClasses(recordings, config);
  const cuts = recordings.flatMap((recording) => blocksOfRun(recording, classNames, config));
  if (cuts.every(({ first, end }) => end - first === 1)) {
    throw new UnvanishError('option', 'all blocks last one time step, which is no series', 'give the length of blocks');
  }
  return { cuts, classNames };
}

function blocksOfRun(recording: Recording, classNames: readonly string[], config: SamplingConfig): Cut[] {
  const { time, samplingInterval } = recording;
  const intervals = taskIntervals(recording, classNames, config.lag);
  checkSeparate(recording, intervals, { mayShare: config.blockLength !== undefined });
  const onTask = stepsOnTask(time, intervals);
  return intervals.map(({ event, label, first, end }) => {
    if (config.blockLength === undefined && Number.isNaN(event.duration)) {
      throw new UnvanishError(
        'labels',
        `${recording.name}: event ${quoted(event.name)} at ${seconds(event.onset)} does not say how long it lasts`,
        'give the length of blocks (`blockLength`), as 6s',
      );
    }
    const lead = Math.round(config.lead / samplingInterval);
    if (first < lead) {
      throw new UnvanishError(
        'option',
        `${recording.name}: event ${quoted(event.name)} at ${seconds(event.onset)} has no ${config.lead} s of lead before it`,
        'choose a shorter lead, or remove the event',
      );
    }
    const length = config.blockLength === undefined ? end - first : timeStepsOf(config.blockLength, samplingInterval);
    return {
      recording,
      name: `${recording.name} ${event.name} ${seconds(event.onset).replace(' ', '')}`,
      label,
      first: first - lead,
      end: Math.min(first + length, time),
      onTask,
      baseline: baselineOf(recording, event.onset, event.name, config.blockBaseline),
    };
  });
}

/** The time steps before an onset that are its baseline: those that there are. The onset is not moved by the lag. */
function baselineOf(recording: Recording, onset: number, event: string, baseline: number) {
  if (baseline === 0) return undefined;
  const { name, samplingInterval } = recording;
  const end = firstStep(onset, recording);
  const first = Math.max(0, end - timeStepsOf(`${baseline}s`, samplingInterval));
  if (first < end) return [first, end] as const;
  throw new UnvanishError(
    'option',
    `${name}: event ${quoted(event)} at ${seconds(onset)} has no time steps before it for a baseline`,
  );
}
