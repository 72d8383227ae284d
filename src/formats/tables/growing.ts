const CHUNK = 2 ** 20;
const LEAST = 2 ** 10;

type Numbers = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

interface Constructor<Kind extends Numbers> {
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): Kind;
  new (buffer: ArrayBuffer): Kind;
}

/** Numbers of which it is not known how many will come. Many are never moved, so that memory holds them once. */
export class Growing<Kind extends Numbers> {
  private readonly chunks: Kind[] = [];
  private count = 0;
  private released = 0;

  constructor(private readonly make: Constructor<Kind>) {}

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    const place = this.count % CHUNK;
    if (place === 0) this.chunks.push(this.count === 0 ? new this.make(LEAST) : this.chunk());
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

  /** Gives memory of the numbers before an index back, at once, where the engine can: they are not asked for again. */
  release(index: number): void {
    for (; (this.released + 1) * CHUNK <= index; this.released++) {
      const { buffer } = this.chunks[this.released];
      if (buffer.resizable) buffer.resize(0);
    }
  }

  /** All of them as one array. */
  whole(): Kind {
    if (this.chunks.length === 1) return this.chunks[0].slice(0, this.count) as Kind;
    const all = new this.make(this.count);
    this.chunks.forEach((chunk, at) => {
      all.set(chunk.subarray(0, Math.min(CHUNK, this.count - at * CHUNK)), at * CHUNK);
    });
    return all;
  }

  private chunk(): Kind {
    const maxByteLength = CHUNK * this.make.BYTES_PER_ELEMENT;
    return new this.make(new ArrayBuffer(maxByteLength, { maxByteLength }));
  }
}
