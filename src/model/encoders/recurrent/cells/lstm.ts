import type { Pointer } from '../../../../backend/kernels.js';
import { tanh } from '../../../../statistics/portableMath.js';
import type { Cell } from './cell.js';

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; with forget gates, Gers et al. 2000), as PyTorch's nn.LSTM:
 * gates in the order i, f, g, o. The tape is tanh(c).
 */
export const lstm: Cell<Pointer> = {
  name: 'lstm',
  gates: 4,
  states: 2,
  separateGates: 0,
  tapeFloats: 1,

  forward(engine, { weight: w, lengths, steps, hidden, lanes }, z, [h, c]) {
    const tanhC = engine.allocate(steps * hidden * lanes);
    engine.kernels.lstmForward(z, h, c, tanhC, w.at, w.row, w.column, lengths, steps, hidden, lanes);
    return tanhC;
  },

  backward({ kernels }, { weight: w, lengths, steps, hidden, lanes }, z, [, c], tanhC, dh, [carry, dc]) {
    kernels.lstmBackward(z, c, tanhC, dh, carry, dc, w.at, w.row, w.column, lengths, steps, hidden, lanes);
    return 0;
  },

  // Ismail et al. 2019, section 2. Strictly f is no term of dh_t/dh_{t-1} but the path dh_t/dc_{t-1} through the cell state.
  anatomy: {
    gates: ['input', 'forget', 'cell', 'output'],
    terms({ gates: [i, f, g, o], before: [, c], after: [, cNew] }) {
      const slope = (of: (j: number, slopeOfC: number, tanhC: number) => number) =>
        Float64Array.from(o, (oj, j) => {
          const tanhC = tanh(cNew[j]);
          return of(j, oj * (1 - tanhC * tanhC), tanhC);
        });
      return [
        { name: 'output gate', from: 0, gate: 3, slope: slope((j, _, tanhC) => tanhC * o[j] * (1 - o[j])) },
        { name: 'forget gate', from: 0, gate: 1, slope: slope((j, toC) => toC * c[j] * f[j] * (1 - f[j])) },
        { name: 'input gate', from: 0, gate: 0, slope: slope((j, toC) => toC * g[j] * i[j] * (1 - i[j])) },
        { name: 'cell candidate', from: 0, gate: 2, slope: slope((j, toC) => toC * i[j] * (1 - g[j] * g[j])) },
        { name: 'cell-state path', from: 1, slope: slope((j, toC) => toC * f[j]) },
      ];
    },
  },
};
