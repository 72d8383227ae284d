import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';

/** The greatest share of a feature's range that float32 may take from one of its values. */
const MOST_LOST = 0.01;

/**
 * Watches numbers become float32: a feature far from 0 that changes little (1.7e9 ± 7) loses its changes, which nothing brings back:
 * values that differ become one. (Those that were float32 before they were written stay apart, however few digits they have.) NaN is
 * passed over.
 */
export class Rounding {
  private readonly least: number[] = [];
  private readonly most: number[] = [];
  private readonly error: number[] = [];
  private readonly before: number[] = [];
  private readonly areLost: boolean[] = [];

  /** @param names those of the features, for errors; they may be told when it is checked. */
  constructor(private readonly names: readonly string[] = []) {}

  add(feature: number, value: number): void {
    if (Number.isNaN(value)) return;
    const rounded = Math.fround(value);
    const error = Math.abs(value - rounded);
    const before = this.before[feature];
    if (before !== value && Math.fround(before) === rounded) this.areLost[feature] = true;
    this.before[feature] = value;
    if (this.least[feature] === undefined) {
      this.least[feature] = value;
      this.most[feature] = value;
      this.error[feature] = error;
      return;
    }
    if (value < this.least[feature]) this.least[feature] = value;
    if (value > this.most[feature]) this.most[feature] = value;
    if (error > this.error[feature]) this.error[feature] = error;
  }

  /** @throws UnvanishError `format`, naming the first feature whose changes are lost. */
  check(where: string, names: readonly string[] = this.names): void {
    const lost = this.error.findIndex((error, feature) => {
      return this.areLost[feature] && error > MOST_LOST * (this.most[feature] - this.least[feature]);
    });
    if (lost < 0) return;
    const [least, most] = [this.least[lost], this.most[lost]];
    throw new UnvanishError(
      'format',
      `${where}: feature ${quoted(names[lost] ?? String(lost))} lies between ${least} and ${most}, so far from 0 that float32 cannot tell its values apart`,
      `subtract ${least} from it; where it is no feature, such as a time, leave it out`,
    );
  }
}
