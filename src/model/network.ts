import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { RandomStream } from '../backend/random.js';
import type { ClassifierConfig } from './config.js';
import type { Wanted } from './encoders/recurrent/inputFeed.js';
import type { LayerPass } from './encoders/recurrent/layerPass.js';
import { RecurrentLayer } from './encoders/recurrent/recurrentLayer.js';
import { ReverseLayer } from './encoders/recurrent/reverseLayer.js';
import { Dense } from './heads/dense.js';
import { layoutOf, type ParameterLayout, type ParameterPointers } from './parameters.js';
import type { Batch } from './passes/batch.js';
import { readoutOf } from './readouts/index.js';
import type { Readout } from './readouts/readout.js';

/** The parameters of an architecture. */
export function parameterLayout(config: ClassifierConfig): ParameterLayout {
  return new Network(config).layout;
}

/** Dropout of one shard of a training step: the mask is a function of the stream, the step and the shard. */
export interface Dropout {
  readonly stream: RandomStream;
  /** Probability that a value of the input is dropped; that one of a layer's output, or of the read-out's, is. */
  readonly input: number;
  readonly hidden: number;
  /** Counts the training steps; each draws at its own positions. */
  readonly step: number;
  /** Which shard of the step's batch this is: each draws its own numbers. */
  readonly part: number;
}

/** What one forward pass leaves for the backward pass. */
export interface ForwardPass {
  /** [sample, class]. */
  readonly logits: Pointer;
  /** Each layer's passes, one a direction. */
  readonly layers: readonly { readonly passes: readonly LayerPass[] }[];
  /** The top layer's hidden states, and what the read-out keeps of them. */
  readonly states: Batch;
  readonly readout: unknown;
  /** What the dense layer saw, [sample, F]. */
  readonly vectors: Pointer;
  readonly dropout: Dropout | undefined;
}

/**
 * Encoder (recurrent layers, one or both directions), read-out and dense layer of one architecture, on batches in an
 * engine's memory. It holds no parameters: they come as pointers. All memory is the caller's scope's.
 */
export class Network {
  /** Layers from the input up, each with one or two directions. */
  readonly layers: readonly (readonly RecurrentLayer[])[];
  readonly readout: Readout;
  /** All parameters, in PyTorch's order. */
  readonly layout: ParameterLayout;
  readonly dense: Dense;
  /** Width of a layer's output, D. */
  private readonly width: number;

  constructor(readonly config: ClassifierConfig) {
    this.width = config.hiddenSize * (config.bidirectional ? 2 : 1);
    this.layers = Array.from({ length: config.layers }, (_, index) => {
      const inputs = index === 0 ? config.inputSize : this.width;
      const forward = new RecurrentLayer(config, inputs, index, '');
      return config.bidirectional ? [forward, new ReverseLayer(config, inputs, index)] : [forward];
    });
    this.readout = readoutOf(config);
    this.dense = new Dense(this.readout.width, config.classes);
    this.layout = layoutOf([
      ...this.layers.flat().flatMap((layer) => layer.parameters),
      ...this.readout.parameters,
      ...this.dense.parameters,
    ]);
  }

  /** Dropout is done in place: it changes the batch. */
  forward(engine: Engine, parameters: ParameterPointers, given: Batch, dropout?: Dropout): ForwardPass {
    const { width, readout, config } = this;
    const { samples, time } = given;
    let input = given;
    this.drop(given.x, samples * time * config.inputSize, dropout, 0);
    const layers = this.layers.map((directions, index) => {
      if (index > 0) this.drop(input.x, samples * time * width, dropout, index + 1);
      const read = input;
      const y = engine.allocate(samples * time * width);
      const passes = directions.map((layer, direction) =>
        layer.forward(engine, parameters, read, y + 4 * direction * layer.hidden, width),
      );
      input = { ...given, x: y, stride: time * width, alphas: 0, features: width };
      return { passes };
    });
    const states = input;
    const vectors = engine.allocate(samples * readout.width);
    const tape = readout.forward(engine, parameters, states, vectors);
    this.drop(vectors, samples * readout.width, dropout, 1);
    const logits = engine.allocate(samples * config.classes);
    this.dense.forward(engine, parameters, vectors, logits, samples);
    return { logits, layers, states, readout: tape, vectors, dropout };
  }

  /** From dlogits [sample, class]; a pass can be taken backward once, since the gates are overwritten. */
  backward(engine: Engine, parameters: ParameterPointers, pass: ForwardPass, dlogits: Pointer, wanted: Wanted): void {
    const { width, readout } = this;
    const { states, dropout } = pass;
    const { samples, time } = states;
    const { gradients } = wanted;
    engine.scope(() => {
      const size = samples * readout.width;
      const dvectors = engine.allocate(size);
      this.dense.backward(engine, parameters, pass.vectors, dlogits, dvectors, samples, gradients);
      let dy = engine.allocate(samples * time * width);
      this.drop(dvectors, size, dropout, 1);
      readout.backward(engine, parameters, states, pass.readout, dvectors, dy, gradients);
      for (let index = this.layers.length - 1; index >= 0; index--) {
        const { passes } = pass.layers[index];
        const count = samples * time * width;
        const dx = index === 0 ? wanted.dx : engine.allocate(count);
        this.layers[index].forEach((layer, direction) => {
          layer.backward(engine, parameters, passes[direction], dy + 4 * direction * layer.hidden, width, {
            ...wanted,
            dx,
          });
        });
        if (index === 0) continue;
        this.drop(dx, count, dropout, index + 1);
        dy = dx;
      }
    });
  }

  /** Bytes of working memory that one sample of `time` steps needs, forward and backward. */
  bytesPerSample(time: number): number {
    const { layers, readout, width, config } = this;
    const inner = layers.flat().reduce((sum, layer) => sum + layer.floatsPerStep, 0) + 2 * width * layers.length;
    return 4 * time * (2 * config.inputSize + inner + readout.floatsPerStep);
  }

  /** Drops in place. Place 0 is the input, 1 the read-out's vectors, from 2 on what goes into the layers above the first. */
  private drop(x: Pointer, count: number, dropout: Dropout | undefined, place: number): void {
    const share = dropout ? (place === 0 ? dropout.input : dropout.hidden) : 0;
    if (!dropout || share === 0) return;
    dropout.stream.dropout(x, x, count, share, (1 + this.layers.length) * dropout.step + place, dropout.part);
  }
}
