import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import { addProduct, matrix, multiply, stack, transposed } from '../../backend/matrix.js';
import type { SettingsOf } from '../../options.js';
import { RunningAttention } from '../encoders/recurrent/runningAttention.js';
import type { ParameterPointers } from '../parameters.js';
import type { Readout, ReadoutKind, readoutSettings } from './readout.js';

/** tanh(W_1 y) [.., d_a] and the attention a [.., hops filled up to whole vectors]. */
interface Tape {
  readonly u: Pointer;
  readonly a: Pointer;
}

const FIRST = 'attention.linear_first';
const SECOND = 'attention.linear_second';

/**
 * Structured self-attention over hidden states (Lin et al. 2017): A = softmax over valid steps of W_2 tanh(W_1 y_t), one
 * row a hop, and the vector is A y flattened hop by hop, [hops D], without biases, as in the paper; or, as in the authors' code, the mean over
 * hops, [D], and W_2 tanh(W_1 y_t + b_1) + b_2. The paper's penalty on similar hops is not part of the loss.
 */
function selfAttentionReadout(
  d: number,
  {
    readoutHops: hops,
    readoutAttentionSize: attentionSize,
    readoutMean: mean,
    readoutBias: biased,
  }: SettingsOf<typeof readoutSettings>,
): Readout<Tape> {
  const hopRow = Math.ceil(hops / 4) * 4;
  /** W_1 [d_a, D] and W_2 [hops, d_a], or their gradients. */
  const weightsOf = (pointers: ParameterPointers) => ({
    w1: matrix(pointers[`${FIRST}.weight`], attentionSize, d),
    b1: biased ? pointers[`${FIRST}.bias`] : 0,
    w2: matrix(pointers[`${SECOND}.weight`], hops, attentionSize),
    b2: biased ? pointers[`${SECOND}.bias`] : 0,
  });
  const bias = (name: string, size: number) => (biased ? [{ name: `${name}.bias`, shape: [size], bound: 0 }] : []);
  /** [sample, D] over the number of hops, for each of them. */
  const spread = (engine: Engine, of: Pointer, samples: number) => {
    const each = engine.allocate(samples * hops * d);
    const [own, all] = [engine.floats(of, samples * d), engine.floats(each, samples * hops * d)];
    for (let at = 0; at < all.length; at++) all[at] = own[Math.floor(at / (hops * d)) * d + (at % d)] / hops;
    return each;
  };
  /** Adds up the hops of [sample, hops, D] to [sample, D], over their number. */
  const averaged = (engine: Engine, of: Pointer, samples: number, out: Pointer) => {
    const [all, sums] = [engine.floats(of, samples * hops * d), engine.floats(out, samples * d).fill(0)];
    all.forEach((value, at) => {
      sums[Math.floor(at / (hops * d)) * d + (at % d)] += value / hops;
    });
  };
  return {
    width: mean ? d : hops * d,
    parameters: [
      { name: `${FIRST}.weight`, shape: [attentionSize, d], bound: 1 / Math.sqrt(d) },
      ...bias(FIRST, attentionSize),
      { name: `${SECOND}.weight`, shape: [hops, attentionSize], bound: 1 / Math.sqrt(attentionSize) },
      ...bias(SECOND, hops),
    ],
    floatsPerStep: 2 * attentionSize + 2 * hopRow,

    forward(engine, parameters, { x: y, lengths, samples, time }, out) {
      const { kernels } = engine;
      const { w1, b1, w2, b2 } = weightsOf(parameters);
      const rows = samples * time;
      const u = matrix(engine.allocate(rows * attentionSize), rows, attentionSize);
      const a = engine.allocateZeros(rows * hopRow);
      multiply(engine, matrix(y, rows, d), transposed(w1), u, b1);
      kernels.tanhInPlace(u.at, rows * attentionSize);
      multiply(engine, u, transposed(w2), matrix(a, rows, hops, hopRow), b2);
      kernels.softmaxOverTime(a, lengths, samples, time, hopRow);
      const attention = transposed(stack(a, samples, time, hops, { row: hopRow }));
      const each = mean ? engine.allocate(samples * hops * d) : out;
      multiply(engine, attention, stack(y, samples, time, d), stack(each, samples, hops, d));
      if (mean) averaged(engine, each, samples, out);
      return { u: u.at, a };
    },

    backward(engine, parameters, { x: y, samples, time }, tape, dout, dy, gradients) {
      const { kernels } = engine;
      const { w1, w2 } = weightsOf(parameters);
      const rows = samples * time;
      const [states, dstates] = [matrix(y, rows, d), matrix(dy, rows, d)];
      const u = matrix(tape.u, rows, attentionSize);
      engine.scope(() => {
        // out = A y: dA = dout y^T and dy = A^T dout
        const dA = engine.allocateZeros(rows * hopRow);
        const dvectors = stack(mean ? spread(engine, dout, samples) : dout, samples, hops, d);
        const bySample = (at: Pointer) => stack(at, samples, time, hops, { row: hopRow });
        multiply(engine, stack(y, samples, time, d), transposed(dvectors), bySample(dA));
        multiply(engine, bySample(tape.a), dvectors, stack(dy, samples, time, d));
        kernels.softmaxOverTimeBackward(tape.a, dA, samples, time, hopRow);
        const ds = matrix(dA, rows, hops, hopRow);
        const du = matrix(engine.allocate(rows * attentionSize), rows, attentionSize);
        multiply(engine, ds, w2, du);
        kernels.tanhBackward(tape.u, du.at, rows * attentionSize);
        addProduct(engine, du, w1, dstates);
        if (!gradients) return;
        const { w1: dw1, b1: db1, w2: dw2, b2: db2 } = weightsOf(gradients);
        if (biased) {
          kernels.sumRows(dA, rows, hopRow, db2, hops);
          kernels.sumRows(du.at, rows, attentionSize, db1, attentionSize);
        }
        addProduct(engine, transposed(ds), u, dw2);
        addProduct(engine, transposed(du), states, dw1);
      });
    },

    stream(engine, parameters) {
      const { w1, b1, w2, b2 } = weightsOf(parameters);
      const running = new RunningAttention(engine, hops, d);
      return (state) => {
        const scores = engine.scope(() => {
          const u = matrix(engine.allocate(attentionSize), 1, attentionSize);
          const s = engine.allocate(hopRow);
          multiply(engine, matrix(engine.put(state), 1, d), transposed(w1), u, b1);
          engine.kernels.tanhInPlace(u.at, attentionSize);
          multiply(engine, u, transposed(w2), matrix(s, 1, hops, hopRow), b2);
          return engine.floats(s, hops).slice();
        });
        const attended = running.push(scores, (_hop, j) => state[j]);
        if (!mean) return Float32Array.from(attended);
        return Float32Array.from({ length: d }, (_, j) => {
          let sum = 0;
          for (let hop = 0; hop < hops; hop++) sum += attended[hop * d + j];
          return sum / hops;
        });
      };
    },
  };
}

export const selfAttention: ReadoutKind = {
  name: 'self-attention',
  description: 'several attentions over time, one behind the other (Lin et al. 2017)',
  create: ({ width }, settings) => selfAttentionReadout(width, settings),
};
