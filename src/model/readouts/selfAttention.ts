import type { Pointer } from '../../backend/kernels.js';
import { RunningAttention } from '../encoders/recurrent/runningAttention.js';
import type { Readout } from './readout.js';

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
export function selfAttentionReadout(d: number, hops: number, attentionSize: number): Readout<Tape> {
  const hopRow = Math.ceil(hops / 4) * 4;
  return {
    width: hops * d,
    parameters: [
      { name: FIRST, shape: [attentionSize, d], bound: 1 / Math.sqrt(d) },
      { name: SECOND, shape: [hops, attentionSize], bound: 1 / Math.sqrt(attentionSize) },
    ],
    floatsPerStep: 2 * attentionSize + 2 * hopRow,

    forward(engine, parameters, { x: y, lengths, samples, time }, out) {
      const { kernels } = engine;
      const rows = samples * time;
      const u = engine.allocate(rows * attentionSize);
      const a = engine.allocateZeros(rows * hopRow);
      kernels.matmul(y, d, 1, parameters[FIRST], 1, d, u, attentionSize, rows, attentionSize, d, 0);
      kernels.tanhInPlace(u, rows * attentionSize);
      kernels.matmul(
        u,
        attentionSize,
        1,
        parameters[SECOND],
        1,
        attentionSize,
        a,
        hopRow,
        rows,
        hops,
        attentionSize,
        0,
      );
      kernels.softmaxOverTime(a, lengths, samples, time, hopRow);
      for (let sample = 0; sample < samples; sample++) {
        const from = 4 * sample * time;
        kernels.matmul(
          a + from * hopRow,
          1,
          hopRow,
          y + from * d,
          d,
          1,
          out + 4 * sample * hops * d,
          d,
          hops,
          d,
          time,
          0,
        );
      }
      return { u, a };
    },

    backward(engine, parameters, { x: y, samples, time }, { u, a }, dout, dy, gradients) {
      const { kernels } = engine;
      const rows = samples * time;
      engine.scope(() => {
        const ds = engine.allocateZeros(rows * hopRow);
        for (let sample = 0; sample < samples; sample++) {
          // out = A y: dA = dout y^T and dy = A^T dout
          const from = 4 * sample * time;
          const dvector = dout + 4 * sample * hops * d;
          kernels.matmul(y + from * d, d, 1, dvector, 1, d, ds + from * hopRow, hopRow, time, hops, d, 0);
          kernels.matmul(a + from * hopRow, hopRow, 1, dvector, d, 1, dy + from * d, d, time, d, hops, 0);
        }
        kernels.softmaxOverTimeBackward(a, ds, samples, time, hopRow);
        const du = engine.allocate(rows * attentionSize);
        kernels.matmul(
          ds,
          hopRow,
          1,
          parameters[SECOND],
          attentionSize,
          1,
          du,
          attentionSize,
          rows,
          attentionSize,
          hops,
          0,
        );
        kernels.tanhBackward(u, du, rows * attentionSize);
        kernels.matmul(du, attentionSize, 1, parameters[FIRST], d, 1, dy, d, rows, d, attentionSize, 1);
        if (!gradients) return;
        kernels.matmul(
          ds,
          1,
          hopRow,
          u,
          attentionSize,
          1,
          gradients[SECOND],
          attentionSize,
          hops,
          attentionSize,
          rows,
          1,
        );
        kernels.matmul(du, 1, attentionSize, y, d, 1, gradients[FIRST], d, attentionSize, d, rows, 1);
      });
    },

    stream(engine, parameters) {
      const running = new RunningAttention(engine, hops, d);
      return (state) => {
        const scores = engine.scope(() => {
          const { kernels } = engine;
          const y = engine.put(state);
          const u = engine.allocate(attentionSize);
          const s = engine.allocate(hopRow);
          kernels.matmul(y, d, 1, parameters[FIRST], 1, d, u, attentionSize, 1, attentionSize, d, 0);
          kernels.tanhInPlace(u, attentionSize);
          kernels.matmul(
            u,
            attentionSize,
            1,
            parameters[SECOND],
            1,
            attentionSize,
            s,
            hopRow,
            1,
            hops,
            attentionSize,
            0,
          );
          return engine.floats(s, hops).slice();
        });
        return Float32Array.from(running.push(scores, (_hop, j) => state[j]));
      };
    },
  };
}
