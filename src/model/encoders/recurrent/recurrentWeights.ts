import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import { addProduct, type Matrix, matrix, rowRange, transposed } from '../../../backend/matrix.js';
import { type ParameterDeclaration, type ParameterPointers, xavier } from '../../parameters.js';
import type { Batch, TimeChunk } from '../../passes/batch.js';
import type { Cell, Recurrence } from './cells/cell.js';

/** How W_hh and the biases are called, stored and drawn. */
export interface RecurrentStorage {
  readonly weight: ParameterDeclaration;
  /** Whether W_hh is stored as [G, H], not as [H, G]. */
  readonly gatesFirst: boolean;
  /** Added up to the input's bias [G]; of a second one, only what the separate gates do not take. */
  readonly biases: readonly ParameterDeclaration[];
  /** The parameter that holds the separate gates' recurrent bias, at its end: one of the biases, or one of its own. */
  readonly separateBias: ParameterDeclaration;
}

/** PyTorch's: `rnn.weight_hh_l0` [G, H], `rnn.bias_ih_l0`, `rnn.bias_hh_l0`; uniform(-1/sqrt(H), 1/sqrt(H)). */
export function pytorchStorage({ gates }: Cell, hidden: number, end: string): RecurrentStorage {
  const bound = 1 / Math.sqrt(hidden);
  const rows = gates * hidden;
  const biases = [`rnn.bias_ih${end}`, `rnn.bias_hh${end}`].map((name) => ({ name, shape: [rows], bound }));
  const weight = { name: `rnn.weight_hh${end}`, shape: [rows, hidden], bound };
  return { weight, gatesFirst: true, biases, separateBias: biases[1] };
}

/**
 * That of the authors' checkpoints: `rnn.weight_hh` [H, G], `rnn.bias`; a GRU's `rnn.bias_hn` is the recurrent bias of its new gate.
 * A Xavier-uniform matrix and zero biases.
 */
export function authorsStorage({ gates, separateGates }: Cell, hidden: number, end: string): RecurrentStorage {
  const rows = gates * hidden;
  return {
    weight: { name: `rnn.weight_hh${end}`, shape: [hidden, rows], bound: xavier(hidden, rows) },
    gatesFirst: false,
    biases: [{ name: `rnn.bias${end}`, shape: [rows], bound: 0 }],
    separateBias: { name: `rnn.bias_hn${end}`, shape: [separateGates * hidden], bound: 0 },
  };
}

/** The recurrent weights and the biases of one layer in one direction. */
export class RecurrentWeights {
  readonly parameters: readonly ParameterDeclaration[];
  private readonly gateRows: number;
  /** Rows of the separate gates, the last ones. */
  private readonly separate: number;

  constructor(
    cell: Cell,
    private readonly hidden: number,
    private readonly storage: RecurrentStorage,
  ) {
    const { weight, biases, separateBias } = storage;
    this.gateRows = cell.gates * hidden;
    this.separate = cell.separateGates * hidden;
    const own = this.separate > 0 && !biases.includes(separateBias);
    this.parameters = [weight, ...biases, ...(own ? [separateBias] : [])];
  }

  /** What the cell works on. */
  recurrence(
    parameters: ParameterPointers,
    { lengths, time, lanes }: Pick<Batch, 'lengths' | 'time' | 'lanes'>,
  ): Recurrence {
    const bias = this.separateBias(parameters);
    return { weight: this.weight(parameters), bias, lengths, steps: time, hidden: this.hidden, lanes };
  }

  /** The sum of the biases [G]. */
  bias(engine: Engine, parameters: ParameterPointers): Pointer {
    const bias = engine.allocateZeros(this.gateRows);
    this.eachBias((name, width) => engine.kernels.sumRows(parameters[name], 1, this.gateRows, bias, width));
    return bias;
  }

  /**
   * Adds a chunk's part of the gradients, with a = W_hh h + b: dW_hh += sum_t da_t h_{t-1}^T, db += sum_t da_t. dz is [sample, time, G];
   * the separate gates have da of their own, [time, separate, lanes]. `states` are the hidden ones, [time + 1, H, lanes].
   */
  addGradients(
    engine: Engine,
    { samples, time }: TimeChunk,
    states: Pointer,
    dz: Pointer,
    separateGradient: Pointer,
    gradients: ParameterPointers,
  ): void {
    const { kernels } = engine;
    const { hidden, gateRows, separate } = this;
    const rows = samples * time;
    this.eachBias((name, width) => kernels.sumRows(dz, rows, gateRows, gradients[name], width));
    const before = matrix(engine.allocate(rows * hidden), rows, hidden);
    kernels.fromLanes(states, before.at, time * hidden, hidden, samples, time, hidden);
    const dWeight = this.weight(gradients);
    const common = gateRows - separate;
    addProduct(engine, transposed(matrix(dz, rows, common, gateRows)), before, rowRange(dWeight, 0, common));
    if (!separate) return;
    const own = matrix(engine.allocate(rows * separate), rows, separate);
    kernels.fromLanes(separateGradient, own.at, time * separate, separate, samples, time, separate);
    kernels.sumRows(own.at, rows, separate, this.separateBias(gradients), separate);
    addProduct(engine, transposed(own), before, rowRange(dWeight, common, separate));
  }

  /** W_hh, or its gradient, as [G, H] however it is stored. */
  private weight(pointers: ParameterPointers): Matrix {
    const { hidden, gateRows, storage } = this;
    const at = pointers[storage.weight.name];
    return storage.gatesFirst ? matrix(at, gateRows, hidden) : transposed(matrix(at, hidden, gateRows));
  }

  private eachBias(visit: (name: string, width: number) => void): void {
    this.storage.biases.forEach(({ name }, position) => {
      visit(name, position === 0 ? this.gateRows : this.gateRows - this.separate);
    });
  }

  /** Where the separate gates' recurrent bias (or its gradient) lies; 0 where there are none. */
  private separateBias(pointers: ParameterPointers): Pointer {
    if (!this.separate) return 0;
    const { name, shape } = this.storage.separateBias;
    return pointers[name] + 4 * (shape[0] - this.separate);
  }
}
