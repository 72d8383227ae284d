import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';

/** One pass of a recurrence over a batch, in the layout [time, rows, lanes] (assembly/layout.ts). */
export interface Recurrence {
  /** W_hh [gates H, H], element (i, j) at weight + 4 (i weightRow + j weightCol). */
  readonly weight: Pointer;
  readonly weightRow: number;
  readonly weightCol: number;
  /** The recurrent bias of the separate gates, [separateGates H]; 0 where there are none. */
  readonly bias: Pointer;
  /** Valid time steps, int32 [lanes]; 0 where all series have `steps`. */
  readonly lengths: Pointer;
  readonly steps: number;
  readonly hidden: number;
  readonly lanes: number;
}

/**
 * What happens at one time step, over a whole series at once. A new cell is one such object and one line in cells/index.ts
 * (or a call of `registerCell`); it then works with input-cell attention, in both directions, stacked, in training,
 * attribution, streaming and diagnosis.
 */
export interface Cell<Tape = unknown> {
  /** As configurations name it. */
  readonly name: string;
  /** Blocks of H rows in the gate pre-activations: 4 for the LSTM. */
  readonly gates: number;
  /** Vectors of H numbers that go from step to step, the hidden state first: 2 for the LSTM, h and c. */
  readonly states: number;
  /**
   * The last so many gates take W_hh h + b as a whole, apart from the input's part, so that their recurrent bias cannot
   * be merged into the input's: 1 for the GRU's new gate, else 0.
   */
  readonly separateGates: number;
  /** Floats that `forward` keeps in its tape for each sample, time step and hidden unit. */
  readonly tapeFloats: number;
  /**
   * From z [time, gates H, lanes], the input's part and the biases, which it may overwrite, gives the states, each
   * [time + 1, H, lanes]: place 0 holds the initial state, step t leaves its own in place t + 1. A step at or beyond a
   * lane's length carries the states over.
   */
  forward(engine: Engine, recurrence: Recurrence, z: Pointer, states: readonly Pointer[]): Tape;
  /**
   * From dh [time, H, lanes], the gradient of every hidden state but through the recurrence, leaves dL/dz in z's place
   * and gives dL/d(W_hh h + b) of the separate gates, [time, separateGates H, lanes] (0 where there are none). carry,
   * [H, lanes] a state: on entry the gradients of the last states from beyond, on return those of the initial states.
   */
  backward(
    engine: Engine,
    recurrence: Recurrence,
    z: Pointer,
    states: readonly Pointer[],
    tape: Tape,
    dh: Pointer,
    carry: readonly Pointer[],
  ): Pointer;
}
