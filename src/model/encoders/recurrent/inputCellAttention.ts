import type { Pointer } from '../../../backend/kernels.js';
import { addProduct, matrix, multiply, stack, transposed } from '../../../backend/matrix.js';
import { oneStep, SHORTEST_CHUNK } from '../../passes/batch.js';
import {
  beginInputGradient,
  beginInputValues,
  endInputGradient,
  endInputValues,
  inputOf,
  inputValues,
  timesInput,
  timesInputBackward,
} from '../inputProduct.js';
import { AttendedWeight, LEAST_NORM } from './attendedWeight.js';
import { AttentionScores } from './attentionScores.js';
import type { InputFeed } from './inputFeed.js';
import { RunningAttention } from './runningAttention.js';
import { RunningSums, type SumsTape } from './runningSums.js';
import type { RecurrentConfig } from './settings.js';

/** What the backward pass needs of a chunk. */
interface Tape {
  /** tanh(W_1 x + b_1), [sample, time, d_a]. */
  readonly u: Pointer;
  readonly sums: SumsTape;
  /** M_t where it is formed, before the product with W_iBarh, normalised where the feed is; else 0. */
  readonly attended: Pointer;
  /** What each M_t was divided by, [sample, time], of the normalised feed. */
  readonly divisors: Pointer;
}

/**
 * Input-cell attention (Ismail et al., NeurIPS 2019, section 3): the cell sees M_t, an attention over all steps so far,
 * instead of x_t. Scores s_i = W_2 tanh(W_1 x_i + b_1) + b_2 do not depend on t, so that M_t follows from running sums.
 *
 *   z_t = sum_k W_k^T M_t[k]          M_t[k] = sum_{i<=t} e^{s_{k,i}} x_i / sum_{i<=t} e^{s_{k,i}}
 *
 * with W_k the rows of W_iBarh for hop k (`matrix`), or W_iBarh / r for every k (`mean`). These feeds are linear in M_t, so the product
 * with W_iBarh can go before the running sums, too: `AttendedWeight` says where it goes. A third feed, that of the authors' released
 * weights, is the first one divided by |M_t|, the Euclidean norm over all hops (`normalised`). Parameter names are those of the authors'
 * checkpoints, with the direction's suffix.
 */
export function inputCellAttention(config: RecurrentConfig, gateRows: number, suffix: string): InputFeed {
  const { inputSize: n, hops, attentionSize } = config;
  const scores = new AttentionScores(n, attentionSize, hops, suffix);
  const { hopRow } = scores;
  const attendedWeight = new AttendedWeight(config, gateRows, hopRow, `rnn.weight_iBarh${suffix}`);
  const { parameter, projectFirst, normalised, between, sums: shape } = attendedWeight;

  return {
    weight: parameter,
    parameters: scores.parameters,
    floatsPerStep:
      attentionSize +
      between +
      (normalised ? 1 : 0) +
      3.5 * hopRow +
      Math.ceil((hopRow * shape.width) / SHORTEST_CHUNK),

    begin(engine, parameters, { samples }, chunks, { after, goesOn } = {}) {
      const weight = attendedWeight.ordered(engine, parameters);
      const sums = new RunningSums(engine, shape, samples, goesOn ? chunks + 1 : chunks, after?.sums);
      const tapes: Tape[] = [];
      return {
        sums,

        forward(chunk, z) {
          const rows = samples * chunk.time;
          const { u, s } = scores.forward(engine, parameters, chunk);
          const room = engine.allocate(rows * between);
          if (projectFirst) {
            // y = x W, and z of the running sums of y
            const y = { at: room, stride: chunk.time * between };
            timesInput(engine, chunk, weight, y.at, 0);
            tapes.push({ u, sums: sums.forward(chunk, s, y, z), attended: 0, divisors: 0 });
          } else {
            // M of the running sums of x, and z = M W, or M W / |M|
            const divisors = normalised ? engine.allocate(rows) : 0;
            const tape = sums.forward(chunk, s, inputValues(engine, chunk), room);
            if (divisors) engine.kernels.normaliseRows(room, divisors, rows, between, LEAST_NORM);
            tapes.push({ u, sums: tape, attended: room, divisors });
            multiply(engine, matrix(room, rows, between), weight, matrix(z, rows, gateRows));
          }
        },

        backward({ dx, gradients }) {
          const sumsBackward = sums.backward();
          const dWeight = gradients && attendedWeight.beginGradient(engine, gradients);
          return {
            chunk(chunk, dz) {
              engine.scope(() => {
                const { u, sums: tape, attended, divisors } = tapes.pop() as Tape;
                const rows = samples * chunk.time;
                const input = dx ? beginInputGradient(engine, chunk, dx) : undefined;
                let ds: Pointer;
                if (projectFirst) {
                  // y = x W: dW += x^T dy and dx = dy W^T
                  const dy = { at: engine.allocate(rows * between), stride: chunk.time * between };
                  ds = sumsBackward(chunk, tape, dz, dy);
                  const dRows = stack(dy.at, samples, chunk.time, between);
                  if (dWeight) addProduct(engine, transposed(inputOf(chunk)), dRows, dWeight);
                  if (input) timesInputBackward(engine, chunk, weight, dy.at, input, 'set');
                } else {
                  // z = M W: dW += M^T dz and dM = dz W^T
                  const [m, dM] = [attended, engine.allocate(rows * between)].map((at) => matrix(at, rows, between));
                  const dRows = matrix(dz, rows, gateRows);
                  if (dWeight) addProduct(engine, transposed(m), dRows, dWeight);
                  multiply(engine, dRows, transposed(weight), dM);
                  if (divisors) {
                    engine.kernels.normaliseRowsBackward(attended, divisors, dM.at, rows, between, LEAST_NORM);
                  }
                  const values = beginInputValues(engine, chunk, input);
                  ds = sumsBackward(chunk, tape, dM.at, values);
                  if (input) endInputValues(engine, chunk, values, input);
                }
                scores.backward(engine, parameters, chunk, u, ds, input, gradients);
                if (input) endInputGradient(engine, chunk, input, dx);
              });
            },
            end() {
              if (gradients && dWeight) attendedWeight.endGradient(engine, dWeight, gradients);
            },
          };
        },
      };
    },

    stream(engine, parameters) {
      const running = new RunningAttention(engine, hops, n);
      return (x, z) => {
        engine.scope(() => {
          const { s } = scores.forward(engine, parameters, oneStep(engine.put(x), n));
          const m = running.push(engine.floats(s, hops).slice(), (_hop, j) => x[j]);
          const seen = attendedWeight.seenBy(m);
          const gates = engine.put(z);
          const weight = matrix(parameters[parameter.name], seen.length, gateRows);
          addProduct(engine, matrix(engine.put(seen), 1, seen.length), weight, matrix(gates, 1, gateRows));
          z.set(engine.floats(gates, gateRows));
        });
      };
    },
  };
}
