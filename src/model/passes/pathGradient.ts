import type { Engine } from '../../backend/engine.js';
import { UnvanishError } from '../../errors.js';
import { PATH_GROUP } from '../encoders/inputProduct.js';
import type { Output } from '../heads/head.js';
import type { Network } from '../network.js';
import type { ParameterPointers } from '../parameters.js';
import type { Batch, Series } from './batch.js';

/** Where work is done: an architecture and its parameters in an engine's memory, of which a pass may take so many bytes. */
export interface Workplace {
  readonly engine: Engine;
  readonly network: Network;
  readonly pointers: ParameterPointers;
  readonly memory: number;
}

/** A straight path from a baseline x' to each sample x. */
export interface Path {
  /** x', [time, feature]; what it holds beyond a sample's length does not matter. */
  readonly baseline: Float32Array;
  /** Points of the path: x' + (k + 1/2) / steps (x - x') for k from 0, the midpoints of equal parts. */
  readonly steps: number;
}

/**
 * Sets out [sample, time, feature] to the mean over the points of each sample's path of dS/dx, S at the place among its outputs that
 * its label is.
 *
 * The points never exist: a layer's product with the input is linear, so that of the two ends is interpolated, and the gradients
 * that go into its backward product are added up first (inputProduct.ts). With many points that work all but disappears.
 */
export function pathGradients(
  place: Workplace,
  series: Series,
  { baseline, steps }: Path,
  output: Output,
  out: Float32Array,
): void {
  const { engine, network, pointers, memory } = place;
  const { x, samples, time, features, lengths, labels } = series;
  const size = time * features;
  const fitting = PATH_GROUP * Math.floor(memory / network.bytesPerSample(time) / PATH_GROUP);
  const most = Math.max(PATH_GROUP, Math.min(network.encoder.pathPoints ?? PATH_GROUP, fitting));
  for (let sample = 0; sample < samples; sample++) {
    engine.scope(() => {
      const ends = engine.allocate(2 * size);
      engine.floats(ends, size).set(baseline);
      engine.floats(ends + 4 * size, size).set(x.subarray(sample * size, (sample + 1) * size));
      const dx = engine.allocateZeros(size);
      for (let first = 0; first < steps; first += most) {
        const points = Math.min(most, steps - first);
        engine.scope(() => {
          const lanes = Math.ceil(points / 4) * 4;
          const batch: Batch = {
            x: ends,
            stride: size,
            samples: points,
            time,
            features,
            lanes,
            lengths: lengths ? engine.put(new Int32Array(lanes).fill(lengths[sample])) : 0,
            alphas: engine.put(Float32Array.from({ length: points }, (_, k) => (first + k + 0.5) / steps)),
          };
          const pass = network.forward(engine, pointers, batch);
          const rows = { samples: points, time };
          const targetOf = () => labels?.[sample];
          const doutputs = network.head.explainedGradient(engine, pass.outputs, rows, output, targetOf);
          network.backward(engine, pointers, pass, doutputs, { dx, gradients: undefined });
        });
      }
      engine.kernels.scale(dx, size, 1 / steps);
      out.set(engine.floats(dx, size), sample * size);
    });
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
