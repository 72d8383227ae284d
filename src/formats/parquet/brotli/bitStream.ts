/** Reads bits of bytes, the lowest of each byte first. */
export class BitStream {
  private at = 0;
  private shift = 0;

  /** @param ended makes the error of a stream that ends too soon. */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly ended: () => Error,
  ) {}

  /** The number of the next bits, 24 at most, which are not passed over; beyond the end they are 0. */
  peek(count: number): number {
    const { bytes, at } = this;
    const four = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    return (four >>> this.shift) & (2 ** count - 1);
  }

  skip(count: number): void {
    const to = this.shift + count;
    this.at += to >> 3;
    this.shift = to & 7;
    if (this.at > this.bytes.length || (this.at === this.bytes.length && this.shift > 0)) throw this.ended();
  }

  /** The number of the next bits, 24 at most. */
  read(count: number): number {
    const value = this.peek(count);
    this.skip(count);
    return value;
  }

  /** The next bytes, from where a byte begins. */
  take(count: number): Uint8Array {
    if (this.shift > 0) this.skip(8 - this.shift);
    this.skip(8 * count);
    return this.bytes.subarray(this.at - count, this.at);
  }
}
