import type { Pointer } from '../../backend/kernels.js';
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

  forward(engine, r, z, [h, c]) {
    const tanhC = engine.allocate(r.steps * r.hidden * r.lanes);
    engine.kernels.lstmForward(
      z,
      h,
      c,
      tanhC,
      r.weight,
      r.weightRow,
      r.weightCol,
      r.lengths,
      r.steps,
      r.hidden,
      r.lanes,
    );
    return tanhC;
  },

  backward({ kernels }, r, z, [, c], tanhC, dh, [carry, dc]) {
    kernels.lstmBackward(
      z,
      c,
      tanhC,
      dh,
      carry,
      dc,
      r.weight,
      r.weightRow,
      r.weightCol,
      r.lengths,
      r.steps,
      r.hidden,
      r.lanes,
    );
    return 0;
  },
};
