import { UnvanishError } from '../../errors.js';
import { shareOfCount } from '../../statistics/numbers.js';
import { type SeriesShape, validCells } from '../maps.js';

/** Shares of the inputs that removal and shares are measured at unless told, in [0, 1]. */
export const SALIENT_SHARES: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5];

/** How many of the valid cells of a sample are its top share: rounded to the nearest whole number. */
export function salientCount(share: number, shape: SeriesShape): number {
  return shareOfCount(share, shape.length * shape.features);
}

/**
 * The valid cells of a map from the most salient down, by absolute value.
 *
 * @param tieOrder A permutation of the positions of all valid cells, or of more: where several cells have the same saliency,
 *   the one whose entry is lower comes first. Order by place would always begin at the first time step.
 * @returns Positions in [time, feature], [length * features].
 */
export function salientOrder(map: Float32Array, shape: SeriesShape, tieOrder: Uint32Array): Uint32Array {
  const cells = validCells(shape, map);
  const order = Uint32Array.from({ length: cells }, (_, cell) => cell);
  return order.sort((a, b) => Math.abs(map[b]) - Math.abs(map[a]) || tieOrder[a] - tieOrder[b]);
}

/**
 * Checks shares of inputs: each in [0, 1], rising.
 *
 * @throws UnvanishError `option`, naming the first that is wrong.
 */
export function checkShares(shares: readonly number[]): void {
  if (shares.length === 0) throw new UnvanishError('option', 'no share of the inputs was given');
  const wrong = shares.findIndex(
    (share, index) => !(share >= 0 && share <= 1 && (index === 0 || share > shares[index - 1])),
  );
  if (wrong < 0) return;
  throw new UnvanishError(
    'option',
    `shares[${wrong}] is ${shares[wrong]}: shares of the inputs are numbers from 0 to 1, in rising order`,
  );
}
