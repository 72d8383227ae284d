import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import { addProduct, matrix, multiply, stack, transposed } from '../../../backend/matrix.js';
import { type ParameterDeclaration, type ParameterPointers, xavier } from '../../parameters.js';
import type { TimeChunk } from '../../passes/batch.js';
import { inputOf, type SampleRows, timesInput, timesInputBackward } from '../inputProduct.js';

/**
 * Input-cell attention's scores, s = W_2 tanh(W_1 x + b_1) + b_2 for every time step by itself: rows [sample, time, hops],
 * filled up to whole vectors.
 */
export class AttentionScores {
  readonly parameters: readonly ParameterDeclaration[];
  /** Hops filled up to whole vectors. */
  readonly hopRow: number;
  private readonly names: { readonly w1: string; readonly b1: string; readonly w2: string; readonly b2: string };

  /** `suffix` is that of the direction's parameter names. */
  constructor(
    private readonly n: number,
    private readonly size: number,
    private readonly hops: number,
    suffix: string,
  ) {
    this.hopRow = Math.ceil(hops / 4) * 4;
    const [first, second] = [`rnn.linear_first${suffix}`, `rnn.linear_second${suffix}`];
    this.names = { w1: `${first}.weight`, b1: `${first}.bias`, w2: `${second}.weight`, b2: `${second}.bias` };
    this.parameters = [
      { name: this.names.w1, shape: [size, n], bound: xavier(size, n) },
      { name: this.names.b1, shape: [size], bound: 0 },
      { name: this.names.w2, shape: [hops, size], bound: xavier(hops, size) },
      { name: this.names.b2, shape: [hops], bound: 0 },
    ];
  }

  /** u = tanh(x W_1^T + b_1) [sample, time, d_a] and s [sample, time, hopRow]. */
  forward(engine: Engine, parameters: ParameterPointers, chunk: TimeChunk) {
    const { size, hops, hopRow } = this;
    const { w1, b1, w2, b2 } = this.of(parameters);
    const rows = chunk.samples * chunk.time;
    const u = engine.allocate(rows * size);
    const s = engine.allocate(rows * hopRow);
    if (hopRow > hops) engine.floats(s, rows * hopRow).fill(0);
    timesInput(engine, chunk, transposed(w1), u, b1);
    engine.kernels.tanhInPlace(u, rows * size);
    multiply(engine, matrix(u, rows, size), transposed(w2), matrix(s, rows, hops, hopRow), b2);
    return { u, s };
  }

  /** From ds [sample, time, hopRow] of a chunk adds to the gradients of its input and of the parameters, where they are wanted. */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    chunk: TimeChunk,
    u: Pointer,
    ds: Pointer,
    input: SampleRows | undefined,
    gradients: ParameterPointers | undefined,
  ): void {
    const { kernels } = engine;
    const { size, hops, hopRow } = this;
    const { w1, w2 } = this.of(parameters);
    const { samples, time } = chunk;
    const rows = samples * time;
    const scores = matrix(ds, rows, hops, hopRow);
    engine.scope(() => {
      const du = engine.allocate(rows * size);
      multiply(engine, scores, w2, matrix(du, rows, size));
      kernels.tanhBackward(u, du, rows * size);
      if (gradients) {
        const { w1: dw1, b1: db1, w2: dw2, b2: db2 } = this.of(gradients);
        addProduct(engine, transposed(scores), matrix(u, rows, size), dw2);
        kernels.sumRows(ds, rows, hopRow, db2, hops);
        addProduct(engine, transposed(stack(du, samples, time, size)), inputOf(chunk), dw1);
        kernels.sumRows(du, rows, size, db1, size);
      }
      if (input) timesInputBackward(engine, chunk, transposed(w1), du, input, 'add');
    });
  }

  /** W_1 [d_a, N], b_1, W_2 [hops, d_a] and b_2, or their gradients. */
  private of(pointers: ParameterPointers) {
    const { names, n, size, hops } = this;
    return {
      w1: matrix(pointers[names.w1], size, n),
      b1: pointers[names.b1],
      w2: matrix(pointers[names.w2], hops, size),
      b2: pointers[names.b2],
    };
  }
}
