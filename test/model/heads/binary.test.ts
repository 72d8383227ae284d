import { describe, expect, it } from 'vitest';
import { createDataset } from '../../../src/data/dataset.js';
import { Classifier } from '../../../src/model/classifier.js';
import { train } from '../../../src/training/trainer.js';
import { Draws } from '../../reference/draws.js';
import { relativeError } from '../../reference/relativeError.js';
import { rejection } from '../../training/rejection.js';
import { engineGradients } from '../engineResults.js';

const [SAMPLES, TIME, FEATURES, HIDDEN] = [13, 9, 4, 3];
const sizes = { inputSize: FEATURES, classes: 2, hiddenSize: HIDDEN };

function data() {
  const labels = Int32Array.from({ length: SAMPLES }, (_, sample) => sample % 2);
  const x = new Draws(4).floats(SAMPLES * TIME * FEATURES, 2);
  return createDataset({ x, shape: [SAMPLES, TIME, FEATURES], labels });
}

/** One number z for two classes, and the softmax of 0 and z, which has the same probabilities; the same parameters but for that. */
async function both() {
  const binary = await Classifier.create({ ...sizes, head: { name: 'binary' } }, { seed: 3 });
  const softmax = await Classifier.create(sizes, { seed: 3 });
  const [from, to] = [binary.parameters(), softmax.parameters()];
  const place = (classifier: Classifier, wanted: string) =>
    classifier.layout.specs.find(({ name }) => name === wanted)?.offset as number;
  to.set(from.subarray(0, place(binary, 'fc.weight')));
  const [weight, bias] = [place(softmax, 'fc.weight'), place(softmax, 'fc.bias')];
  to.fill(0, weight, bias + 2);
  to.set(from.subarray(place(binary, 'fc.weight'), place(binary, 'fc.weight') + HIDDEN), weight + HIDDEN);
  to[bias + 1] = from[place(binary, 'fc.bias')];
  softmax.setParameters(to);
  return { binary, softmax };
}

describe('a head of one number for two classes', () => {
  it('has z and -z as logits, their sigmoids as probabilities, and their gradients', async () => {
    const { binary, softmax } = await both();
    const series = data();
    const [logits, twoLogits] = [await binary.logits(series), await softmax.logits(series)];
    for (let sample = 0; sample < SAMPLES; sample++) {
      expect(logits[2 * sample + 1]).toBe(twoLogits[2 * sample + 1]);
      expect(logits[2 * sample]).toBe(-logits[2 * sample + 1]);
    }
    expect(relativeError(await binary.predictProba(series), await softmax.predictProba(series), 1)).toBeLessThan(1e-6);
    expect(await binary.predict(series)).toEqual(await softmax.predict(series));
    for (const target of ['true', 'predicted', 0, 1] as const) {
      const options = { output: 'probability', target } as const;
      const [own, other] = [await binary.inputGradient(series, options), await softmax.inputGradient(series, options)];
      expect(relativeError(own, other, 1e-6)).toBeLessThan(1e-5);
    }
    const [zero, one] = [0, 1].map((target) => binary.inputGradient(series, { output: 'logit', target }));
    expect(await zero).toEqual((await one).map((value) => -value));
  });

  it('is trained with the cross-entropy of its probabilities', async () => {
    const { binary, softmax } = await both();
    const series = data();
    const [own, other] = [binary, softmax].map((classifier) => {
      const { engine, layout, network, pointers } = classifier;
      return engine.scope(() => {
        const base = engine.allocateZeros(layout.size);
        const at = Object.fromEntries(layout.specs.map(({ name, offset }) => [name, base + offset * 4]));
        const batch = engine.put(series.x);
        const given = { x: batch, stride: TIME * FEATURES, alphas: 0, samples: SAMPLES, time: TIME };
        const pass = network.forward(engine, pointers, { ...given, features: FEATURES, lanes: 16, lengths: 0 });
        const { loss, gradient, score } = network.head.loss(engine, pass.outputs, series);
        network.backward(engine, pointers, pass, gradient, { dx: 0, gradients: at });
        return { loss, score, dih: engine.floats(at['rnn.weight_ih_l0'], 4 * HIDDEN * FEATURES).slice() };
      });
    });
    expect(own.loss).toBeCloseTo(other.loss, 6);
    expect(own.score).toBe(other.score);
    expect(relativeError(own.dih, other.dih, 1e-6)).toBeLessThan(1e-5);
    expect(engineGradients(softmax, series).loss).toBeCloseTo(own.loss, 6);

    const recipe = {
      epochs: 60,
      learningRate: 0.02,
      batchSize: 8,
      inputDropout: 0,
      hiddenDropout: 0,
      stopAtAccuracy: 0,
    };
    const { history } = await train(binary, { training: series }, recipe);
    expect(history.at(-1)?.loss).toBeLessThan(0.5 * (history[0]?.loss as number));
  });

  it('is of two classes', async () => {
    const three = Classifier.create({ ...sizes, classes: 3, head: { name: 'binary' } }, { seed: 0 });
    expect(await rejection(three)).toMatchObject({ code: 'option', message: 'the head binary is of 2 classes, not 3' });
  });
});
