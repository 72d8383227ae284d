import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import type { ParameterDeclaration, ParameterPointers } from '../parameters.js';
import type { Batch } from '../passes/batch.js';

/**
 * How hidden states become one vector a sample. The states arrive as a batch [sample, time, D], D = H or, for both
 * directions, 2 H (forward, then reverse); padded steps do not count.
 */
export interface Readout<Tape = unknown> {
  /** Length of the vector, F. */
  readonly width: number;
  readonly parameters: readonly ParameterDeclaration[];
  /** Gives out [sample, F]. */
  forward(engine: Engine, parameters: ParameterPointers, states: Batch, out: Pointer): Tape;
  /** From dout [sample, F] gives dy [sample, time, D], all of it; adds the gradients of parameters where they are wanted. */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    states: Batch,
    tape: Tape,
    dout: Pointer,
    dy: Pointer,
    gradients: ParameterPointers | undefined,
  ): void;
  /** Floats of working memory for each sample and time step. */
  readonly floatsPerStep: number;
  /** The same, one time step at a time: a function from each step's states [D] to the vector [F] of all steps so far. */
  stream(engine: Engine, parameters: ParameterPointers): (state: Float32Array) => Float32Array;
}
