import type { Engine } from '../backend/engine.js';
import { type Batch, loadBatch, type Series } from './batch.js';

/** What a pass over a dataset computes: rows, each one series of the dataset's sizes, as many for every sample. */
export interface Rows {
  /** Rows of one sample; those of the next one follow. */
  readonly perSample: number;
  /** Rows `from` to `to` in the memory of the engine's scope. */
  load(engine: Engine, from: number, to: number): Batch;
}

/** One row a sample: the dataset itself. */
export function sampleRows(dataset: Series): Rows {
  return { perSample: 1, load: (engine, from, to) => loadBatch(engine, dataset, from, to) };
}
