import type { Pointer } from '../../backend/kernels.js';
import type { Readout, ReadoutKind } from './readout.js';

/** The maximum of each hidden unit over valid steps; its gradient goes to the first step that has it. */
function maxReadout(width: number): Readout<Pointer> {
  return {
    width,
    parameters: [],
    floatsPerStep: 0,

    forward(engine, _parameters, { x, lengths, samples, time }, out) {
      const steps = engine.allocate(samples * width);
      engine.kernels.maxOverTime(x, out, steps, lengths, samples, time, width);
      return steps;
    },

    backward({ kernels }, _parameters, { samples, time }, steps, dout, dy) {
      kernels.maxOverTimeBackward(dout, steps, dy, samples, time, width);
    },

    stream() {
      const most = new Float32Array(width).fill(Number.NEGATIVE_INFINITY);
      return (state) => {
        for (let j = 0; j < width; j++) most[j] = Math.max(most[j], state[j]);
        return most.slice();
      };
    },
  };
}

export const max: ReadoutKind = {
  name: 'max',
  description: 'the maximum of each number over time',
  create: ({ width }) => maxReadout(width),
};
