import type { InputFeed } from './inputFeed.js';

/** The plain feed: z_t += W_ih x_t, with the weight [G, N] under the name given; it starts within +-bound. */
export function linearInput(name: string, n: number, gateRows: number, bound: number): InputFeed<undefined> {
  return {
    weight: { name, shape: [gateRows, n], bound },
    parameters: [],
    floatsPerStep: 0,

    forward({ kernels }, parameters, batch, z) {
      const rows = batch.samples * batch.time;
      kernels.matmul(batch.x, n, 1, parameters[name], 1, n, z, gateRows, rows, gateRows, n, 1);
      return undefined;
    },

    backward({ kernels }, parameters, batch, _tape, dz, { dx, gradients }) {
      const rows = batch.samples * batch.time;
      // dW_ih += dz^T x and dx = dz W_ih
      if (gradients) kernels.matmul(dz, 1, gateRows, batch.x, n, 1, gradients[name], n, gateRows, n, rows, 1);
      if (dx) kernels.matmul(dz, gateRows, 1, parameters[name], n, 1, dx, n, rows, n, gateRows, 0);
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
