import type { Pointer } from '../../../../backend/kernels.js';
import type { Cell } from './cell.js';

/**
 * Gated recurrent unit (Cho et al. 2014), as PyTorch's nn.GRU: gates in the order r, u (PyTorch's z), n, where the reset
 * gate multiplies W_hn h + b_hn. The tape is that product.
 */
export const gru: Cell<Pointer> = {
  name: 'gru',
  gates: 3,
  states: 1,
  separateGates: 1,
  tapeFloats: 1,

  forward(engine, { weight: w, bias, lengths, steps, hidden, lanes }, z, [h]) {
    const q = engine.allocate(steps * hidden * lanes);
    engine.kernels.gruForward(z, h, q, w.at, w.row, w.column, bias, lengths, steps, hidden, lanes);
    return q;
  },

  backward({ kernels }, { weight: w, lengths, steps, hidden, lanes }, z, [h], q, dh, [carry]) {
    kernels.gruBackward(z, h, q, dh, carry, w.at, w.row, w.column, lengths, steps, hidden, lanes);
    return q;
  },

  anatomy: {
    gates: ['reset', 'update', 'new'],
    terms({ gates: [r, u, n], before: [h], recurrent }) {
      const q = recurrent(2);
      const slope = (of: (j: number, toNew: number) => number) =>
        Float64Array.from(n, (nj, j) => of(j, (1 - u[j]) * (1 - nj * nj)));
      return [
        { name: 'reset gate', from: 0, gate: 0, slope: slope((j, toNew) => toNew * q[j] * r[j] * (1 - r[j])) },
        { name: 'update gate', from: 0, gate: 1, slope: slope((j) => (h[j] - n[j]) * u[j] * (1 - u[j])) },
        { name: 'new gate', from: 0, gate: 2, slope: slope((j, toNew) => toNew * r[j]) },
        { name: 'kept state', from: 0, slope: slope((j) => u[j]) },
      ];
    },
  },
};
