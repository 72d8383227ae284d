import type { Output, Target } from '../heads/head.js';
import type { Network } from '../network.js';
import { loadBatch, type Series } from './batch.js';
import { type Path, pathGradients, type Workplace } from './pathGradient.js';

/** More samples at a time than this leave the cache and gain no speed. */
const MOST_SAMPLES = 8;
/** Time steps, so many at a time, that samples may have in common: less is not worth a pass of its own. */
const TILE = 8;
/** A pass without the recurrence takes up to so many times the memory: it works on whole series beside what the forward pass left. */
const DIRECT = 3;

/** What is computed of each sample by itself, as many numbers for every sample. */
export type SampleWork =
  /** What the head gives; of a classifier logits [class]. */
  | { readonly kind: 'outputs' }
  /** dS/dx [time, feature], or its magnitude. */
  | {
      readonly kind: 'inputGradient';
      readonly output: Output;
      readonly target: Target;
      readonly direct: boolean;
      readonly signed: boolean;
    }
  /** The mean of dS/dx over the points of a path, [time, feature]; of the output whose place is the sample's label. */
  | { readonly kind: 'pathGradient'; readonly output: Output; readonly path: Path };

/** Numbers that the work gives for each sample. */
export function numbersPerSample({ time, features }: Series, { kind }: SampleWork, network: Network): number {
  return kind === 'outputs' ? network.outputsPerSample(time) : time * features;
}

/** Does the work on all samples, on this thread, without a pause; the numbers go to `out`. */
export function workOnSamples(place: Workplace, series: Series, work: SampleWork, out: Float32Array): void {
  const { engine, network, pointers, memory } = place;
  const width = numbersPerSample(series, work, network);
  if (work.kind === 'pathGradient') {
    pathGradients(place, series, work.path, work.output, out);
    return;
  }
  const { samples } = series;
  const bytes = network.bytesPerSample(series.time) * (work.kind === 'inputGradient' && work.direct ? DIRECT : 1);
  const fitting = Math.floor(memory / bytes);
  const step = Math.max(1, Math.min(MOST_SAMPLES, fitting));
  for (let from = 0; from < samples; from += step) {
    engine.scope(() => {
      const to = Math.min(from + step, samples);
      const batch = loadBatch(engine, series, from, to);
      const count = batch.samples * width;
      if (work.kind === 'outputs') {
        const outputs = network.outputs(engine, pointers, batch, stepsAlike(series, from, to));
        out.set(engine.floats(outputs, count), from * width);
        return;
      }
      const pass = network.forward(engine, pointers, batch);
      const { output, target, direct, signed } = work;
      const { head } = network;
      const targetOf = (row: number) => head.targetOf(target, series, from + row);
      const doutputs = head.explainedGradient(engine, pass.outputs, batch, output, targetOf);
      const dx = engine.allocate(count);
      network.backward(engine, pointers, pass, doutputs, { dx, gradients: undefined, direct });
      if (!signed) engine.kernels.absInPlace(dx, count);
      out.set(engine.floats(dx, count), from * width);
    });
  }
}

/**
 * Steps, whole tiles of them, with which some samples begin alike, as changed inputs of one series do (`perturb`); at least one step
 * of each is left.
 */
function stepsAlike({ x, time, features, lengths }: Series, from: number, to: number): number {
  const size = time * features;
  // Bits, since 0 and -0 compare equal and may give other bits.
  const bits = new Int32Array(x.buffer, x.byteOffset, x.length);
  let alike = time - 1;
  for (let sample = from; sample < to; sample++) {
    alike = Math.min(alike, (lengths?.[sample] ?? time) - 1);
    const [own, first] = [sample * size, from * size];
    let at = 0;
    while (at < alike * features && bits[own + at] === bits[first + at]) at++;
    alike = Math.floor(at / features);
  }
  return TILE * Math.floor(alike / TILE);
}
