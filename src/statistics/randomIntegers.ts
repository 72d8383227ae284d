import { z } from 'zod';
import { UnvanishError } from '../errors.js';
import { philoxBits } from './philox.js';

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

/** The seed of a schema: a whole number from 0 to 4294967295. */
export const seedField = z.int().min(0).max(0xffffffff).default(0).describe('seed of every random draw');

/**
 * Random integers of one stream of one seed, by position: the same (seed, stream, position) gives the same numbers on every
 * machine, whatever was drawn before. Plain integer arithmetic: it needs no engine and gives the bits of the engine's streams.
 *
 * @throws UnvanishError `option` where the seed is not a whole number from 0 to 4294967295.
 */
export class RandomIntegers {
  /** The number of the stream. */
  protected readonly key: number;

  constructor(
    readonly seed: number,
    stream: Stream,
  ) {
    if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
      throw new UnvanishError('option', `the seed is ${seed}: it must be a whole number from 0 to 4294967295`);
    }
    this.key = streams[stream];
  }

  /** Uniform 32-bit numbers. */
  bits(count: number, position: number): Uint32Array {
    return philoxBits(count, this.seed, this.key, position);
  }

  /** The middles of 2^23 equal cells of (0, 1), each as likely: exact in float32, never 0 or 1. */
  uniform(count: number, position: number): Float32Array {
    return Float32Array.from(this.bits(count, position), (word) => ((word >>> 9) + 0.5) * 2 ** -23);
  }

  /** A permutation of 0 ... count - 1 (Fisher and Yates). */
  permutation(count: number, position: number): Uint32Array {
    const bits = this.bits(count, position);
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      // The upper half of a 64-bit product: a whole number in [0, i], exact in float64 for every count in use.
      const j = Math.floor((bits[i] / 4294967296) * (i + 1));
      const swap = order[i];
      order[i] = order[j];
      order[j] = swap;
    }
    return order;
  }
}
