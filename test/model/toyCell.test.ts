import { describe, expect, it } from 'vitest';
import { attribute } from '../../src/attribution/attribute.js';
import { createDataset } from '../../src/data/dataset.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import {
  addProduct,
  type Cell,
  Classifier,
  decodeModel,
  encodeModel,
  matrix,
  registerCell,
  train,
  transposed,
} from '../../src/index.js';
import { Draws } from '../reference/draws.js';

/**
 * A leaky integrator, as a user might bring it: h_t = (h_{t-1} + z_t + W_hh h_{t-1}) / 2, without a kernel of its own.
 * `rows` below is [H, lanes] of one step.
 */
const leaky: Cell<undefined> = {
  name: 'leaky',
  gates: 1,
  states: 1,
  separateGates: 0,
  tapeFloats: 0,

  forward(engine, { weight, lengths, steps, hidden, lanes }, z, [h]) {
    const rows = hidden * lanes;
    const all = engine.floats(h, (steps + 1) * rows);
    const inputs = engine.floats(z, steps * rows);
    const valid = lengths ? engine.integers(lengths, lanes) : undefined;
    for (let t = 0; t < steps; t++) {
      const [before, now] = [h, z].map((at) => matrix(at + 4 * t * rows, hidden, lanes));
      addProduct(engine, weight, before, now);
      for (let at = 0; at < rows; at++) {
        const old = all[t * rows + at];
        const over = valid !== undefined && t >= valid[at % lanes];
        all[(t + 1) * rows + at] = over ? old : (old + inputs[t * rows + at]) / 2;
      }
    }
    return undefined;
  },

  backward(engine, { weight, lengths, steps, hidden, lanes }, z, _h, _tape, dh, [carry]) {
    const rows = hidden * lanes;
    const [dz, own] = [engine.floats(z, steps * rows), engine.floats(dh, steps * rows)];
    const back = engine.floats(carry, rows);
    const valid = lengths ? engine.integers(lengths, lanes) : undefined;
    for (let t = steps - 1; t >= 0; t--) {
      for (let at = 0; at < rows; at++) {
        const total = own[t * rows + at] + back[at];
        const over = valid !== undefined && t >= valid[at % lanes];
        dz[t * rows + at] = over ? 0 : total / 2;
        back[at] = over ? total : total / 2;
      }
      const now = matrix(z + 4 * t * rows, hidden, lanes);
      addProduct(engine, transposed(weight), now, matrix(carry, hidden, lanes));
    }
    return 0;
  },

  anatomy: {
    gates: ['input'],
    terms: ({ hidden }) => [
      { name: 'recurrent weights', from: 0, gate: 0, slope: new Float64Array(hidden).fill(0.5) },
      { name: 'leak', from: 0, slope: new Float64Array(hidden).fill(0.5) },
    ],
  },
};
registerCell(leaky);

const [SAMPLES, TIME, FEATURES] = [24, 8, 3];

/** The classes differ at the first steps. */
function data() {
  const x = new Draws(1).floats(SAMPLES * TIME * FEATURES, 0.3);
  const labels = Int32Array.from({ length: SAMPLES }, (_, sample) => sample % 2);
  labels.forEach((label, sample) => {
    for (let i = 0; i < 3 * FEATURES; i++) x[sample * TIME * FEATURES + i] += label === 1 ? 1 : -1;
  });
  const lengths = Int32Array.from({ length: SAMPLES }, (_, sample) => TIME - (sample % 3));
  return createDataset({ x, shape: [SAMPLES, TIME, FEATURES], labels, lengths });
}

const architectures = [
  {},
  { bidirectional: true, layers: 2 },
  { inputCellAttention: 'matrix', bidirectional: true },
  { inputCellAttention: 'mean' },
] as const;

describe('a cell of one’s own, one object outside the library', () => {
  it.each(architectures)('has the right saliency: %j', async (architecture) => {
    const classifier = await Classifier.create(
      { inputSize: FEATURES, classes: 2, cell: 'leaky', hiddenSize: 3, hops: 2, attentionSize: 4, ...architecture },
      { seed: 2 },
    );
    const series = data();
    const maps = await attribute(classifier, series, { output: 'logit', target: 1, signed: true });
    const logits = async (by: number, at: number) => {
      const x = series.x.slice();
      x[at] += by;
      const moved = createDataset({ ...series, x, shape: [SAMPLES, TIME, FEATURES] });
      return (await classifier.logits(moved))[2 * Math.floor(at / TIME / FEATURES) + 1];
    };
    const magnitude = Math.max(...maps.values.map(Math.abs));
    for (let at = 0; at < 3 * TIME * FEATURES; at += 5) {
      const difference = ((await logits(0.02, at)) - (await logits(-0.02, at))) / 0.04;
      expect(Math.abs(difference - maps.values[at])).toBeLessThan(2e-3 * magnitude);
    }
  });

  it.each(architectures)('learns, is saved, streamed and diagnosed: %j', async (architecture) => {
    const options = { inputSize: FEATURES, classes: 2, cell: 'leaky', hiddenSize: 3, hops: 2, attentionSize: 4 };
    const classifier = await Classifier.create({ ...options, ...architecture }, { seed: 2 });
    const training = data();
    const recipe = { epochs: 60, batchSize: 12, learningRate: 0.02, inputDropout: 0, hiddenDropout: 0, seed: 0 };
    const { history } = await train(classifier, { training }, recipe);
    expect(history.at(-1)?.accuracy).toBe(1);

    const { classifier: loaded } = await decodeModel(encodeModel({ classifier }), 'leaky.safetensors');
    expect(loaded.config).toEqual(classifier.config);
    expect(await loaded.logits(training)).toEqual(await classifier.logits(training));

    const diagnosis = await diagnose(classifier, training, { samples: 3 });
    for (const { terms, approximation, gates } of diagnosis.recurrences) {
      expect(terms.map(({ name }) => name)).toEqual(['recurrent weights', 'leak']);
      expect(approximation?.norm[1]?.median).toBeCloseTo(0.5, 6);
      expect(gates[0]?.name).toBe('input');
    }

    if (classifier.config.bidirectional) return;
    const stream = classifier.stream();
    const [length] = training.lengths as Int32Array;
    let streamed: Float32Array = new Float32Array(2);
    for (let t = 0; t < length; t++) streamed = stream.push(training.x.subarray(t * FEATURES, (t + 1) * FEATURES));
    const whole = (await classifier.logits(training)).subarray(0, 2);
    streamed.forEach((value, k) => {
      expect(Math.abs(value - whole[k])).toBeLessThan(1e-5 * Math.max(...whole.map(Math.abs)));
    });
  });
});
