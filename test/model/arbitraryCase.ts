import fc from 'fast-check';
import { createDataset, type Dataset } from '../../src/data/dataset.js';
import { type ClassifierConfig, classifierConfig } from '../../src/model/config.js';
import { builtInCells } from '../../src/model/encoders/recurrent/cells/index.js';
import { parameterLayout } from '../../src/model/network.js';
import type { ParameterSpec } from '../../src/model/parameters.js';
import { type Parameters, scoresOf } from '../reference/classifier.js';
import { Draws } from '../reference/draws.js';
import { type Matrix, rowsOf } from '../reference/matrix.js';

/** A random classifier with random data; `parameters` and `series` are the float64 twin's, the same numbers. */
export interface ClassifierCase {
  config: ClassifierConfig;
  /** Every parameter, by name, as the engine takes it. */
  values: Map<string, Float32Array>;
  parameters: Parameters;
  x: Float32Array;
  dataset: Dataset;
  /** The valid steps of each sample, [length, N]. */
  series: Matrix[];
  labels: Int32Array;
  lengths: Int32Array | undefined;
  extreme: boolean;
}

/** The largest sizes that are drawn. */
export interface CaseLimits {
  time: number;
  features: number;
  batch: number;
}

const EXTREME_SCORE = 80;
const readouts = ['last', 'final', 'mean', 'max', 'self-attention'] as const;

/**
 * Classifiers of every cell, feed, depth, direction and read-out, small and odd sizes, equal and unequal lengths, scores from
 * moderate to +-80. A quarter of them are the paper's: one LSTM layer, forward, last read-out.
 */
export function arbitraryCase(most: CaseLimits): fc.Arbitrary<ClassifierCase> {
  const size = (max: number) => fc.integer({ min: 1, max });
  return fc
    .record({
      architecture: fc.oneof(
        { weight: 1, arbitrary: fc.constant({}) },
        {
          weight: 3,
          arbitrary: fc.record({
            cell: fc.constantFrom(...builtInCells.map(({ name }) => name)),
            layers: fc.integer({ min: 1, max: 2 }),
            bidirectional: fc.boolean(),
            readout: fc.constantFrom(...readouts),
            readoutHops: size(5),
            readoutAttentionSize: size(6),
            readoutMean: fc.boolean(),
            readoutBias: fc.boolean(),
            learnedState: fc.boolean(),
          }),
        },
      ),
      inputCellAttention: fc.constantFrom('none' as const, 'matrix' as const, 'mean' as const, 'normalised' as const),
      time: size(most.time),
      inputSize: size(most.features),
      batch: size(most.batch),
      // Small ones more often: whether 4 H is at most N decides which way input-cell attention is computed.
      hiddenSize: fc.oneof(size(4), size(12)),
      hops: size(6),
      attentionSize: size(9),
      classes: fc.integer({ min: 2, max: 4 }),
      unequal: fc.boolean(),
      extreme: fc.boolean(),
      draws: fc.nat(),
    })
    .map(({ architecture, time, batch, unequal, extreme, draws, ...sizes }) => {
      const config = classifierConfig({ ...architecture, ...sizes });
      return drawCase(config, { time, batch, unequal, extreme, random: new Draws(draws) });
    });
}

/** The twin's form of a parameter: rows, or one row for a vector. */
function parameterRows({ shape }: ParameterSpec, flat: ArrayLike<number>): Matrix {
  const columns = shape.at(-1) as number;
  return rowsOf(flat, shape.length === 1 ? 1 : shape[0], columns);
}

/** What of a case is not its configuration. */
export interface Drawing {
  time: number;
  batch: number;
  unequal: boolean;
  extreme: boolean;
  random: Draws;
}

/** One case: float32 parameters and series, the scores scaled to +-80 where they are to be extreme. */
export function drawCase(config: ClassifierConfig, { time, batch, unequal, extreme, random }: Drawing): ClassifierCase {
  const { inputSize, classes } = config;
  const values = new Map<string, Float32Array>();
  const parameters: Parameters = {};
  const { specs } = parameterLayout(config);
  const keep = (spec: ParameterSpec, value: Float32Array) => {
    values.set(spec.name, value);
    parameters[spec.name] = parameterRows(spec, value);
  };
  for (const spec of specs) {
    // Gates leave their linear range and still pass gradients: about 2 / sqrt(what is summed).
    const summed = spec.shape.length === 1 ? 4 : Math.min(...spec.shape);
    const count = spec.shape.reduce((product, length) => product * length, 1);
    // A rectified recurrence has no bound of its own: its weights keep it from growing.
    const spread = config.cell === 'rnn-relu' && /hh/.test(spec.name) ? 0.7 : 2;
    keep(spec, random.floats(count, spread / Math.sqrt(summed)));
  }
  const x = random.floats(batch * time * inputSize, 2);
  const lengths = unequal ? Int32Array.from({ length: batch }, () => 1 + random.below(time)) : undefined;
  const labels = Int32Array.from({ length: batch }, () => random.below(classes));
  const series = Array.from({ length: batch }, (_, sample) =>
    rowsOf(x.subarray(sample * time * inputSize), lengths?.[sample] ?? time, inputSize),
  );
  if (extreme && config.inputCellAttention !== 'none') {
    const largest = Math.max(...series.flatMap((one) => scoresOf(config, parameters, one).map(Math.abs)));
    for (const spec of specs.filter(({ name }) => name.startsWith('rnn.linear_second'))) {
      const value = values.get(spec.name) as Float32Array;
      keep(
        spec,
        value.map((weight) => (weight * EXTREME_SCORE) / largest),
      );
    }
  }
  const dataset = createDataset({
    x,
    shape: [batch, time, inputSize],
    labels,
    lengths,
    classNames: Array.from({ length: classes }, (_, index) => `${index}`),
  });
  return { config, values, parameters, x, dataset, series, labels, lengths, extreme };
}
