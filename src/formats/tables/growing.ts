const CHUNK = 2 ** 20;
const LEAST = 2 ** 10;

type Numbers = Float32Array | Float64Array | Int32Array;

/** Numbers of which it is not known how many will come. Many are never moved, so that memory holds them once. */
export class Growing<Kind extends Numbers> {
  private readonly chunks: Kind[] = [];
  private count = 0;

  constructor(private readonly make: new (length: number) => Kind) {}

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    const place = this.count % CHUNK;
    if (place === 0) this.chunks.push(new this.make(this.count === 0 ? LEAST : CHUNK));
    let last = this.chunks[this.chunks.length - 1];
    if (place === last.length) {
      const longer = new this.make(2 * place);
      longer.set(last);
      last = longer;
      this.chunks[this.chunks.length - 1] = last;
    }
    last[place] = value;
    this.count++;
  }

  at(index: number): number {
    return this.chunks[Math.floor(index / CHUNK)][index % CHUNK];
  }

  /** All of them as one array. */
  whole(): Kind {
    const all = new this.make(this.count);
    this.chunks.forEach((chunk, at) => {
      all.set(chunk.subarray(0, Math.min(CHUNK, this.count - at * CHUNK)), at * CHUNK);
    });
    return all;
  }
}
