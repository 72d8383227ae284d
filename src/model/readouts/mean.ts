import type { Readout, ReadoutKind } from './readout.js';

/** The mean of the hidden states over valid steps. */
function meanReadout(width: number): Readout<undefined> {
  return {
    width,
    parameters: [],
    floatsPerStep: 0,

    forward({ kernels }, _parameters, { x, lengths, samples, time }, out) {
      kernels.meanOverTime(x, out, lengths, samples, time, width);
      return undefined;
    },

    backward({ kernels }, _parameters, { lengths, samples, time }, _tape, dout, dy) {
      kernels.meanOverTimeBackward(dout, dy, lengths, samples, time, width);
    },

    stream() {
      const sum = new Float64Array(width);
      let steps = 0;
      return (state) => {
        steps++;
        return state.map((value, j) => {
          sum[j] += value;
          return sum[j] / steps;
        });
      };
    },
  };
}

export const mean: ReadoutKind = {
  name: 'mean',
  description: 'the mean over time',
  create: ({ width }) => meanReadout(width),
};
