import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import { type ParameterDeclaration, type ParameterPointers, xavier } from '../../parameters.js';
import type { TimeChunk } from '../../passes/batch.js';
import { type InputGradient, timesInput, timesInputBackward } from '../inputProduct.js';

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
    const { kernels } = engine;
    const { n, size, hops, hopRow } = this;
    const [w1, b1, w2, b2] = this.of(parameters);
    const { samples, time } = chunk;
    const rows = samples * time;
    const u = engine.allocate(rows * size);
    const s = engine.allocate(rows * hopRow);
    if (hopRow > hops) engine.floats(s, rows * hopRow).fill(0);
    timesInput(engine, chunk, { at: w1, row: 1, col: n, width: size }, u, b1);
    kernels.tanhInPlace(u, rows * size);
    kernels.products(1, u, 0, size, 1, w2, 0, 1, size, s, 0, hopRow, rows, hops, size, b2);
    return { u, s };
  }

  /** From ds [sample, time, hopRow] of a chunk adds to the gradients of its input and of the parameters, where they are wanted. */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    chunk: TimeChunk,
    u: Pointer,
    ds: Pointer,
    input: InputGradient | undefined,
    gradients: ParameterPointers | undefined,
  ): void {
    const { kernels } = engine;
    const { n, size, hops, hopRow } = this;
    const [w1, , w2] = this.of(parameters);
    const { x, stride, samples, time } = chunk;
    const rows = samples * time;
    engine.scope(() => {
      const du = engine.allocate(rows * size);
      kernels.matmul(ds, hopRow, 1, w2, size, 1, du, size, rows, size, hops, 0);
      kernels.tanhBackward(u, du, rows * size);
      if (gradients) {
        const [dw1, db1, dw2, db2] = this.of(gradients);
        kernels.matmul(ds, 1, hopRow, u, size, 1, dw2, size, hops, size, rows, 1);
        kernels.sumRows(ds, rows, hopRow, db2, hops);
        kernels.products(samples, du, time * size, 1, size, x, stride, n, 1, dw1, 0, n, size, n, time, dw1);
        kernels.sumRows(du, rows, size, db1, size);
      }
      if (input) timesInputBackward(engine, chunk, { at: w1, row: 1, col: n, width: size }, du, input, true);
    });
  }

  /** W_1, b_1, W_2 and b_2. */
  private of(pointers: ParameterPointers): [w1: Pointer, b1: Pointer, w2: Pointer, b2: Pointer] {
    const { w1, b1, w2, b2 } = this.names;
    return [pointers[w1], pointers[b1], pointers[w2], pointers[b2]];
  }
}
