import type { Engine } from '../../../backend/engine.js';

/**
 * Attention over all steps so far, one step at a time: for each hop sum_i e^{s_i} v_i / sum_i e^{s_i}, with the largest
 * score so far taken out. Its memory does not grow with the number of steps.
 */
export class RunningAttention {
  private readonly most: Float32Array;
  private readonly total: Float64Array;
  private readonly sums: Float64Array;

  /** `width` numbers are attended to by each of `hops` hops. */
  constructor(
    private readonly engine: Engine,
    private readonly hops: number,
    private readonly width: number,
  ) {
    this.most = new Float32Array(hops).fill(Number.NEGATIVE_INFINITY);
    this.total = new Float64Array(hops);
    this.sums = new Float64Array(hops * width);
  }

  /** Takes the next step's scores [hops] and `attended(hop, j)`; gives the ratios [hops, width]. */
  push(scores: Float32Array, attended: (hop: number, j: number) => number): Float64Array {
    const { hops, width, most, total, sums } = this;
    const first = most[0] === Number.NEGATIVE_INFINITY;
    const next = most.map((value, hop) => Math.max(value, scores[hop]));
    const decays = first ? new Float32Array(hops) : this.exponentials(most.map((value, hop) => value - next[hop]));
    const weights = this.exponentials(scores.map((value, hop) => value - next[hop]));
    most.set(next);
    const ratios = new Float64Array(hops * width);
    for (let hop = 0; hop < hops; hop++) {
      total[hop] = total[hop] * decays[hop] + weights[hop];
      for (let j = 0; j < width; j++) {
        const at = hop * width + j;
        sums[at] = sums[at] * decays[hop] + weights[hop] * attended(hop, j);
        ratios[at] = sums[at] / total[hop];
      }
    }
    return ratios;
  }

  /** By the kernels, so that every machine computes the same bits. */
  private exponentials(x: Float32Array): Float32Array {
    const { engine } = this;
    return engine.scope(() => {
      const at = engine.put(x);
      engine.kernels.expInPlace(at, x.length);
      return engine.floats(at, x.length).slice();
    });
  }
}
