import type { Pointer } from '../../backend/kernels.js';
import type { Readout } from './readout.js';

/** The maximum of each hidden unit over valid steps; its gradient goes to the first step that has it. */
export function maxReadout(width: number): Readout<Pointer> {
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
