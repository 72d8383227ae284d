// This project's side of the benchmark: the same work as bench/peers/pytorch.py, one function a kind of work.
import { Engine } from '../dist/backend/engine.js';
import { RandomStream } from '../dist/backend/random.js';
import { createDataset } from '../dist/data/dataset.js';
import { boxDataset } from '../dist/data/synthetic/boxes.js';
import { Classifier } from '../dist/model/classifier.js';
import { Adam } from '../dist/training/adam.js';
import { trainingConfig } from '../dist/training/options.js';
import { TrainingStep } from '../dist/training/step.js';

const feeds = { lstm: 'none', mean: 'mean', matrix: 'matrix' };

async function classifierOf(model, { features = 100, hidden = 5, fastMath = false }) {
  return Classifier.create(
    { inputSize: features, classes: 2, hiddenSize: hidden, inputCellAttention: feeds[model] },
    { seed: 1, fastMath },
  );
}

async function seriesOf({ samples, time = 100, features = 100 }) {
  const engine = await Engine.create();
  if (time === 100 && features === 100) return boxDataset(engine, 'earlier', { samples, seed: 1 });
  const x = new RandomStream(engine, 1, 'data').normal(samples * time * features, 0);
  const labels = Int32Array.from({ length: samples }, (_, i) => i % 2);
  return createDataset({ x, shape: [samples, time, features], labels });
}

/** Milliseconds of training steps: dropout, forward, loss, backward to the parameters, Adam. */
export async function trainStep({ model, batch = 50, time = 100, features = 100, hidden = 5, fastMath = false }) {
  const dataset = await seriesOf({ samples: batch, time, features });
  const classifier = await classifierOf(model, { features, hidden, fastMath });
  const config = trainingConfig({ batchSize: batch });
  const step = new TrainingStep(
    classifier,
    dataset,
    config,
    new Adam(classifier.engine, classifier.layout.size, config),
    undefined,
  );
  const order = Array.from({ length: batch }, (_, i) => i);
  let epoch = 1;
  const once = () => step.run(order, epoch++, 1);
  return { once, bytes: () => classifier.engine.bytes };
}

/** Milliseconds for the gradient maps of all samples. */
export async function maps({ model, samples = 300 }) {
  const dataset = await seriesOf({ samples });
  const classifier = await classifierOf(model, {});
  return { once: () => classifier.inputGradient(dataset), bytes: () => classifier.engine.bytes };
}

/** Matrix products of the engine's sizes: GFLOP/s of C [m, n] = A [m, k] B [k, n], transposed as named. */
export async function matrixProduct([m, n, k, layout], { fastMath = false } = {}) {
  const engine = await Engine.create({ fastMath });
  const numbers = (count) =>
    engine.put(Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 1000) / 1000 - 0.5));
  const [a, b, c] = [numbers(m * k), numbers(k * n), engine.allocate(m * n)];
  const [aRow, aCol] = layout[0] === 'T' ? [1, m] : [k, 1];
  const [bRow, bCol] = layout[1] === 'T' ? [1, k] : [n, 1];
  const calls = Math.max(1, Math.round(2e8 / (2 * m * n * k)));
  return {
    once: () => {
      for (let call = 0; call < calls; call++) engine.kernels.matmul(a, aRow, aCol, b, bRow, bCol, c, n, m, n, k, 0);
    },
    gflops: (milliseconds) => (2 * m * n * k * calls) / milliseconds / 1e6,
  };
}
