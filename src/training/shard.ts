import type { Pointer } from '../backend/kernels.js';
import { RandomStream } from '../backend/random.js';
import { takeRows } from '../data/dataset.js';
import type { Classifier } from '../model/classifier.js';
import type { LossResult } from '../model/heads/head.js';
import { type ParameterPointers, parameterPointers } from '../model/parameters.js';
import { loadBatch, type Series } from '../model/passes/batch.js';
import type { TrainingConfig } from './options.js';

/** Samples of a shard, where the batch is not so large that there would be too many: a shard's numbers then stay in the cache. */
const SAMPLES = 8;
const MOST_SHARDS = 16;
/** Numbers of all shards' gradients together, beyond which there are fewer shards (but at least FEWEST_SHARDS). */
const MOST_NUMBERS = 2 ** 24;
const FEWEST_SHARDS = 4;

/** What a training step needs of its data and recipe, wherever it runs. */
export interface ShardData {
  readonly series: Series;
  readonly config: TrainingConfig;
  /** What the head weighs samples by in the loss; undefined where all weigh 1. */
  readonly weights: Float64Array | undefined;
}

/** One shard of a step's batch. */
export interface Shard {
  /** Its place among the batch's shards. */
  readonly index: number;
  /** Its samples' places in the training data. */
  readonly samples: Uint32Array;
}

/** What all shards of a step have in common. */
export interface StepPlace {
  /** Counts the steps of the whole training. */
  readonly step: number;
  /** The sum of the loss's weights over the whole batch. */
  readonly totalWeight: number;
}

/** A shard's part of the loss: sums over its samples. */
export type ShardLoss = Pick<LossResult, 'sum' | 'score'>;

/**
 * Samples of each shard of a batch. A batch is always cut in the same way, whatever the number of threads, and shards are added
 * up in order, so that the same seed gives the same bits on any number of threads.
 *
 * @param parameters numbers of the flat parameter vector
 */
export function shardSamples(batchSize: number, parameters: number): number {
  const most = Math.min(MOST_SHARDS, Math.max(FEWEST_SHARDS, Math.floor(MOST_NUMBERS / parameters)));
  return Math.max(SAMPLES, 4 * Math.ceil(batchSize / most / 4));
}

/** Computes the loss and the gradient of shards, each by itself: what a training step does on every thread. */
export class ShardGradient {
  private readonly dropout: RandomStream;

  constructor(
    private readonly classifier: Classifier,
    private readonly data: ShardData,
  ) {
    this.dropout = new RandomStream(classifier.engine, data.config.seed, 'dropout');
  }

  /** Leaves the gradient of the shard's share of the loss in `gradient`, all of it. */
  run({ index, samples }: Shard, { step, totalWeight }: StepPlace, gradient: Pointer): ShardLoss {
    const { engine, network, pointers, layout } = this.classifier;
    const { series, config, weights } = this.data;
    const { inputDropout: input, hiddenDropout: hidden } = config;
    return engine.scope(() => {
      const batch = loadBatch(engine, series, 0, samples.length, samples);
      const targets = targetsOf(series, samples);
      const dropout = input > 0 || hidden > 0 ? { stream: this.dropout, input, hidden, step, part: index } : undefined;
      const pass = network.forward(engine, pointers, batch, dropout);
      const loss = network.head.loss(engine, pass.outputs, targets, { weights, total: totalWeight });
      engine.floats(gradient, layout.size).fill(0);
      const gradients: ParameterPointers = parameterPointers(layout, gradient);
      network.backward(engine, pointers, pass, loss.gradient, { dx: 0, gradients });
      return { sum: loss.sum, score: loss.score };
    });
  }
}

/** What the loss compares some samples' outputs with. */
function targetsOf({ labels, targets, lengths, ...series }: Series, samples: Uint32Array): Series {
  const pick = (values: Int32Array) => Int32Array.from(samples, (sample) => values[sample]);
  return {
    ...series,
    samples: samples.length,
    ...(labels && { labels: pick(labels) }),
    ...(targets && { targets: takeRows(targets, series.samples, samples) }),
    ...(lengths && { lengths: pick(lengths) }),
  };
}
