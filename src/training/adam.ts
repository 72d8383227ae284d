import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-8;

/** Adam's moments and step count, to be continued bit for bit. */
export interface AdamState {
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly beta1Power: number;
  readonly beta2Power: number;
}

/**
 * Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019), on one flat vector in the
 * engine's memory; beta 0.9 and 0.999, epsilon 1e-8. The powers of beta are kept as products, so that no power function's
 * rounding enters.
 */
export class Adam {
  private readonly first: Pointer;
  private readonly second: Pointer;
  private beta1Power = 1;
  private beta2Power = 1;

  constructor(
    private readonly engine: Engine,
    private readonly size: number,
    private readonly options: { readonly learningRate: number; readonly weightDecay: number },
    state?: AdamState,
  ) {
    this.first = engine.allocateZeros(size);
    this.second = engine.allocateZeros(size);
    if (!state) return;
    engine.floats(this.first, size).set(state.first);
    engine.floats(this.second, size).set(state.second);
    this.beta1Power = state.beta1Power;
    this.beta2Power = state.beta2Power;
  }

  /** Moves the parameters against their gradients. */
  step(parameters: Pointer, gradients: Pointer): void {
    const { learningRate, weightDecay } = this.options;
    this.beta1Power *= BETA1;
    this.beta2Power *= BETA2;
    this.engine.kernels.adamStep(
      parameters,
      gradients,
      this.first,
      this.second,
      this.size,
      BETA1,
      BETA2,
      1 - BETA1,
      1 - BETA2,
      learningRate / (1 - this.beta1Power),
      Math.sqrt(1 - this.beta2Power),
      EPSILON,
      1 - learningRate * weightDecay,
    );
  }

  /** A copy of the moments. */
  state(): AdamState {
    return {
      first: this.engine.floats(this.first, this.size).slice(),
      second: this.engine.floats(this.second, this.size).slice(),
      beta1Power: this.beta1Power,
      beta2Power: this.beta2Power,
    };
  }
}
