import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { RandomStream } from '../backend/random.js';
import type { Batch } from './batch.js';
import { type Cell, recurrentCell } from './cell.js';
import type { ClassifierConfig } from './config.js';
import { type DenseShape, denseBackward, denseForward } from './dense.js';
import { type InputFeed, inputFeed, type Wanted } from './inputFeed.js';
import type { ParameterPointers } from './parameters.js';

/** Dropout of one training step: the mask is a function of the stream and the position. */
export interface Dropout {
  readonly stream: RandomStream;
  /** Probability that a value of the input, or of the last hidden state, is dropped. */
  readonly input: number;
  readonly hidden: number;
  /** Two positions are drawn: 2 step and 2 step + 1. */
  readonly step: number;
}

/** What one forward pass leaves for the backward pass. */
export interface ForwardPass {
  /** [sample, class]. */
  readonly logits: Pointer;
  /** The batch as the cell saw it, after dropout. */
  readonly batch: Batch;
  readonly feedTape: unknown;
  readonly cellPass: { readonly hidden: Pointer; readonly tape: unknown };
  /** What the dense layer saw, [sample, H]. */
  readonly features: Pointer;
  readonly dropout: Dropout | undefined;
}

/**
 * Encoder, read-out and dense layer of one architecture, on batches in the engine's memory. It holds no parameters:
 * they come as pointers. All memory is the caller's scope's.
 */
export class Network {
  private readonly cell: Cell;
  private readonly feed: InputFeed;

  constructor(
    private readonly engine: Engine,
    readonly config: ClassifierConfig,
  ) {
    this.cell = recurrentCell(config);
    this.feed = inputFeed(config);
  }

  forward(parameters: ParameterPointers, given: Batch, dropout?: Dropout): ForwardPass {
    const { engine, cell, config } = this;
    const batch = dropout
      ? { ...given, x: this.drop(given.x, given.samples * given.time * given.features, dropout, 'input') }
      : given;
    const z = engine.allocate(batch.samples * batch.time * cell.gateRows);
    cell.startGates(engine, parameters, batch, z);
    const feedTape = this.feed.forward(engine, parameters, batch, z, cell.gateRows);
    const cellPass = cell.forward(engine, parameters, batch, z);
    // Read-out "last": a finished series carries its state over, so the last step holds every last valid state.
    const last = engine.allocate(batch.samples * config.hiddenSize);
    const lastStep = cellPass.hidden + (batch.time - 1) * config.hiddenSize * batch.lanes * 4;
    engine.kernels.fromLanes(lastStep, last, config.hiddenSize, batch.samples, 1, config.hiddenSize);
    const features = dropout ? this.drop(last, batch.samples * config.hiddenSize, dropout, 'hidden') : last;
    const logits = engine.allocate(batch.samples * config.classes);
    denseForward(engine, parameters, features, logits, this.denseShape(batch));
    return { logits, batch, feedTape, cellPass, features, dropout };
  }

  /** From dlogits [sample, class]; a pass can be taken backward once, since the gates are overwritten. */
  backward(parameters: ParameterPointers, pass: ForwardPass, dlogits: Pointer, wanted: Wanted): void {
    const { engine, cell, config } = this;
    const { batch, dropout } = pass;
    const size = batch.samples * config.hiddenSize;
    engine.scope(() => {
      const dfeatures = engine.allocate(size);
      denseBackward(engine, parameters, pass.features, dlogits, dfeatures, this.denseShape(batch), wanted.gradients);
      const dlast = dropout ? this.drop(dfeatures, size, dropout, 'hidden') : dfeatures;
      const state = config.hiddenSize * batch.lanes;
      const dh = engine.allocateZeros(batch.time * state);
      engine.kernels.toLanes(
        dlast,
        config.hiddenSize,
        dh + (batch.time - 1) * state * 4,
        batch.samples,
        1,
        config.hiddenSize,
      );
      const dz = engine.allocate(batch.samples * batch.time * cell.gateRows);
      cell.backward(engine, parameters, batch, pass.cellPass, dh, dz, wanted.gradients);
      this.feed.backward(engine, parameters, batch, pass.feedTape, dz, cell.gateRows, wanted);
    });
  }

  /** Bytes of working memory that one sample of `time` steps needs, forward and backward. */
  bytesPerSample(time: number): number {
    const { cell, config } = this;
    const perStep =
      3 * config.inputSize + cell.floatsPerStep + config.hiddenSize + this.feed.floatsPerStep(cell.gateRows);
    return 4 * time * perStep;
  }

  private drop(x: Pointer, count: number, dropout: Dropout, where: 'input' | 'hidden'): Pointer {
    if (dropout[where] === 0) return x;
    const out = this.engine.allocate(count);
    dropout.stream.dropout(x, out, count, dropout[where], 2 * dropout.step + (where === 'input' ? 0 : 1));
    return out;
  }

  private denseShape(batch: Batch): DenseShape {
    return { rows: batch.samples, inputs: this.config.hiddenSize, outputs: this.config.classes };
  }
}
