import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { Batch } from './batch.js';
import type { ClassifierConfig } from './config.js';
import type { InputFeed } from './inputFeed.js';
import type { ParameterPointers } from './parameters.js';

/** What the backward pass needs: all [sample, time, ...], rows of hops filled up to whole vectors. */
interface Tape {
  /** tanh(W_1 x + b_1), [.., d_a]. */
  readonly u: Pointer;
  /** e^{s - m}, the decay of the running sums and 1 / D: see assembly/attention.ts. */
  readonly w: Pointer;
  readonly rho: Pointer;
  readonly invD: Pointer;
  /** What is attended to: x itself, or its projections y. */
  readonly values: Pointer;
  /** M_t where it is formed, before the product with W_iBarh; else 0. */
  readonly attended: Pointer;
}

/**
 * Input-cell attention (Ismail et al., NeurIPS 2019, section 3): the cell sees M_t, an attention over all steps so far,
 * instead of x_t. Scores s_i = W_2 tanh(W_1 x_i + b_1) + b_2 do not depend on t, so that M_t follows from running sums.
 *
 * Both feeds are linear in M_t, so the product with W_iBarh can go before the running sums or after them. It goes where
 * the rows are shorter: with fewer gates than features, x is projected first and never expanded to hops times features.
 */
export function inputCellAttention(config: ClassifierConfig): InputFeed<Tape> {
  const { inputSize: n, hops, attentionSize } = config;
  const matrix = config.inputCellAttention === 'matrix';
  const hopRow = Math.ceil(hops / 4) * 4;
  const feedScale = matrix ? 1 : 1 / hops;
  const projectFirst = (gateRows: number) => gateRows <= n;
  /** The two sides of the running sums: how long a row of values and of outputs is, and how far hops lie apart. */
  const geometry = (gateRows: number) =>
    projectFirst(gateRows)
      ? {
          width: gateRows,
          valueRow: matrix ? hops * gateRows : gateRows,
          valueHop: matrix ? gateRows : 0,
          outRow: gateRows,
          outHop: 0,
        }
      : { width: n, valueRow: n, valueHop: 0, outRow: matrix ? hops * n : n, outHop: matrix ? n : 0 };

  /** s [rows, hopRow] and what it is made from. */
  function scores(engine: Engine, parameters: ParameterPointers, batch: Batch) {
    const { kernels } = engine;
    const rows = batch.samples * batch.time;
    const u = engine.allocate(rows * attentionSize);
    kernels.fillRows(u, rows, attentionSize, parameters['rnn.linear_first.bias'], attentionSize);
    kernels.matmul(
      batch.x,
      n,
      1,
      parameters['rnn.linear_first.weight'],
      1,
      n,
      u,
      attentionSize,
      rows,
      attentionSize,
      n,
      1,
    );
    kernels.tanhInPlace(u, rows * attentionSize);
    const s = engine.allocate(rows * hopRow);
    kernels.fillRows(s, rows, hopRow, parameters['rnn.linear_second.bias'], hops);
    kernels.matmul(
      u,
      attentionSize,
      1,
      parameters['rnn.linear_second.weight'],
      1,
      attentionSize,
      s,
      hopRow,
      rows,
      hops,
      attentionSize,
      1,
    );
    return { u, s };
  }

  return {
    forward(engine, parameters, batch, z, gateRows) {
      const { kernels } = engine;
      const { samples, time, lengths } = batch;
      const rows = samples * time;
      const { width, valueRow, valueHop, outRow, outHop } = geometry(gateRows);
      const { u, s: w } = scores(engine, parameters, batch);
      const rho = engine.allocate(rows * hopRow);
      const invD = engine.allocate(rows * hopRow);
      kernels.attentionWeights(w, rho, invD, lengths, samples, time, hopRow);
      const weight = parameters['rnn.weight_iBarh'];
      let values = batch.x;
      let attended = 0;
      let out = z;
      if (projectFirst(gateRows)) {
        values = engine.allocate(rows * valueRow);
        const hopCount = matrix ? hops : 1;
        for (let hop = 0; hop < hopCount; hop++) {
          kernels.matmul(
            batch.x,
            n,
            1,
            weight + hop * n * gateRows * 4,
            gateRows,
            1,
            values + hop * gateRows * 4,
            valueRow,
            rows,
            gateRows,
            n,
            0,
          );
        }
      } else {
        attended = engine.allocateZeros(rows * outRow);
        out = attended;
      }
      kernels.attentionForward(
        w,
        rho,
        invD,
        hopRow,
        values,
        valueRow,
        valueHop,
        out,
        outRow,
        outHop,
        feedScale,
        lengths,
        samples,
        time,
        hops,
        width,
      );
      if (attended) kernels.matmul(attended, outRow, 1, weight, gateRows, 1, z, gateRows, rows, gateRows, outRow, 1);
      return { u, w, rho, invD, values, attended };
    },

    backward(engine, parameters, batch, tape, dz, gateRows, { dx, gradients }) {
      const { kernels } = engine;
      const { samples, time, lengths } = batch;
      const rows = samples * time;
      const first = projectFirst(gateRows);
      const { width, valueRow, valueHop, outRow, outHop } = geometry(gateRows);
      const { u, w, rho, invD, values, attended } = tape;
      const weight = parameters['rnn.weight_iBarh'];
      const dWeight = gradients?.['rnn.weight_iBarh'];
      engine.scope(() => {
        let dOut = dz;
        if (attended) {
          // M_t was formed: dW_iBarh += M^T dz and dM = dz W_iBarh^T
          if (dWeight)
            kernels.matmul(attended, 1, outRow, dz, gateRows, 1, dWeight, gateRows, outRow, gateRows, rows, 1);
          dOut = engine.allocate(rows * outRow);
          kernels.matmul(dz, gateRows, 1, weight, 1, gateRows, dOut, outRow, rows, outRow, gateRows, 0);
        }
        const dValues = first ? engine.allocateZeros(rows * valueRow) : dx;
        if (dValues === dx && dx) engine.floats(dx, rows * n).fill(0);
        const ds = engine.allocate(rows * hopRow);
        const dot = engine.allocate(rows * hopRow);
        kernels.attentionBackward(
          w,
          rho,
          invD,
          hopRow,
          values,
          valueRow,
          valueHop,
          dOut,
          outRow,
          outHop,
          feedScale,
          lengths,
          samples,
          time,
          hops,
          width,
          dValues,
          ds,
          dot,
        );
        if (first) {
          // y_k = x W_k: dW_k += x^T dy_k and dx = sum_k dy_k W_k^T
          const hopCount = matrix ? hops : 1;
          for (let hop = 0; hop < hopCount; hop++) {
            const dy = dValues + hop * gateRows * 4;
            const place = hop * n * gateRows * 4;
            if (dWeight)
              kernels.matmul(batch.x, 1, n, dy, valueRow, 1, dWeight + place, gateRows, n, gateRows, rows, 1);
            if (dx)
              kernels.matmul(dy, valueRow, 1, weight + place, 1, gateRows, dx, n, rows, n, gateRows, hop > 0 ? 1 : 0);
          }
        }
        const du = engine.allocate(rows * attentionSize);
        kernels.matmul(
          ds,
          hopRow,
          1,
          parameters['rnn.linear_second.weight'],
          attentionSize,
          1,
          du,
          attentionSize,
          rows,
          attentionSize,
          hops,
          0,
        );
        if (gradients) {
          kernels.matmul(
            ds,
            1,
            hopRow,
            u,
            attentionSize,
            1,
            gradients['rnn.linear_second.weight'],
            attentionSize,
            hops,
            attentionSize,
            rows,
            1,
          );
          kernels.sumRows(ds, rows, hopRow, gradients['rnn.linear_second.bias'], hops);
        }
        kernels.tanhBackward(u, du, rows * attentionSize);
        if (gradients) {
          kernels.matmul(
            du,
            1,
            attentionSize,
            batch.x,
            n,
            1,
            gradients['rnn.linear_first.weight'],
            n,
            attentionSize,
            n,
            rows,
            1,
          );
          kernels.sumRows(du, rows, attentionSize, gradients['rnn.linear_first.bias'], attentionSize);
        }
        if (dx)
          kernels.matmul(
            du,
            attentionSize,
            1,
            parameters['rnn.linear_first.weight'],
            n,
            1,
            dx,
            n,
            rows,
            n,
            attentionSize,
            1,
          );
      });
    },

    floatsPerStep(gateRows) {
      const { valueRow, outRow } = geometry(gateRows);
      return 2 * (attentionSize + (projectFirst(gateRows) ? valueRow : outRow)) + 5 * hopRow;
    },
  };
}
