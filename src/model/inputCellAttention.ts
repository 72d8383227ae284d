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
  /** W_iBarh as the product takes it: itself, or with the hops where the running sums have them. */
  readonly weight: Pointer;
  /** What is attended to: x itself, or its projections. */
  readonly values: Pointer;
  /** M_t where it is formed, before the product with W_iBarh; else 0. */
  readonly attended: Pointer;
}

/** How values and outputs of the running sums are laid out: the kernels' `kind`. */
const kinds = { sharedSummed: 0, sharedOwn: 1, ownSummed: 2 } as const;

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
  /** Rows of the weight for one value: all hops of the matrix feed. */
  const valueHops = matrix ? hopRow : 1;
  const scale = matrix ? 1 : 1 / hops;

  /** Which way round, and how long rows of values and outputs are. */
  function plan(gateRows: number) {
    const projectFirst = gateRows <= n;
    return projectFirst
      ? {
          projectFirst,
          width: gateRows,
          kind: matrix ? kinds.ownSummed : kinds.sharedSummed,
          product: gateRows * valueHops,
        }
      : { projectFirst, width: n, kind: matrix ? kinds.sharedOwn : kinds.sharedSummed, product: n * valueHops };
  }

  /** Where hop k of W_iBarh goes, in elements, for feature n and gate g: to columns [G, hops], or to rows [N, hops]. */
  function hopSteps(gateRows: number): readonly [nStep: number, gStep: number, kStep: number] {
    return plan(gateRows).projectFirst ? [gateRows * hopRow, hopRow, 1] : [hopRow * gateRows, 1, gateRows];
  }

  /** u = tanh(x W_1^T + b_1) and s = u W_2^T + b_2, block by block while a block is in the cache. */
  function scores(engine: Engine, parameters: ParameterPointers, batch: Batch) {
    const { kernels } = engine;
    const rows = batch.samples * batch.time;
    const first = parameters['rnn.linear_first.weight'];
    const second = parameters['rnn.linear_second.weight'];
    const u = engine.allocate(rows * attentionSize);
    const s = engine.allocate(rows * hopRow);
    overBlocks(rows, (from, count) => {
      const x = at(batch.x, from, n);
      const ub = at(u, from, attentionSize);
      const sb = at(s, from, hopRow);
      kernels.fillRows(ub, count, attentionSize, parameters['rnn.linear_first.bias'], attentionSize);
      kernels.matmul(x, n, 1, first, 1, n, ub, attentionSize, count, attentionSize, n, 1);
      kernels.tanhInPlace(ub, count * attentionSize);
      kernels.fillRows(sb, count, hopRow, parameters['rnn.linear_second.bias'], hops);
      kernels.matmul(ub, attentionSize, 1, second, 1, attentionSize, sb, hopRow, count, hops, attentionSize, 1);
    });
    return { u, s };
  }

  return {
    forward(engine, parameters, batch, z, gateRows) {
      const { kernels } = engine;
      const { x, samples, time, lengths } = batch;
      const rows = samples * time;
      const { projectFirst, width, kind, product } = plan(gateRows);
      const { u, s: w } = scores(engine, parameters, batch);
      const rho = engine.allocate(rows * hopRow);
      const invD = engine.allocate(rows * hopRow);
      kernels.attentionWeights(w, rho, invD, lengths, samples, time, hops, hopRow);
      let weight = parameters['rnn.weight_iBarh'];
      if (matrix) {
        const spread = engine.allocate(hopRow * n * gateRows);
        kernels.spreadHops(weight, spread, hops, hopRow, n, gateRows, ...hopSteps(gateRows));
        weight = spread;
      }
      let values = x;
      let attended = 0;
      if (projectFirst) {
        values = engine.allocate(rows * product);
        kernels.matmul(x, n, 1, weight, product, 1, values, product, rows, product, n, 0);
      } else attended = engine.allocateZeros(rows * product);
      const out = attended || z;
      kernels.attentionForward(kind, w, rho, invD, values, out, scale, lengths, samples, time, hopRow, width);
      if (attended) kernels.matmul(attended, product, 1, weight, gateRows, 1, z, gateRows, rows, gateRows, product, 1);
      return { u, w, rho, invD, weight, values, attended };
    },

    backward(engine, parameters, batch, tape, dz, gateRows, { dx, gradients }) {
      const { kernels } = engine;
      const { x, samples, time, lengths } = batch;
      const rows = samples * time;
      const { projectFirst, width, kind, product } = plan(gateRows);
      const { u, w, rho, invD, weight, values, attended } = tape;
      engine.scope(() => {
        let dWeight = gradients?.['rnn.weight_iBarh'] ?? 0;
        if (dWeight && matrix) dWeight = engine.allocateZeros(hopRow * n * gateRows);
        let dOut = dz;
        if (attended) {
          // M_t was formed: dW_iBarh += M^T dz and dM = dz W_iBarh^T
          if (dWeight)
            kernels.matmul(attended, 1, product, dz, gateRows, 1, dWeight, gateRows, product, gateRows, rows, 1);
          dOut = engine.allocate(rows * product);
          kernels.matmul(dz, gateRows, 1, weight, 1, gateRows, dOut, product, rows, product, gateRows, 0);
        }
        if (dx) engine.floats(dx, rows * n).fill(0);
        let dValues = dx;
        // The kernel sets the gradient of each hop's own values and adds to that of shared ones.
        if (projectFirst) dValues = matrix ? engine.allocate(rows * product) : engine.allocateZeros(rows * product);
        const ds = engine.allocate(rows * hopRow);
        const dot = engine.allocate(rows * hopRow);
        kernels.attentionBackward(
          kind,
          w,
          rho,
          invD,
          values,
          dOut,
          scale,
          lengths,
          samples,
          time,
          hopRow,
          width,
          dValues,
          ds,
          dot,
        );
        if (projectFirst) {
          // y = x W: dW += x^T dy and dx += dy W^T
          if (dWeight) kernels.matmul(x, 1, n, dValues, product, 1, dWeight, product, n, product, rows, 1);
          if (dx) kernels.matmul(dValues, product, 1, weight, 1, product, dx, n, rows, n, product, 1);
        }
        if (gradients && matrix) {
          kernels.gatherHops(dWeight, gradients['rnn.weight_iBarh'], hops, n, gateRows, ...hopSteps(gateRows));
        }
        scoresBackward(engine, parameters, batch, u, ds, dx, gradients);
      });
    },

    floatsPerStep(gateRows) {
      return attentionSize + 2 * plan(gateRows).product + 5 * hopRow;
    },
  };

  /** From ds [rows, hopRow], through W_2, tanh and W_1. */
  function scoresBackward(
    engine: Engine,
    parameters: ParameterPointers,
    batch: Batch,
    u: Pointer,
    ds: Pointer,
    dx: Pointer,
    gradients: ParameterPointers | undefined,
  ): void {
    const { kernels } = engine;
    const first = parameters['rnn.linear_first.weight'];
    const second = parameters['rnn.linear_second.weight'];
    const du = engine.allocate(BLOCK_ROWS * attentionSize);
    overBlocks(batch.samples * batch.time, (from, count) => {
      const x = at(batch.x, from, n);
      const ub = at(u, from, attentionSize);
      const dsb = at(ds, from, hopRow);
      kernels.matmul(dsb, hopRow, 1, second, attentionSize, 1, du, attentionSize, count, attentionSize, hops, 0);
      kernels.tanhBackward(ub, du, count * attentionSize);
      if (gradients) {
        const dSecond = gradients['rnn.linear_second.weight'];
        const dFirst = gradients['rnn.linear_first.weight'];
        kernels.matmul(dsb, 1, hopRow, ub, attentionSize, 1, dSecond, attentionSize, hops, attentionSize, count, 1);
        kernels.sumRows(dsb, count, hopRow, gradients['rnn.linear_second.bias'], hops);
        kernels.matmul(du, 1, attentionSize, x, n, 1, dFirst, n, attentionSize, n, count, 1);
        kernels.sumRows(du, count, attentionSize, gradients['rnn.linear_first.bias'], attentionSize);
      }
      if (dx) kernels.matmul(du, attentionSize, 1, first, n, 1, at(dx, from, n), n, count, n, attentionSize, 1);
    });
  }
}

/** Rows of a block: a multiple of four, so that a block's last vector is its own. */
const BLOCK_ROWS = 512;

function overBlocks(rows: number, visit: (from: number, count: number) => void): void {
  for (let from = 0; from < rows; from += BLOCK_ROWS) visit(from, Math.min(BLOCK_ROWS, rows - from));
}

/** The address of a row. */
function at(base: Pointer, row: number, width: number): Pointer {
  return base + row * width * 4;
}
