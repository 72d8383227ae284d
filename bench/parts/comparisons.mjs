// What is compared with whom, and the ratio that is wanted. Where `ours` and `request` do not say otherwise, all is as in the
// paper: batch 50, T 100, N 100, hidden 5, 20 hops, d_a 50.
import { comparison } from './comparison.mjs';

const models = { lstm: 'LSTM', mean: 'mean feed', matrix: 'matrix feed' };
const authors = 'every prefix anew, float64 (the authors’ way)';

/** The same against PyTorch as it comes and tuned (bench/peers/peers.mjs says how). */
const bothWays = (row) => ['pytorch', 'pytorchTuned'].map((peer) => ({ ...row, peer }));

const trainStep = (model, request, against, target) => ({
  name: `training step, ${models[model]}`,
  ours: { work: 'trainStep', model },
  request: { work: 'trainStep', ...request },
  against,
  target,
});

export const training = comparison({
  name: 'training',
  title: 'Training step with dropout, batch of 50',
  rows: [
    trainStep('lstm', { model: 'lstm' }, 'nn.LSTM', 8),
    trainStep('mean', { model: 'mean-vectorised' }, 'best vectorised', 4.5),
    trainStep('mean', { model: 'mean-triangular' }, 'triangular matrix times X', 3),
    trainStep('matrix', { model: 'matrix-vectorised' }, 'best vectorised', 3),
    trainStep('mean', { model: 'mean-prefix', dtype: 'float64' }, authors, 200),
    trainStep('matrix', { model: 'matrix-prefix', dtype: 'float64' }, authors, 200),
  ].flatMap(bothWays),
});

const maps = (model, request, against, target, rest) => ({
  name: `maps of 300 samples, ${models[model]}`,
  ours: { work: 'maps', model },
  request: { work: 'maps', ...request },
  against,
  target,
  ...rest,
});
const oneByOne = { oneByOne: true, samples: 15 };
const part = { times: 20 };

export const gradientMaps = comparison({
  name: 'maps',
  title: 'Gradient maps of 300 samples',
  rows: [
    maps('lstm', { model: 'lstm' }, 'nn.LSTM, one batch'),
    maps('mean', { model: 'mean-vectorised' }, 'best vectorised, one batch'),
    maps('matrix', { model: 'matrix-vectorised' }, 'best vectorised, one batch'),
    maps('lstm', { model: 'lstm', ...oneByOne }, 'nn.LSTM, one by one', undefined, part),
    ...['mean', 'matrix'].map((model) => {
      const request = { model: `${model}-prefix`, dtype: 'float64', ...oneByOne };
      return maps(model, request, `one by one, ${authors}`, 200, part);
    }),
  ].flatMap(bothWays),
});

/** Samples of both sides: more take longer in proportion. */
const pathSamples = 32;

const integrated = (model, peer, request, against, target) => ({
  name: `integrated gradients, 50 steps, ${pathSamples} samples, ${models[model]}`,
  ours: { work: 'integratedGradients', model, samples: pathSamples },
  peer,
  request: { work: 'integratedGradients', samples: pathSamples, ...request },
  against,
  target,
});

export const integratedGradients = comparison({
  name: 'integrated',
  title: `Integrated gradients of ${pathSamples} samples`,
  rows: [
    ['lstm', 'lstm'],
    ['mean', 'mean-vectorised'],
    ['matrix', 'matrix-vectorised'],
  ].map(([model, form]) => integrated(model, 'pytorchTuned', { model: form }, 'all steps of a few samples a batch', 4)),
});

const largeSizes = { model: 'lstm', batch: 64, time: 300, features: 360, hidden: 128 };

export const large = comparison({
  name: 'large',
  title: 'Training step of a large LSTM',
  rows: bothWays({
    name: 'training step, LSTM, batch 64, T 300, N 360, hidden 128',
    ours: { work: 'trainStep', ...largeSizes },
    request: { work: 'trainStep', ...largeSizes },
    against: 'nn.LSTM',
    target: 0.7,
  }),
});

const wasm = { backend: 'wasm' };
const javaScript = { backend: 'cpu' };
const pathPart = { model: 'lstm', samples: 4, ...wasm };

/** TensorFlow.js has no threads in Node. Where it is slow it does a part of the samples, in batches of the same size. */
export const tensorflow = comparison({
  name: 'tensorflow',
  title: 'Beside TensorFlow.js',
  rows: [
    trainStep('lstm', { model: 'lstm', ...wasm }, 'WebAssembly, tf operations', 20),
    trainStep('mean', { model: 'mean-vectorised', ...wasm }, 'WebAssembly, best vectorised', 20),
    trainStep('mean', { model: 'mean-triangular', ...wasm }, 'WebAssembly, triangular matrix times X', 20),
    ...[
      ['lstm', 'lstm', 'WebAssembly, tf operations'],
      ['mean', 'mean-vectorised', 'WebAssembly, best vectorised'],
    ].map(([model, form, against]) => maps(model, { model: form, samples: 50, ...wasm }, against, 20, { times: 6 })),
    {
      ...integrated('lstm', 'tensorflow', pathPart, 'WebAssembly, all steps of a sample a batch', 20),
      times: pathSamples / pathPart.samples,
    },
    trainStep('lstm', { model: 'lstm', ...javaScript }, 'JavaScript, tf operations'),
    trainStep('mean', { model: 'mean-vectorised', ...javaScript }, 'JavaScript, best vectorised'),
  ].map((row) => ({ ...row, peer: 'tensorflow', threads: [1] })),
});
