import type { Thread, Threads } from '../backend/threads.js';
import { nextTurn, Turns } from '../backend/turn.js';
import { UnvanishError } from '../errors.js';
import type { Series } from './batch.js';
import { numbersPerSample, type SampleWork, type Workplace, workOnSamples } from './sampleWork.js';

/** Samples that are worked on at once, or those of a path's many points: a few batches, and a millisecond or so. */
const PART = 16;
const PATH_PART = 2;
/** Parts that wait on a thread, so that it is never idle. */
const PARTS_AHEAD = 2;

/** How work on many samples reports and is stopped. It gives way to the event loop about every 40 milliseconds. */
export interface PassOptions {
  /** Told of the samples done, about every 40 milliseconds and at the end. */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does the work on all samples, part by part, on this thread and those of `helpers` that are ready, which are first given the
 * parameters. No memory of the engine is held where the event loop has its turn, so calls may run side by side.
 *
 * @throws UnvanishError `aborted` where the signal says so.
 */
export async function workOnThreads(
  place: Workplace,
  helpers: Threads | undefined,
  parameters: () => Float32Array,
  series: Series,
  work: SampleWork,
  { signal, onProgress }: PassOptions,
): Promise<Float32Array> {
  const { samples } = series;
  const width = numbersPerSample(series, work, place.network.config.classes);
  const size = work.kind === 'pathGradient' ? PATH_PART : PART;
  const out = new Float32Array(samples * width);
  const turns = new Turns();
  let next = 0;
  let done = 0;
  /** The samples of the part that is next, or undefined where there is none. */
  const take = () => {
    if (next >= samples) return undefined;
    const from = next;
    next = Math.min(from + size, samples);
    return { from, part: samplesOf(series, from, next) };
  };
  const put = (from: number, result: Float32Array) => {
    out.set(result, from * width);
    done += result.length / width;
  };
  const elsewhere = async (thread: Thread) => {
    for (let taken = take(); taken; taken = take()) {
      const copy = copyOf(taken.part);
      put(taken.from, await thread.call<Float32Array>('samples', { series: copy, work }, [copy.x.buffer]));
    }
  };
  const busy = new Map<Thread, Promise<unknown>>();
  const employ = () => {
    for (const thread of helpers?.ready ?? []) {
      if (busy.has(thread) || samples - next <= size) continue;
      const told = thread.call('parameters', parameters());
      busy.set(thread, Promise.all([told, ...Array.from({ length: PARTS_AHEAD }, () => elsewhere(thread))]));
    }
  };
  try {
    employ();
    for (let taken = take(); taken; taken = take()) {
      put(taken.from, workOnSamples(place, taken.part, work));
      if (turns.due) {
        onProgress?.({ done, total: samples });
        await turns.give();
      } else if (busy.size > 0) await nextTurn();
      else continue;
      if (signal?.aborted) throw new UnvanishError('aborted', 'the work was stopped before its end');
      employ();
    }
    await Promise.all(busy.values());
  } finally {
    next = samples;
    await Promise.allSettled(busy.values());
  }
  onProgress?.({ done: samples, total: samples });
  return out;
}

/** Some of the samples, without a copy. */
function samplesOf({ x, time, features, labels, lengths }: Series, from: number, to: number): Series {
  const size = time * features;
  return {
    x: x.subarray(from * size, to * size),
    samples: to - from,
    time,
    features,
    ...(labels && { labels: labels.subarray(from, to) }),
    ...(lengths && { lengths: lengths.subarray(from, to) }),
  };
}

/** A copy whose buffers can be moved to another thread. */
function copyOf(series: Series): Series {
  const { x, labels, lengths } = series;
  return {
    ...series,
    x: x.slice(),
    ...(labels && { labels: labels.slice() }),
    ...(lengths && { lengths: lengths.slice() }),
  };
}
