import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { RandomStream } from '../backend/random.js';
import type { ClassifierConfig } from './config.js';
import type { Drop, Encoder } from './encoders/encoder.js';
import { encoderOf } from './encoders/index.js';
import { inputValues } from './encoders/inputProduct.js';
import { Dense } from './heads/dense.js';
import { layoutOf, type ParameterLayout, type ParameterPointers } from './parameters.js';
import type { Batch } from './passes/batch.js';
import type { Wanted } from './passes/wanted.js';
import { readouts } from './readouts/index.js';
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
  readonly given: Batch;
  /** What the encoder was given: the batch itself, or the points of its path. */
  readonly input: Batch;
  /** What the encoder keeps. */
  readonly encoder: unknown;
  /** The states, and what the read-out keeps of them. */
  readonly states: Batch;
  readonly readout: unknown;
  /** What the dense layer saw, [sample, F]. */
  readonly vectors: Pointer;
  readonly dropout: Dropout | undefined;
}

/** Places where every network drops values: the input, and the read-out's vectors; from here on the encoder's own. */
const PLACES = 2;

/**
 * Encoder, read-out and dense layer of one architecture, on batches in an engine's memory. It holds no parameters: they come as
 * pointers. All memory is the caller's scope's.
 */
export class Network {
  readonly encoder: Encoder;
  readonly readout: Readout;
  /** All parameters, in PyTorch's order. */
  readonly layout: ParameterLayout;
  readonly dense: Dense;

  constructor(readonly config: ClassifierConfig) {
    this.encoder = encoderOf(config);
    this.readout = readouts.get(config.readout).create(this.encoder, config);
    this.dense = new Dense(this.readout.width, config.classes);
    this.layout = layoutOf([...this.encoder.parameters, ...this.readout.parameters, ...this.dense.parameters]);
  }

  /** Dropout is done in place: it changes the batch. */
  forward(engine: Engine, parameters: ParameterPointers, given: Batch, dropout?: Dropout): ForwardPass {
    const { encoder, readout, config } = this;
    const { samples, time } = given;
    const { width } = encoder;
    const input = this.pointsOf(engine, given);
    this.drop(given.x, samples * time * config.inputSize, dropout, 0);
    const x = engine.allocate(samples * time * width);
    const encoded = encoder.forward(engine, parameters, input, x, this.dropOf(dropout));
    const states = { ...input, x, stride: time * width, alphas: 0, features: width };
    const vectors = engine.allocate(samples * readout.width);
    const tape = readout.forward(engine, parameters, states, vectors);
    this.drop(vectors, samples * readout.width, dropout, 1);
    const logits = engine.allocate(samples * config.classes);
    this.dense.forward(engine, parameters, vectors, logits, samples);
    return { logits, given, input, encoder: encoded, states, readout: tape, vectors, dropout };
  }

  /** From dlogits [sample, class]; a pass can be taken backward once, since the gates are overwritten. */
  backward(engine: Engine, parameters: ParameterPointers, pass: ForwardPass, dlogits: Pointer, wanted: Wanted): void {
    const { encoder, readout } = this;
    const { input, states, dropout } = pass;
    const { samples, time } = states;
    const { gradients } = wanted;
    engine.scope(() => {
      const size = samples * readout.width;
      const dvectors = engine.allocate(size);
      this.dense.backward(engine, parameters, pass.vectors, dlogits, dvectors, samples, gradients);
      const dstates = engine.allocate(samples * time * encoder.width);
      this.drop(dvectors, size, dropout, 1);
      readout.backward(engine, parameters, states, pass.readout, dvectors, dstates, gradients);
      const drop = this.dropOf(dropout);
      const expanded = input !== pass.given;
      const dx = wanted.dx && expanded ? engine.allocate(samples * input.stride) : wanted.dx;
      encoder.backward(engine, parameters, input, pass.encoder, dstates, { ...wanted, dx }, drop);
      if (dx && !input.alphas) clearPadding(engine, { ...input, x: dx });
      // Of a path there is one gradient, of all its points.
      if (dx && expanded) engine.kernels.sumRows(dx, samples, input.stride, wanted.dx, input.stride);
    });
  }

  /** Bytes of working memory that one sample of `time` steps needs, forward and backward. */
  bytesPerSample(time: number): number {
    const { encoder, readout, config } = this;
    return 4 * time * (2 * config.inputSize + encoder.floatsPerStep + readout.floatsPerStep);
  }

  /** The points of a path as samples, for an encoder that takes no paths. */
  private pointsOf(engine: Engine, given: Batch): Batch {
    if (!given.alphas || this.encoder.pathPoints) return given;
    const { at: x, stride } = inputValues(engine, { ...given, from: 0 });
    const points = { ...given, x, stride, alphas: 0 };
    clearPadding(engine, points);
    return points;
  }

  private dropOf(dropout: Dropout | undefined): Drop {
    return (x, count, place) => this.drop(x, count, dropout, PLACES + place);
  }

  /** Drops in place: place 0 is the input, 1 the read-out's vectors. */
  private drop(x: Pointer, count: number, dropout: Dropout | undefined, place: number): void {
    const share = dropout ? (place === 0 ? dropout.input : dropout.hidden) : 0;
    if (!dropout || share === 0) return;
    const position = (PLACES + this.encoder.dropoutPlaces) * dropout.step + place;
    dropout.stream.dropout(x, x, count, share, position, dropout.part);
  }
}

/** Sets what lies beyond each sample's length to 0. */
function clearPadding(engine: Engine, { x, lengths, samples, time, features, stride }: Batch): void {
  if (!lengths) return;
  const valid = engine.integers(lengths, samples);
  const values = engine.floats(x, samples * stride);
  valid.forEach((length, sample) => {
    values.fill(0, sample * stride + length * features, sample * stride + time * features);
  });
}
