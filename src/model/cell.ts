import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { Batch } from './batch.js';
import type { ClassifierConfig } from './config.js';
import { lstm } from './lstm.js';
import type { ParameterPointers } from './parameters.js';

/**
 * What happens at one time step, over a whole series at once.
 *
 * The input's part of the gates arrives as z [sample, time, gateRows] without biases: the cell's biases are put there
 * first by `startGates`, then the feed adds its product.
 */
export interface Cell<Tape = unknown> {
  /** Rows of the gate pre-activations: 4 H for the LSTM. */
  readonly gateRows: number;
  /** Sets z to the biases. */
  startGates(engine: Engine, parameters: ParameterPointers, batch: Batch, z: Pointer): void;
  /** Gives the hidden states, [time, H, lanes], and what `backward` needs besides. */
  forward(
    engine: Engine,
    parameters: ParameterPointers,
    batch: Batch,
    z: Pointer,
  ): { readonly hidden: Pointer; readonly tape: Tape };
  /**
   * From dh [time, H, lanes], the gradient of every hidden state, gives dz [sample, time, gateRows]; adds the gradients of
   * the cell's own parameters where they are wanted.
   */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    batch: Batch,
    pass: { readonly hidden: Pointer; readonly tape: Tape },
    dh: Pointer,
    dz: Pointer,
    gradients: ParameterPointers | undefined,
  ): void;
  /** Floats of working memory for each sample and time step, forward and backward. */
  readonly floatsPerStep: number;
}

/** The cell of an architecture. */
export function recurrentCell(config: ClassifierConfig): Cell {
  return { lstm }[config.cell](config) as Cell;
}
