import { Engine } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import { type Thread, Threads } from '../backend/threads.js';
import { Turns } from '../backend/turn.js';
import type { Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { loadBatch } from './batch.js';
import { type ClassifierConfig, type ClassifierOptions, classifierConfig } from './config.js';
import { Network } from './network.js';
import { initialParameters, type ParameterLayout, type ParameterPointers, parameterPointers } from './parameters.js';
import { ClassifierStream } from './stream.js';

/** Memory that a pass over many samples may take, unless told otherwise. */
const DEFAULT_MEMORY = 256 * 2 ** 20;
/** More samples at a time than this leave the cache and gain no speed. */
const MOST_SAMPLES = 8;
/** Samples that are handed to a thread at once, and how many such parts wait there: enough to never leave it idle. */
const PART = 2 * MOST_SAMPLES;
const PARTS_AHEAD = 2;

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

/** How a classifier computes; what it computes does not depend on it. */
export interface ComputeOptions {
  /**
   * Threads to work on, this one among them; default 1. The others start in the background and are ended by `close`; where they
   * cannot start, work goes on without them.
   */
  readonly threads?: number | undefined;
  /** Bytes that a pass over many samples may take, on all threads together; default 256 MiB. One sample is always taken. */
  readonly memory?: number | undefined;
}

/** The series that a pass is over: a dataset, or some of its samples. */
export type Series = Pick<Dataset, 'x' | 'samples' | 'time' | 'features' | 'labels' | 'lengths'>;

/** What is computed of each sample by itself. */
export type SampleWork =
  | { readonly kind: 'logits' }
  | ({ readonly kind: 'inputGradient' } & Required<Pick<InputGradientOptions, 'output' | 'target' | 'direct'>>);

/**
 * A classifier of multivariate time series: encoder (recurrent cells), read-out and dense layer, as its plain
 * configuration says. It owns its parameters, the memory that it works in, and its threads.
 *
 * Results do not depend on how many samples are computed together, nor on how many threads.
 */
export class Classifier {
  readonly layout: ParameterLayout;
  /** Where the flat parameter vector lies in the engine. @internal */
  readonly base: Pointer;
  /** @internal */
  readonly pointers: ParameterPointers;
  /** @internal */
  readonly network: Network;
  /** Threads beside this one, where there are to be any. @internal */
  readonly helpers: Threads | undefined;
  private readonly memory: number;

  private constructor(
    /** @internal */
    readonly engine: Engine,
    readonly config: ClassifierConfig,
    { threads = 1, memory = DEFAULT_MEMORY }: ComputeOptions,
  ) {
    this.network = new Network(config);
    this.layout = this.network.layout;
    this.base = engine.allocateZeros(this.layout.size);
    this.pointers = parameterPointers(this.layout, this.base);
    checkWhole('threads', threads);
    checkWhole('memory', memory);
    this.memory = Math.ceil(memory / threads);
    if (threads === 1) return;
    const helpers = new Threads(threads - 1, 'classifier', { config, compute: { memory: this.memory } });
    this.helpers = helpers;
    forgotten.register(this, helpers, this);
  }

  /**
   * A classifier with freshly drawn parameters (see `RecurrentLayer` for how).
   *
   * @throws UnvanishError `option` where the configuration is not allowed.
   */
  static async create(
    options: ClassifierOptions,
    { seed, ...compute }: { readonly seed: number } & ComputeOptions,
  ): Promise<Classifier> {
    const classifier = new Classifier(await Engine.create(), classifierConfig(options), compute);
    classifier.setParameters(initialParameters(classifier.layout, classifier.engine, seed));
    return classifier;
  }

  /** Threads that are at work now, this one among them. */
  get threads(): number {
    return 1 + (this.helpers?.ready.length ?? 0);
  }

  /** Waits until all threads have started, or failed to. Nothing needs it: work begins on those that there are. */
  async whenThreaded(): Promise<void> {
    await this.helpers?.whenStarted();
  }

  /** Ends the other threads; the classifier can still be used, on this one. */
  close(): void {
    forgotten.unregister(this);
    this.helpers?.close();
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
    return this.overSamples(dataset, { kind: 'logits' }, options);
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
    const { output = 'probability', target = 'true', direct = false } = options;
    this.checkTarget(dataset, target);
    return this.overSamples(dataset, { kind: 'inputGradient', output, target, direct }, options);
  }

  /** Does the work on this thread, all at once; the result has as many numbers for each sample. @internal */
  onSamples(series: Series, work: SampleWork): Float32Array {
    const { engine, network, pointers } = this;
    const { samples, time } = series;
    const width = this.widthOf(series, work);
    const out = new Float32Array(samples * width);
    const fitting = Math.floor(this.memory / network.bytesPerSample(time));
    const step = Math.max(1, Math.min(MOST_SAMPLES, fitting));
    for (let from = 0; from < samples; from += step) {
      engine.scope(() => {
        const batch = loadBatch(engine, series, from, Math.min(from + step, samples));
        const pass = network.forward(engine, pointers, batch);
        let result = pass.logits;
        if (work.kind === 'inputGradient') {
          const dlogits = this.outputGradient(pass.logits, batch.samples, work.output, (row) =>
            work.target === 'true' ? (series.labels?.[from + row] as number) : work.target,
          );
          result = engine.allocate(batch.samples * width);
          const { direct } = work;
          network.backward(engine, pointers, pass, dlogits, { dx: result, gradients: undefined, direct });
        }
        out.set(engine.floats(result, batch.samples * width), from * width);
      });
    }
    return out;
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
   * Does the work on all threads, part by part. No memory of the engine is held where the event loop has its turn, so calls
   * may run side by side.
   */
  private async overSamples(
    dataset: Dataset,
    work: SampleWork,
    { signal, onProgress }: PassOptions,
  ): Promise<Float32Array> {
    this.checkFits(dataset);
    const { samples } = dataset;
    const width = this.widthOf(dataset, work);
    const out = new Float32Array(samples * width);
    const turns = new Turns();
    let next = 0;
    let done = 0;
    /** The samples of the part that is next, or undefined where there is none. */
    const take = () => {
      if (next >= samples) return undefined;
      const from = next;
      next = Math.min(from + PART, samples);
      return { from, series: samplesOf(dataset, from, next) };
    };
    const put = (from: number, result: Float32Array) => {
      out.set(result, from * width);
      done += result.length / width;
    };
    const elsewhere = async (thread: Thread) => {
      for (let part = take(); part; part = take()) {
        const series = copyOf(part.series);
        put(part.from, await thread.call<Float32Array>('samples', { series, work }, [series.x.buffer]));
      }
    };
    const busy = new Map<Thread, Promise<unknown>>();
    const employ = () => {
      for (const thread of this.helpers?.ready ?? []) {
        if (busy.has(thread) || samples - next <= PART) continue;
        const told = thread.call('parameters', this.parameters());
        busy.set(thread, Promise.all([told, ...Array.from({ length: PARTS_AHEAD }, () => elsewhere(thread))]));
      }
    };
    try {
      employ();
      for (let part = take(); part; part = take()) {
        put(part.from, this.onSamples(part.series, work));
        if (busy.size === 0 && !turns.due) continue;
        if (turns.due) onProgress?.({ done, total: samples });
        await turns.give();
        if (signal?.aborted) throw new UnvanishError('aborted', 'the work was stopped before its end');
        employ();
      }
      await Promise.all(busy.values());
    } finally {
      next = samples;
      await Promise.allSettled(busy.values());
    }
    onProgress?.({ done: samples, total: samples });
    return out;
  }

  /** Numbers that the work gives for each sample. */
  private widthOf({ time, features }: Series, { kind }: SampleWork): number {
    return kind === 'logits' ? this.config.classes : time * features;
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

/** Ends the threads of classifiers that were never closed. */
const forgotten = new FinalizationRegistry<Threads>((helpers) => helpers.close());

function checkWhole(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new UnvanishError('option', `${name} is ${value}: it must be a whole number from 1`);
}

/** Some samples of a dataset, without a copy. */
function samplesOf({ x, time, features, labels, lengths }: Series, from: number, to: number): Series {
  const size = time * features;
  return {
    x: x.subarray(from * size, to * size),
    samples: to - from,
    time,
    features,
    ...(labels && { labels: labels.subarray(from, to) }),
    ...(lengths && { lengths: lengths.subarray(from, to) }),
  };
}

/** A copy whose buffers can be moved to another thread. */
function copyOf(series: Series): Series {
  const { x, labels, lengths } = series;
  return {
    ...series,
    x: x.slice(),
    ...(labels && { labels: labels.slice() }),
    ...(lengths && { lengths: lengths.slice() }),
  };
}
