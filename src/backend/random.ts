import { UnvanishError } from '../errors.js';
import type { Engine } from './engine.js';
import type { Pointer } from './kernels.js';

/** The named random streams: a draw added to one never shifts another. */
export const streams = {
  data: 1,
  initialisation: 2,
  dropout: 3,
  shuffle: 4,
  attribution: 5,
  chance: 6,
  split: 7,
  resampling: 8,
  removal: 9,
} as const;

export type Stream = keyof typeof streams;

/**
 * Random numbers of one stream of one seed, by position: the same (seed, stream, position) gives the same numbers on every
 * machine, whatever was drawn before. Philox4x32-10 (Salmon et al., SC 2011); see assembly/random.ts.
 */
export class RandomStream {
  private readonly key: number;

  constructor(
    private readonly engine: Engine,
    readonly seed: number,
    stream: Stream,
  ) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new UnvanishError('option', `the seed is ${seed}: it must be a whole number from 0 to 4294967295`);
    }
    this.key = streams[stream];
  }

  /** Standard normal numbers. */
  normal(count: number, position: number): Float32Array {
    return this.draw(count, (out) => this.engine.kernels.randomNormal(out, count, this.seed, this.key, position));
  }

  /** Uniform numbers in (low, high). */
  uniform(count: number, position: number, low = 0, high = 1): Float32Array {
    return this.draw(count, (out) =>
      this.engine.kernels.randomUniform(out, count, low, high, this.seed, this.key, position),
    );
  }

  /** Uniform 32-bit numbers. */
  bits(count: number, position: number): Uint32Array {
    return new Uint32Array(
      this.draw(count, (out) => this.engine.kernels.randomBits(out, count, this.seed, this.key, position)).buffer,
    );
  }

  /** A permutation of 0 ... count - 1 (Fisher and Yates). */
  permutation(count: number, position: number): Uint32Array {
    const bits = this.bits(count, position);
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      // The upper half of a 64-bit product: a whole number in [0, i], exact in float64 for every count in use.
      const j = Math.floor(((bits[i] as number) / 4294967296) * (i + 1));
      const swap = order[i] as number;
      order[i] = order[j] as number;
      order[j] = swap;
    }
    return order;
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
