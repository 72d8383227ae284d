import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { StateTerm } from '../model/encoders/recurrent/cells/cell.js';
import { inputGates, type LayerParts, type LayerPass } from '../model/encoders/recurrent/layerPass.js';
import type { ParameterPointers } from '../model/parameters.js';
import { exponentOf, timesPowerOfTwo } from '../statistics/portableMath.js';

/**
 * The exact Jacobian of a recurrence's joint state s = (h, c, ...) at a series' last step T with respect to that at an
 * earlier step t, s_T fixed by what comes after t: `value` times 2^`exponent`, so that it neither underflows nor overflows.
 */
export interface JointJacobian {
  /** T - t. */
  readonly back: number;
  readonly hidden: number;
  readonly states: number;
  /**
   * d s_T[row] / d s_t[column] at column * rowStride + row; both go state by state, [states, H]. Valid during the visit.
   */
  readonly value: Float32Array;
  readonly rowStride: number;
  readonly exponent: number;
}

/** Step t of the recurrence, which leads from the state before it to the state that a `JointJacobian` starts at. */
export interface Step {
  /** What `Cell.forward` left in z, one a gate, [H]. */
  readonly gates: readonly Float32Array[];
  /** Terms of how h_t depends on the states before, where the cell tells them. */
  readonly terms: readonly StateTerm[];
}

/** Reads one sample's states and input gates of a layer, and its recurrent weights. */
export interface Recurrence {
  readonly layer: LayerParts;
  /** Valid time steps. */
  readonly length: number;
  /** The input's part of the gates, rows [time, G]. */
  readonly rows: Float32Array;
  /** Each state, [time + 1, H]. */
  readonly states: readonly Float32Array[];
  /** W_hh of each gate, [gates][H, H] row-major. */
  readonly weights: readonly Float32Array[];
  /** Recurrent bias of the separate gates, [separateGates H]. */
  readonly separateBias: Float32Array;
}

/** Takes everything about one sample's recurrence out of the engine. */
export function recurrenceOf(
  engine: Engine,
  parameters: ParameterPointers,
  layer: LayerParts,
  pass: LayerPass,
  sample: number,
): Recurrence {
  const { samples, time, lengths } = pass.batch;
  const { hidden, gateRows } = layer;
  return engine.scope(() => {
    const rows = inputGates(layer, engine, parameters, pass.batch);
    const own = engine.floats(rows + 4 * sample * time * gateRows, time * gateRows).slice();
    const states = pass.states.map((state) => {
      const out = engine.allocate(samples * (time + 1) * hidden);
      engine.kernels.fromLanes(state, out, (time + 1) * hidden, hidden, samples, time + 1, hidden);
      return engine.floats(out + 4 * sample * (time + 1) * hidden, (time + 1) * hidden).slice();
    });
    const { weight, bias } = layer.weights.recurrence(parameters, pass.batch);
    const all = engine.floats(weight.at, gateRows * hidden);
    const { gates, separateGates } = layer.cell;
    return {
      layer,
      length: lengths ? engine.integers(lengths, samples)[sample] : time,
      rows: own,
      states,
      weights: Array.from({ length: gates }, (_, gate) =>
        Float32Array.from({ length: hidden * hidden }, (_, at) => {
          const [row, column] = [gate * hidden + Math.floor(at / hidden), at % hidden];
          return all[row * weight.row + column * weight.column];
        }),
      ),
      separateBias: bias ? engine.floats(bias, separateGates * hidden).slice() : new Float32Array(0),
    };
  });
}

/**
 * Goes back through one sample's recurrence from its last step to its initial state. `visit` gets the Jacobian of the last
 * state with respect to the state at each place, and the step that led to that place (none at the initial state).
 *
 * Each step is taken backward by the cell itself, with one lane for each number of the joint state.
 */
export function stepsBack(
  engine: Engine,
  parameters: ParameterPointers,
  recurrence: Recurrence,
  visit: (jacobian: JointJacobian, step: Step | undefined) => void,
): void {
  const { layer, length, states } = recurrence;
  const { cell, hidden } = layer;
  const size = cell.states * hidden;
  const lanes = Math.ceil(size / 4) * 4;
  const plane = hidden * lanes;
  engine.scope(() => {
    const carry = Array.from({ length: cell.states }, () => engine.allocate(plane));
    const value = new Float32Array(cell.states * plane);
    for (let j = 0; j < size; j++) value[j * lanes + j] = 1;
    let exponent = 0;
    for (let back = 0; back <= length; back++) {
      const jacobian = { back, hidden, states: cell.states, value, rowStride: lanes, exponent };
      const place = length - back;
      if (place === 0) {
        visit(jacobian, undefined);
        return;
      }
      carry.forEach((pointer, state) => {
        engine.floats(pointer, plane).set(value.subarray(state * plane, (state + 1) * plane));
      });
      const gates = engine.scope(() => stepBack(engine, parameters, recurrence, place, lanes, carry));
      visit(jacobian, describe(recurrence, states, place, gates));
      carry.forEach((pointer, state) => {
        value.set(engine.floats(pointer, plane), state * plane);
      });
      exponent += rescale(value);
    }
  });
}

/** Takes carry, [H, lanes] a state, one step back; gives the step's activated gates of one lane, [G]. */
function stepBack(
  engine: Engine,
  parameters: ParameterPointers,
  { layer, rows, states }: Recurrence,
  place: number,
  lanes: number,
  carry: readonly Pointer[],
): Float32Array {
  const { cell, hidden, gateRows } = layer;
  const spread = (values: Float32Array, room: Pointer) => {
    const target = engine.floats(room, values.length * lanes);
    values.forEach((number, j) => {
      target.fill(number, j * lanes, (j + 1) * lanes);
    });
    return room;
  };
  const own = rows.subarray((place - 1) * gateRows, place * gateRows);
  const z = spread(own, engine.allocate(gateRows * lanes));
  const places = states.map((state) =>
    spread(state.subarray((place - 1) * hidden, place * hidden), engine.allocate(2 * hidden * lanes)),
  );
  const dh = engine.allocateZeros(hidden * lanes);
  const view = layer.weights.recurrence(parameters, { lengths: 0, time: 1, lanes });
  const tape = cell.forward(engine, view, z, places);
  const activated = engine.floats(z, gateRows * lanes);
  const gates = Float32Array.from({ length: gateRows }, (_, j) => activated[j * lanes]);
  cell.backward(engine, view, z, places, tape, dh, carry);
  return gates;
}

function describe(
  { layer, weights, separateBias }: Recurrence,
  states: readonly Float32Array[],
  place: number,
  activated: Float32Array,
): Step {
  const { cell, hidden } = layer;
  const gates = Array.from({ length: cell.gates }, (_, gate) => activated.subarray(gate * hidden, (gate + 1) * hidden));
  if (!cell.anatomy) return { gates, terms: [] };
  const at = (where: number) => states.map((state) => state.subarray(where * hidden, (where + 1) * hidden));
  const before = at(place - 1);
  const recurrent = (gate: number) =>
    Float64Array.from({ length: hidden }, (_, row) => {
      const separate = gate - (cell.gates - cell.separateGates);
      let sum = separate >= 0 ? separateBias[separate * hidden + row] : 0;
      for (let j = 0; j < hidden; j++) sum += weights[gate][row * hidden + j] * before[0][j];
      return sum;
    });
  return { gates, terms: cell.anatomy.terms({ hidden, gates, before, after: at(place), recurrent }) };
}

/** Divides by the power of two below the largest magnitude, which changes no digit, and gives its exponent; zeros stay as they are. */
function rescale(values: Float32Array): number {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (most === 0 || !Number.isFinite(most)) return 0;
  const exponent = exponentOf(most);
  for (let i = 0; i < values.length; i++) values[i] = timesPowerOfTwo(values[i], -exponent);
  return exponent;
}

/** The Frobenius norm of the block d s_T[to] / d s_t[from] (of the whole Jacobian where left out), without its scale. */
export function blockNorm(
  { value, hidden, states, rowStride }: JointJacobian,
  block?: { readonly to: number; readonly from: number },
): number {
  const [fromStart, fromEnd] = block ? [block.from * hidden, (block.from + 1) * hidden] : [0, states * hidden];
  const [toStart, toEnd] = block ? [block.to * hidden, (block.to + 1) * hidden] : [0, states * hidden];
  let squares = 0;
  for (let column = fromStart; column < fromEnd; column++) {
    for (let row = toStart; row < toEnd; row++)
      squares += value[column * rowStride + row] * value[column * rowStride + row];
  }
  return Math.sqrt(squares);
}
