import type { ClassifierConfig } from '../../src/model/config.js';
import type { Node, Tape } from './autodiff.js';
import type { Lookup } from './classifier.js';

/** One vector of the states [length][D] of one series. */
type ReadOut = (tape: Tape, states: readonly Node[], of: Lookup, config: ClassifierConfig) => Node;

export const readouts: Readonly<Record<ClassifierConfig['readout'], ReadOut>> = {
  last: (_, states) => states.at(-1) as Node,

  final: (tape, states, _, { bidirectional }) => {
    const [first, last] = [states[0], states.at(-1) as Node];
    if (!bidirectional) return last;
    const half = last.value.length / 2;
    return tape.concatenated([tape.slice(last, 0, half), tape.slice(first, half, 2 * half)]);
  },

  mean: (tape, states) => tape.combined(tape.leaf(states.map(() => 1 / states.length)), states),

  max: (tape, states) => tape.largest(states),

  'self-attention': (tape, states, of, { readoutMean }) => {
    const dense = (name: string, x: Node) => {
      const product = tape.product(of(`attention.${name}.weight`), x);
      const bias = of(`attention.${name}.bias`)?.[0];
      return bias ? tape.add(product, bias) : product;
    };
    const scores = states.map((y) => dense('linear_second', tape.tanh(dense('linear_first', y))));
    const hops = scores[0].value.map((_, hop) => tape.combined(tape.softmax(tape.column(scores, hop)), states));
    return readoutMean ? tape.combined(tape.leaf(hops.map(() => 1 / hops.length)), hops) : tape.concatenated(hops);
  },
};
