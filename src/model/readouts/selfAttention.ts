import type { Pointer } from '../../backend/kernels.js';
import { addProduct, matrix, multiply, stack, transposed } from '../../backend/matrix.js';
import { RunningAttention } from '../encoders/recurrent/runningAttention.js';
import type { ParameterPointers } from '../parameters.js';
import type { Readout, ReadoutKind } from './readout.js';

/** tanh(W_1 y) [.., d_a] and the attention a [.., hops filled up to whole vectors]. */
interface Tape {
  readonly u: Pointer;
  readonly a: Pointer;
}

const FIRST = 'attention.linear_first.weight';
const SECOND = 'attention.linear_second.weight';

/**
 * Structured self-attention over hidden states (Lin et al. 2017): A = softmax over valid steps of W_2 tanh(W_1 y_t), one
 * row a hop, and the vector is A y flattened hop by hop, [hops D]. No biases, as in the paper; its penalty on similar
 * hops is not part of the loss.
 */
function selfAttentionReadout(d: number, hops: number, attentionSize: number): Readout<Tape> {
  const hopRow = Math.ceil(hops / 4) * 4;
  /** W_1 [d_a, D] and W_2 [hops, d_a], or their gradients. */
  const weightsOf = (pointers: ParameterPointers) => ({
    w1: matrix(pointers[FIRST], attentionSize, d),
    w2: matrix(pointers[SECOND], hops, attentionSize),
  });
  return {
    width: hops * d,
    parameters: [
      { name: FIRST, shape: [attentionSize, d], bound: 1 / Math.sqrt(d) },
      { name: SECOND, shape: [hops, attentionSize], bound: 1 / Math.sqrt(attentionSize) },
    ],
    floatsPerStep: 2 * attentionSize + 2 * hopRow,

    forward(engine, parameters, { x: y, lengths, samples, time }, out) {
      const { kernels } = engine;
      const { w1, w2 } = weightsOf(parameters);
      const rows = samples * time;
      const u = matrix(engine.allocate(rows * attentionSize), rows, attentionSize);
      const a = engine.allocateZeros(rows * hopRow);
      multiply(engine, matrix(y, rows, d), transposed(w1), u);
      kernels.tanhInPlace(u.at, rows * attentionSize);
      multiply(engine, u, transposed(w2), matrix(a, rows, hops, hopRow));
      kernels.softmaxOverTime(a, lengths, samples, time, hopRow);
      const attention = transposed(stack(a, samples, time, hops, { row: hopRow }));
      multiply(engine, attention, stack(y, samples, time, d), stack(out, samples, hops, d));
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
        const dvectors = stack(dout, samples, hops, d);
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
        const { w1: dw1, w2: dw2 } = weightsOf(gradients);
        addProduct(engine, transposed(ds), u, dw2);
        addProduct(engine, transposed(du), states, dw1);
      });
    },

    stream(engine, parameters) {
      const { w1, w2 } = weightsOf(parameters);
      const running = new RunningAttention(engine, hops, d);
      return (state) => {
        const scores = engine.scope(() => {
          const u = matrix(engine.allocate(attentionSize), 1, attentionSize);
          const s = engine.allocate(hopRow);
          multiply(engine, matrix(engine.put(state), 1, d), transposed(w1), u);
          engine.kernels.tanhInPlace(u.at, attentionSize);
          multiply(engine, u, transposed(w2), matrix(s, 1, hops, hopRow));
          return engine.floats(s, hops).slice();
        });
        return Float32Array.from(running.push(scores, (_hop, j) => state[j]));
      };
    },
  };
}

export const selfAttention: ReadoutKind = {
  name: 'self-attention',
  description: 'several attentions over time, one behind the other (Lin et al. 2017)',
  create: ({ width }, { readoutHops, readoutAttentionSize }) =>
    selfAttentionReadout(width, readoutHops, readoutAttentionSize),
};
