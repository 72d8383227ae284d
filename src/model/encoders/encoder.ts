import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import type { SettingsOf, SettingsShape } from '../../options.js';
import type { ParameterDeclaration, ParameterPointers } from '../parameters.js';
import type { Batch, Continuation } from '../passes/batch.js';
import type { Wanted } from '../passes/wanted.js';
import type { LayerParts, LayerPass } from './recurrent/layerPass.js';

/**
 * Drops `count` values in place, in training; else it does nothing. `place`, from 0, is one of the encoder's own: forward and backward
 * the same one gives the same mask.
 */
export type Drop = (x: Pointer, count: number, place: number) => void;

/**
 * What turns series, a batch [sample, time, feature], into states [sample, time, D], which the read-out takes. Padded steps of a
 * series are 0; their states do not count, and what an encoder gives for their gradient is cleared. It holds no parameters: they come as pointers, and all memory is the caller's scope's.
 */
export interface Encoder<Tape = unknown> {
  /** Numbers of a state, D. */
  readonly width: number;
  /** Directions that a state has a part of, as large as the others: 1, or 2, forward and then reverse. */
  readonly directions: 1 | 2;
  /** In the order in which they are drawn and saved; the names are those of the saved tensors. */
  readonly parameters: readonly ParameterDeclaration[];
  /** Floats of working memory for each sample and time step, forward and backward, beside the input and its gradient. */
  readonly floatsPerStep: number;
  /** Places between its layers where values are dropped in training; that on the input and that on the read-out are not its own. */
  readonly dropoutPlaces: number;
  /**
   * Points of a path that it takes at a time, at the most: batches with `alphas` (see inputProduct.ts), whose one gradient it adds up.
   * Without it a path's points are made, and come as samples.
   */
  readonly pathPoints?: number;
  /** Whether `forward` can go on from steps that it has seen: not where it has to see later steps first. */
  readonly continues?: boolean;
  /** Sets `states` [sample, time, D]. */
  forward(
    engine: Engine,
    parameters: ParameterPointers,
    input: Batch,
    states: Pointer,
    drop: Drop,
    continuation?: Continuation<Tape>,
  ): Tape;
  /**
   * From dstates [sample, time, D] gives what is wanted; a pass can be taken backward once. Where `wanted.direct` is set, without the
   * paths through a recurrence; an encoder that has none gives all.
   */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    input: Batch,
    tape: Tape,
    dstates: Pointer,
    wanted: Wanted,
    drop: Drop,
  ): void;
  /**
   * The same, one time step at a time: a function from x_t [feature] to the state [D].
   *
   * @throws UnvanishError `option`, saying why, where it has to see later steps first.
   */
  stream(engine: Engine, parameters: ParameterPointers): (x: Float32Array) => Float32Array;
  /** What the diagnosis looks at; absent where nothing recurs. */
  readonly recurrent?: {
    /** Layers from the input up, each with one or two directions. */
    readonly layers: readonly (readonly LayerParts[])[];
    /** What a pass left of each. */
    passesOf(tape: Tape): readonly (readonly LayerPass[])[];
  };
}

/** A kind of encoder: one object and one line in encoders/index.ts, or a call of `registerEncoder`. */
export interface EncoderKind<Shape extends SettingsShape = SettingsShape> {
  /** As configurations name it. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly description: string;
  /** Its own settings: their type, checks, help and documentation. */
  readonly settings: Shape;
  /** `inputSize` is the features of a series. */
  create(settings: SettingsOf<Shape> & { readonly inputSize: number }): Encoder;
}
