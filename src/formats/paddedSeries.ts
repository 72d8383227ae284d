import type { DatasetFields } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { quoted } from '../quoted.js';
import { Rounding } from './rounding.js';
import { NUMBER } from './tables/numberField.js';
import { checkPadding } from './tables/tableRows.js';

/** Series one after the other, as a file of the archives has them, to be padded to the longest. */
export class PaddedSeries {
  private readonly series: Float32Array[] = [];
  private readonly rounding = new Rounding();
  private values = 0;

  /** @param file the name that errors give. */
  constructor(private readonly file: string) {}

  /**
   * @param values [time, feature].
   * @returns them as they are kept.
   */
  add(values: ArrayLike<number>, features: number): Float32Array {
    const x = Float32Array.from(values);
    for (let at = 0; at < x.length; at++) this.rounding.add(at % features, values[at]);
    this.series.push(x);
    this.values += x.length;
    return x;
  }

  /**
   * All of them, with features named `dimension 0`, ….
   *
   * @throws UnvanishError `format` where there are none, or float32 loses the changes of a feature, `size` where padding would be most of it.
   */
  fields(features: number | undefined): DatasetFields & { readonly lengths: Int32Array } {
    if (this.series.length === 0 || features === undefined) {
      throw new UnvanishError('format', `${this.file}: holds no series`);
    }
    this.rounding.check(this.file);
    const lengths = Int32Array.from(this.series, (one) => one.length / features);
    const time = lengths.reduce((most, length) => Math.max(most, length), 0);
    const shape = [this.series.length, time, features] as const;
    checkPadding(shape, this.values, this.file);
    const x = new Float32Array(this.series.length * time * features);
    this.series.forEach((one, sample) => {
      x.set(one, sample * time * features);
    });
    const featureNames = Array.from({ length: features }, (_, dimension) => `dimension ${dimension}`);
    return { x, shape, lengths, featureNames };
  }
}

/**
 * The number of a field of such a file; NaN where it is missing.
 *
 * @throws UnvanishError `format`, naming the field.
 */
export function archiveNumber(field: string, isMissing: boolean, where: () => string): number {
  if (isMissing) return Number.NaN;
  const value = NUMBER.test(field) ? Number(field) : Number.POSITIVE_INFINITY;
  if (Number.isFinite(Math.fround(value))) return value;
  throw new UnvanishError('format', `${where()}: ${quoted(field)} is no number that float32 can hold`);
}
