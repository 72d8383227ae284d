import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import type { ParameterDeclaration, ParameterPointers } from '../../parameters.js';
import type { Batch, Continuation, TimeChunk } from '../../passes/batch.js';
import type { Wanted } from '../../passes/wanted.js';
import type { RunningSums } from './runningSums.js';

/**
 * What a cell is fed: the input's part of its gate pre-activations. Wraps any cell. It works chunk by chunk of time, so that a
 * chunk's numbers are still in the cache when the cell, and what comes after it, takes them.
 */
export interface InputFeed {
  /** The weight that makes gates of the input, first among a layer's parameters. */
  readonly weight: ParameterDeclaration;
  /** Parameters besides. */
  readonly parameters: readonly ParameterDeclaration[];
  /** A pass over a batch, which may be cut into at most `chunks` chunks. */
  begin(
    engine: Engine,
    parameters: ParameterPointers,
    batch: Batch,
    chunks: number,
    continuation?: Continuation<FeedPass>,
  ): FeedPass;
  /** Floats of working memory for each sample and time step, forward and backward. */
  readonly floatsPerStep: number;
  /** The same, one time step at a time: a function that adds the part of x_t [feature] to z [gateRows]. */
  stream(engine: Engine, parameters: ParameterPointers): (x: Float32Array, z: Float32Array) => void;
}

/** One pass of a feed; it keeps what its backward pass needs. */
export interface FeedPass {
  /** What it carries from step to step, if anything. */
  readonly sums?: RunningSums;
  /** Sets z [sample, time, gateRows] of a chunk; chunks come in order, and their memory has to last. */
  forward(chunk: TimeChunk, z: Pointer): void;
  /** Begins the backward pass. dx is [sample, time, feature] of the whole batch. */
  backward(wanted: Wanted): FeedBackward;
}

interface FeedBackward {
  /** Takes dz [sample, time, gateRows] of a chunk; chunks come from the last to the first. */
  chunk(chunk: TimeChunk, dz: Pointer): void;
  /** Adds what gradients are still to be added. */
  end(): void;
}
