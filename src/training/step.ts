import type { Pointer } from '../backend/kernels.js';
import { lookForAnswers, type Thread } from '../backend/threads.js';
import { inSharedMemory } from '../backend/workerPort.js';
import type { Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import type { Classifier } from '../model/classifier.js';
import type { LossResult } from '../model/heads/head.js';
import type { Adam } from './adam.js';
import type { TrainingConfig } from './options.js';
import { type Shard, type ShardData, ShardGradient, type ShardLoss, type StepPlace, shardSamples } from './shard.js';

/** What a thread is asked for in a step: the gradients of some shards at the parameters given. */
export interface ShardsRequest {
  readonly parameters: Float32Array;
  readonly shards: readonly Shard[];
  readonly place: StepPlace;
}
/** One loss a shard, and their gradients one after the other. */
export interface ShardsResult {
  readonly losses: readonly ShardLoss[];
  readonly gradients: Float32Array;
}

/** The loss of one mini-batch. */
export type StepLoss = Omit<LossResult, 'gradient'>;

/** One mini-batch: forward, loss, backward, clip, Adam. Its memory is the caller's scope's, taken once. */
export class TrainingStep {
  readonly batches: number;
  private readonly gradient: Pointer;
  /** One gradient a shard. */
  private readonly partial: Pointer;
  private readonly shardSamples: number;
  private readonly own: ShardGradient;
  private readonly data: ShardData;
  /** Threads that have been told of the data; false until they have them. */
  private readonly told = new Map<Thread, boolean>();

  constructor(
    private readonly classifier: Classifier,
    private readonly training: Dataset,
    private readonly config: TrainingConfig,
    private readonly adam: Adam,
    private readonly weights: Float64Array | undefined,
  ) {
    const { engine, layout } = classifier;
    const { samples } = training;
    this.batches = Math.ceil(samples / config.batchSize);
    const most = Math.min(config.batchSize, samples);
    this.shardSamples = shardSamples(most, layout.size);
    this.gradient = engine.allocateZeros(layout.size);
    this.partial = engine.allocate(layout.size * Math.ceil(most / this.shardSamples));
    const { x, time, features, labels, targets, lengths } = training;
    // Threads are sent whole buffers: a part of a larger one is copied first.
    const toSend = <Values extends Float32Array | Int32Array>(values: Values): Values =>
      classifier.helpers ? (inSharedMemory(values) ?? (values.slice() as Values)) : values;
    const series = {
      x: toSend(x),
      samples,
      time,
      features,
      ...(labels && { labels: toSend(labels) }),
      ...(targets && { targets: toSend(targets) }),
      ...(lengths && { lengths: toSend(lengths) }),
    };
    this.data = { series, config, weights };
    this.own = new ShardGradient(classifier, this.data);
    classifier.helpers?.ask(Math.ceil(most / this.shardSamples) - 1);
  }

  /** Runs batch `batch` (from 1) of the epoch (from 1) whose order of samples is given. */
  async run(order: ArrayLike<number>, epoch: number, batch: number): Promise<StepLoss> {
    const { classifier, config, training, weights } = this;
    const { engine, layout, network } = classifier;
    const from = (batch - 1) * config.batchSize;
    const to = Math.min(from + config.batchSize, training.samples);
    const samples = Uint32Array.from({ length: to - from }, (_, row) => order[from + row]);
    const weight = samples.reduce((sum, sample) => sum + network.head.weightOf(training, sample, weights), 0);
    const place = { step: (epoch - 1) * this.batches + (batch - 1), totalWeight: weight };
    const losses = await this.runShards(this.shardsOf(samples), place);
    const sum = losses.reduce((total, loss) => total + loss.sum, 0);
    const score = losses.reduce((total, loss) => total + loss.score, 0);
    this.checkFinite(sum / weight, 'the loss', epoch, batch);
    const { size } = layout;
    engine.floats(this.gradient, size).fill(0);
    losses.forEach((_, shard) => {
      engine.kernels.addInPlace(this.gradient, this.partialAt(shard), size);
    });
    const norm = Math.sqrt(engine.kernels.sumOfSquares(this.gradient, size));
    this.checkFinite(norm, 'the gradient', epoch, batch);
    if (config.gradientClip > 0 && norm > config.gradientClip) {
      engine.kernels.scale(this.gradient, size, config.gradientClip / norm);
    }
    this.adam.step(classifier.base, this.gradient);
    return { sum, weight, loss: sum / weight, score };
  }

  /** Lets other threads forget the data. */
  end(): void {
    for (const thread of this.told.keys()) thread.call('forget training', undefined).catch(() => undefined);
  }

  private shardsOf(samples: Uint32Array): Shard[] {
    const { shardSamples: size } = this;
    return Array.from({ length: Math.ceil(samples.length / size) }, (_, index) => ({
      index,
      samples: samples.slice(index * size, (index + 1) * size),
    }));
  }

  /** Leaves every shard's gradient in its place. Other threads begin first; this one does its own shards meanwhile. */
  private async runShards(shards: readonly Shard[], place: StepPlace): Promise<ShardLoss[]> {
    const { classifier } = this;
    const { engine, layout } = classifier;
    const threads = this.threads();
    const losses = new Array<ShardLoss>(shards.length);
    const shardsOf = (thread: number) => shards.filter(({ index }) => index % (threads.length + 1) === thread);
    /** Shards of threads that have ended. */
    const left: Shard[] = [];
    const elsewhere = threads.map(async (thread, index) => {
      const theirs = shardsOf(index + 1);
      if (theirs.length === 0) return;
      const parameters = classifier.parameters();
      const request: ShardsRequest = { parameters, shards: theirs, place };
      const how = { transfer: [parameters.buffer], more: true };
      const result = await thread.call<ShardsResult>('shards', request, how).catch((error) => {
        if (!thread.ended) throw error;
      });
      if (!result) {
        left.push(...theirs);
        return;
      }
      theirs.forEach((shard, position) => {
        const gradient = result.gradients.subarray(position * layout.size, (position + 1) * layout.size);
        engine.floats(this.partialAt(shard.index), layout.size).set(gradient);
        losses[shard.index] = result.losses[position];
      });
    });
    const settled = Promise.allSettled(elsewhere);
    const here = (shard: Shard) => {
      losses[shard.index] = this.own.run(shard, place, this.partialAt(shard.index));
    };
    try {
      shardsOf(0).forEach(here);
    } finally {
      // An answer that came later would find its memory in other use.
      if (threads.length > 0) {
        lookForAnswers(threads);
        await settled;
      }
    }
    if (threads.length > 0) await Promise.all(elsewhere);
    left.forEach(here);
    return losses;
  }

  /** Threads that have the data; those that are new are told of them. */
  private threads(): Thread[] {
    const { told, data } = this;
    const ready = this.classifier.helpers?.ready ?? [];
    for (const thread of ready) {
      if (told.has(thread)) continue;
      told.set(thread, false);
      thread.call('training', data).then(
        () => told.set(thread, true),
        () => undefined,
      );
    }
    return ready.filter((thread) => told.get(thread));
  }

  private partialAt(shard: number): Pointer {
    return this.partial + 4 * shard * this.classifier.layout.size;
  }

  private checkFinite(value: number, what: string, epoch: number, batch: number): void {
    if (Number.isFinite(value)) return;
    throw new UnvanishError(
      'not-finite',
      `${what} is ${value} in epoch ${epoch}, batch ${batch} of ${this.batches}`,
      'use a lower learning rate or `gradientClip`, and look for extreme values in the data',
    );
  }
}
