import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { Batch } from './batch.js';
import type { ClassifierConfig } from './config.js';
import { inputCellAttention } from './inputCellAttention.js';
import { linearInput } from './linearInput.js';
import type { ParameterPointers } from './parameters.js';

/** What a backward pass is to give: gradients of the parameters are added to, that of the input is written. */
export interface Wanted {
  /** dL/dx [sample, time, feature]; 0 where it is not wanted. */
  readonly dx: Pointer;
  /** Gradients to add to, by parameter name; undefined where they are not wanted. */
  readonly gradients: ParameterPointers | undefined;
}

/**
 * What a cell is fed: the input's part of its gate pre-activations. Wraps any cell.
 *
 * `forward` adds the input's part to z [sample, time, gateRows], which arrives holding the biases, and returns what
 * `backward` needs besides. `backward` takes dz of the same shape.
 */
export interface InputFeed<Tape = unknown> {
  forward(engine: Engine, parameters: ParameterPointers, batch: Batch, z: Pointer, gateRows: number): Tape;
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    batch: Batch,
    tape: Tape,
    dz: Pointer,
    gateRows: number,
    wanted: Wanted,
  ): void;
  /** Floats of working memory for each sample and time step, forward and backward. */
  floatsPerStep(gateRows: number): number;
}

/** The feed of an architecture. */
export function inputFeed(config: ClassifierConfig): InputFeed {
  return (config.inputCellAttention === 'none' ? linearInput(config) : inputCellAttention(config)) as InputFeed;
}
