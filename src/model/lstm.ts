import type { Pointer } from '../backend/kernels.js';
import type { Cell } from './cell.js';
import type { ClassifierConfig } from './config.js';

/** The activated gates [time, 4 H, lanes], c and tanh(c) [time, H, lanes]. */
interface Tape {
  readonly gates: Pointer;
  readonly c: Pointer;
  readonly tanhC: Pointer;
}

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997; with forget gates, Gers et al. 2000), as PyTorch's nn.LSTM:
 * gates in the order i, f, g, o. With input-cell attention the recurrent weight is stored transposed, `rnn.weight_hh`
 * [H, 4H], and there is one bias, as in the authors' checkpoints.
 */
export function lstm(config: ClassifierConfig): Cell<Tape> {
  const { hiddenSize: h } = config;
  const gateRows = 4 * h;
  const plain = config.inputCellAttention === 'none';
  const weightName = plain ? 'rnn.weight_hh_l0' : 'rnn.weight_hh';
  const biasNames = plain ? ['rnn.bias_ih_l0', 'rnn.bias_hh_l0'] : ['rnn.bias'];
  const [weightRow, weightCol] = plain ? [h, 1] : [1, gateRows];

  return {
    gateRows,

    startGates(engine, parameters, batch, z) {
      engine.scope(() => {
        const bias = engine.allocateZeros(gateRows);
        for (const name of biasNames) engine.kernels.sumRows(parameters[name], 1, gateRows, bias, gateRows);
        engine.kernels.fillRows(z, batch.samples * batch.time, gateRows, bias, gateRows);
      });
    },

    forward(engine, parameters, batch, z) {
      const { samples, time, lanes, lengths } = batch;
      const state = time * h * lanes;
      const hidden = engine.allocate(state);
      const gates = engine.allocate(4 * state);
      const c = engine.allocate(state);
      const tanhC = engine.allocate(state);
      engine.kernels.toLanes(z, gateRows, gates, samples, time, gateRows);
      engine.kernels.lstmForward(
        gates,
        hidden,
        c,
        tanhC,
        parameters[weightName],
        weightRow,
        weightCol,
        lengths,
        time,
        h,
        lanes,
      );
      return { hidden, tape: { gates, c, tanhC } };
    },

    backward(engine, parameters, batch, { hidden, tape }, dh, dz, gradients) {
      const { kernels } = engine;
      const { samples, time, lanes, lengths } = batch;
      engine.scope(() => {
        const dc = engine.allocate(h * lanes);
        const carry = engine.allocate(h * lanes);
        kernels.lstmBackward(
          tape.gates,
          tape.c,
          tape.tanhC,
          dh,
          dc,
          carry,
          parameters[weightName],
          weightRow,
          weightCol,
          lengths,
          time,
          h,
          lanes,
        );
        kernels.fromLanes(tape.gates, dz, gateRows, samples, time, gateRows);
        if (!gradients) return;
        for (const name of biasNames) kernels.sumRows(dz, samples * time, gateRows, gradients[name], gateRows);
        // dW_hh += sum_t dz_t h_{t-1}^T: rows of dz against rows of h one step before. The last h of a series would meet
        // the first dz of the next one, so it is set to zero.
        const before = engine.allocate(samples * time * h);
        kernels.fromLanes(hidden, before, h, samples, time, h);
        const view = engine.floats(before, samples * time * h);
        for (let sample = 1; sample <= samples; sample++) view.fill(0, (sample * time - 1) * h, sample * time * h);
        const rows = samples * time - 1;
        const next = dz + gateRows * 4;
        if (rows === 0) return;
        if (plain) kernels.matmul(next, 1, gateRows, before, h, 1, gradients[weightName], h, gateRows, h, rows, 1);
        else kernels.matmul(before, 1, h, next, gateRows, 1, gradients[weightName], gateRows, h, gateRows, rows, 1);
      });
    },

    floatsPerStep: 2 * gateRows + 4 * h + gateRows,
  };
}
