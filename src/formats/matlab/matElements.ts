import { UnvanishError } from '../../errors.js';

/** What an element is stored as, by MATLAB's numbers. */
export const STORED = {
  int8: 1,
  uint8: 2,
  int16: 3,
  uint16: 4,
  int32: 5,
  uint32: 6,
  single: 7,
  double: 9,
  int64: 12,
  uint64: 13,
  matrix: 14,
  compressed: 15,
  utf8: 16,
  utf16: 17,
} as const;

/** A piece of a file: what it is stored as, and its bytes. */
export interface MatElement {
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** Elements one after the other, as a file or a matrix has them. */
export class MatElements {
  private at = 0;
  private readonly view: DataView;

  /** @param where what errors name. */
  constructor(
    private readonly bytes: Uint8Array,
    readonly order: 'little' | 'big',
    private readonly where: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get ended(): boolean {
    return this.at >= this.bytes.length;
  }

  /**
   * The next element; what fills it up to eight bytes is passed over.
   *
   * @throws UnvanishError `format` where it is cut short.
   */
  next(): MatElement {
    const first = this.u32(this.at);
    // Up to four bytes stand in the tag itself.
    const small = first >>> 16;
    const type = small > 0 ? first & 0xffff : first;
    const size = small > 0 ? small : this.u32(this.at + 4);
    const start = this.at + (small > 0 ? 4 : 8);
    if ((small > 4 && small > 0) || start + size > this.bytes.length) {
      throw new UnvanishError(
        'format',
        `${this.where}: is cut short, or damaged: an element of ${size} bytes at byte ${this.at} of ${this.bytes.length}`,
      );
    }
    const end = small > 0 ? this.at + 8 : start + size;
    this.at = type === STORED.compressed ? end : Math.ceil(end / 8) * 8;
    return { type, bytes: this.bytes.subarray(start, start + size) };
  }

  private u32(at: number): number {
    if (at + 4 <= this.bytes.length) return this.view.getUint32(at, this.order === 'little');
    throw new UnvanishError('format', `${this.where}: is cut short at byte ${this.bytes.length}`);
  }
}
