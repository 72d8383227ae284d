// What a worker thread runs: a copy of its owner's classifier, and what is asked of it. See backend/threads.ts and serve.ts.
import { type Outcome, serve } from '../backend/serve.js';
import { Classifier, type ComputeOptions } from '../model/classifier.js';
import type { ClassifierOptions } from '../model/config.js';
import type { MovedPart } from '../model/passes/sampleThreads.js';
import { type SampleWork, workOnSamples } from '../model/passes/sampleWork.js';
import { type ShardData, ShardGradient } from './shard.js';
import type { ShardsRequest, ShardsResult } from './step.js';

let classifier: Classifier;
let training: ShardGradient | undefined;

serve({
  async classifier({ config, compute }: { config: ClassifierOptions; compute: ComputeOptions }): Promise<Outcome> {
    classifier = await Classifier.create(config, { seed: 0, ...compute });
    return { result: undefined };
  },

  parameters(flat: Float32Array): Outcome {
    classifier.setParameters(flat);
    return { result: undefined };
  },

  samples({ work, ...moved }: MovedPart & { work: SampleWork }): Outcome {
    workOnSamples(classifier, moved.series, work, moved.out);
    return { result: moved, transfer: [moved.series.x.buffer as ArrayBuffer, moved.out.buffer as ArrayBuffer] };
  },

  training(data: ShardData): Outcome {
    training = new ShardGradient(classifier, data);
    return { result: undefined };
  },

  'forget training': (): Outcome => {
    training = undefined;
    return { result: undefined };
  },

  shards({ parameters, shards, place }: ShardsRequest): Outcome {
    const own = training as ShardGradient;
    const { engine, layout } = classifier;
    classifier.setParameters(parameters);
    const gradients = new Float32Array(layout.size * shards.length);
    const losses = shards.map((shard, position) =>
      engine.scope(() => {
        const gradient = engine.allocate(layout.size);
        const loss = own.run(shard, place, gradient);
        gradients.set(engine.floats(gradient, layout.size), position * layout.size);
        return loss;
      }),
    );
    return { result: { losses, gradients } satisfies ShardsResult, transfer: [gradients.buffer] };
  },
});
