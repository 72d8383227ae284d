import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import type { TimeChunk } from '../../passes/batch.js';
import type { SampleRows } from '../inputProduct.js';

/** Below every score: what the running sums' reference begins with. */
const LOWEST = -3.4028234663852886e38;

/** How values and outputs of the running sums are laid out, [.., time, ...]: the kernels' `kind`. */
const kinds = { 'shared, summed': 0, 'shared, own': 1, 'own, summed': 2 } as const;

/** What is attended to, and how. */
export interface SumsShape {
  /** Values shared by all hops or each hop's own; outputs summed over hops, times `scale`, or each hop's own. */
  readonly kind: keyof typeof kinds;
  readonly scale: number;
  /** Numbers that a hop attends to. */
  readonly width: number;
  readonly hops: number;
  /** Hops filled up to whole vectors. */
  readonly hopRow: number;
}

/** What the backward pass needs of a chunk: segments of time, e^{s - c}, the sums' decay and 1 / D: see assembly/attention.ts. */
export interface SumsTape {
  readonly segments: Pointer;
  readonly w: Pointer;
  readonly rho: Pointer;
  readonly invD: Pointer;
  readonly values: SampleRows;
  /** The running sums before the chunk, [sample, hops, width]. */
  readonly before: Pointer;
}

/**
 * Attention over all steps so far, sum_i e^{s_i} v_i / sum_i e^{s_i}, of one batch; it is given chunk after chunk of time. It begins
 * anew, or where that of one series has ended.
 */
export class RunningSums {
  /** Numbers of the sums of all samples. */
  private readonly size: number;
  private readonly reference: Pointer;
  private readonly total: Pointer;
  /** The sums before each chunk; where a pass goes on, also those at the end. */
  private readonly kept: Pointer;
  private chunksDone = 0;

  constructor(
    private readonly engine: Engine,
    private readonly shape: SumsShape,
    private readonly samples: number,
    private readonly chunks: number,
    after?: RunningSums,
  ) {
    const { hopRow, width } = shape;
    this.size = samples * hopRow * width;
    this.reference = engine.allocate(samples * hopRow);
    this.total = engine.allocate(samples * hopRow);
    this.kept = engine.allocate(this.size * chunks);
    if (after) {
      this.repeat(after.reference, hopRow, this.reference);
      this.repeat(after.total, hopRow, this.total);
      this.repeat(after.kept + 4 * after.size * after.chunksDone, hopRow * width, this.kept);
    } else {
      engine.floats(this.reference, samples * hopRow).fill(LOWEST);
      engine.floats(this.total, samples * hopRow).fill(0);
      engine.floats(this.kept, this.size).fill(0);
    }
  }

  /** The numbers of one series, for every sample. */
  private repeat(from: Pointer, count: number, to: Pointer): void {
    const { engine, samples } = this;
    const [one, all] = [engine.floats(from, count), engine.floats(to, samples * count)];
    for (let sample = 0; sample < samples; sample++) all.set(one, sample * count);
  }

  /** From scores s [sample, time, hopRow], which it overwrites, and the values sets out. */
  forward({ time, lengths }: TimeChunk, s: Pointer, values: SampleRows, out: Pointer): SumsTape {
    const { engine, samples, size, reference, total } = this;
    const { kernels } = engine;
    const { kind, scale, width, hops, hopRow } = this.shape;
    const rows = samples * time;
    const rho = engine.allocate(rows * hopRow);
    const invD = engine.allocate(rows * hopRow);
    const segments = engine.allocate((samples * (time + 1) * hopRow) / 4);
    kernels.attentionWeights(s, rho, invD, segments, reference, total, lengths, samples, time, hops, hopRow);
    const before = this.kept + 4 * size * this.chunksDone;
    const after = ++this.chunksDone < this.chunks ? before + 4 * size : 0;
    const weights = [segments, s, rho, invD] as const;
    const sizes = [scale, lengths, samples, time, hopRow, width] as const;
    kernels.attentionForward(kinds[kind], ...weights, values.at, values.stride, out, ...sizes, before, after);
    return { segments, w: s, rho, invD, values, before };
  }

  /**
   * Begins the way back: a function from the gradient of a chunk's outputs to that of its scores [sample, time, hopRow]; dValues is
   * written, unless it lies at 0. Chunks come from the last to the first.
   */
  backward(): (chunk: TimeChunk, tape: SumsTape, dOut: Pointer, dValues: SampleRows) => Pointer {
    const { engine, samples, size } = this;
    const { kind, scale, width, hopRow } = this.shape;
    const q = engine.allocateZeros(size);
    const r = engine.allocateZeros(samples * hopRow);
    return ({ time, lengths }, { segments, w, rho, invD, values, before }, dOut, dValues) => {
      const ds = engine.allocate(samples * time * hopRow);
      const scratch = engine.allocate(time * hopRow);
      const attended = [segments, w, rho, invD, values.at, values.stride] as const;
      const sizes = [scale, lengths, samples, time, hopRow, width] as const;
      const results = [dValues.at, dValues.stride, ds, before, q, r, scratch] as const;
      engine.kernels.attentionBackward(kinds[kind], ...attended, dOut, ...sizes, ...results);
      return ds;
    };
  }
}
