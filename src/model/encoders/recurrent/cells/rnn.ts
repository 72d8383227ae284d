import type { Cell } from './cell.js';

/** The plain recurrent cell (Elman 1990), as PyTorch's nn.RNN with the tanh or the relu nonlinearity. */
function plainRnn(name: string, relu: 0 | 1): Cell<undefined> {
  return {
    name,
    gates: 1,
    states: 1,
    separateGates: 0,
    tapeFloats: 0,

    forward({ kernels }, { weight: w, lengths, steps, hidden, lanes }, z, [h]) {
      kernels.rnnForward(relu, z, h, w.at, w.row, w.column, lengths, steps, hidden, lanes);
      return undefined;
    },

    backward({ kernels }, { weight: w, lengths, steps, hidden, lanes }, z, [h], _tape, dh, [carry]) {
      kernels.rnnBackward(relu, z, h, dh, carry, w.at, w.row, w.column, lengths, steps, hidden, lanes);
      return 0;
    },

    anatomy: {
      gates: ['pre-activation'],
      terms: ({ after: [h] }) => [
        {
          name: 'recurrent weights',
          from: 0,
          gate: 0,
          slope: Float64Array.from(h, (hj) => (relu ? Number(hj > 0) : 1 - hj * hj)),
        },
      ],
    },
  };
}

/** h_t = tanh(z_t + W_hh h_{t-1}). */
export const rnn = plainRnn('rnn', 0);
/** h_t = max(0, z_t + W_hh h_{t-1}). */
export const rnnRelu = plainRnn('rnn-relu', 1);
