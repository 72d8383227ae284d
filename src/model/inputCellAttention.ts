import type { Pointer } from '../backend/kernels.js';
import { AttentionScores } from './attentionScores.js';
import type { ClassifierConfig } from './config.js';
import type { InputFeed } from './inputFeed.js';
import { xavier } from './parameters.js';
import { RunningAttention } from './runningAttention.js';

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
  /** The running sums before each chunk of time. */
  readonly kept: Pointer;
}

type HopSteps = readonly [nStep: number, gStep: number, groupStep: number, kStep: number];

/** Time steps from one kept state of the running sums to the next: a chunk's numbers stay in the cache. */
const CHUNK = 64;

/** How values and outputs of the running sums are laid out: the kernels' `kind`. */
const kinds = { sharedSummed: 0, sharedOwn: 1, ownSummed: 2 } as const;

/**
 * Input-cell attention (Ismail et al., NeurIPS 2019, section 3): the cell sees M_t, an attention over all steps so far,
 * instead of x_t. Scores s_i = W_2 tanh(W_1 x_i + b_1) + b_2 do not depend on t, so that M_t follows from running sums.
 *
 * Both feeds are linear in M_t, so the product with W_iBarh [N or r N, G] can go before the running sums or after them. It
 * goes where the rows are shorter: with fewer gates than features, x is projected first and never expanded to hops times
 * features. Parameter names are those of the authors' checkpoints, with the direction's suffix.
 */
export function inputCellAttention(config: ClassifierConfig, gateRows: number, suffix: string): InputFeed<Tape> {
  const { inputSize: n, hops, attentionSize } = config;
  const matrix = config.inputCellAttention === 'matrix';
  const scores = new AttentionScores(n, attentionSize, hops, suffix);
  const { hopRow } = scores;
  const name = `rnn.weight_iBarh${suffix}`;
  const seen = matrix ? hops * n : n;
  const scale = matrix ? 1 : 1 / hops;
  const projectFirst = gateRows <= n;
  /** Numbers that are attended to, and the running sums' layout. */
  const width = projectFirst ? gateRows : n;
  const kind = !matrix ? kinds.sharedSummed : projectFirst ? kinds.ownSummed : kinds.sharedOwn;
  /** Row length of what is attended to (projected first) or of what attention gives: all hops of the matrix feed. */
  const product = width * (matrix ? hopRow : 1);
  /** Where hop k of W_iBarh goes, in elements, for feature n and gate g: to columns [hops / 4, G, 4], or rows [hops / 4, N, 4]. */
  const hopSteps: HopSteps = projectFirst
    ? [gateRows * hopRow, 4, 4 * gateRows, 1]
    : [4 * gateRows, 1, 4 * n * gateRows, gateRows];

  return {
    weight: { name, shape: [seen, gateRows], bound: xavier(seen, gateRows) },
    parameters: scores.parameters,
    floatsPerStep: attentionSize + 2 * product + (4 + Math.ceil(width / CHUNK)) * hopRow,

    forward(engine, parameters, batch, z) {
      const { kernels } = engine;
      const { x, samples, time, lengths } = batch;
      const rows = samples * time;
      const { u, s: w } = scores.forward(engine, parameters, x, rows);
      const rho = engine.allocate(rows * hopRow);
      const invD = engine.allocate(rows * hopRow);
      kernels.attentionWeights(w, rho, invD, lengths, samples, time, hops, hopRow);
      let weight = parameters[name];
      if (matrix) {
        const spread = engine.allocate(hopRow * n * gateRows);
        kernels.spreadHops(weight, spread, hops, hopRow, n, gateRows, ...hopSteps);
        weight = spread;
      }
      let values = x;
      let attended = 0;
      if (projectFirst) {
        values = engine.allocate(rows * product);
        kernels.matmul(x, n, 1, weight, product, 1, values, product, rows, product, n, 0);
      } else attended = engine.allocateZeros(rows * product);
      const out = attended || z;
      const kept = engine.allocate(samples * Math.ceil(time / CHUNK) * hopRow * width);
      kernels.attentionForward(
        kind,
        w,
        rho,
        invD,
        values,
        out,
        scale,
        lengths,
        samples,
        time,
        hopRow,
        width,
        kept,
        CHUNK,
      );
      if (attended) kernels.matmul(attended, product, 1, weight, gateRows, 1, z, gateRows, rows, gateRows, product, 1);
      return { u, w, rho, invD, weight, values, attended, kept };
    },

    backward(engine, parameters, batch, tape, dz, wanted) {
      const { kernels } = engine;
      const { dx, gradients } = wanted;
      const { x, samples, time, lengths } = batch;
      const rows = samples * time;
      const { u, w, rho, invD, weight, values, attended, kept } = tape;
      engine.scope(() => {
        let dWeight = gradients?.[name] ?? 0;
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
        const attention = [w, rho, invD, values] as const;
        const scratch = engine.allocate(hopRow * (width + 1 + CHUNK));
        const sizes = [scale, lengths, samples, time, hopRow, width] as const;
        kernels.attentionBackward(kind, ...attention, dOut, ...sizes, dValues, ds, kept, CHUNK, scratch);
        if (projectFirst) {
          // y = x W: dW += x^T dy and dx += dy W^T
          if (dWeight) kernels.matmul(x, 1, n, dValues, product, 1, dWeight, product, n, product, rows, 1);
          if (dx) kernels.matmul(dValues, product, 1, weight, 1, product, dx, n, rows, n, product, 1);
        }
        if (gradients && matrix) kernels.gatherHops(dWeight, gradients[name], hops, n, gateRows, ...hopSteps);
        scores.backward(engine, parameters, batch, u, ds, wanted);
      });
    },

    stream(engine, parameters) {
      const running = new RunningAttention(engine, hops, n);
      return (x, z) => {
        engine.scope(() => {
          const at = engine.put(x);
          const { s } = scores.forward(engine, parameters, at, 1);
          const m = running.push(engine.floats(s, hops).slice(), (_hop, j) => x[j]);
          const fed = new Float32Array(seen);
          m.forEach((value, i) => {
            fed[matrix ? i : i % n] += value * scale;
          });
          const gates = engine.put(z);
          engine.kernels.matmul(
            engine.put(fed),
            seen,
            1,
            parameters[name],
            gateRows,
            1,
            gates,
            gateRows,
            1,
            gateRows,
            seen,
            1,
          );
          z.set(engine.floats(gates, gateRows));
        });
      };
    },
  };
}
