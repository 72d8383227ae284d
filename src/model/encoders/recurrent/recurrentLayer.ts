import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import type { ClassifierConfig } from '../../config.js';
import { type ParameterDeclaration, type ParameterPointers, xavier } from '../../parameters.js';
import { type Batch, chunkSteps, type TimeChunk, timeChunks } from '../../passes/batch.js';
import type { Cell, Recurrence } from './cells/cell.js';
import { cellOf } from './cells/index.js';
import { inputCellAttention } from './inputCellAttention.js';
import type { FeedPass, InputFeed, Wanted } from './inputFeed.js';
import { linearInput } from './linearInput.js';

/** What one pass of a layer leaves for the backward pass. */
export interface LayerPass {
  /** The series as the cell read them: in reverse, for the reverse direction. */
  readonly batch: Batch;
  readonly chunks: readonly TimeChunk[];
  readonly feed: FeedPass;
  /** What the cell keeps of each chunk. */
  readonly tapes: readonly unknown[];
  /** The activations, [time, G, lanes]. */
  readonly z: Pointer;
  /** [time + 1, H, lanes] each, the hidden states first; place 0 holds the initial state. */
  readonly states: readonly Pointer[];
}

/** How a layer stores W_hh and its biases: PyTorch's way, or that of the authors' checkpoints. */
interface RecurrentNames {
  readonly weight: string;
  /** Added up to the input's bias [G]; of a second one, only what the separate gates do not take. */
  readonly biases: readonly string[];
  /** The parameter that holds the separate gates' recurrent bias, at the end. */
  readonly separateBias: string;
}

/**
 * One layer of the encoder in one direction: a feed and a cell. Plain layers have PyTorch's parameters (`rnn.weight_ih_l0`,
 * ...); a first layer with input-cell attention has those of the authors' checkpoints (`rnn.weight_iBarh`, `rnn.weight_hh`
 * [H, G], `rnn.bias`, ...; a GRU's `rnn.bias_hn` is the recurrent bias of its new gate). `_reverse` ends the names of
 * the reverse direction. Initialisation follows them too: uniform(-1/sqrt(H), 1/sqrt(H)), or Xavier-uniform matrices and
 * zero biases.
 */
export class RecurrentLayer {
  readonly cell: Cell;
  readonly feed: InputFeed;
  readonly hidden: number;
  readonly gateRows: number;
  readonly parameters: readonly ParameterDeclaration[];
  private readonly names: RecurrentNames;
  /** Whether W_hh is stored as [G, H]. */
  private readonly gatesFirst: boolean;
  private readonly separate: number;

  /** `inputs` is the width of what the layer reads. */
  constructor(
    config: ClassifierConfig,
    private readonly inputs: number,
    index: number,
    private readonly reverse: boolean,
  ) {
    const h = config.hiddenSize;
    this.cell = cellOf(config.cell);
    this.hidden = h;
    this.gateRows = this.cell.gates * h;
    this.separate = this.cell.separateGates * h;
    const g = this.gateRows;
    const suffix = reverse ? '_reverse' : '';
    this.gatesFirst = index > 0 || config.inputCellAttention === 'none';
    const root = 1 / Math.sqrt(h);
    if (this.gatesFirst) {
      const end = `_l${index}${suffix}`;
      const [input, recurrent] = [`rnn.bias_ih${end}`, `rnn.bias_hh${end}`];
      this.names = { weight: `rnn.weight_hh${end}`, biases: [input, recurrent], separateBias: recurrent };
      this.feed = linearInput(`rnn.weight_ih${end}`, inputs, g, root);
      this.parameters = [
        this.feed.weight,
        { name: this.names.weight, shape: [g, h], bound: root },
        { name: input, shape: [g], bound: root },
        { name: recurrent, shape: [g], bound: root },
      ];
    } else {
      this.names = {
        weight: `rnn.weight_hh${suffix}`,
        biases: [`rnn.bias${suffix}`],
        separateBias: `rnn.bias_hn${suffix}`,
      };
      this.feed = inputCellAttention(config, g, suffix);
      this.parameters = [
        this.feed.weight,
        { name: this.names.weight, shape: [h, g], bound: xavier(h, g) },
        { name: this.names.biases[0], shape: [g], bound: 0 },
        ...(this.separate ? [{ name: this.names.separateBias, shape: [this.separate], bound: 0 }] : []),
        ...this.feed.parameters,
      ];
    }
  }

  /** The hidden states go to `out`, rows [sample, time] that are `outRow` elements apart. */
  forward(engine: Engine, parameters: ParameterPointers, given: Batch, out: Pointer, outRow: number): LayerPass {
    const { kernels } = engine;
    const { samples, time, lanes, lengths } = given;
    const { gateRows, hidden } = this;
    const batch = this.reverse ? { ...given, x: this.reversed(engine, given) } : given;
    const chunks = this.chunksOf(engine, batch);
    const feed = this.feed.begin(engine, parameters, batch, chunks.length);
    const z = engine.allocate(time * gateRows * lanes);
    const states = this.cellStates(engine, time, lanes);
    const bias = this.bias(engine, parameters);
    const rows = engine.allocate(samples * chunks[0].time * gateRows);
    const [to, toRow] = this.reverse ? [engine.allocate(samples * time * hidden), hidden] : [out, outRow];
    const tapes = chunks.map((chunk) => {
      const { from, time: steps } = chunk;
      const at = chunkPlace(from, lanes);
      feed.forward(chunk, rows);
      kernels.toLanes(rows, steps * gateRows, gateRows, bias, at(z, gateRows), samples, steps, gateRows);
      const own = states.map((state) => at(state, hidden));
      const tape = this.cell.forward(engine, this.recurrence(parameters, chunk), at(z, gateRows), own);
      const first = own[0] + 4 * hidden * lanes;
      kernels.fromLanes(first, to + 4 * from * toRow, time * toRow, toRow, samples, steps, hidden);
      return tape;
    });
    if (this.reverse) kernels.reverseTime(to, hidden, out, outRow, lengths, samples, time, hidden);
    return { batch, chunks, feed, tapes, z, states };
  }

  /**
   * From dy, the gradients of the hidden states in rows `dyRow` elements apart; a pass can be taken backward once. dx is
   * written by the forward direction and added to by the reverse one.
   */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    pass: LayerPass,
    dy: Pointer,
    dyRow: number,
    { dx, gradients, direct }: Wanted,
  ): void {
    const { kernels } = engine;
    const { samples, time, lengths } = pass.batch;
    const { hidden, inputs } = this;
    engine.scope(() => {
      let [own, ownRow] = [dy, dyRow];
      if (this.reverse) {
        [own, ownRow] = [engine.allocate(samples * time * hidden), hidden];
        kernels.reverseTime(dy, dyRow, own, hidden, lengths, samples, time, hidden);
      }
      // Of a path there is one gradient, of all its points.
      const series = pass.batch.alphas ? 1 : samples;
      const count = series * time * inputs;
      const turned = dx && this.reverse ? engine.allocate(count) : dx;
      // That of a path is added to.
      if (turned !== dx && pass.batch.alphas) engine.floats(turned, count).fill(0);
      const feed = pass.feed.backward({ dx: turned, gradients });
      const take = (chunk: TimeChunk, dz: Pointer) => feed.chunk(chunk, dz);
      if (direct) this.directBackward(engine, parameters, pass, own, ownRow, take);
      else this.recurrentBackward(engine, parameters, pass, own, ownRow, gradients, take);
      feed.end();
      if (turned === dx) return;
      const forwards = engine.allocate(count);
      kernels.reverseTime(turned, inputs, forwards, inputs, lengths, series, time, inputs);
      kernels.addInPlace(dx, forwards, count);
    });
  }

  /** The same, one time step at a time: a function from x_t [inputs] to h_t [H]. Forward direction only. */
  stream(engine: Engine, parameters: ParameterPointers): (x: Float32Array) => Float32Array {
    const { hidden, gateRows } = this;
    const push = this.feed.stream(engine, parameters);
    const lanes = 4;
    let states = Array.from({ length: this.cell.states }, () => new Float32Array(hidden * lanes));
    return (x) =>
      engine.scope(() => {
        const gates = engine.floats(this.bias(engine, parameters), gateRows).slice();
        push(x, gates);
        const z = engine.allocate(gateRows * lanes);
        engine.kernels.toLanes(engine.put(gates), gateRows, gateRows, 0, z, 1, 1, gateRows);
        const places = states.map((state) => {
          const place = engine.allocate(2 * hidden * lanes);
          engine.floats(place, hidden * lanes).set(state);
          return place;
        });
        const recurrence = this.recurrence(parameters, { lengths: 0, time: 1, lanes });
        this.cell.forward(engine, recurrence, z, places);
        states = places.map((place) => engine.floats(place + 4 * hidden * lanes, hidden * lanes).slice());
        return Float32Array.from({ length: hidden }, (_, j) => states[0][j * lanes]);
      });
  }

  /** Floats of working memory for each sample and time step, forward and backward. */
  get floatsPerStep(): number {
    const { cell, hidden, gateRows, inputs } = this;
    const turned = this.reverse ? 2 * hidden + 3 * inputs : 0;
    return gateRows + (cell.states + cell.tapeFloats) * hidden + this.feed.floatsPerStep + turned;
  }

  /** The cell's gates before the recurrence, [sample, time, G]. @internal */
  inputGates(engine: Engine, parameters: ParameterPointers, batch: Batch): Pointer {
    const { gateRows } = this;
    const { samples, time } = batch;
    const gates = engine.allocate(samples * time * gateRows);
    engine.scope(() => {
      engine.kernels.fillRows(gates, samples * time, gateRows, this.bias(engine, parameters), gateRows);
      const chunks = this.chunksOf(engine, batch);
      const feed = this.feed.begin(engine, parameters, batch, chunks.length);
      for (const chunk of chunks) {
        const size = chunk.time * gateRows;
        const z = engine.allocate(samples * size);
        feed.forward(chunk, z);
        for (let sample = 0; sample < samples; sample++) {
          const target = engine.floats(gates + 4 * (sample * time + chunk.from) * gateRows, size);
          const part = engine.floats(z + 4 * sample * size, size);
          for (let at = 0; at < size; at++) target[at] += part[at];
        }
      }
    });
    return gates;
  }

  /** What the cell works on. @internal */
  recurrence(
    parameters: ParameterPointers,
    { lengths, time, lanes }: Pick<Batch, 'lengths' | 'time' | 'lanes'>,
  ): Recurrence {
    const { hidden, gateRows, names, gatesFirst } = this;
    return {
      weight: parameters[names.weight],
      weightRow: gatesFirst ? hidden : 1,
      weightCol: gatesFirst ? 1 : gateRows,
      bias: this.separateBias(parameters),
      lengths,
      steps: time,
      hidden,
      lanes,
    };
  }

  /** Room for the cell's states, [time + 1, H, lanes] each, with the initial ones zero. @internal */
  cellStates(engine: Engine, time: number, lanes: number): Pointer[] {
    return Array.from({ length: this.cell.states }, () => {
      const state = engine.allocate((time + 1) * this.hidden * lanes);
      engine.floats(state, this.hidden * lanes).fill(0);
      return state;
    });
  }

  private chunksOf(engine: Engine, batch: Batch): TimeChunk[] {
    const { gateRows, inputs, feed } = this;
    const floats = inputs + 2 * gateRows + feed.floatsPerStep;
    return timeChunks(engine, batch, chunkSteps(batch.samples, batch.time, floats));
  }

  /** Through the recurrence, chunk by chunk from the last to the first; `take` is given each chunk's dz. */
  private recurrentBackward(
    engine: Engine,
    parameters: ParameterPointers,
    pass: LayerPass,
    dy: Pointer,
    dyRow: number,
    gradients: ParameterPointers | undefined,
    take: (chunk: TimeChunk, dz: Pointer) => void,
  ): void {
    const { kernels } = engine;
    const { chunks, z, states } = pass;
    const { samples, time, lanes } = pass.batch;
    const { gateRows, hidden } = this;
    const longest = chunks[0].time;
    const dz = engine.allocate(samples * longest * gateRows);
    const dh = engine.allocate(longest * hidden * lanes);
    const carry = states.map(() => engine.allocateZeros(hidden * lanes));
    for (const [index, chunk] of [...chunks.entries()].reverse()) {
      const { from, time: steps } = chunk;
      const at = chunkPlace(from, lanes);
      const own = states.map((state) => at(state, hidden));
      const gates = at(z, gateRows);
      engine.scope(() => {
        kernels.toLanes(dy + 4 * from * dyRow, time * dyRow, dyRow, 0, dh, samples, steps, hidden);
        const recurrence = this.recurrence(parameters, chunk);
        const separate = this.cell.backward(engine, recurrence, gates, own, pass.tapes[index], dh, carry);
        kernels.fromLanes(gates, dz, steps * gateRows, gateRows, samples, steps, gateRows);
        if (gradients) this.recurrentGradients(engine, chunk, own[0], dz, separate, gradients);
        take(chunk, dz);
      });
    }
  }

  /**
   * Of the paths that do not pass through the recurrence: every time step is a lane of its own, one step long, that starts from
   * the states it had.
   */
  private directBackward(
    engine: Engine,
    parameters: ParameterPointers,
    { batch, chunks, states }: LayerPass,
    dy: Pointer,
    dyRow: number,
    take: (chunk: TimeChunk, dz: Pointer) => void,
  ): void {
    const { kernels } = engine;
    const { samples, time } = batch;
    const { gateRows, hidden } = this;
    const steps = samples * time;
    const lanes = Math.ceil(steps / 4) * 4;
    const rows = this.inputGates(engine, parameters, batch);
    const z = engine.allocate(gateRows * lanes);
    kernels.toLanes(rows, gateRows, gateRows, 0, z, steps, 1, gateRows);
    const places = states.map((state) => {
      const before = engine.allocate(steps * hidden);
      kernels.fromLanes(state, before, time * hidden, hidden, samples, time, hidden);
      const place = engine.allocate(2 * hidden * lanes);
      kernels.toLanes(before, hidden, hidden, 0, place, steps, 1, hidden);
      return place;
    });
    const dh = engine.allocate(hidden * lanes);
    kernels.toLanes(dy, dyRow, dyRow, 0, dh, steps, 1, hidden);
    const recurrence = this.recurrence(parameters, { lengths: 0, time: 1, lanes });
    const tape = this.cell.forward(engine, recurrence, z, places);
    const carry = places.map(() => engine.allocateZeros(hidden * lanes));
    this.cell.backward(engine, recurrence, z, places, tape, dh, carry);
    kernels.fromLanes(z, rows, gateRows, gateRows, steps, 1, gateRows);
    for (const chunk of [...chunks].reverse()) {
      const size = chunk.time * gateRows;
      engine.scope(() => {
        const dz = engine.allocate(samples * size);
        for (let sample = 0; sample < samples; sample++) {
          const own = engine.floats(rows + 4 * (sample * time + chunk.from) * gateRows, size);
          engine.floats(dz + 4 * sample * size, size).set(own);
        }
        take(chunk, dz);
      });
    }
  }

  /** The sum of the biases [G]. */
  private bias(engine: Engine, parameters: ParameterPointers): Pointer {
    const { gateRows } = this;
    const bias = engine.allocateZeros(gateRows);
    this.eachBias((name, width) => engine.kernels.sumRows(parameters[name], 1, gateRows, bias, width));
    return bias;
  }

  private eachBias(visit: (name: string, width: number) => void): void {
    this.names.biases.forEach((name, position) => {
      visit(name, position === 0 ? this.gateRows : this.gateRows - this.separate);
    });
  }

  /** Where the separate gates' recurrent bias (or its gradient) lies; 0 where there are none. */
  private separateBias(pointers: ParameterPointers): Pointer {
    if (!this.separate) return 0;
    return pointers[this.names.separateBias] + (this.gatesFirst ? 4 * (this.gateRows - this.separate) : 0);
  }

  /** Adds a chunk's part of dW_hh += sum_t da_t h_{t-1}^T, a = W_hh h + b, and of the biases' gradients. */
  private recurrentGradients(
    engine: Engine,
    { samples, time }: TimeChunk,
    hiddenStates: Pointer,
    dz: Pointer,
    separateGradient: Pointer,
    gradients: ParameterPointers,
  ): void {
    const { kernels } = engine;
    const { hidden, gateRows, separate, gatesFirst, names } = this;
    const rows = samples * time;
    this.eachBias((name, width) => kernels.sumRows(dz, rows, gateRows, gradients[name], width));
    const before = engine.allocate(rows * hidden);
    kernels.fromLanes(hiddenStates, before, time * hidden, hidden, samples, time, hidden);
    const weight = gradients[names.weight];
    /** Adds the gradient of `count` rows of W_hh from row `from` on. */
    const add = (da: Pointer, daRow: number, from: number, count: number) => {
      if (gatesFirst) {
        kernels.matmul(da, 1, daRow, before, hidden, 1, weight + 4 * from * hidden, hidden, count, hidden, rows, 1);
      } else kernels.matmul(before, 1, hidden, da, daRow, 1, weight + 4 * from, gateRows, hidden, count, rows, 1);
    };
    add(dz, gateRows, 0, gateRows - separate);
    if (!separate) return;
    const own = engine.allocate(rows * separate);
    kernels.fromLanes(separateGradient, own, time * separate, separate, samples, time, separate);
    kernels.sumRows(own, rows, separate, this.separateBias(gradients), separate);
    add(own, separate, gateRows - separate, separate);
  }

  /** The series in the opposite order, each within its length. */
  private reversed(engine: Engine, { x, alphas, samples, time, lengths }: Batch): Pointer {
    const { inputs } = this;
    const series = alphas ? 2 : samples;
    const out = engine.allocate(series * time * inputs);
    engine.kernels.reverseTime(x, inputs, out, inputs, lengths, series, time, inputs);
    return out;
  }
}

/** Where a chunk from time step `from` on begins in an array [time, width, lanes]. */
function chunkPlace(from: number, lanes: number): (base: Pointer, width: number) => Pointer {
  return (base, width) => base + 4 * from * width * lanes;
}
