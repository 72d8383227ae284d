// What is compared with whom, and the ratio that is wanted. Where `ours` and `request` do not say otherwise, all is as in the
// paper: batch 50, T 100, N 100, hidden 5, 20 hops, d_a 50.
import { comparison } from './comparison.mjs';

const models = { lstm: 'LSTM', mean: 'mean feed', matrix: 'matrix feed' };
const flushing = 'nn.LSTM, told to flush subnormal numbers';
const authors = 'every prefix anew, float64 (the authors’ way)';

const trainStep = (model, peer, request, against, target) => ({
  name: `training step, ${models[model]}`,
  ours: { work: 'trainStep', model },
  peer,
  request: { work: 'trainStep', ...request },
  against,
  target,
});

export const training = comparison({
  name: 'training',
  title: 'Training step with dropout, batch of 50',
  rows: [
    trainStep('lstm', 'pytorchAsItComes', { model: 'lstm' }, 'nn.LSTM', 8),
    trainStep('lstm', 'pytorch', { model: 'lstm' }, flushing, 8),
    trainStep('mean', 'pytorch', { model: 'mean-vectorised' }, 'best vectorised', 4.5),
    trainStep('mean', 'pytorch', { model: 'mean-triangular' }, 'triangular matrix times X', 3),
    trainStep('matrix', 'pytorch', { model: 'matrix-vectorised' }, 'best vectorised', 3),
    trainStep('mean', 'pytorch', { model: 'mean-prefix', dtype: 'float64' }, authors, 200),
    trainStep('matrix', 'pytorch', { model: 'matrix-prefix', dtype: 'float64' }, authors, 200),
  ],
});

const maps = (model, peer, request, against, target, rest) => ({
  name: `maps of 300 samples, ${models[model]}`,
  ours: { work: 'maps', model },
  peer,
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
    maps('lstm', 'pytorch', { model: 'lstm' }, 'nn.LSTM, one batch'),
    maps('mean', 'pytorch', { model: 'mean-vectorised' }, 'best vectorised, one batch'),
    maps('matrix', 'pytorch', { model: 'matrix-vectorised' }, 'best vectorised, one batch'),
    maps('lstm', 'pytorch', { model: 'lstm', ...oneByOne }, 'nn.LSTM, one by one', undefined, part),
    ...['mean', 'matrix'].map((model) => {
      const request = { model: `${model}-prefix`, dtype: 'float64', ...oneByOne };
      return maps(model, 'pytorch', request, `one by one, ${authors}`, 200, part);
    }),
  ],
});

/** Samples of both sides: more take longer in proportion. */
const pathSamples = 32;

const integrated = (model, request) => ({
  name: `integrated gradients, 50 steps, ${pathSamples} samples, ${models[model]}`,
  ours: { work: 'integratedGradients', model, samples: pathSamples },
  peer: 'pytorch',
  request: { work: 'integratedGradients', samples: pathSamples, ...request },
  against: 'all steps of a few samples a batch',
  target: 4,
});

export const integratedGradients = comparison({
  name: 'integrated',
  title: `Integrated gradients of ${pathSamples} samples`,
  rows: [
    integrated('lstm', { model: 'lstm' }),
    integrated('mean', { model: 'mean-vectorised' }),
    integrated('matrix', { model: 'matrix-vectorised' }),
  ],
});

const largeSizes = { model: 'lstm', batch: 64, time: 300, features: 360, hidden: 128 };

const largeStep = (peer, against) => ({
  name: 'training step, LSTM, batch 64, T 300, N 360, hidden 128',
  ours: { work: 'trainStep', ...largeSizes },
  peer,
  request: { work: 'trainStep', ...largeSizes },
  against,
  target: 0.7,
});

export const large = comparison({
  name: 'large',
  title: 'Training step of a large LSTM',
  rows: [largeStep('pytorchAsItComes', 'nn.LSTM'), largeStep('pytorch', flushing)],
});

const alone = { threads: [1] };
const wasm = { backend: 'wasm' };
const javaScript = { backend: 'cpu' };

/** TensorFlow.js has no threads in Node. Where it is slow it does a part of the samples, in batches of the same size. */
const tensorflowStep = (model, request, against, target) => ({
  ...trainStep(model, 'tensorflow', request, against, target),
  ...alone,
});
const tensorflowMaps = (model, request, against, target) =>
  maps(model, 'tensorflow', { samples: 50, ...request }, against, target, { times: 6, ...alone });

export const tensorflow = comparison({
  name: 'tensorflow',
  title: 'Beside TensorFlow.js',
  rows: [
    tensorflowStep('lstm', { model: 'lstm', ...wasm }, 'WebAssembly, tf operations', 20),
    tensorflowStep('mean', { model: 'mean-vectorised', ...wasm }, 'WebAssembly, best vectorised', 20),
    tensorflowStep('mean', { model: 'mean-triangular', ...wasm }, 'WebAssembly, triangular matrix times X', 20),
    tensorflowMaps('lstm', { model: 'lstm', ...wasm }, 'WebAssembly, tf operations', 20),
    tensorflowMaps('mean', { model: 'mean-vectorised', ...wasm }, 'WebAssembly, best vectorised', 20),
    {
      ...integrated('lstm', { model: 'lstm', samples: 4, ...wasm }),
      peer: 'tensorflow',
      against: 'WebAssembly, all steps of a sample a batch',
      target: 20,
      times: pathSamples / 4,
      ...alone,
    },
    tensorflowStep('lstm', { model: 'lstm', ...javaScript }, 'JavaScript, tf operations'),
    tensorflowStep('mean', { model: 'mean-vectorised', ...javaScript }, 'JavaScript, best vectorised'),
  ],
});
