// This project's side of the benchmark: the same works as bench/peers/, one function a kind of work. Each gives { once,
// engine, close }: `once` does the work one time.
import { attribute } from '../dist/attribution/attribute.js';
import { Engine } from '../dist/backend/engine.js';
import { RandomStream } from '../dist/backend/random.js';
import { createDataset } from '../dist/data/dataset.js';
import { boxDataset } from '../dist/data/synthetic/boxes.js';
import { Classifier } from '../dist/model/classifier.js';
import { Adam } from '../dist/training/adam.js';
import { trainingConfig } from '../dist/training/options.js';
import { TrainingStep } from '../dist/training/step.js';
import { paper } from './paper.mjs';

const feeds = { lstm: 'none', mean: 'mean', matrix: 'matrix' };

/** What cannot be done here; its rows are left out and say so. */
class Missing extends Error {
  code = 'missing';
}

async function classifierOf({ model, features, hidden, hops, attentionSize, threads, fastMath }) {
  const classifier = await Classifier.create(
    { inputSize: features, classes: 2, hiddenSize: hidden, hops, attentionSize, inputCellAttention: feeds[model] },
    { seed: 1, threads, fastMath },
  );
  await classifier.whenThreaded();
  if (classifier.threads !== threads) throw new Missing(`${threads} threads did not start`);
  return classifier;
}

async function seriesOf(samples, { time, features }) {
  const engine = await Engine.create();
  if (time === 100 && features === 100) return boxDataset(engine, 'earlier', { samples, seed: 1 });
  const x = new RandomStream(engine, 1, 'data').normal(samples * time * features, 0);
  const labels = Int32Array.from({ length: samples }, (_, i) => i % 2);
  return createDataset({ x, shape: [samples, time, features], labels });
}

function prepared(classifier, once) {
  return { once, engine: classifier.engine, close: () => classifier.close() };
}

/** A training step: dropout, forward, loss, backward to the parameters, Adam. */
async function trainStep(options) {
  const { batch } = options;
  const dataset = await seriesOf(batch, options);
  const classifier = await classifierOf(options);
  const config = trainingConfig({ batchSize: batch });
  const adam = new Adam(classifier.engine, classifier.layout.size, config);
  const step = new TrainingStep(classifier, dataset, config, adam, undefined);
  const order = Array.from({ length: batch }, (_, i) => i);
  let epoch = 1;
  return prepared(classifier, async () => {
    await step.run(order, epoch++, 1);
  });
}

/** The gradient maps of all samples, into the same array every time. */
async function maps(options) {
  const dataset = await seriesOf(options.samples, options);
  const classifier = await classifierOf(options);
  const out = new Float32Array(dataset.x.length);
  return prepared(classifier, () => attribute(classifier, dataset, { out }));
}

/** Integrated gradients of all samples. */
async function integratedGradients(options) {
  const dataset = await seriesOf(options.samples, options);
  const classifier = await classifierOf(options);
  const out = new Float32Array(dataset.x.length);
  return prepared(classifier, () =>
    attribute(classifier, dataset, { method: 'integrated-gradients', steps: options.steps, out }),
  );
}

const works = { trainStep, maps, integratedGradients };

/**
 * A work made ready: what `options` leave out is as in the paper.
 *
 * @throws an error of code `missing` without threads or, for fast math, without relaxed SIMD.
 */
export const prepare = ({ work, ...options }) => works[work]({ ...paper, ...options });

/** As `prepare`, or undefined where something is missing; what it is is added to `notes`. */
export async function prepareOrNote(options, notes) {
  try {
    return await prepare(options);
  } catch (error) {
    if (error.code !== 'missing') throw error;
    notes.add(`Rows are left out: ${error.message}.`);
    return undefined;
  }
}

/** A matrix product of the engine: C [m, n] = A [m, k] B [k, n], transposed as named (NN, NT, TN). */
export async function matrixProduct([m, n, k, layout], fastMath) {
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
