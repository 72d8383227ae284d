import { beginInputGradient, endInputGradient, timesInput, timesInputBackward } from '../inputProduct.js';
import type { InputFeed } from './inputFeed.js';

/** The plain feed: z_t = W_ih x_t, with the weight [G, N] under the name given; it starts within +-bound. */
export function linearInput(name: string, n: number, gateRows: number, bound: number): InputFeed {
  return {
    weight: { name, shape: [gateRows, n], bound },
    parameters: [],
    floatsPerStep: 0,

    begin(engine, parameters) {
      const weight = { at: parameters[name], row: 1, col: n, width: gateRows };
      return {
        forward: (chunk, z) => timesInput(engine, chunk, weight, z, 0),

        backward: ({ dx, gradients }) => ({
          chunk(chunk, dz) {
            const { x, stride, samples, time } = chunk;
            if (gradients) {
              const [dw, step] = [gradients[name], time * gateRows];
              const { kernels } = engine;
              // dW_ih += dz^T x
              kernels.products(samples, dz, step, 1, gateRows, x, stride, n, 1, dw, 0, n, gateRows, n, time, dw);
            }
            if (!dx) return;
            const gradient = beginInputGradient(engine, chunk, dx);
            timesInputBackward(engine, chunk, weight, dz, gradient, false);
            endInputGradient(engine, chunk, gradient, dx);
          },
          end: () => undefined,
        }),
      };
    },

    stream: (engine, parameters) => (x, z) => {
      engine.scope(() => {
        const at = engine.put(z);
        engine.kernels.matmul(engine.put(x), n, 1, parameters[name], 1, n, at, gateRows, 1, gateRows, n, 1);
        z.set(engine.floats(at, gateRows));
      });
    },
  };
}
