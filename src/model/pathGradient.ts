import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import { UnvanishError } from '../errors.js';
import { type Batch, loadBatch, type Series } from './batch.js';
import type { Rows } from './rows.js';

/** A straight path from a baseline x' to each sample x. */
export interface Path {
  /** x', [time, feature]; what it holds beyond a sample's length does not matter. */
  readonly baseline: Float32Array;
  /** Points of the path: x' + (k + 1/2) / steps (x - x') for k from 0, the midpoints of equal parts. */
  readonly steps: number;
}

/**
 * The points of the paths to all samples, as rows: those of a sample in order, then those of the next, so that a batch
 * may begin or end within a path. They exist only in the engine, a batch at a time.
 */
export class PathPoints implements Rows {
  readonly perSample: number;
  private readonly size: number;

  constructor(
    private readonly dataset: Series,
    private readonly path: Path,
  ) {
    const { time, features } = dataset;
    this.perSample = path.steps;
    this.size = time * features;
  }

  load(engine: Engine, from: number, to: number): Batch {
    const { dataset, size } = this;
    const { baseline, steps } = this.path;
    const samples = Int32Array.from({ length: to - from }, (_, row) => Math.floor((from + row) / steps));
    const batch = loadBatch(engine, dataset, 0, samples.length, samples);
    engine.scope(() => {
      const base = engine.put(baseline);
      for (let row = 0; row < samples.length; row++) {
        const k = (from + row) % steps;
        engine.kernels.interpolate(base, batch.x + 4 * row * size, (k + 0.5) / steps, size);
      }
    });
    return batch;
  }

  /**
   * Adds the gradients dx of rows `from` to `to` to `out` [sample, time, feature], which begins as zeros, and makes means
   * of the sums that are complete. Called in order of the rows, every sum is in order of k, however they are batched.
   */
  addMeans(engine: Engine, dx: Pointer, from: number, to: number, out: Float32Array): void {
    const { size } = this;
    const { steps } = this.path;
    for (let row = from; row < to; ) {
      const sample = Math.floor(row / steps);
      const pathEnd = (sample + 1) * steps;
      const end = Math.min(to, pathEnd);
      const target = out.subarray(sample * size, (sample + 1) * size);
      engine.scope(() => {
        const sum = engine.put(target);
        engine.kernels.sumRows(dx + 4 * (row - from) * size, end - row, size, sum, size);
        if (end === pathEnd) engine.kernels.scale(sum, size, 1 / steps);
        target.set(engine.floats(sum, size));
      });
      row = end;
    }
  }
}

/** @throws UnvanishError `option`, `shape` or `not-finite` for a path that there is not. */
export function checkPath({ baseline, steps }: Path, time: number, features: number): void {
  if (!(Number.isSafeInteger(steps) && steps >= 1)) {
    throw new UnvanishError('option', `steps is ${steps}: a whole number of at least 1 was expected`);
  }
  if (baseline.length !== time * features) {
    throw new UnvanishError(
      'shape',
      `the baseline holds ${baseline.length} values where [time, feature] = [${time}, ${features}] was expected`,
    );
  }
  const wrong = baseline.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const [step, feature] = [Math.floor(wrong / features), wrong % features];
    throw new UnvanishError('not-finite', `the baseline is ${baseline[wrong]} at time ${step}, feature ${feature}`);
  }
}
