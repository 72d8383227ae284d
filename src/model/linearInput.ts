import type { InputFeed } from './inputFeed.js';

/** The plain feed: z_t = W_ih x_t, with the weight [G, N] under the name given; it starts within +-bound. */
export function linearInput(name: string, n: number, gateRows: number, bound: number): InputFeed {
  return {
    weight: { name, shape: [gateRows, n], bound },
    parameters: [],
    floatsPerStep: 0,

    begin: ({ kernels }, parameters) => ({
      forward({ x, stride, samples, time }, z) {
        const zs = time * gateRows;
        kernels.products(samples, x, stride, n, 1, parameters[name], 0, 1, n, z, zs, gateRows, time, gateRows, n, 0);
      },

      backward: ({ dx, gradients }) => ({
        chunk({ x, stride, samples, time, from }, dz) {
          const dzs = time * gateRows;
          // dW_ih += dz^T x and dx = dz W_ih
          if (gradients) {
            const dw = gradients[name];
            kernels.products(samples, dz, dzs, 1, gateRows, x, stride, n, 1, dw, 0, n, gateRows, n, time, dw);
          }
          if (dx) {
            const [w, at] = [parameters[name], dx + 4 * from * n];
            kernels.products(samples, dz, dzs, gateRows, 1, w, 0, n, 1, at, stride, n, time, n, gateRows, 0);
          }
        },
        end: () => undefined,
      }),
    }),

    stream: (engine, parameters) => (x, z) => {
      engine.scope(() => {
        const at = engine.put(z);
        engine.kernels.matmul(engine.put(x), n, 1, parameters[name], 1, n, at, gateRows, 1, gateRows, n, 1);
        z.set(engine.floats(at, gateRows));
      });
    },
  };
}
