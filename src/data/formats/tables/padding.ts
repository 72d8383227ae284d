import { UnvanishError } from '../../../errors.js';
import { elementCount, formatShape } from '../../array.js';

/** Padding may make the array this many times larger than the file's values, once it is beyond `FREE_CELLS`. */
const MOST_PADDING = 100;
const FREE_CELLS = 2 ** 20;

/**
 * Checks that a few long samples among many short ones do not make an array that is out of proportion to its file.
 *
 * @throws UnvanishError `size`.
 */
export function checkPadding(shape: readonly number[], values: number, file: string): void {
  const cells = elementCount(shape);
  if (cells <= FREE_CELLS || cells <= MOST_PADDING * values) return;
  throw new UnvanishError(
    'size',
    `${file}: padding ${values} values to the longest sample would need ${cells}, shape ${formatShape(shape)}`,
    'split the longest samples',
  );
}
