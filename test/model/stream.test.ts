import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import type { ClassifierOptions } from '../../src/model/config.js';
import { cells } from '../../src/model/encoders/recurrent/cells/index.js';
import { Draws } from '../reference/draws.js';

const TIME = 40;
const SIZES = { inputSize: 7, classes: 3, hiddenSize: 5, hops: 3, attentionSize: 6, readoutHops: 2 };
const feeds = ['none', 'matrix', 'mean', 'normalised'] as const;
const readouts = ['last', 'mean', 'max', 'self-attention'] as const;

/** A classifier whose scores span +-`spread`, and a series. */
async function streamed(options: ClassifierOptions, spread = 3) {
  const classifier = await Classifier.create(options, { seed: 4 });
  const random = new Draws(5);
  classifier.setParameters(classifier.parameters().map((value) => value * spread));
  const x = random.floats(TIME * options.inputSize, 2);
  return { classifier, x };
}

/** The logits of a series' first steps, all at once. */
const whole = (classifier: Classifier, x: Float32Array, steps: number) =>
  classifier.logits(createDataset({ x: x.slice(0, steps * 7), shape: [1, steps, 7] }));

function expectClose(actual: Float32Array, expected: Float32Array): void {
  const magnitude = Math.max(...expected.map(Math.abs));
  const difference = Math.max(...actual.map((value, i) => Math.abs(value - expected[i])));
  expect(difference / magnitude).toBeLessThan(1e-5);
}

describe('a stream', () => {
  it.each(
    cells
      .names()
      .flatMap((cell) =>
        feeds.flatMap((inputCellAttention) => readouts.map((readout) => ({ cell, inputCellAttention, readout }))),
      ),
  )('gives the whole series’ logits at every step: $cell, $inputCellAttention, $readout', async (options) => {
    for (const layers of [1, 2]) {
      const { classifier, x } = await streamed({ ...SIZES, ...options, layers }, options.cell === 'rnn-relu' ? 1 : 3);
      const stream = classifier.stream();
      for (let t = 0; t < TIME; t++) {
        const logits = stream.push(x.subarray(t * 7, (t + 1) * 7));
        expectClose(logits, await whole(classifier, x, t + 1));
      }
      expect(stream.steps).toBe(TIME);
    }
  });

  it('keeps early steps exact when a much larger score comes late', async () => {
    const { classifier, x } = await streamed({ ...SIZES, inputCellAttention: 'matrix' }, 30);
    const stream = classifier.stream();
    for (let t = 0; t < TIME; t++) {
      expectClose(stream.push(x.subarray(t * 7, (t + 1) * 7)), await whole(classifier, x, t + 1));
    }
  });

  it('does not hold more memory after many steps, and runs beside others', async () => {
    const { classifier, x } = await streamed({ ...SIZES, inputCellAttention: 'matrix', readout: 'self-attention' });
    const [one, two] = [classifier.stream(), classifier.stream()];
    const step = x.subarray(0, 7);
    const first = one.push(step);
    two.push(x.subarray(7, 14));
    const { bytes } = classifier.engine;
    for (let t = 0; t < 2000; t++) two.push(step);
    expect(classifier.engine.bytes).toBe(bytes);
    expect(classifier.stream().push(step)).toEqual(first);
  });

  it('refuses a bidirectional model, another number of features and NaN', async () => {
    const both = await Classifier.create({ ...SIZES, bidirectional: true }, { seed: 0 });
    expect(() => both.stream()).toThrow('a bidirectional model cannot be streamed');
    const stream = (await Classifier.create(SIZES, { seed: 0 })).stream();
    expect(() => stream.push([1, 2])).toThrow('a time step has 2 features where the model takes 7');
    expect(() => stream.push([1, 2, 3, Number.NaN, 5, 6, 7])).toThrow('feature 3 of time step 0 is NaN');
  });
});
