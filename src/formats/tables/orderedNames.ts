import { UnvanishError } from '../../errors.js';
import { composed } from '../names.js';

const WHOLE = /^(?:0|-?[1-9]\d{0,14})$/;
// Engines stop at about 16.7 million entries in a map.
const MOST_NAMES = 10_000_000;

/** Whether a text is a whole number, written as one writes it: `7`, `-1`, but not `07`, `1.0` or `1e3`. */
function isWholeNumber(text: string): boolean {
  return WHOLE.test(text);
}

/**
 * Names in the order in which a file first has them, with a number for each; `add` is as cheap as a map look-up.
 */
export class NameIndex {
  /** In the order in which they came. */
  readonly names: string[] = [];
  /** As they are written, and composed. */
  private readonly numbers = new Map<string, number>();

  constructor(
    private readonly file: string,
    private readonly what: 'samples' | 'features',
  ) {}

  /** The number of a name, a new one where it is new; more than 10 million are a `size` error. */
  add(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const key = composed(name);
    const number = this.numbers.get(key) ?? this.names.length;
    if (number === this.names.length) {
      if (number >= MOST_NAMES) {
        throw new UnvanishError('size', `${this.file}: has more than ${MOST_NAMES} different ${this.what}`);
      }
      this.names.push(ownCopy(name));
    }
    for (const written of new Set([key, name])) this.numbers.set(ownCopy(written), number);
    return number;
  }

  get size(): number {
    return this.names.length;
  }

  /**
   * The names of features in their final order, and where each number of `add` went. Whole numbers are put in their order, so
   * that feature 10 is feature 10 however the file is sorted; other names stay as they came. Samples always stay: labels,
   * lengths and the like may go with them by their position in the file.
   */
  ordered(): { names: string[]; rank: Int32Array } {
    const { names } = this;
    const sorted = names.every(isWholeNumber) ? [...names].sort((a, b) => Number(a) - Number(b)) : names;
    const rank = new Int32Array(names.length);
    sorted.forEach((name, position) => {
      rank[this.numbers.get(name) as number] = position;
    });
    return { names: sorted, rank };
  }
}

/** A copy that stands alone: a piece of a file's text would keep all of that text in memory. */
export function ownCopy(text: string): string {
  return Array.from(text).join('');
}

/** Whether names are 0, 1, 2, ... and so say nothing that their position does not. */
export function areCounting(names: readonly string[]): boolean {
  return names.every((name, position) => name === String(position));
}
