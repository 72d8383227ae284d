import type { Engine } from '../../backend/engine.js';
import type { Pointer } from '../../backend/kernels.js';
import type { Dataset } from '../../data/dataset.js';
import type { SettingsOf, SettingsShape } from '../../options.js';
import type { ParameterDeclaration, ParameterPointers } from '../parameters.js';
import type { Series } from '../passes/batch.js';

/**
 * Which of the numbers of a sample is explained: of a classifier the class of each sample's label, that of its prediction, or one
 * class for all; of another head `true` and `predicted` are what it takes them for, and a number is a place among its outputs.
 */
export type Target = 'true' | 'predicted' | number;
/** What S, whose gradient is taken, is: of a classifier the class's probability (the paper) or its logit; another head has its own. */
export type Output = 'probability' | 'logit' | (string & Record<never, never>);

/** The loss of some samples. */
export interface LossResult {
  /** Sum over samples of weight times loss. */
  readonly sum: number;
  /** Sum of the weights, the denominator of the mean. */
  readonly weight: number;
  /** The mean, sum / weight. */
  readonly loss: number;
  /** Sum over samples of the metric. */
  readonly score: number;
  /** d loss / d outputs, as large as the outputs. */
  readonly gradient: Pointer;
}

/** How the weights of samples in the loss are chosen. */
export interface LossWeights {
  /** What the head has made of the training data; undefined where all samples weigh 1. */
  readonly weights?: Float64Array | undefined;
  /** Where the samples are a part of a batch, the sum of the weights over all of it: the gradient is that of the batch's mean. */
  readonly total?: number | undefined;
}

/**
 * What a model makes of the read-out's vector, or of every step's state: what it gives, what that is compared with, and what can be
 * explained. It holds no parameters. `DenseHead` has all but the loss and the metric.
 */
export interface Head {
  /** Numbers of a row of its outputs. */
  readonly width: number;
  /** Whether it takes every step's state instead of the read-out's vector: its rows are then [sample, time], else [sample]. */
  readonly everyStep: boolean;
  readonly parameters: readonly ParameterDeclaration[];
  /** Sets out [row, width] from vectors [row, F]. */
  forward(engine: Engine, parameters: ParameterPointers, vectors: Pointer, out: Pointer, rows: number): void;
  /** From dout gives dvectors, all of it; adds the gradients of parameters where they are wanted. */
  backward(
    engine: Engine,
    parameters: ParameterPointers,
    vectors: Pointer,
    dout: Pointer,
    dvectors: Pointer,
    rows: number,
    gradients: ParameterPointers | undefined,
  ): void;

  /**
   * Checks what data say of their targets; those that it is trained on have to say more.
   *
   * @throws UnvanishError `labels` or `shape`.
   */
  checkTargets(data: Dataset, of: 'prediction' | 'training' | 'validation'): void;
  /**
   * What the loss needs to weigh samples, made of the training data once.
   *
   * @throws UnvanishError `option` where it has no such weights.
   */
  lossWeights(training: Dataset, kind: 'none' | 'balanced'): Float64Array | undefined;
  /** The weight of one sample. */
  weightOf(series: Series, sample: number, weights: Float64Array | undefined): number;
  /** The mean loss of a batch's samples, whose targets are those of `series`, and its gradient. */
  loss(engine: Engine, outputs: Pointer, series: Series, weighing?: LossWeights): LossResult;
  /** What training reports beside the loss, a mean over samples, and whether 1 is as good as it gets. */
  readonly metric: { readonly name: string; readonly atMostOne: boolean };

  /** S of every output, as large as the outputs; may be the outputs themselves. */
  explained(engine: Engine, outputs: Pointer, samples: number, output: Output): Pointer;
  /** dS/doutputs; S is at place `targetOf(sample)` among a sample's outputs, or, where that is undefined, at the predicted one. */
  explainedGradient(
    engine: Engine,
    outputs: Pointer,
    rows: { readonly samples: number; readonly time: number },
    output: Output,
    targetOf: (sample: number) => number | undefined,
  ): Pointer;
  /**
   * Checks that there is such a target: of the data, and among the outputs of a sample.
   *
   * @throws UnvanishError `labels` or `option`.
   */
  checkTarget(target: Target, series: Pick<Series, 'labels' | 'time'>): void;
  /** The place of a target among a sample's outputs; undefined for the predicted one. */
  targetOf(target: Target, series: Pick<Series, 'labels'>, sample: number): number | undefined;
  /** The place of what is predicted, among a sample's outputs. */
  predicted(outputs: Float32Array): number;
}

/** A kind of head: one object and one line in heads/index.ts, or a call of `registerHead`. */
export interface HeadKind<Shape extends SettingsShape = SettingsShape> {
  /** As configurations name it. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly description: string;
  /** Its own settings: their type, checks, help and documentation. */
  readonly settings: Shape;
  /** Names of what can be explained, the first one unless told. */
  readonly explains: readonly [Output, ...Output[]];
  /** `inputs` is the length of a vector, `outputs` how many numbers it gives of one: the classes of a classifier. */
  create(settings: SettingsOf<Shape> & { readonly inputs: number; readonly outputs: number }): Head;
}
