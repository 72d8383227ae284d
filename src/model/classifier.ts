import { z } from 'zod';
import { Engine, type EngineOptions } from '../backend/engine.js';
import type { Pointer } from '../backend/kernels.js';
import { Threads } from '../backend/threads.js';
import { checkDataset, type Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { parseOptions } from '../options.js';
import { quoted } from '../quoted.js';
import { knowClassifier } from './checkClassifier.js';
import { type ClassifierConfig, type ClassifierOptions, classifierConfig } from './config.js';
import type { Output, Target } from './heads/head.js';
import { headKindOf } from './heads/index.js';
import { Network } from './network.js';
import { initialParameters, type ParameterLayout, type ParameterPointers, parameterPointers } from './parameters.js';
import { floatsField, passFields, targetField } from './passes/passFields.js';
import { checkPath, type Path } from './passes/pathGradient.js';
import { type PassOptions, workOnThreads } from './passes/sampleThreads.js';
import { numbersPerSample, type SampleWork } from './passes/sampleWork.js';
import { ClassifierStream } from './stream.js';

export type { Output, Target } from './heads/head.js';
export type { PassOptions } from './passes/sampleThreads.js';

/** How a classifier is made; what sizes may be is said where they are used. */
const computeSchema = z.strictObject({
  seed: z.number(),
  threads: z.unknown().optional(),
  memory: z.unknown().optional(),
  fastMath: z.boolean().optional(),
});
const passSchema = z.strictObject(passFields);
/** Outputs are those of the head, which checks them. */
const gradientFields = {
  output: z.unknown().optional(),
  target: targetField.optional(),
  out: floatsField.optional(),
  ...passFields,
};
const inputGradientSchema = z.strictObject({
  ...gradientFields,
  direct: z.boolean().optional(),
  signed: z.boolean().optional(),
});
const pathGradientSchema = z.strictObject({ ...gradientFields, baseline: floatsField, steps: z.number() });

/** Memory that a pass over many samples may take, unless told otherwise. */
const DEFAULT_MEMORY = 256 * 2 ** 20;

export interface InputGradientOptions extends PassOptions {
  /** Default the first that the head explains: `probability`. */
  readonly output?: Output;
  /** Default `true`. */
  readonly target?: Target;
  /**
   * Of the paths that do not pass through a recurrence only: with input-cell attention, what the steps that are read out
   * see of all steps; else those steps alone. Default false: of all paths.
   */
  readonly direct?: boolean;
  /** Keeps the sign; default true. */
  readonly signed?: boolean;
  /**
   * Where the gradient goes, [sample, time, feature]; default a new array. Memory is slow when it is new, which counts where maps cost
   * little: give the same array again and again where time matters. Work that is stopped leaves it half written.
   */
  readonly out?: Float32Array | undefined;
}

/** How a classifier computes; what it computes does not depend on it, but for the rounding of `fastMath`. */
export interface ComputeOptions extends EngineOptions {
  /**
   * Threads to work on, this one among them; default 1. The others start in the background, as many as there is work for, and are
   * ended by `close`; where they cannot start, work goes on without them.
   */
  readonly threads?: number | undefined;
  /**
   * Bytes that prediction and attribution may take together on all threads; default 256 MiB. One sample, or eight points of a path,
   * are always taken.
   */
  readonly memory?: number | undefined;
}

export interface PathGradientOptions extends PassOptions, Path {
  /** Default the first that the head explains: `probability`. */
  readonly output?: Output;
  /** Default `true`; `predicted` is the class of the sample itself, at every point of its path. */
  readonly target?: Target;
  /** As in `InputGradientOptions`. */
  readonly out?: Float32Array | undefined;
}

/**
 * A classifier of multivariate time series, or, with another head than classification, what else is learnt of them: encoder (recurrent,
 * unless told), read-out and head, as its plain
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
  /** Bytes that a pass may take on each thread. @internal */
  readonly memory: number;

  private constructor(
    /** @internal */
    readonly engine: Engine,
    readonly config: ClassifierConfig,
    { threads = 1, memory = DEFAULT_MEMORY }: ComputeOptions,
  ) {
    knowClassifier(this);
    this.network = new Network(config);
    this.layout = this.network.layout;
    this.base = engine.allocateZeros(this.layout.size);
    this.pointers = parameterPointers(this.layout, this.base);
    checkWhole('threads', threads);
    checkWhole('memory', memory);
    this.memory = Math.ceil(memory / threads);
    if (threads === 1) return;
    const helpers = new Threads(threads - 1, 'classifier', {
      config,
      compute: { memory: this.memory, fastMath: engine.fastMath },
    });
    this.helpers = helpers;
    forgotten.register(this, helpers, this);
  }

  /**
   * A classifier with freshly drawn parameters (see `RecurrentLayer` for how), and an engine of its own.
   *
   * @throws UnvanishError `option` where the configuration is not allowed; as `Engine.create`.
   */
  static async create(
    options: ClassifierOptions,
    given: { readonly seed: number } & ComputeOptions,
  ): Promise<Classifier> {
    parseOptions(computeSchema, given, 'Classifier.create: the second argument');
    const { seed, ...compute } = given;
    const classifier = new Classifier(
      await Engine.create({ fastMath: compute.fastMath }),
      classifierConfig(options),
      compute,
    );
    classifier.setParameters(initialParameters(classifier.layout, classifier.engine, seed));
    return classifier;
  }

  /** Threads that are at work now, this one among them. */
  get threads(): number {
    return 1 + (this.helpers?.ready.length ?? 0);
  }

  /** Starts all threads and waits for them. Nothing needs it: work begins on those that there are. */
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
   * Replaces all parameters; not while other work of this classifier is under way.
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
   * Logits [sample, class]; of another head what it gives, [sample, ...].
   *
   * @throws UnvanishError `shape` or `labels` where the data do not fit the model; `aborted`.
   */
  async logits(dataset: Dataset, options: PassOptions = {}): Promise<Float32Array> {
    parseOptions(passSchema, options, 'logits');
    return this.overSamples(dataset, { kind: 'outputs' }, options);
  }

  /**
   * S of every class, [sample, class], or of whatever else the head gives, [sample, ...].
   *
   * @param output one of those that the head explains.
   * @throws UnvanishError as `logits`; `option`.
   */
  async outputs(dataset: Dataset, output: Output, options: PassOptions = {}): Promise<Float32Array> {
    this.checkOutput(output);
    const raw = await this.logits(dataset, options);
    const { engine, network } = this;
    return engine.scope(() => {
      const out = network.head.explained(engine, engine.put(raw), dataset.samples, output);
      return engine.floats(out, raw.length).slice();
    });
  }

  /** Class probabilities [sample, class]: the softmax of the logits; of the head `binary`, whose logits are -z and z, the sigmoid of each. */
  async predictProba(dataset: Dataset, options: PassOptions = {}): Promise<Float32Array> {
    return this.outputs(dataset, 'probability', options);
  }

  /** The most probable class of each sample, [sample]; the first one on ties. */
  async predict(dataset: Dataset, options: PassOptions = {}): Promise<Int32Array> {
    this.checkOutput('probability');
    const { head } = this.network;
    const logits = await this.logits(dataset, options);
    const size = logits.length / dataset.samples;
    return Int32Array.from({ length: dataset.samples }, (_, sample) =>
      head.predicted(logits.subarray(sample * size, (sample + 1) * size)),
    );
  }

  /**
   * A stream of this classifier, from the beginning of a series; several can run side by side.
   *
   * @throws UnvanishError `option` where the encoder has to see later steps first, as in both directions.
   */
  stream(): ClassifierStream {
    return new ClassifierStream(this.engine, this.network, this.pointers);
  }

  /**
   * dS/dx [sample, time, feature], or its magnitude; S as the options say. Zero at padded steps.
   *
   * @throws UnvanishError `labels` where the target is the true class and there are no labels; `option` for a class
   * that the model does not have; `shape` or `option` for an `out` that cannot take the result; `aborted`.
   */
  async inputGradient(dataset: Dataset, options: InputGradientOptions = {}): Promise<Float32Array> {
    parseOptions(inputGradientSchema, options, 'inputGradient');
    checkDataset(dataset, 'inputGradient: the first argument');
    const { output = this.explains[0], target = 'true', direct = false, signed = true } = options;
    this.checkOutput(output);
    this.checkTarget(dataset, target);
    const work = { kind: 'inputGradient', output, target, direct, signed } as const;
    return this.overSamples(dataset, work, options, options.out);
  }

  /**
   * The mean of dS/dx over the points of a straight path from a baseline to each sample, [sample, time, feature], signed.
   * Zero at padded steps.
   *
   * @throws UnvanishError as `inputGradient`; `option`, `shape` or `not-finite` for a path that there is not.
   */
  async pathGradient(dataset: Dataset, options: PathGradientOptions): Promise<Float32Array> {
    parseOptions(pathGradientSchema, options, 'pathGradient');
    checkDataset(dataset, 'pathGradient: the first argument');
    const { output = this.explains[0], target = 'true', baseline, steps, signal } = options;
    this.checkOutput(output);
    checkPath({ baseline, steps }, dataset.time, dataset.features);
    if (options.out && overlap(options.out, baseline)) {
      throw new UnvanishError('option', 'out is the baseline’s own array');
    }
    const labels = await this.targetPlaces(dataset, target, { signal });
    // Threads are sent whole buffers: a part of a larger one is copied first.
    const work = { kind: 'pathGradient', output, path: { baseline: baseline.slice(), steps } } as const;
    return this.overSamples({ ...dataset, labels }, work, options, options.out);
  }

  /**
   * The place of a target among each sample's outputs, [sample]: of a classifier its class.
   *
   * @throws UnvanishError as `inputGradient`.
   * @internal
   */
  async targetPlaces(dataset: Dataset, target: Target, options: PassOptions = {}): Promise<Int32Array> {
    this.checkFits(dataset);
    this.checkTarget(dataset, target);
    const { head } = this.network;
    const known = Array.from({ length: dataset.samples }, (_, sample) => head.targetOf(target, dataset, sample));
    if (known.every((place) => place !== undefined)) return Int32Array.from(known);
    return this.predict(dataset, options);
  }

  /**
   * What can be explained; the first is, unless told.
   *
   * @internal
   */
  get explains(): readonly [Output, ...Output[]] {
    return headKindOf(this.config).explains;
  }

  /**
   * Checks that the head has an output.
   *
   * @throws UnvanishError `option`.
   * @internal
   */
  checkOutput(output: Output): void {
    if (this.explains.includes(output)) return;
    const { name } = headKindOf(this.config);
    throw new UnvanishError(
      'option',
      `output: the head ${quoted(name)} explains ${this.explains.join(', ')}, not ${output}`,
    );
  }

  /**
   * Checks that a dataset fits the model.
   *
   * @throws UnvanishError `shape` or `labels`.
   */
  checkFits(dataset: Dataset): void {
    checkDataset(dataset, 'the data');
    const { inputSize } = this.config;
    if (dataset.features !== inputSize) {
      throw new UnvanishError('shape', `the data have ${dataset.features} features where the model takes ${inputSize}`);
    }
    this.network.head.checkTargets(dataset, 'prediction');
  }

  private async overSamples(
    dataset: Dataset,
    work: SampleWork,
    options: PassOptions,
    given?: Float32Array,
  ): Promise<Float32Array> {
    this.checkFits(dataset);
    const count = dataset.samples * numbersPerSample(dataset, work, this.network);
    if (given && given.length !== count) {
      throw new UnvanishError('shape', `out has room for ${given.length} numbers where the result has ${count}`);
    }
    if (given && overlap(given, dataset.x)) throw new UnvanishError('option', 'out is the data’s own array');
    const out = given ?? new Float32Array(count);
    await workOnThreads(this, this.helpers, () => this.parameters(), dataset, work, out, options);
    return out;
  }

  /**
   * Checks that a dataset has the target, and the model its class.
   *
   * @throws UnvanishError `labels` or `option`.
   * @internal
   */
  checkTarget(dataset: Dataset, target: Target): void {
    this.network.head.checkTarget(target, dataset);
  }
}

/** Ends the threads of classifiers that were never closed. */
const forgotten = new FinalizationRegistry<Threads>((helpers) => helpers.close());

/** Whether two arrays have memory in common. */
function overlap(a: Float32Array, b: Float32Array): boolean {
  const [first, last] = a.byteOffset < b.byteOffset ? [a, b] : [b, a];
  return a.buffer === b.buffer && last.byteOffset < first.byteOffset + first.byteLength;
}

function checkWhole(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new UnvanishError('option', `${name} is ${value}: it must be a whole number from 1`);
}
