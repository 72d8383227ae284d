import { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import { Turns } from '../backend/turn.js';
import type { Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import type { Batch } from './batch.js';
import { type ClassifierConfig, type ClassifierOptions, classifierConfig } from './config.js';
import { type ForwardPass, Network } from './network.js';
import { initialParameters, type ParameterLayout, type ParameterPointers, parameterPointers } from './parameters.js';
import { type Path, PathPoints } from './pathGradient.js';
import { type Rows, sampleRows } from './rows.js';
import { ClassifierStream } from './stream.js';

/** Memory that a pass over many samples may take, unless told otherwise. */
const DEFAULT_BUDGET = 256 * 2 ** 20;
/** More samples at a time than this leave the cache and gain no speed. */
const MOST_SAMPLES = 32;

/** The class that an output is taken for: of each sample's label, of its prediction, or one class for all. */
export type Target = 'true' | 'predicted' | number;
/** The output S whose gradient is taken: the class's probability (the paper) or its logit. */
export type Output = 'probability' | 'logit';

/** How work on many samples reports and is stopped. It gives way to the event loop about every 40 milliseconds. */
export interface PassOptions {
  /** Told of the samples done, about every 40 milliseconds and at the end. */
  readonly onProgress?: ((progress: { readonly done: number; readonly total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface InputGradientOptions extends PassOptions {
  /** Default `probability`. */
  readonly output?: Output;
  /** Default `true`. */
  readonly target?: Target;
  /**
   * Of the paths that do not pass through a recurrence only: with input-cell attention, what the steps that are read out
   * see of all steps; else those steps alone. Default false: of all paths.
   */
  readonly direct?: boolean;
}

export interface PathGradientOptions extends PassOptions, Path {
  /** Default `probability`. */
  readonly output?: Output;
  /** Default `true`; `predicted` is the class of the sample itself, at every point of its path. */
  readonly target?: Target;
}

/**
 * A classifier of multivariate time series: encoder (recurrent cells), read-out and dense layer, as its plain
 * configuration says. It owns its parameters and the memory that it works in.
 *
 * Results do not depend on how many samples are computed together.
 */
export class Classifier {
  readonly layout: ParameterLayout;
  /** Where the flat parameter vector lies in the engine. @internal */
  readonly base: Pointer;
  /** @internal */
  readonly pointers: ParameterPointers;
  /** @internal */
  readonly network: Network;

  private constructor(
    /** @internal */
    readonly engine: Engine,
    readonly config: ClassifierConfig,
  ) {
    this.network = new Network(config);
    this.layout = this.network.layout;
    this.base = engine.allocateZeros(this.layout.size);
    this.pointers = parameterPointers(this.layout, this.base);
  }

  /**
   * A classifier with freshly drawn parameters (see `RecurrentLayer` for how).
   *
   * @throws UnvanishError `option` where the configuration is not allowed.
   */
  static async create(options: ClassifierOptions, init: { seed: number }): Promise<Classifier> {
    const classifier = new Classifier(await Engine.create(), classifierConfig(options));
    classifier.setParameters(initialParameters(classifier.layout, classifier.engine, init.seed));
    return classifier;
  }

  /** The flat parameter vector, a copy; `layout` says where each parameter lies. */
  parameters(): Float32Array {
    return this.engine.floats(this.base, this.layout.size).slice();
  }

  /**
   * Replaces all parameters.
   *
   * @throws UnvanishError `shape` where the vector has another length than the layout.
   */
  setParameters(flat: Float32Array): void {
    if (flat.length !== this.layout.size) {
      throw new UnvanishError(
        'shape',
        `${flat.length} parameters were given where the architecture has ${this.layout.size} (gaps included)`,
      );
    }
    this.engine.floats(this.base, this.layout.size).set(flat);
  }

  /**
   * Logits [sample, class].
   *
   * @throws UnvanishError `shape` or `labels` where the data do not fit the model; `aborted`.
   */
  async logits(dataset: Dataset, options: PassOptions = {}): Promise<Float32Array> {
    const { classes } = this.config;
    const out = new Float32Array(dataset.samples * classes);
    await this.overBatches(dataset, options, ({ logits }, from, batch) => {
      out.set(this.engine.floats(logits, batch.samples * classes), from * classes);
    });
    return out;
  }

  /** Class probabilities [sample, class], the softmax of the logits. */
  async predictProba(dataset: Dataset, options: PassOptions = {}): Promise<Float32Array> {
    const logits = await this.logits(dataset, options);
    return this.engine.scope(() =>
      this.engine.floats(this.softmax(this.engine.put(logits), dataset.samples), logits.length).slice(),
    );
  }

  /** The most probable class of each sample, [sample]; the first one on ties. */
  async predict(dataset: Dataset, options: PassOptions = {}): Promise<Int32Array> {
    const { classes } = this.config;
    const logits = await this.logits(dataset, options);
    return Int32Array.from({ length: dataset.samples }, (_, sample) =>
      mostLikely(logits.subarray(sample * classes, (sample + 1) * classes)),
    );
  }

  /**
   * A stream of this classifier, from the beginning of a series; several can run side by side.
   *
   * @throws UnvanishError `option` where the model reads in both directions: it has to see the end of a series first.
   */
  stream(): ClassifierStream {
    if (this.config.bidirectional) {
      throw new UnvanishError(
        'option',
        'a bidirectional model cannot be streamed: it reads each series from its end, too',
      );
    }
    return new ClassifierStream(this.engine, this.network, this.pointers);
  }

  /**
   * dS/dx [sample, time, feature], signed; S as the options say. Zero at padded steps.
   *
   * @throws UnvanishError `labels` where the target is the true class and there are no labels; `option` for a class
   * that the model does not have; `aborted`.
   */
  async inputGradient(dataset: Dataset, options: InputGradientOptions = {}): Promise<Float32Array> {
    const { output = 'probability', target = 'true', direct } = options;
    const { engine } = this;
    const size = dataset.time * dataset.features;
    const out = new Float32Array(dataset.samples * size);
    this.checkTarget(dataset, target);
    await this.overBatches(dataset, options, (pass, from, batch) => {
      const dlogits = this.outputGradient(pass.logits, batch.samples, output, (row) =>
        target === 'true' ? (dataset.labels?.[from + row] as number) : target,
      );
      const dx = engine.allocate(batch.samples * size);
      this.network.backward(engine, this.pointers, pass, dlogits, { dx, gradients: undefined, direct });
      out.set(engine.floats(dx, batch.samples * size), from * size);
    });
    return out;
  }

  /**
   * The mean of dS/dx over the points of a straight path from a baseline to each sample, [sample, time, feature], signed.
   * Zero at padded steps.
   *
   * @throws UnvanishError as `inputGradient`; `option`, `shape` or `not-finite` for a path that there is not.
   */
  async pathGradient(dataset: Dataset, options: PathGradientOptions): Promise<Float32Array> {
    const { output = 'probability', target = 'true', signal } = options;
    const { engine } = this;
    const points = new PathPoints(dataset, options);
    const classes = await this.targetClasses(dataset, target, { signal });
    const size = dataset.time * dataset.features;
    const out = new Float32Array(dataset.samples * size);
    const visit = (pass: ForwardPass, from: number, { samples }: Batch) => {
      const classOf = (row: number) => classes[Math.floor((from + row) / points.perSample)] as number;
      const dlogits = this.outputGradient(pass.logits, samples, output, classOf);
      const dx = engine.allocate(samples * size);
      this.network.backward(engine, this.pointers, pass, dlogits, { dx, gradients: undefined });
      points.addMeans(engine, dx, from, from + samples, out);
    };
    await this.overBatches(dataset, options, visit, points);
    return out;
  }

  /**
   * The class that a target is for each sample, [sample].
   *
   * @throws UnvanishError as `inputGradient`.
   * @internal
   */
  async targetClasses(dataset: Dataset, target: Target, options: PassOptions = {}): Promise<Int32Array> {
    this.checkFits(dataset);
    this.checkTarget(dataset, target);
    if (target === 'predicted') return this.predict(dataset, options);
    return target === 'true' ? (dataset.labels as Int32Array) : new Int32Array(dataset.samples).fill(target);
  }

  /**
   * Checks that a dataset fits the model.
   *
   * @throws UnvanishError `shape` or `labels`.
   */
  checkFits(dataset: Dataset): void {
    const { inputSize, classes } = this.config;
    if (dataset.features !== inputSize) {
      throw new UnvanishError('shape', `the data have ${dataset.features} features where the model takes ${inputSize}`);
    }
    const wrong = dataset.labels?.findIndex((label) => label >= classes) ?? -1;
    if (wrong >= 0) {
      throw new UnvanishError(
        'labels',
        `labels[${wrong}] is ${dataset.labels?.[wrong]} where the model has ${classes} classes (0 to ${classes - 1})`,
      );
    }
  }

  /**
   * Visits batches of rows in order. No memory of the engine is held where the event loop has its turn, so calls may run
   * side by side.
   */
  private async overBatches(
    dataset: Dataset,
    { signal, onProgress }: PassOptions,
    visit: (pass: ForwardPass, from: number, batch: Batch) => void,
    rows: Rows = sampleRows(dataset),
  ): Promise<void> {
    this.checkFits(dataset);
    const { engine } = this;
    const { samples } = dataset;
    const count = samples * rows.perSample;
    const turns = new Turns();
    const fitting = Math.floor(DEFAULT_BUDGET / this.network.bytesPerSample(dataset.time));
    const step = Math.max(1, Math.min(MOST_SAMPLES, fitting));
    for (let from = 0; from < count; from += step) {
      const to = Math.min(from + step, count);
      engine.scope(() => {
        const batch = rows.load(engine, from, to);
        visit(this.network.forward(engine, this.pointers, batch), from, batch);
      });
      if (!turns.due) continue;
      onProgress?.({ done: Math.floor(to / rows.perSample), total: samples });
      await turns.give();
      if (signal?.aborted) throw new UnvanishError('aborted', 'the work was stopped before its end');
    }
    onProgress?.({ done: samples, total: samples });
  }

  /** dS/dlogits: one-hot for a logit; for a probability p_k, p_k (1_{j=k} - p_j). */
  private outputGradient(logits: Pointer, samples: number, output: Output, targetOf: (row: number) => Target): Pointer {
    const { classes } = this.config;
    const probabilities = this.softmax(logits, samples);
    const dlogits = this.engine.allocateZeros(samples * classes);
    const gradient = this.engine.floats(dlogits, samples * classes);
    const p = this.engine.floats(probabilities, samples * classes);
    for (let row = 0; row < samples; row++) {
      const at = row * classes;
      const wanted = targetOf(row);
      const k = typeof wanted === 'number' ? wanted : mostLikely(this.engine.floats(logits + at * 4, classes));
      if (output === 'logit') gradient[at + k] = 1;
      else {
        for (let j = 0; j < classes; j++) gradient[at + j] = p[at + k] * ((j === k ? 1 : 0) - p[at + j]);
      }
    }
    return dlogits;
  }

  private softmax(logits: Pointer, samples: number): Pointer {
    const { engine } = this;
    const count = samples * this.config.classes;
    const out = engine.allocate(count);
    engine.floats(out, count).set(engine.floats(logits, count));
    engine.kernels.logSoftmax(out, samples, this.config.classes);
    engine.kernels.expInPlace(out, count);
    return out;
  }

  private checkTarget(dataset: Dataset, target: Target): void {
    const { classes } = this.config;
    if (target === 'true' && !dataset.labels) {
      throw new UnvanishError(
        'labels',
        'the target is the true class, but the data have no labels',
        'give labels, or take the target predicted or a class number',
      );
    }
    if (typeof target === 'number' && !(Number.isInteger(target) && target >= 0 && target < classes)) {
      throw new UnvanishError('option', `target is ${target} where the model has classes 0 to ${classes - 1}`);
    }
  }
}

function mostLikely(logits: Float32Array): number {
  let best = 0;
  for (let j = 1; j < logits.length; j++) if (logits[j] > logits[best]) best = j;
  return best;
}
