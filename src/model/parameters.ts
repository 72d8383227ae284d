import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import { RandomStream } from '../backend/random.js';
import { elementCount } from '../data/array.js';
import type { ClassifierConfig } from './config.js';

/** One named parameter; `offset` is its place in the flat vector, in elements; it starts uniform in (-bound, bound), or at 0. */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly bound: number;
}

/** Where each parameter (or its gradient) lies in the engine's memory. */
export type ParameterPointers = Readonly<Record<string, Pointer>>;

/** A classifier's parameters as one flat vector, each beginning at a multiple of 16 elements. */
export interface ParameterLayout {
  readonly specs: readonly ParameterSpec[];
  /** Elements of the flat vector, gaps (always zero) included. */
  readonly size: number;
}

/**
 * The parameters of an architecture, under PyTorch's names and, for input-cell attention, those of the authors'
 * checkpoints (DESIGN, "Weights"). Initialisation follows them too: nn.LSTM and nn.Linear draw from
 * uniform(-1/sqrt(H), 1/sqrt(H)); the authors' cell draws matrices Xavier-uniform and sets biases to zero.
 */
export function parameterLayout(config: ClassifierConfig): ParameterLayout {
  const { inputSize: n, hiddenSize: h, hops: r, attentionSize: da, classes } = config;
  const gates = 4 * h;
  const root = 1 / Math.sqrt(h);
  const specs: ParameterSpec[] = [];
  let size = 0;
  const add = (name: string, shape: readonly number[], bound: number) => {
    specs.push({ name, shape, offset: size, bound });
    size += Math.ceil(elementCount(shape) / 16) * 16;
  };
  const xavier = (rows: number, columns: number) => Math.sqrt(6 / (rows + columns));
  if (config.inputCellAttention === 'none') {
    add('rnn.weight_ih_l0', [gates, n], root);
    add('rnn.weight_hh_l0', [gates, h], root);
    add('rnn.bias_ih_l0', [gates], root);
    add('rnn.bias_hh_l0', [gates], root);
  } else {
    const seen = config.inputCellAttention === 'matrix' ? r * n : n;
    add('rnn.weight_iBarh', [seen, gates], xavier(seen, gates));
    add('rnn.weight_hh', [h, gates], xavier(h, gates));
    add('rnn.bias', [gates], 0);
    add('rnn.linear_first.weight', [da, n], xavier(da, n));
    add('rnn.linear_first.bias', [da], 0);
    add('rnn.linear_second.weight', [r, da], xavier(r, da));
    add('rnn.linear_second.bias', [r], 0);
  }
  add('fc.weight', [classes, h], root);
  add('fc.bias', [classes], root);
  return { specs, size };
}

/** Freshly drawn parameters, as one flat vector. */
export function initialParameters(layout: ParameterLayout, engine: Engine, seed: number): Float32Array {
  const stream = new RandomStream(engine, seed, 'initialisation');
  const flat = new Float32Array(layout.size);
  layout.specs.forEach((spec, position) => {
    if (spec.bound > 0) {
      flat.set(stream.uniform(elementCount(spec.shape), position, -spec.bound, spec.bound), spec.offset);
    }
  });
  return flat;
}

/** The addresses of all parameters of a flat vector that begins at `base`. */
export function parameterPointers(layout: ParameterLayout, base: Pointer): ParameterPointers {
  return Object.fromEntries(layout.specs.map(({ name, offset }) => [name, base + offset * 4]));
}
