import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import type { Dataset } from '../../data/dataset.js';

/** The series that a pass is over: a dataset, or some of its samples. */
export type Series = Pick<Dataset, 'x' | 'samples' | 'time' | 'features' | 'labels' | 'targets' | 'lengths'>;

/** Some series in the engine's memory, or some time steps of them. */
export interface Batch {
  /** [sample, time, feature]; of a path its two ends, [2, time, feature]. */
  readonly x: Pointer;
  /** Elements from one sample, or end, to the next in x. */
  readonly stride: number;
  /** Where the samples are points of one path, how far along it each lies, [sample], from 0 to 1; else 0. */
  readonly alphas: Pointer;
  readonly samples: number;
  readonly time: number;
  readonly features: number;
  /** `samples` rounded up to whole vectors: the innermost size of the recurrence's layout. */
  readonly lanes: number;
  /** Valid time steps, int32 [lanes]; 0 where all series have `time` steps. */
  readonly lengths: Pointer;
}

/** How a pass hangs together with one over other steps of the same series. */
export interface Continuation<Tape = unknown> {
  /** The pass over the steps before these, of one series, with which all samples here begin. */
  readonly after?: Tape | undefined;
  /** Whether a pass will go on where this one ends. */
  readonly goesOn?: boolean | undefined;
}

/** The numbers of a chunk of time should stay in the second-level cache, beside weights. */
const CHUNK_BYTES = 2 ** 19;
export const SHORTEST_CHUNK = 16;
const LONGEST_CHUNK = 64;

/** Copies the samples at positions `from` to `to` of `order` (or of the series themselves) into the engine. */
export function loadBatch(engine: Engine, series: Series, from: number, to: number, order?: ArrayLike<number>): Batch {
  const { time, features } = series;
  const samples = to - from;
  const lanes = Math.ceil(samples / 4) * 4;
  const stride = time * features;
  const x = engine.allocate(samples * stride);
  const lengths = series.lengths ? engine.allocate(lanes) : 0;
  const target = engine.floats(x, samples * stride);
  const targetLengths = lengths ? engine.integers(lengths, lanes).fill(time) : undefined;
  for (let row = 0; row < samples; row++) {
    const sample = order ? (order[from + row] as number) : from + row;
    target.set(series.x.subarray(sample * stride, (sample + 1) * stride), row * stride);
    if (targetLengths && series.lengths) targetLengths[row] = series.lengths[sample] as number;
  }
  return { x, stride, alphas: 0, samples, time, features, lanes, lengths };
}

/** Some time steps of a batch, from step `from` on. `lengths` count from there and may be negative. */
export interface TimeChunk extends Batch {
  readonly from: number;
}

/**
 * Time steps of a chunk of which each sample has `floats` numbers a step: about as many in every chunk of a series, and whole tiles
 * of the matrix product.
 */
export function chunkSteps(samples: number, time: number, floats: number): number {
  const fitting = Math.floor(CHUNK_BYTES / (4 * floats * samples));
  const most = Math.max(SHORTEST_CHUNK, Math.min(LONGEST_CHUNK, fitting));
  return 4 * Math.ceil(time / Math.ceil(time / most) / 4);
}

/** A batch cut into chunks of `steps` time steps, in order. */
export function timeChunks(engine: Engine, batch: Batch, steps: number): TimeChunk[] {
  const { x, stride, alphas, samples, time, features, lanes } = batch;
  const chunks: TimeChunk[] = [];
  for (let from = 0; from < time; from += steps) {
    let { lengths } = batch;
    if (lengths) {
      const whole = engine.integers(lengths, lanes).map((length) => length - from);
      lengths = engine.put(whole);
    }
    const [at, count] = [x + 4 * from * features, Math.min(steps, time - from)];
    chunks.push({ x: at, stride, alphas, samples, time: count, features, lanes, lengths, from });
  }
  return chunks;
}

/** One time step of one series, x [feature]. */
export function oneStep(x: Pointer, features: number): TimeChunk {
  return { x, stride: features, alphas: 0, samples: 1, time: 1, features, lanes: 4, lengths: 0, from: 0 };
}
