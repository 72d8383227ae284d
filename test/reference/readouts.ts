import type { ClassifierConfig } from '../../src/model/config.js';
import type { Node, Tape } from './autodiff.js';
import type { Lookup } from './classifier.js';

/** One vector of the states [length][D] of one series. */
type ReadOut = (tape: Tape, states: readonly Node[], of: Lookup, bidirectional: boolean) => Node;

export const readouts: Readonly<Record<ClassifierConfig['readout'], ReadOut>> = {
  last: (_, states) => states.at(-1) as Node,

  final: (tape, states, _, bidirectional) => {
    const [first, last] = [states[0], states.at(-1) as Node];
    if (!bidirectional) return last;
    const half = last.value.length / 2;
    return tape.concatenated([tape.slice(last, 0, half), tape.slice(first, half, 2 * half)]);
  },

  mean: (tape, states) => tape.combined(tape.leaf(states.map(() => 1 / states.length)), states),

  max: (tape, states) => tape.largest(states),

  'self-attention': (tape, states, of) => {
    const scores = states.map((y) =>
      tape.product(
        of('attention.linear_second.weight'),
        tape.tanh(tape.product(of('attention.linear_first.weight'), y)),
      ),
    );
    return tape.concatenated(
      scores[0].value.map((_, hop) => tape.combined(tape.softmax(tape.column(scores, hop)), states)),
    );
  },
};
