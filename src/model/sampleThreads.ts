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
  const fitting = Math.floor(place.memory / place.network.bytesPerSample(series.time));
  const size = Math.max(1, Math.min(work.kind === 'pathGradient' ? PATH_PART : PART, fitting));
  const out = new Float32Array(samples * width);
  const turns = new Turns();
  let next = 0;
  let done = 0;
  /** The part that is next and where its numbers go, or undefined where there is none. */
  const take = () => {
    if (next >= samples) return undefined;
    const from = next;
    next = Math.min(from + size, samples);
    return { part: samplesOf(series, from, next), target: out.subarray(from * width, next * width) };
  };
  const elsewhere = async (thread: Thread) => {
    let moved: MovedPart | undefined;
    for (let taken = take(); taken; taken = take()) {
      moved = partToMove(taken.part, taken.target.length, moved);
      const transfer = [moved.series.x.buffer, moved.out.buffer];
      moved = await thread.call<MovedPart>('samples', { work, ...moved }, { transfer });
      taken.target.set(moved.out);
      done += taken.part.samples;
    }
  };
  const busy = new Map<Thread, Promise<unknown>>();
  helpers?.ask(Math.ceil(samples / size) - 1);
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
      workOnSamples(place, taken.part, work, taken.target);
      done += taken.part.samples;
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

/** Some samples, and room for what is computed of them, that go to another thread and come back. */
export interface MovedPart {
  readonly series: Series;
  readonly out: Float32Array;
}

/** A copy of a part, in the memory of one that has come back where that is large enough: new memory is slow at first. */
function partToMove(part: Series, numbers: number, back: MovedPart | undefined): MovedPart {
  const { x, labels, lengths } = part;
  const room = (count: number, old: Float32Array | undefined) =>
    old && old.buffer.byteLength >= 4 * count ? new Float32Array(old.buffer, 0, count) : new Float32Array(count);
  const copy = room(x.length, back?.series.x);
  copy.set(x);
  return {
    series: {
      ...part,
      x: copy,
      ...(labels && { labels: labels.slice() }),
      ...(lengths && { lengths: lengths.slice() }),
    },
    out: room(numbers, back?.out),
  };
}
