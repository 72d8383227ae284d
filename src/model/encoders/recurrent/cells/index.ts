import { UnvanishError } from '../../../../errors.js';
import type { Cell } from './cell.js';
import { gru } from './gru.js';
import { lstm } from './lstm.js';
import { rnn, rnnRelu } from './rnn.js';

/** One line a cell. */
export const builtInCells: readonly Cell[] = [lstm as Cell, gru as Cell, rnn as Cell, rnnRelu as Cell];
const cells = new Map(builtInCells.map((cell) => [cell.name, cell]));

/** The cells that configurations can name, a user's own included. */
export function cellNames(): readonly string[] {
  return [...cells.keys()];
}

/** Whether a configuration can name this cell. */
export function isCell(name: string): boolean {
  return cells.has(name);
}

/** The cell of a name that `isCell` knows. */
export function cellOf(name: string): Cell {
  return cells.get(name) as Cell;
}

/**
 * Makes a cell of one's own known to configurations. Other threads do not know it: a classifier that has it works on one.
 *
 * @throws UnvanishError `option` where another cell has its name.
 */
export function registerCell<Tape>(cell: Cell<Tape>): void {
  const known = cells.get(cell.name);
  if (known && known !== (cell as unknown)) {
    throw new UnvanishError('option', `there is a cell named ${cell.name} already: choose another name`);
  }
  cells.set(cell.name, cell as Cell);
}
