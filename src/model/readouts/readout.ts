import { z } from 'zod';
import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import type { SettingsOf } from '../../options.js';
import type { ParameterDeclaration, ParameterPointers } from '../parameters.js';
import type { Batch } from '../passes/batch.js';
import { size } from '../size.js';

/**
 * How states become one vector a sample. The states arrive as a batch [sample, time, D], for both directions forward, then reverse;
 * padded steps do not count.
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

/** Settings of read-outs, fields of a classifier's configuration. */
export const readoutSettings = {
  readoutHops: size('hops of the self-attention read-out', 4096).default(20),
  readoutAttentionSize: size('hidden units of the self-attention read-out’s scores', 65_536).default(50),
  readoutMean: z
    .boolean()
    .default(false)
    .describe('of the self-attention read-out the mean over its hops, not all of them (the authors’ code)'),
  readoutBias: z
    .boolean()
    .default(false)
    .describe('biases in the self-attention read-out’s scores (the authors’ code)'),
};

/** The states that a read-out is for. */
export interface StatesShape {
  /** Numbers of a state, D. */
  readonly width: number;
  /** Directions that a state has a part of, as large as the others: 1, or 2, forward and then reverse. */
  readonly directions: 1 | 2;
}

/** A kind of read-out: one object and one line in readouts/index.ts, or a call of `registerReadout`. */
export interface ReadoutKind {
  /** As configurations name it. */
  readonly name: string;
  /** What the vector is, in a few words. */
  readonly description: string;
  create(states: StatesShape, settings: SettingsOf<typeof readoutSettings>): Readout;
}
