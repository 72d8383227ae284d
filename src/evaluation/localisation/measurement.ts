import { formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';

/** The shape of one sample's map and truth mask, [time, feature]; steps at or beyond `length` are padding. */
export interface SeriesShape {
  readonly time: number;
  readonly features: number;
  /** Number of valid time steps, 1 to `time`. */
  readonly length: number;
}

/**
 * Measures one sample's saliency map against its truth mask.
 *
 * Maps are taken by absolute value, padding is ignored, and all arithmetic is + - * / and square roots in
 * float64, so the same map gives the same bits on every machine.
 *
 * @param map Saliency, finite, [time, feature].
 * @param truth Not zero where a feature is known to matter, [time, feature].
 * @returns The measurement, or undefined where the valid part of the truth mask is empty or full: there is nothing
 *   to tell apart then. Never NaN.
 * @throws UnvanishError `shape` where map or truth do not hold time * features values.
 */
export type MeasureMap = (map: Float32Array, truth: Uint8Array, shape: SeriesShape) => number | undefined;

/** A measurement of saliency maps, as tables and command lines know it. */
export interface Measurement {
  /** What programs call it: a key in results and JSON. */
  readonly name: string;
  /** What people call it: a column's head. */
  readonly label: string;
  readonly better: 'higher' | 'lower';
  /** One sentence that a report can print. */
  readonly description: string;
  /** Where the definition comes from. */
  readonly reference: string;
  readonly measure: MeasureMap;
}

/**
 * The number of values that are not padding: the first length * features of each array.
 *
 * @throws UnvanishError `shape` where an array does not hold time * features values or `length` is not in 1..time.
 */
export function validCells(shape: SeriesShape, ...arrays: readonly ArrayLike<number>[]): number {
  const { time, features, length } = shape;
  for (const array of arrays) {
    if (array.length !== time * features)
      throw new UnvanishError(
        'shape',
        `a map or truth mask holds ${array.length} values where [time, feature] = ${formatShape([time, features])} needs ${time * features}`,
      );
  }
  if (!Number.isInteger(length) || length < 1 || length > time)
    throw new UnvanishError('shape', `the length of a sample is ${length}: it must be 1 to ${time} time steps`);
  return length * features;
}

/** How many valid cells the truth mask marks; undefined where it marks none or all of them. */
export function markedCells(truth: Uint8Array, shape: SeriesShape): number | undefined {
  const cells = validCells(shape, truth);
  let marked = 0;
  for (let cell = 0; cell < cells; cell++) if (truth[cell] !== 0) marked++;
  return marked === 0 || marked === cells ? undefined : marked;
}
