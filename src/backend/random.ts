import { RandomIntegers, type Stream } from '../statistics/randomIntegers.js';
import type { Engine } from './engine.js';
import type { Pointer } from './kernels.js';

/**
 * Random numbers of one stream of one seed, by position, drawn by the engine: beside integers the normal numbers and dropout
 * masks that need its kernels. Philox4x32-10 (Salmon et al., SC 2011); see assembly/random.ts.
 */
export class RandomStream extends RandomIntegers {
  constructor(
    private readonly engine: Engine,
    seed: number,
    stream: Stream,
  ) {
    super(seed, stream);
  }

  /** Standard normal numbers. */
  normal(count: number, position: number): Float32Array {
    return this.draw(count, (out) => this.engine.kernels.randomNormal(out, count, this.seed, this.key, position));
  }

  /** Uniform numbers in (low, high). */
  override uniform(count: number, position: number, low = 0, high = 1): Float32Array {
    return this.draw(count, (out) =>
      this.engine.kernels.randomUniform(out, count, low, high, this.seed, this.key, position),
    );
  }

  /** Uniform 32-bit numbers, those of `RandomIntegers` in vectors. */
  override bits(count: number, position: number): Uint32Array {
    return new Uint32Array(
      this.draw(count, (out) => this.engine.kernels.randomBits(out, count, this.seed, this.key, position)).buffer,
    );
  }

  /**
   * Inverted dropout from x to out: keeps a value with probability 1 - p, times 1 / (1 - p). p is taken to the nearest
   * 1/65536. The same position and part give the same mask; `out` may be x.
   */
  dropout(x: Pointer, out: Pointer, count: number, p: number, position: number, part = 0): void {
    const threshold = Math.round(p * 65_536);
    const factor = 65_536 / (65_536 - threshold);
    this.engine.kernels.dropout(x, out, count, threshold, factor, this.seed, this.key, position, part);
  }

  private draw(count: number, fill: (out: Pointer) => void): Float32Array {
    return this.engine.scope(() => {
      const out = this.engine.allocate(Math.ceil(count / 16) * 16);
      fill(out);
      return this.engine.floats(out, count).slice();
    });
  }
}
