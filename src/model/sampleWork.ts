import type { Engine } from '../backend/engine.js';
import type { Series } from './batch.js';
import { type Output, outputGradient, type Target } from './classOutput.js';
import type { Network } from './network.js';
import type { ParameterPointers } from './parameters.js';
import { type Path, PathPoints } from './pathGradient.js';
import { sampleRows } from './rows.js';

/** More rows at a time than this leave the cache and gain no speed. */
const MOST_ROWS = 8;

/** What is computed of each sample by itself, as many numbers for every sample. */
export type SampleWork =
  /** [class]. */
  | { readonly kind: 'logits' }
  /** dS/dx [time, feature]. */
  | { readonly kind: 'inputGradient'; readonly output: Output; readonly target: Target; readonly direct: boolean }
  /** The mean of dS/dx over the points of a path, [time, feature]; of the class that is the sample's label. */
  | { readonly kind: 'pathGradient'; readonly output: Output; readonly path: Path };

/** Where work is done: an architecture and its parameters in an engine's memory, of which a pass may take so many bytes. */
export interface Workplace {
  readonly engine: Engine;
  readonly network: Network;
  readonly pointers: ParameterPointers;
  readonly memory: number;
}

/** Numbers that the work gives for each sample. */
export function numbersPerSample({ time, features }: Series, { kind }: SampleWork, classes: number): number {
  return kind === 'logits' ? classes : time * features;
}

/** Does the work on all samples, on this thread, without a pause. */
export function workOnSamples(place: Workplace, series: Series, work: SampleWork): Float32Array {
  const { engine, network, pointers, memory } = place;
  const { classes } = network.config;
  const width = numbersPerSample(series, work, classes);
  const out = new Float32Array(series.samples * width);
  const path = work.kind === 'pathGradient' ? new PathPoints(series, work.path) : undefined;
  const rows = path ?? sampleRows(series);
  const count = series.samples * rows.perSample;
  const fitting = Math.floor(memory / network.bytesPerSample(series.time));
  const step = Math.max(1, Math.min(MOST_ROWS, fitting));
  for (let from = 0; from < count; from += step) {
    engine.scope(() => {
      const to = Math.min(from + step, count);
      const pass = network.forward(engine, pointers, rows.load(engine, from, to));
      if (work.kind === 'logits') {
        out.set(engine.floats(pass.logits, (to - from) * width), from * width);
        return;
      }
      const target = work.kind === 'inputGradient' ? work.target : 'true';
      const classOf = (row: number) => {
        if (target === 'predicted') return undefined;
        return target === 'true' ? series.labels?.[Math.floor((from + row) / rows.perSample)] : target;
      };
      const dlogits = outputGradient(engine, pass.logits, to - from, classes, work.output, classOf);
      const dx = engine.allocate((to - from) * width);
      const direct = work.kind === 'inputGradient' && work.direct;
      network.backward(engine, pointers, pass, dlogits, { dx, gradients: undefined, direct });
      if (path) path.addMeans(engine, dx, from, to, out);
      else out.set(engine.floats(dx, (to - from) * width), from * width);
    });
  }
  return out;
}
