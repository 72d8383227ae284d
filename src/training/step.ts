import type { Pointer } from '../backend/kernels.js';
import { RandomStream } from '../backend/random.js';
import { type Dataset, labelsOf } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { loadBatch } from '../model/batch.js';
import type { Classifier } from '../model/classifier.js';
import { type ParameterPointers, parameterPointers } from '../model/parameters.js';
import type { Adam } from './adam.js';
import { crossEntropy, type LossResult } from './loss.js';
import type { TrainingConfig } from './options.js';

/** One mini-batch: forward, loss, backward, clip, Adam. Nothing is allocated that the scope does not give back. */
export class TrainingStep {
  readonly batches: number;
  private readonly gradients: Pointer;
  private readonly gradientPointers: ParameterPointers;
  private readonly dropout: RandomStream;
  private readonly labels: Int32Array;

  constructor(
    private readonly classifier: Classifier,
    private readonly training: Dataset,
    private readonly config: TrainingConfig,
    private readonly adam: Adam,
    private readonly weights: Float64Array | undefined,
  ) {
    const { engine, layout } = classifier;
    this.batches = Math.ceil(training.samples / config.batchSize);
    this.gradients = engine.allocateZeros(layout.size);
    this.gradientPointers = parameterPointers(layout, this.gradients);
    this.dropout = new RandomStream(engine, config.seed, 'dropout');
    this.labels = labelsOf(training);
  }

  /** Runs batch `batch` (from 1) of the epoch (from 1) whose order of samples is given. */
  run(order: ArrayLike<number>, epoch: number, batch: number): LossResult {
    const { classifier, config, training, labels } = this;
    const { engine, network, pointers } = classifier;
    const from = (batch - 1) * config.batchSize;
    const to = Math.min(from + config.batchSize, training.samples);
    return engine.scope(() => {
      const series = loadBatch(engine, training, from, to, order);
      const targets = Int32Array.from({ length: to - from }, (_, row) => labels[order[from + row]]);
      const dropping = config.inputDropout > 0 || config.hiddenDropout > 0;
      const position = (epoch - 1) * this.batches + (batch - 1);
      const pass = network.forward(
        engine,
        pointers,
        series,
        dropping
          ? { stream: this.dropout, input: config.inputDropout, hidden: config.hiddenDropout, step: position }
          : undefined,
      );
      const result = crossEntropy(engine, pass.logits, targets, classifier.config.classes, this.weights);
      this.checkFinite(result.loss, 'the loss', epoch, batch);
      const { size } = classifier.layout;
      engine.floats(this.gradients, size).fill(0);
      network.backward(engine, pointers, pass, result.dlogits, { dx: 0, gradients: this.gradientPointers });
      const norm = Math.sqrt(engine.kernels.sumOfSquares(this.gradients, size));
      this.checkFinite(norm, 'the gradient', epoch, batch);
      if (config.gradientClip > 0 && norm > config.gradientClip) {
        engine.kernels.scale(this.gradients, size, config.gradientClip / norm);
      }
      this.adam.step(classifier.base, this.gradients);
      return result;
    });
  }

  private checkFinite(value: number, what: string, epoch: number, batch: number): void {
    if (Number.isFinite(value)) return;
    throw new UnvanishError(
      'not-finite',
      `${what} is ${value} in epoch ${epoch}, batch ${batch} of ${this.batches}`,
      'use a lower learning rate or --gradient-clip, and look for extreme values in the data',
    );
  }
}
