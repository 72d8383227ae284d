import type { Batch } from '../passes/batch.js';
import type { Readout, ReadoutKind } from './readout.js';

/** Steps of each sample whose states are read: the last valid one, or the first. */
type Step = 'last' | 'first';

/**
 * Reads one step a half: `last`, both directions at the last valid step (PyTorch's output[:, -1]), where the reverse
 * direction has seen one step only; `final`, each direction's own final state (PyTorch's h_n).
 */
function stepReadout(hidden: number, steps: readonly Step[]): Readout<undefined> {
  const width = hidden * steps.length;
  /** Where each half of each sample's vector lies in the states, in elements. */
  function* places({ samples, time }: Batch, lengths: Int32Array | undefined) {
    for (let sample = 0; sample < samples; sample++) {
      for (const [half, step] of steps.entries()) {
        const t = step === 'first' ? 0 : (lengths?.[sample] ?? time) - 1;
        yield { from: (sample * time + t) * width + half * hidden, to: sample * width + half * hidden };
      }
    }
  }
  return {
    width,
    parameters: [],
    floatsPerStep: 0,

    forward(engine, _parameters, states, out) {
      const y = engine.floats(states.x, states.samples * states.time * width);
      const vectors = engine.floats(out, states.samples * width);
      const lengths = states.lengths ? engine.integers(states.lengths, states.samples) : undefined;
      for (const { from, to } of places(states, lengths)) vectors.set(y.subarray(from, from + hidden), to);
      return undefined;
    },

    backward(engine, _parameters, states, _tape, dout, dy) {
      const target = engine.floats(dy, states.samples * states.time * width).fill(0);
      const vectors = engine.floats(dout, states.samples * width);
      const lengths = states.lengths ? engine.integers(states.lengths, states.samples) : undefined;
      for (const { from, to } of places(states, lengths)) target.set(vectors.subarray(to, to + hidden), from);
    },

    stream: () => (state) => state,
  };
}

/** Both directions at the last valid step. */
export const last: ReadoutKind = {
  name: 'last',
  description: 'all states at the last step',
  create: ({ width, directions }) => stepReadout(width / directions, directions === 2 ? ['last', 'last'] : ['last']),
};

/** Each direction's final state: the reverse direction ends at the first step. */
export const final: ReadoutKind = {
  name: 'final',
  description: 'each direction’s own last state',
  create: ({ width, directions }) => stepReadout(width / directions, directions === 2 ? ['last', 'first'] : ['last']),
};
