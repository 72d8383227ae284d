import type { Engine } from '../../../../backend/engine.js';
import type { Pointer } from '../../../../backend/kernels.js';
import type { Matrix } from '../../../../backend/matrix.js';

/** One pass of a recurrence over a batch, in the layout [time, rows, lanes] (assembly/layout.ts). */
export interface Recurrence {
  /** W_hh [gates H, H]. */
  readonly weight: Matrix;
  /** The recurrent bias of the separate gates, [separateGates H]; 0 where there are none. */
  readonly bias: Pointer;
  /** Valid time steps, int32 [lanes]; 0 where all series have `steps`. */
  readonly lengths: Pointer;
  readonly steps: number;
  readonly hidden: number;
  readonly lanes: number;
}

/** One time step of one series, for diagnosis. */
export interface CellStep {
  readonly hidden: number;
  /** What `forward` left in z, [gates][H]. */
  readonly gates: readonly Float32Array[];
  /** The states before the step and after it, [states][H]. */
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
  /** W_hh h_{t-1} of one gate, with its recurrent bias where the gate is separate, [H]. */
  recurrent(gate: number): Float64Array;
}

/** One term of how the new hidden state depends on an old state: diag(slope) W_hh[gate], or diag(slope) by itself. */
export interface StateTerm {
  readonly name: string;
  /** The old state: its place among the cell's states. */
  readonly from: number;
  /** The gate through whose recurrent weights it goes; none where the state is handed on itself. */
  readonly gate?: number;
  /** [H]. */
  readonly slope: Float64Array;
}

/** What diagnosis tells of a cell in the cell's own terms. */
export interface CellAnatomy {
  /** One name a gate. */
  readonly gates: readonly string[];
  /**
   * The terms of dh_t / d(states at t - 1): those of the old hidden state add up to dh_t/dh_{t-1}, the others to the
   * paths from the other states. The term without a gate, where there is one, is the path that can outlast many steps.
   */
  terms(step: CellStep): readonly StateTerm[];
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
  /** For diagnosis; a cell without it is diagnosed without the shares of its terms. */
  readonly anatomy?: CellAnatomy;
}
