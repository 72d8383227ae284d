// TensorFlow.js on the benchmark's work: one JSON request a line on stdin, one JSON answer a line on stdout, as
// bench/peers/pytorch.py, whose fields and defaults it shares. "backend" is wasm (with SIMD) or cpu (plain JavaScript).
//
//   {"work": "versions"}
//   {"work": "trainStep", "backend": "wasm", "model": "lstm", "batch": 50, "repeats": 3}
//   {"work": "maps", "backend": "wasm", "model": "mean-triangular", "samples": 300}
//   {"work": "integratedGradients", "backend": "wasm", "model": "lstm", "samples": 10, "steps": 50}
//
// TensorFlow.js is no dependency: `npm install --no-save @tensorflow/tfjs @tensorflow/tfjs-backend-wasm`, here or in a
// folder that BENCH_TFJS names. It has no threads in Node: its WebAssembly backend uses them in browsers only.
//
// The LSTM is written with TensorFlow.js's own operations, the input's product of all steps at once: tf.layers.lstm computes
// the same and takes several times longer. Gradients are TensorFlow.js's own.
//
//   BENCH_TFJS=folder node bench/peers/tensorflow.mjs --self-check    # the recurrence and tf.layers.lstm agree, the feed and its definition, too
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { paper } from '../paper.mjs';

const require = createRequire(process.env.BENCH_TFJS ? `${resolve(process.env.BENCH_TFJS)}/` : import.meta.url);
const DROPOUT = 0.1;
const defaults = { ...paper, backend: 'wasm' };

let tf;

// --- models: logits [B, C] for x [B, T, N] ----------------------------------------------------------------------------

function variables({ features, hidden, hops, attentionSize, classes }) {
  const uniform = (shape, bound) => tf.variable(tf.randomUniform(shape, -bound, bound, 'float32', 1));
  return {
    inputWeight: uniform([features, 4 * hidden], 0.1),
    recurrentWeight: uniform([hidden, 4 * hidden], 0.4),
    bias: uniform([4 * hidden], 0.4),
    denseWeight: uniform([hidden, classes], 0.4),
    denseBias: uniform([classes], 0.4),
    firstWeight: uniform([features, attentionSize], 0.1),
    firstBias: uniform([attentionSize], 0.1),
    secondWeight: uniform([attentionSize, hops], 0.1),
    secondBias: uniform([hops], 0.1),
  };
}

const transposed = (x) => x.transpose(x.rank === 2 ? [1, 0] : [0, 2, 1]);

/**
 * A B, of matrices or of batches of them. TensorFlow.js's own gradient multiplies by transposes in place, for which its
 * WebAssembly backend has slow code only; with copies of them a step takes a quarter less.
 */
function product(a, b) {
  return tf.customGrad((left, right, save) => {
    save([left, right]);
    return {
      value: tf.matMul(left, right),
      gradFunc: (dy, [x, y]) => [tf.matMul(dy, transposed(y)), tf.matMul(transposed(x), dy)],
    };
  })(a, b);
}

/** x [B, T, N] times W [N, M], as one product. */
function timesWeight(x, weight) {
  const [batch, time, features] = x.shape;
  return product(x.reshape([batch * time, features]), weight).reshape([batch, time, weight.shape[1]]);
}

/** The last hidden state [B, H] of an LSTM whose gates i, f, g, o are z [B, T, 4H] before the recurrence. */
function lstm(z, recurrentWeight) {
  const hidden = recurrentWeight.shape[0];
  let h = tf.zeros([z.shape[0], hidden]);
  let c = h;
  for (const zt of tf.unstack(z, 1)) {
    const [i, f, g, o] = tf.split(zt.add(h.matMul(recurrentWeight)), 4, 1);
    c = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
    h = o.sigmoid().mul(c.tanh());
  }
  return h;
}

/** What does not change and passes no gradient. */
const constant = (compute) =>
  tf.customGrad((x, save) => {
    save([x]);
    return { value: compute(x), gradFunc: (_, [y]) => tf.zerosLike(y) };
  });

/** s [B, r, T]: time last, because TensorFlow.js's gradient of a running sum over another axis has the wrong shape. */
function scores(v, x) {
  const s = timesWeight(timesWeight(x, v.firstWeight).add(v.firstBias).tanh(), v.secondWeight).add(v.secondBias);
  return transposed(s);
}

/** A [B, T, T]: mean over hops of E[k, i] / D[k, t] for i <= t, E = exp(s) and D its running sum. */
function attention(v, x, lower) {
  const s = scores(v, x);
  const e = s.sub(constant((value) => value.max(2, true))(s)).exp();
  return product(transposed(e.cumsum(2).reciprocal()), e).mul(lower);
}

const models = {
  lstm: (v) => (x) => lstm(timesWeight(x, v.inputWeight).add(v.bias), v.recurrentWeight),
  'mean-triangular': (v, { time, hops }) => {
    const lower = tf.linalg.bandPart(tf.ones([time, time]), -1, 0).div(hops);
    return (x) => lstm(timesWeight(product(attention(v, x, lower), x), v.inputWeight).add(v.bias), v.recurrentWeight);
  },
  'mean-vectorised': (v, { time, hops }) => {
    const lower = tf.linalg.bandPart(tf.ones([time, time]), -1, 0).div(hops);
    return (x) => lstm(product(attention(v, x, lower), timesWeight(x, v.inputWeight)).add(v.bias), v.recurrentWeight);
  },
};

function modelOf(request) {
  const v = variables(request);
  const lastHidden = models[request.model](v, request);
  const used = Object.entries(v).filter(([name]) => request.model !== 'lstm' || !/^(first|second)/.test(name));
  return {
    parameters: used.map(([, variable]) => variable),
    logits: (x, dropout = (y) => y) =>
      dropout(lastHidden(dropout(x)))
        .matMul(v.denseWeight)
        .add(v.denseBias),
  };
}

function batchOf({ time, features, classes }, size) {
  const labels = tf.tensor1d(Int32Array.from({ length: size }, (_, i) => i % classes));
  return { x: tf.randomNormal([size, time, features], 0, 1, 'float32', 2), targets: tf.oneHot(labels, classes) };
}

// --- works: each gives what is timed ----------------------------------------------------------------------------------

function trainStep(request) {
  const { parameters, logits } = modelOf(request);
  const { x, targets } = batchOf(request, request.batch);
  const optimizer = tf.train.adam(1e-3);
  const dropout = (y) => tf.dropout(y, DROPOUT);
  return () =>
    optimizer.minimize(() => tf.losses.softmaxCrossEntropy(targets, logits(x, dropout)), true, parameters).dataSync();
}

/** dP(true class)/dx of x [B, T, N]. */
function gradients(logits, x, targets) {
  return tf.grad((input) => tf.softmax(logits(input)).mul(targets).sum())(x);
}

function maps(request) {
  const { logits } = modelOf(request);
  const { x, targets } = batchOf(request, request.samples);
  return () => tf.tidy(() => gradients(logits, x, targets).abs().dataSync());
}

/** By the midpoint rule from the zero baseline, sample after sample, all points of a path in one batch. */
function integratedGradients(request) {
  const { samples, steps } = request;
  const { logits } = modelOf(request);
  const { x, targets } = batchOf(request, samples);
  const fractions = tf.range(0, steps).add(0.5).div(steps).reshape([steps, 1, 1]);
  return () => {
    for (let sample = 0; sample < samples; sample++) {
      tf.tidy(() => {
        const one = x.slice(sample, 1);
        const path = gradients(logits, one.mul(fractions), targets.slice(sample, 1));
        return path.mean(0, true).mul(one).dataSync();
      });
    }
  };
}

const works = { trainStep, maps, integratedGradients };

// --- the conversation -------------------------------------------------------------------------------------------------

async function use(backend) {
  if (tf.getBackend() !== backend) await tf.setBackend(backend);
  await tf.ready();
}

/** Works that have run for a while: the first runs are slow until JavaScript and WebAssembly are compiled. */
const warm = new Set();
const WARM_UP = 1500;

function warmUp(key, run) {
  const start = performance.now();
  do run();
  while (!warm.has(key) && performance.now() - start < WARM_UP);
  warm.add(key);
}

async function answer({ repeats = 1, ...given }) {
  if (given.work === 'versions') {
    await use('wasm');
    return { tfjs: tf.version.tfjs, simd: await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT') };
  }
  const request = { ...defaults, ...given };
  if (!(request.work in works && request.model in models)) throw new Error('no such work or model');
  if (request.threads !== 1) throw new Error('TensorFlow.js has no threads in Node');
  await use(request.backend);
  const milliseconds = [];
  tf.engine().startScope();
  const run = works[request.work](request);
  warmUp(JSON.stringify(request), run);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    run();
    milliseconds.push(performance.now() - start);
  }
  tf.engine().endScope();
  tf.disposeVariables();
  return { milliseconds };
}

/** The largest difference of two tensors. */
const difference = (a, b) => a.sub(b).abs().max().dataSync()[0];

async function selfCheck() {
  const sizes = { ...defaults, time: 12, features: 7, hops: 3, attentionSize: 6 };
  for (const backend of ['wasm', 'cpu']) {
    await use(backend);
    const { x } = batchOf(sizes, 4);
    const v = variables(sizes);
    const layer = tf.layers.lstm({
      units: sizes.hidden,
      recurrentActivation: 'sigmoid',
      recurrentInitializer: 'glorotNormal',
    });
    layer.apply(x);
    layer.setWeights([v.inputWeight, v.recurrentWeight, v.bias]);
    const own = models.lstm(v, sizes)(x);
    console.error(backend, 'lstm', difference(own, layer.apply(x)));
    const triangular = models['mean-triangular'](v, sizes)(x);
    console.error(backend, 'vectorised', difference(triangular, models['mean-vectorised'](v, sizes)(x)));
    const s = scores(v, x);
    const prefixes = Array.from({ length: sizes.time }, (_, t) => {
      const attention = tf.softmax(s.slice([0, 0, 0], [-1, -1, t + 1]));
      return tf.matMul(attention, x.slice([0, 0, 0], [-1, t + 1, -1])).mean(1);
    });
    const expected = lstm(timesWeight(tf.stack(prefixes, 1), v.inputWeight).add(v.bias), v.recurrentWeight);
    console.error(backend, 'prefixes', difference(triangular, expected));
  }
}

// Standard output is for answers alone: TensorFlow.js greets there.
for (const name of ['log', 'info', 'warn']) console[name] = () => undefined;
tf = require('@tensorflow/tfjs');
require('@tensorflow/tfjs-backend-wasm');
if (process.argv.includes('--self-check')) await selfCheck();
else {
  for await (const line of createInterface({ input: process.stdin })) {
    const result = await answer(JSON.parse(line)).catch((error) => ({ error: error.message }));
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}
