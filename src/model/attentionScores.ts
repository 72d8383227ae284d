import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { Batch } from './batch.js';
import type { Wanted } from './inputFeed.js';
import { type ParameterDeclaration, type ParameterPointers, xavier } from './parameters.js';

/** Rows of a block: a multiple of four, so that a block's last vector is its own. */
const BLOCK_ROWS = 512;

/**
 * Input-cell attention's scores, s = W_2 tanh(W_1 x + b_1) + b_2 for every time step by itself: rows [sample time, hops],
 * filled up to whole vectors. Works block by block, while a block is in the cache.
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

  /** u = tanh(x W_1^T + b_1) [rows, d_a] and s [rows, hopRow], from x [rows, N]. */
  forward(engine: Engine, parameters: ParameterPointers, x: Pointer, rows: number) {
    const { kernels } = engine;
    const { n, size, hops, hopRow, names } = this;
    const u = engine.allocate(rows * size);
    const s = engine.allocate(rows * hopRow);
    overBlocks(rows, (from, count) => {
      const ub = at(u, from, size);
      const sb = at(s, from, hopRow);
      kernels.fillRows(ub, count, size, parameters[names.b1], size);
      kernels.matmul(at(x, from, n), n, 1, parameters[names.w1], 1, n, ub, size, count, size, n, 1);
      kernels.tanhInPlace(ub, count * size);
      kernels.fillRows(sb, count, hopRow, parameters[names.b2], hops);
      kernels.matmul(ub, size, 1, parameters[names.w2], 1, size, sb, hopRow, count, hops, size, 1);
    });
    return { u, s };
  }

  /** From ds [rows, hopRow] adds to dx [rows, N] and to the parameters' gradients. */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    { x, samples, time }: Batch,
    u: Pointer,
    ds: Pointer,
    { dx, gradients }: Wanted,
  ): void {
    const { kernels } = engine;
    const { n, size, hops, hopRow, names } = this;
    const du = engine.allocate(BLOCK_ROWS * size);
    overBlocks(samples * time, (from, count) => {
      const ub = at(u, from, size);
      const dsb = at(ds, from, hopRow);
      kernels.matmul(dsb, hopRow, 1, parameters[names.w2], size, 1, du, size, count, size, hops, 0);
      kernels.tanhBackward(ub, du, count * size);
      if (gradients) {
        kernels.matmul(dsb, 1, hopRow, ub, size, 1, gradients[names.w2], size, hops, size, count, 1);
        kernels.sumRows(dsb, count, hopRow, gradients[names.b2], hops);
        kernels.matmul(du, 1, size, at(x, from, n), n, 1, gradients[names.w1], n, size, n, count, 1);
        kernels.sumRows(du, count, size, gradients[names.b1], size);
      }
      if (dx) kernels.matmul(du, size, 1, parameters[names.w1], n, 1, at(dx, from, n), n, count, n, size, 1);
    });
  }
}

function overBlocks(rows: number, visit: (from: number, count: number) => void): void {
  for (let from = 0; from < rows; from += BLOCK_ROWS) visit(from, Math.min(BLOCK_ROWS, rows - from));
}

/** The address of a row. */
function at(base: Pointer, row: number, width: number): Pointer {
  return base + row * width * 4;
}
