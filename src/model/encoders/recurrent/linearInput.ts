import { addProduct, matrix, stack, transposed } from '../../../backend/matrix.js';
import type { ParameterPointers } from '../../parameters.js';
import { beginInputGradient, endInputGradient, inputOf, timesInput, timesInputBackward } from '../inputProduct.js';
import type { InputFeed } from './inputFeed.js';

/** The plain feed: z_t = W_ih x_t, with the weight [G, N] under the name given; it starts within +-bound. */
export function linearInput(name: string, n: number, gateRows: number, bound: number): InputFeed {
  const stored = (pointers: ParameterPointers) => matrix(pointers[name], gateRows, n);
  return {
    weight: { name, shape: [gateRows, n], bound },
    parameters: [],
    floatsPerStep: 0,

    begin(engine, parameters) {
      const weight = transposed(stored(parameters));
      return {
        forward: (chunk, z) => timesInput(engine, chunk, weight, z, 0),

        backward: ({ dx, gradients }) => ({
          chunk(chunk, dz) {
            // dW_ih += dz^T x
            const rows = stack(dz, chunk.samples, chunk.time, gateRows);
            if (gradients) addProduct(engine, transposed(rows), inputOf(chunk), stored(gradients));
            if (!dx) return;
            const gradient = beginInputGradient(engine, chunk, dx);
            timesInputBackward(engine, chunk, weight, dz, gradient, 'set');
            endInputGradient(engine, chunk, gradient, dx);
          },
          end: () => undefined,
        }),
      };
    },

    stream: (engine, parameters) => (x, z) => {
      engine.scope(() => {
        const at = engine.put(z);
        const weight = transposed(stored(parameters));
        addProduct(engine, matrix(engine.put(x), 1, n), weight, matrix(at, 1, gateRows));
        z.set(engine.floats(at, gateRows));
      });
    },
  };
}
