import type { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import type { RandomStream } from '../backend/random.js';
import type { ClassifierConfig } from './config.js';
import type { Drop, Encoder } from './encoders/encoder.js';
import { encoderOf } from './encoders/index.js';
import { inputValues } from './encoders/inputProduct.js';
import type { Head } from './heads/head.js';
import { headKindOf } from './heads/index.js';
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
  /** What the head gives, [row, width]; of a classifier logits [sample, class]. */
  readonly outputs: Pointer;
  readonly given: Batch;
  /** What the encoder was given: the batch itself, or the points of its path. */
  readonly input: Batch;
  /** What the encoder keeps. */
  readonly encoder: unknown;
  /** The states, and what the read-out, where there is one, keeps of them. */
  readonly states: Batch;
  readonly readout: unknown;
  /** What the head saw, [row, F]. */
  readonly vectors: Pointer;
  readonly dropout: Dropout | undefined;
}

/** Places where every network drops values: the input, and the read-out's vectors; from here on the encoder's own. */
const PLACES = 2;

/**
 * Encoder, read-out and head of one architecture, on batches in an engine's memory. It holds no parameters: they come as
 * pointers. All memory is the caller's scope's.
 */
export class Network {
  readonly encoder: Encoder;
  /** None where the head takes every step's state. */
  readonly readout: Readout | undefined;
  /** All parameters, in PyTorch's order. */
  readonly layout: ParameterLayout;
  readonly head: Head;

  constructor(readonly config: ClassifierConfig) {
    this.encoder = encoderOf(config);
    const readout = readouts.get(config.readout).create(this.encoder, config);
    const createHead = (inputs: number) =>
      headKindOf(config).create({ ...config.head, inputs, outputs: config.classes });
    const head = createHead(readout.width);
    this.readout = head.everyStep ? undefined : readout;
    this.head = head.everyStep ? createHead(this.encoder.width) : head;
    this.layout = layoutOf([...this.encoder.parameters, ...(this.readout?.parameters ?? []), ...this.head.parameters]);
  }

  /** Dropout is done in place: it changes the batch. */
  forward(engine: Engine, parameters: ParameterPointers, given: Batch, dropout?: Dropout): ForwardPass {
    const { encoder, readout, head, config } = this;
    const { samples, time } = given;
    const { width } = encoder;
    const input = this.pointsOf(engine, given);
    this.drop(given.x, samples * time * config.inputSize, dropout, 0);
    const x = engine.allocate(samples * time * width);
    const encoded = encoder.forward(engine, parameters, input, x, this.dropOf(dropout));
    const states = { ...input, x, stride: time * width, alphas: 0, features: width };
    const { rows, size } = this.vectorsOf(states);
    const vectors = readout ? engine.allocate(size) : x;
    const tape = readout?.forward(engine, parameters, states, vectors);
    this.drop(vectors, size, dropout, 1);
    const outputs = engine.allocate(rows * head.width);
    head.forward(engine, parameters, vectors, outputs, rows);
    return { outputs, given, input, encoder: encoded, states, readout: tape, vectors, dropout };
  }

  /**
   * The outputs alone of samples that have their first `alike` steps in common: those are taken once, where the encoder can go on
   * from there. The same bits as `forward` gives.
   */
  outputs(engine: Engine, parameters: ParameterPointers, given: Batch, alike: number): Pointer {
    const { encoder, readout, head } = this;
    const { samples, time, features } = given;
    if (samples === 1 || alike === 0 || !encoder.continues) return this.forward(engine, parameters, given).outputs;
    const { width } = encoder;
    const none = this.dropOf(undefined);
    const begun = { ...given, samples: 1, time: alike, lanes: 4, lengths: 0 };
    const first = engine.allocate(alike * width);
    const after = encoder.forward(engine, parameters, begun, first, none, { goesOn: true });
    const left = time - alike;
    const lengths =
      given.lengths && engine.put(engine.integers(given.lengths, given.lanes).map((steps) => steps - alike));
    const rest = { ...given, x: given.x + 4 * alike * features, time: left, lengths };
    const later = engine.allocate(samples * left * width);
    encoder.forward(engine, parameters, rest, later, none, { after });
    const x = engine.allocate(samples * time * width);
    const states = { ...given, x, stride: time * width, features: width };
    const all = engine.floats(x, samples * time * width);
    for (let sample = 0; sample < samples; sample++) {
      all.set(engine.floats(first, alike * width), sample * time * width);
      all.set(engine.floats(later + 4 * sample * left * width, left * width), (sample * time + alike) * width);
    }
    const { rows, size } = this.vectorsOf(states);
    const vectors = readout ? engine.allocate(size) : x;
    readout?.forward(engine, parameters, states, vectors);
    const outputs = engine.allocate(rows * head.width);
    head.forward(engine, parameters, vectors, outputs, rows);
    return outputs;
  }

  /** From doutputs [row, width]; a pass can be taken backward once, since the gates are overwritten. */
  backward(engine: Engine, parameters: ParameterPointers, pass: ForwardPass, doutputs: Pointer, wanted: Wanted): void {
    const { encoder, readout, head } = this;
    const { input, states, dropout } = pass;
    const { samples, time } = states;
    const { gradients } = wanted;
    engine.scope(() => {
      const { rows, size } = this.vectorsOf(states);
      const dvectors = engine.allocate(size);
      head.backward(engine, parameters, pass.vectors, doutputs, dvectors, rows, gradients);
      this.drop(dvectors, size, dropout, 1);
      const dstates = readout ? engine.allocate(samples * time * encoder.width) : dvectors;
      readout?.backward(engine, parameters, states, pass.readout, dvectors, dstates, gradients);
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
    return 4 * time * (2 * config.inputSize + encoder.floatsPerStep + (readout?.floatsPerStep ?? 2 * encoder.width));
  }

  /** Numbers that the head gives for a sample of `time` steps. */
  outputsPerSample(time: number): number {
    return this.head.width * (this.head.everyStep ? time : 1);
  }

  /** Vectors that the head takes, and numbers of all of them. */
  private vectorsOf({ samples, time }: Batch): { rows: number; size: number } {
    const { encoder, readout } = this;
    return readout
      ? { rows: samples, size: samples * readout.width }
      : { rows: samples * time, size: samples * time * encoder.width };
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
