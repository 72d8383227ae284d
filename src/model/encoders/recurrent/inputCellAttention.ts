import type { Pointer } from '../../../backend/kernels.js';
import type { ClassifierConfig } from '../../config.js';
import { xavier } from '../../parameters.js';
import { oneStep, SHORTEST_CHUNK } from '../../passes/batch.js';
import {
  beginInputGradient,
  endInputGradient,
  inputValues,
  inputValuesBackward,
  timesInput,
  timesInputBackward,
} from '../inputProduct.js';
import { AttentionScores } from './attentionScores.js';
import type { InputFeed } from './inputFeed.js';
import { RunningAttention } from './runningAttention.js';

/** What the backward pass needs of a chunk: [sample, time, ...], rows of hops filled up to whole vectors. */
interface Tape {
  /** tanh(W_1 x + b_1), [.., d_a]. */
  readonly u: Pointer;
  /** Segments of time, e^{s - c}, the decay of the running sums at their beginnings and 1 / D: see assembly/attention.ts. */
  readonly segments: Pointer;
  readonly w: Pointer;
  readonly rho: Pointer;
  readonly invD: Pointer;
  /** What is attended to: x itself, or its projections; elements from one sample to the next. */
  readonly values: Pointer;
  readonly valuesStride: number;
  /** M_t where it is formed, before the product with W_iBarh; else 0. */
  readonly attended: Pointer;
  /** The running sums before the chunk, [sample, hops, width]. */
  readonly before: Pointer;
}

type HopSteps = readonly [nStep: number, gStep: number, groupStep: number, kStep: number];

/** Below every score: what the running sums' reference begins with. */
const LOWEST = -3.4028234663852886e38;

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
export function inputCellAttention(config: ClassifierConfig, gateRows: number, suffix: string): InputFeed {
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
    floatsPerStep: attentionSize + product + 3.5 * hopRow + Math.ceil((hopRow * width) / SHORTEST_CHUNK),

    begin(engine, parameters, { samples, stride }, chunks) {
      const { kernels } = engine;
      const sums = samples * hopRow * width;
      let weight = parameters[name];
      if (matrix) {
        weight = engine.allocate(hopRow * n * gateRows);
        kernels.spreadHops(parameters[name], weight, hops, hopRow, n, gateRows, ...hopSteps);
      }
      const projection = { at: weight, row: product, col: 1, width: product };
      const reference = engine.allocate(samples * hopRow);
      engine.floats(reference, samples * hopRow).fill(LOWEST);
      const total = engine.allocateZeros(samples * hopRow);
      const kept = engine.allocate(sums * chunks);
      engine.floats(kept, sums).fill(0);
      const tapes: Tape[] = [];
      return {
        forward(chunk, z) {
          const { time, lengths } = chunk;
          const rows = samples * time;
          const { u, s: w } = scores.forward(engine, parameters, chunk);
          const rho = engine.allocate(rows * hopRow);
          const invD = engine.allocate(rows * hopRow);
          const segments = engine.allocate((samples * (time + 1) * hopRow) / 4);
          kernels.attentionWeights(w, rho, invD, segments, reference, total, lengths, samples, time, hops, hopRow);
          let [values, valuesStride, attended] = [0, time * product, 0];
          if (projectFirst) {
            values = engine.allocate(rows * product);
            timesInput(engine, chunk, projection, values, 0);
          } else {
            ({ at: values, stride: valuesStride } = inputValues(engine, chunk));
            attended = engine.allocate(rows * product);
          }
          const before = kept + 4 * sums * tapes.length;
          const after = tapes.length + 1 < chunks ? before + 4 * sums : 0;
          const sizes = [scale, lengths, samples, time, hopRow, width] as const;
          const attention = [segments, w, rho, invD, values, valuesStride] as const;
          kernels.attentionForward(kind, ...attention, attended || z, ...sizes, before, after);
          if (attended) {
            kernels.matmul(attended, product, 1, weight, gateRows, 1, z, gateRows, rows, gateRows, product, 0);
          }
          tapes.push({ u, segments, w, rho, invD, values, valuesStride, attended, before });
        },

        backward(wanted) {
          const { dx, gradients } = wanted;
          const q = engine.allocateZeros(sums);
          const r = engine.allocateZeros(samples * hopRow);
          let dWeight = gradients?.[name] ?? 0;
          if (dWeight && matrix) dWeight = engine.allocateZeros(hopRow * n * gateRows);
          return {
            chunk(chunk, dz) {
              const { x, alphas, time, lengths } = chunk;
              const rows = samples * time;
              const { u, segments, w, rho, invD, values, valuesStride, attended, before } = tapes.pop() as Tape;
              engine.scope(() => {
                let dOut = dz;
                if (attended) {
                  // M_t was formed: dW_iBarh += M^T dz and dM = dz W_iBarh^T
                  if (dWeight)
                    kernels.matmul(
                      attended,
                      1,
                      product,
                      dz,
                      gateRows,
                      1,
                      dWeight,
                      gateRows,
                      product,
                      gateRows,
                      rows,
                      1,
                    );
                  dOut = engine.allocate(rows * product);
                  kernels.matmul(dz, gateRows, 1, weight, 1, gateRows, dOut, product, rows, product, gateRows, 0);
                }
                const input = dx ? beginInputGradient(engine, chunk, dx) : undefined;
                // Gradients of values that are the input itself are made in place, but for those of a path's points.
                const straight = !projectFirst && !alphas;
                const compact = projectFirst ? product : n;
                const dValues = straight ? (input?.at ?? 0) : engine.allocate(rows * compact);
                const step = straight ? stride : time * compact;
                const ds = engine.allocate(rows * hopRow);
                const scratch = engine.allocate(time * hopRow);
                const sizes = [scale, lengths, samples, time, hopRow, width] as const;
                const attention = [segments, w, rho, invD, values, valuesStride, dOut] as const;
                kernels.attentionBackward(kind, ...attention, ...sizes, dValues, step, ds, before, q, r, scratch);
                if (projectFirst && dWeight) {
                  // y = x W: dW += x^T dy
                  const [dw, dy] = [dWeight, dValues];
                  kernels.products(
                    samples,
                    x,
                    stride,
                    1,
                    n,
                    dy,
                    step,
                    product,
                    1,
                    dw,
                    0,
                    product,
                    n,
                    product,
                    time,
                    dw,
                  );
                }
                if (input && projectFirst) timesInputBackward(engine, chunk, projection, dValues, input, false);
                else if (input) inputValuesBackward(engine, chunk, dValues, input);
                scores.backward(engine, parameters, chunk, u, ds, input, gradients);
                if (input) endInputGradient(engine, chunk, input, dx);
              });
            },
            end() {
              if (gradients && matrix) kernels.gatherHops(dWeight, gradients[name], hops, n, gateRows, ...hopSteps);
            },
          };
        },
      };
    },

    stream(engine, parameters) {
      const running = new RunningAttention(engine, hops, n);
      return (x, z) => {
        engine.scope(() => {
          const at = engine.put(x);
          const { s } = scores.forward(engine, parameters, oneStep(at, n));
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
