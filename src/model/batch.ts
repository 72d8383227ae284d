import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { Dataset } from '../data/dataset.js';

/** Some series in the engine's memory. */
export interface Batch {
  /** [sample, time, feature]. */
  readonly x: Pointer;
  readonly samples: number;
  readonly time: number;
  readonly features: number;
  /** `samples` rounded up to whole vectors: the innermost size of the recurrence's layout. */
  readonly lanes: number;
  /** Valid time steps, int32 [lanes]; 0 where all series have `time` steps. */
  readonly lengths: Pointer;
}

/** Copies the samples at positions `from` to `to` of `order` (or of the dataset itself) into the engine. */
export function loadBatch(
  engine: Engine,
  dataset: Dataset,
  from: number,
  to: number,
  order?: ArrayLike<number>,
): Batch {
  const { time, features } = dataset;
  const samples = to - from;
  const lanes = Math.ceil(samples / 4) * 4;
  const size = time * features;
  const x = engine.allocate(samples * size);
  const lengths = dataset.lengths ? engine.allocate(lanes) : 0;
  const target = engine.floats(x, samples * size);
  const targetLengths = lengths ? engine.integers(lengths, lanes).fill(time) : undefined;
  for (let row = 0; row < samples; row++) {
    const sample = order ? (order[from + row] as number) : from + row;
    target.set(dataset.x.subarray(sample * size, (sample + 1) * size), row * size);
    if (targetLengths && dataset.lengths) targetLengths[row] = dataset.lengths[sample] as number;
  }
  return { x, samples, time, features, lanes, lengths };
}
