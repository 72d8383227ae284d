import { Registry } from '../../../../registry.js';
import type { Cell } from './cell.js';
import { gru } from './gru.js';
import { lstm } from './lstm.js';
import { rnn, rnnRelu } from './rnn.js';

/** One line a cell. */
export const builtInCells: readonly Cell[] = [lstm, gru, rnn, rnnRelu];

/** The cells that configurations can name, a user's own included. */
export const cells = new Registry<Cell>('cell', builtInCells);

/**
 * Makes a cell of one's own known to configurations. Other threads do not know it: a classifier that has it works on one.
 *
 * @throws UnvanishError `option` where another cell has its name.
 */
export function registerCell<Tape>(cell: Cell<Tape>): void {
  cells.register(cell);
}
