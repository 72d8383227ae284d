/**
 * Test data: uniform numbers in (-spread, spread) that float32 holds exactly, from a small generator (mulberry32) of its
 * own, so that the kernels' random numbers are not judged by themselves.
 */
export class Draws {
  constructor(private state: number) {}

  /** Uniform in [0, 1). */
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from 0 to `count` - 1. */
  below(count: number): number {
    return Math.floor(this.unit() * count);
  }

  floats(count: number, spread = 1): Float32Array {
    return Float32Array.from({ length: count }, () => (2 * this.unit() - 1) * spread);
  }

  /** Whole numbers in [-most, most]: their products and sums are exact in float32. */
  wholes(count: number, most: number): Float32Array {
    return Float32Array.from({ length: count }, () => this.below(2 * most + 1) - most);
  }
}
