import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { Batch } from './batch.js';
import type { ParameterDeclaration, ParameterPointers } from './parameters.js';

/** What a backward pass is to give: gradients of the parameters are added to, that of the input is written. */
export interface Wanted {
  /** dL/dx [sample, time, feature]; 0 where it is not wanted. */
  readonly dx: Pointer;
  /** Gradients to add to, by parameter name; undefined where they are not wanted. */
  readonly gradients: ParameterPointers | undefined;
  /** Leaves out whatever passes through a recurrence: every time step's cell by itself. */
  readonly direct?: boolean | undefined;
}

/**
 * What a cell is fed: the input's part of its gate pre-activations. Wraps any cell.
 *
 * `forward` adds the input's part to z [sample, time, gateRows], which arrives holding the biases, and returns what
 * `backward` needs besides. `backward` takes dz of the same shape.
 */
export interface InputFeed<Tape = unknown> {
  /** The weight that makes gates of the input, first among a layer's parameters. */
  readonly weight: ParameterDeclaration;
  /** Parameters besides. */
  readonly parameters: readonly ParameterDeclaration[];
  forward(engine: Engine, parameters: ParameterPointers, batch: Batch, z: Pointer): Tape;
  backward(engine: Engine, parameters: ParameterPointers, batch: Batch, tape: Tape, dz: Pointer, wanted: Wanted): void;
  /** Floats of working memory for each sample and time step, forward and backward. */
  readonly floatsPerStep: number;
  /** The same, one time step at a time: a function that adds the part of x_t [feature] to z [gateRows]. */
  stream(engine: Engine, parameters: ParameterPointers): (x: Float32Array, z: Float32Array) => void;
}
