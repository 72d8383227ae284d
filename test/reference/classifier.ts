import type { ClassifierConfig } from '../../src/model/config.js';
import { type Node, Tape } from './autodiff.js';
import { cells } from './cells.js';
import { prefixAttention } from './inputCellAttention.js';
import { type Matrix, type Vector, zeros } from './matrix.js';
import { readouts } from './readouts.js';

/** Parameters, or their gradients, by name; a vector is a matrix of one row. */
export type Parameters = Record<string, Matrix>;

/** What one series leaves for the backward pass; the series holds its valid steps only. */
export interface ReferencePass {
  readonly logits: Vector;
  readonly tape: Tape;
  readonly output: Node;
  readonly x: readonly Node[];
  readonly parameters: Readonly<Record<string, readonly Node[]>>;
}

/** Looks a parameter up: its rows. */
export type Lookup = (name: string) => readonly Node[];

/** One series [length, N] through encoder, read-out and dense layer, as they are defined. */
export function forward(config: ClassifierConfig, parameters: Parameters, series: Matrix): ReferencePass {
  const tape = new Tape();
  const nodes = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, tape.rows(value)]));
  const of: Lookup = (name) => nodes[name];
  const x = tape.rows(series);
  const directions = config.bidirectional ? [false, true] : [false];
  let seen = x;
  for (let layer = 0; layer < config.layers; layer++) {
    const outputs = directions.map((reverse) => direction(tape, config, of, seen, layer, reverse));
    seen = x.map((_, t) => tape.concatenated(outputs.map((states) => states[t])));
  }
  const vector = readouts[config.readout](tape, seen, of, config);
  const output = tape.add(tape.product(of('fc.weight'), vector), of('fc.bias')[0]);
  return { logits: output.value, tape, output, x, parameters: nodes };
}

/** From dlogits [C]: dx [length, N]; adds the gradients of all parameters to `gradients`. A pass goes back once. */
export function backward(
  { tape, output, x, parameters }: ReferencePass,
  dlogits: Vector,
  gradients: Parameters,
): Matrix {
  tape.backward(output, dlogits);
  for (const [name, rows] of Object.entries(gradients)) {
    rows.forEach((row, i) => {
      for (let j = 0; j < row.length; j++) row[j] += parameters[name][i].gradient[j];
    });
  }
  return x.map(({ gradient }) => gradient);
}

/** The attention scores of one series, of the directions there are. */
export function scoresOf({ bidirectional }: ClassifierConfig, parameters: Parameters, series: Matrix): Vector {
  const tape = new Tape();
  const of: Lookup = (name) => tape.rows(parameters[name]);
  const suffixes = bidirectional ? ['', '_reverse'] : [''];
  return suffixes.flatMap((suffix) =>
    prefixAttention(tape, tape.rows(series), of, suffix).scores.flatMap(({ value }) => value),
  );
}

/** Zeros of the parameters' shapes. */
export function zerosLike(parameters: Parameters): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, zeros(value.length, value[0].length)]),
  );
}

/** The hidden states of one layer in one direction, in the order of time. */
function direction(
  tape: Tape,
  config: ClassifierConfig,
  of: Lookup,
  inOrder: readonly Node[],
  layer: number,
  reverse: boolean,
): readonly Node[] {
  const suffix = reverse ? '_reverse' : '';
  const x = reverse ? [...inOrder].reverse() : inOrder;
  const run = cells[config.cell];
  const { hiddenSize: hidden } = config;
  const initial = ['h', 'c'].map(
    (state) => of(`rnn.${state}0_l${layer}${suffix}`)?.[0] ?? tape.leaf(new Array(hidden).fill(0)),
  );
  const inReadingOrder = () => {
    if (layer > 0 || config.inputCellAttention === 'none') {
      const end = `_l${layer}${suffix}`;
      return run(tape, hidden, {
        input: x.map((step) => tape.add(tape.product(of(`rnn.weight_ih${end}`), step), of(`rnn.bias_ih${end}`)[0])),
        recurrent: (h) => tape.product(of(`rnn.weight_hh${end}`), h),
        recurrentBias: of(`rnn.bias_hh${end}`)[0],
        initial,
      });
    }
    const { attended } = prefixAttention(tape, x, of, suffix);
    const fed = attended.map((m) =>
      config.inputCellAttention === 'matrix'
        ? tape.concatenated(m)
        : config.inputCellAttention === 'normalised'
          ? tape.normalised(tape.concatenated(m))
          : tape.combined(tape.leaf(m.map(() => 1 / m.length)), m),
    );
    const gates = of(`rnn.bias${suffix}`)[0].value.length;
    // A GRU's new gate has a recurrent bias of its own; all others have none beside the input's.
    const own = of(`rnn.bias_hn${suffix}`);
    const recurrentBias = own
      ? tape.concatenated([tape.leaf(new Array(gates - hidden).fill(0)), own[0]])
      : tape.leaf(new Array(gates).fill(0));
    return run(tape, hidden, {
      input: fed.map((m) => tape.add(tape.combined(m, of(`rnn.weight_iBarh${suffix}`)), of(`rnn.bias${suffix}`)[0])),
      recurrent: (h) => tape.combined(h, of(`rnn.weight_hh${suffix}`)),
      recurrentBias,
      initial,
    });
  };
  const states = inReadingOrder();
  return reverse ? [...states].reverse() : states;
}
