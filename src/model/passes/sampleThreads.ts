import type { Thread, Threads } from '../../backend/threads.js';
import { nextTurn, Turns } from '../../backend/turn.js';
import { UnvanishError } from '../../errors.js';
import type { StopSignal } from '../../stopSignal.js';
import type { Series } from './batch.js';
import type { SampleProgress } from './passFields.js';
import type { Workplace } from './pathGradient.js';
import { type SampleWork, workOnSamples } from './sampleWork.js';

/** Samples that are worked on at once, or those of a path's many points: a few batches, and a millisecond or so. */
const PART = 16;
const PATH_PART = 2;
/** Parts that wait on a thread, so that it is never idle. */
const PARTS_AHEAD = 2;

/** How work on many samples reports and is stopped. It gives way to the event loop about every 40 milliseconds. */
export interface PassOptions {
  /** Told of the samples done, about every 40 milliseconds and at the end. */
  readonly onProgress?: ((progress: SampleProgress) => void) | undefined;
  readonly signal?: StopSignal | undefined;
}

/**
 * Does the work on all samples, part by part, on this thread and those of `helpers` that are ready, which are first given the
 * parameters; the numbers go to `out`. No memory of the engine is held where the event loop has its turn, so calls may run side by
 * side.
 *
 * @throws UnvanishError `aborted` where the signal says so. A thread that ends meanwhile leaves its parts to the others.
 */
export async function workOnThreads(
  place: Workplace,
  helpers: Threads | undefined,
  parameters: () => Float32Array,
  series: Series,
  work: SampleWork,
  out: Float32Array,
  { signal, onProgress }: PassOptions,
): Promise<void> {
  const { samples } = series;
  const width = out.length / samples;
  const fitting = Math.floor(place.memory / place.network.bytesPerSample(series.time));
  const size = Math.max(1, Math.min(work.kind === 'pathGradient' ? PATH_PART : PART, fitting));
  const turns = new Turns();
  let next = 0;
  let done = 0;
  /** Parts of threads that have ended. */
  const left: Part[] = [];
  const take = (): Part | undefined => {
    if (left.length > 0 || next >= samples) return left.pop();
    const from = next;
    next = Math.min(from + size, samples);
    return { series: samplesOf(series, from, next), target: out.subarray(from * width, next * width) };
  };
  const elsewhere = async (thread: Thread) => {
    let moved: MovedPart | undefined;
    for (let part = take(); part; part = take()) {
      moved = partToMove(part, moved);
      const transfer = [moved.series.x.buffer, moved.out.buffer];
      try {
        moved = await thread.call<MovedPart>('samples', { work, ...moved }, { transfer });
      } catch (error) {
        if (!thread.ended) throw error;
        left.push(part);
        return;
      }
      part.target.set(moved.out);
      done += part.series.samples;
    }
  };
  let failure: Error | undefined;
  const busy = new Map<Thread, Promise<unknown>>();
  const employ = () => {
    for (const thread of helpers?.ready ?? []) {
      if (busy.has(thread) || samples - next <= size) continue;
      const told = thread.call('parameters', parameters()).catch((error) => {
        if (!thread.ended) throw error;
      });
      const theirs = [told, ...Array.from({ length: PARTS_AHEAD }, () => elsewhere(thread))];
      const noted = (error: Error) => {
        failure ??= error;
      };
      busy.set(thread, Promise.all(theirs).catch(noted));
    }
  };
  const check = () => {
    if (failure) throw failure;
    if (signal?.aborted) throw new UnvanishError('aborted', 'the work was stopped before its end');
  };
  check();
  helpers?.ask(Math.ceil(samples / size) - 1);
  try {
    employ();
    while (done < samples) {
      const part = take();
      if (part) {
        workOnSamples(place, part.series, work, part.target);
        done += part.series.samples;
      } else await Promise.all(busy.values());
      if (turns.due) {
        onProgress?.({ done, total: samples });
        await turns.give();
      } else if (busy.size > 0) await nextTurn();
      else continue;
      check();
      employ();
    }
  } finally {
    next = samples;
    left.length = 0;
    await Promise.all(busy.values());
  }
  onProgress?.({ done: samples, total: samples });
}

/** Some samples, and where the numbers of theirs go. */
interface Part {
  readonly series: Series;
  readonly target: Float32Array;
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

/** Some samples, and room for what is computed of them, that go to another thread and come back. */
export interface MovedPart {
  readonly series: Series;
  readonly out: Float32Array;
}

/** A copy of a part, in the memory of one that has come back where that is large enough: new memory is slow at first. */
function partToMove({ series, target }: Part, back: MovedPart | undefined): MovedPart {
  const { x, labels, lengths } = series;
  const room = (count: number, old: Float32Array | undefined) =>
    old && old.buffer.byteLength >= 4 * count ? new Float32Array(old.buffer, 0, count) : new Float32Array(count);
  const copy = room(x.length, back?.series.x);
  copy.set(x);
  return {
    series: {
      ...series,
      x: copy,
      ...(labels && { labels: labels.slice() }),
      ...(lengths && { lengths: lengths.slice() }),
    },
    out: room(target.length, back?.out),
  };
}
