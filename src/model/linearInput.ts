import type { ClassifierConfig } from './config.js';
import type { InputFeed } from './inputFeed.js';

/** The plain feed: z_t += W_ih x_t, with `rnn.weight_ih_l0` [G, N]. */
export function linearInput({ inputSize: n }: ClassifierConfig): InputFeed<undefined> {
  return {
    forward({ kernels }, parameters, batch, z, gateRows) {
      const rows = batch.samples * batch.time;
      kernels.matmul(batch.x, n, 1, parameters['rnn.weight_ih_l0'], 1, n, z, gateRows, rows, gateRows, n, 1);
      return undefined;
    },

    backward({ kernels }, parameters, batch, _tape, dz, gateRows, { dx, gradients }) {
      const rows = batch.samples * batch.time;
      if (gradients) {
        // dW_ih += dz^T x
        kernels.matmul(dz, 1, gateRows, batch.x, n, 1, gradients['rnn.weight_ih_l0'], n, gateRows, n, rows, 1);
      }
      if (dx) {
        // dx = dz W_ih
        kernels.matmul(dz, gateRows, 1, parameters['rnn.weight_ih_l0'], n, 1, dx, n, rows, n, gateRows, 0);
      }
    },

    floatsPerStep: () => 0,
  };
}
