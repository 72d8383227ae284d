import type { Engine } from '../../../backend/engine.js';
import type { Pointer } from '../../../backend/kernels.js';
import type { ParameterDeclaration, ParameterPointers } from '../../parameters.js';
import type { Batch, Continuation, TimeChunk } from '../../passes/batch.js';
import type { Wanted } from '../../passes/wanted.js';
import type { Cell } from './cells/cell.js';
import { cells } from './cells/index.js';
import { directBackward } from './directPaths.js';
import { inputCellAttention } from './inputCellAttention.js';
import type { InputFeed } from './inputFeed.js';
import { chunkPlace, type LayerParts, type LayerPass, layerChunks } from './layerPass.js';
import { linearInput } from './linearInput.js';
import { authorsStorage, pytorchStorage, RecurrentWeights } from './recurrentWeights.js';
import type { RecurrentConfig } from './settings.js';

/**
 * One layer of the encoder in one direction: a feed and a cell. Plain layers have PyTorch's parameters (`rnn.weight_ih_l0`,
 * ...); a first layer with input-cell attention has those of the authors' checkpoints (`rnn.weight_iBarh`, ...). Initialisation
 * follows them too.
 */
export class RecurrentLayer implements LayerParts {
  readonly cell: Cell;
  readonly feed: InputFeed;
  readonly weights: RecurrentWeights;
  readonly hidden: number;
  readonly gateRows: number;
  /** The states before the first step, in the order of the cell's; none where they are 0. */
  private readonly initial: readonly ParameterDeclaration[];
  readonly parameters: readonly ParameterDeclaration[];

  /** `suffix` ends the names of the direction's parameters. */
  constructor(
    config: RecurrentConfig,
    readonly inputs: number,
    index: number,
    suffix: string,
  ) {
    const h = config.hiddenSize;
    this.cell = cells.get(config.cell);
    this.hidden = h;
    this.gateRows = this.cell.gates * h;
    const plain = index > 0 || config.inputCellAttention === 'none';
    const end = plain ? `_l${index}${suffix}` : suffix;
    this.feed = plain
      ? linearInput(`rnn.weight_ih${end}`, inputs, this.gateRows, 1 / Math.sqrt(h))
      : inputCellAttention(config, this.gateRows, end);
    const storage = plain ? pytorchStorage(this.cell, h, end) : authorsStorage(this.cell, h, end);
    this.weights = new RecurrentWeights(this.cell, h, storage);
    const states = Array.from({ length: config.learnedState ? this.cell.states : 0 }, (_, state) => state);
    this.initial = states.map((state) => ({ name: initialName(state, `_l${index}${suffix}`), shape: [h], bound: 0 }));
    this.parameters = [this.feed.weight, ...this.weights.parameters, ...this.feed.parameters, ...this.initial];
  }

  /** The hidden states go to `out`, rows [sample, time] that are `outRow` elements apart. */
  forward(
    engine: Engine,
    parameters: ParameterPointers,
    batch: Batch,
    out: Pointer,
    outRow: number,
    { after, goesOn = false }: Continuation<LayerPass> = {},
  ): LayerPass {
    const { kernels } = engine;
    const { samples, time, lanes } = batch;
    const { gateRows, hidden, weights } = this;
    const chunks = layerChunks(this, engine, batch);
    const feed = this.feed.begin(engine, parameters, batch, chunks.length, { after: after?.feed, goesOn });
    const z = engine.allocate(time * gateRows * lanes);
    const states = this.cellStates(engine, parameters, time, lanes, after);
    const bias = weights.bias(engine, parameters);
    const rows = engine.allocate(samples * chunks[0].time * gateRows);
    const tapes = chunks.map((chunk) => {
      const { from, time: steps } = chunk;
      const at = chunkPlace(from, lanes);
      const gates = at(z, gateRows);
      feed.forward(chunk, rows);
      kernels.toLanes(rows, steps * gateRows, gateRows, bias, gates, samples, steps, gateRows);
      const own = states.map((state) => at(state, hidden));
      const tape = this.cell.forward(engine, weights.recurrence(parameters, chunk), gates, own);
      const first = own[0] + 4 * hidden * lanes;
      kernels.fromLanes(first, out + 4 * from * outRow, time * outRow, outRow, samples, steps, hidden);
      return tape;
    });
    return { batch, chunks, feed, tapes, z, states };
  }

  /** From dy, the gradients of the hidden states in rows `dyRow` elements apart; a pass can be taken backward once. */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    pass: LayerPass,
    dy: Pointer,
    dyRow: number,
    wanted: Wanted,
  ): void {
    engine.scope(() => {
      const feed = pass.feed.backward(wanted);
      const take = (chunk: TimeChunk, dz: Pointer) => feed.chunk(chunk, dz);
      if (wanted.direct) directBackward(this, engine, parameters, pass, dy, dyRow, take);
      else this.recurrentBackward(engine, parameters, pass, dy, dyRow, wanted.gradients, take);
      feed.end();
    });
  }

  /** Through the recurrence, chunk by chunk from the last to the first; `take` is given each chunk's dz. */
  private recurrentBackward(
    engine: Engine,
    parameters: ParameterPointers,
    { batch, chunks, tapes, z, states }: LayerPass,
    dy: Pointer,
    dyRow: number,
    gradients: ParameterPointers | undefined,
    take: (chunk: TimeChunk, dz: Pointer) => void,
  ): void {
    const { kernels } = engine;
    const { samples, time, lanes } = batch;
    const { gateRows, hidden, weights } = this;
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
        const recurrence = weights.recurrence(parameters, chunk);
        const separate = this.cell.backward(engine, recurrence, gates, own, tapes[index], dh, carry);
        kernels.fromLanes(gates, dz, steps * gateRows, gateRows, samples, steps, gateRows);
        if (gradients) weights.addGradients(engine, chunk, own[0], dz, separate, gradients);
        take(chunk, dz);
      });
    }
    if (!gradients) return;
    this.initial.forEach(({ name }, state) => {
      const [sum, own] = [engine.floats(gradients[name], hidden), engine.floats(carry[state], hidden * lanes)];
      for (let j = 0; j < hidden; j++) {
        for (let sample = 0; sample < samples; sample++) sum[j] += own[j * lanes + sample];
      }
    });
  }

  /** The same, one time step at a time: a function from x_t [inputs] to h_t [H]. */
  stream(engine: Engine, parameters: ParameterPointers): (x: Float32Array) => Float32Array {
    const { hidden, gateRows, weights } = this;
    const push = this.feed.stream(engine, parameters);
    const lanes = 4;
    let states = engine.scope(() =>
      this.cellStates(engine, parameters, 0, lanes, undefined).map((state) =>
        engine.floats(state, hidden * lanes).slice(),
      ),
    );
    return (x) =>
      engine.scope(() => {
        const gates = engine.floats(weights.bias(engine, parameters), gateRows).slice();
        push(x, gates);
        const z = engine.allocate(gateRows * lanes);
        engine.kernels.toLanes(engine.put(gates), gateRows, gateRows, 0, z, 1, 1, gateRows);
        const places = states.map((state) => {
          const place = engine.allocate(2 * hidden * lanes);
          engine.floats(place, hidden * lanes).set(state);
          return place;
        });
        this.cell.forward(engine, weights.recurrence(parameters, { lengths: 0, time: 1, lanes }), z, places);
        states = places.map((place) => engine.floats(place + 4 * hidden * lanes, hidden * lanes).slice());
        return Float32Array.from({ length: hidden }, (_, j) => states[0][j * lanes]);
      });
  }

  /** Floats of working memory for each sample and time step, forward and backward. */
  get floatsPerStep(): number {
    const { cell, hidden, gateRows } = this;
    return gateRows + (cell.states + cell.tapeFloats) * hidden + this.feed.floatsPerStep;
  }

  /** Room for the cell's states, [time + 1, H, lanes] each, with the initial ones, or those that another pass ends with. */
  private cellStates(
    engine: Engine,
    parameters: ParameterPointers,
    time: number,
    lanes: number,
    after: LayerPass | undefined,
  ): Pointer[] {
    const { hidden } = this;
    return Array.from({ length: this.cell.states }, (_, index) => {
      const state = engine.allocate((time + 1) * hidden * lanes);
      const first = engine.floats(state, hidden * lanes).fill(0);
      const learned = this.initial[index];
      if (after) {
        const { batch, states } = after;
        const last = engine.floats(states[index] + 4 * batch.time * hidden * batch.lanes, hidden * batch.lanes);
        for (let j = 0; j < hidden; j++) first.fill(last[j * batch.lanes], j * lanes, (j + 1) * lanes);
      } else if (learned) {
        const own = engine.floats(parameters[learned.name], hidden);
        for (let j = 0; j < hidden; j++) first.fill(own[j], j * lanes, (j + 1) * lanes);
      }
      return state;
    });
  }
}

/** `rnn.h0_l0`, `rnn.c0_l0`; states beyond an LSTM's have a number. */
function initialName(state: number, end: string): string {
  return `rnn.${['h', 'c'][state] ?? `s${state}`}0${end}`;
}
