import { UnvanishError } from '../errors.js';
import type { Cut, Cuts } from './cut.js';
import type { Recording } from './recording.js';
import { type SamplingConfig, timeStepsOf } from './samplingOptions.js';
import { checkSeparate, eventClasses, seconds, stepsOnTask, taskIntervals } from './taskIntervals.js';

/** Windows of a fixed length: see `windowSamples`. */
export function windowsOf(recordings: readonly Recording[], config: SamplingConfig): Cuts {
  if (config.blockLength === undefined)
    throw new UnvanishError(
      'option',
      'windows need a length',
      'give it in time steps or seconds (`blockLength: 14`, 35s)',
    );
  if (config.blockBaseline > 0 || config.lead > 0) {
    const what = config.lead > 0 ? 'lead' : 'baseline';
    throw new UnvanishError('option', `a ${what} is for blocks; windows have no onset`);
  }
  const classNames = eventClasses(recordings, config);
  const cuts = recordings.flatMap((recording) => windowsOfRun(recording, classNames, config, config.blockLength ?? 1));
  if (cuts.length > 0) return { cuts, classNames };
  throw new UnvanishError('labels', 'no window is on task for half of its time steps', 'choose shorter windows');
}

function windowsOfRun(
  recording: Recording,
  classNames: readonly string[],
  { lag, blockStride }: SamplingConfig,
  span: number | string,
): Cut[] {
  const { time, samplingInterval } = recording;
  const intervals = taskIntervals(recording, classNames, lag);
  checkSeparate(recording, intervals);
  const onTask = stepsOnTask(time, intervals);
  const classAt = new Int32Array(time).fill(-1);
  for (const { label, first, end } of intervals) classAt.fill(label, first, end);
  const length = timeStepsOf(span, samplingInterval);
  const step = blockStride === undefined ? length : timeStepsOf(blockStride, samplingInterval);
  const cuts: Cut[] = [];
  for (let first = 0; first + length <= time; first += step) {
    const { label, steps } = mostFrequent(classAt.subarray(first, first + length));
    if (2 * steps < length) continue;
    const at = seconds(first * samplingInterval).replace(' ', '');
    const name = `${recording.name} ${classNames[label]} ${at}`;
    cuts.push({ recording, name, label, first, end: first + length, onTask });
  }
  return cuts;
}

/** The class of most steps, the first of equals, and how many steps are on task. */
function mostFrequent(classAt: Int32Array): { label: number; steps: number } {
  const counts = new Map<number, number>();
  let steps = 0;
  for (const label of classAt) {
    if (label < 0) continue;
    counts.set(label, (counts.get(label) ?? 0) + 1);
    steps++;
  }
  let [label, most] = [-1, 0];
  for (const [candidate, count] of counts) {
    if (count > most) [label, most] = [candidate, count];
  }
  return { label, steps };
}
