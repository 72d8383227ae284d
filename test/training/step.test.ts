import { describe, expect, it } from 'vitest';
import { type Dataset, takeSamples } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import { classWeights } from '../../src/model/heads/classes.js';
import type { Adam } from '../../src/training/adam.js';
import { type TrainingOptions, trainingConfig } from '../../src/training/options.js';
import { TrainingStep } from '../../src/training/step.js';
import * as reference from '../reference/loss.js';
import { rowsOf } from '../reference/matrix.js';
import { relativeError } from '../reference/relativeError.js';
import { separable } from './separable.js';

const CALM = { inputDropout: 0, hiddenDropout: 0 };

/** One step over the whole dataset: its loss, and the gradient that it hands to Adam. */
async function stepOver(dataset: Dataset, options: TrainingOptions) {
  const classifier = await Classifier.create({ inputSize: dataset.features, classes: 2, hiddenSize: 3 }, { seed: 4 });
  const { engine, layout } = classifier;
  const config = trainingConfig({ ...CALM, batchSize: dataset.samples, ...options });
  let gradient = new Float32Array(0);
  const adam: Pick<Adam, 'step'> = {
    step: (_, gradients) => {
      gradient = engine.floats(gradients, layout.size).slice();
    },
  };
  const weights = classWeights(dataset, 2, config.classWeights);
  const step = new TrainingStep(classifier, dataset, config, adam as Adam, weights);
  const order = Array.from({ length: dataset.samples }, (_, i) => i);
  const { loss } = await step.run(order, 1, 1);
  const logits = rowsOf(await classifier.logits(dataset), dataset.samples, 2);
  return { classifier, loss, gradient, logits, norm: Math.hypot(...gradient) };
}

describe('gradient clipping', () => {
  it('scales the whole gradient to the norm that it allows', async () => {
    const free = await stepOver(separable(), {});
    const limit = free.norm / 3;
    const clipped = await stepOver(separable(), { gradientClip: limit });
    expect(clipped.norm / limit).toBeCloseTo(1, 5);
    const scaled = free.gradient.map((value) => (value * limit) / free.norm);
    expect(relativeError(clipped.gradient, scaled, 0)).toBeLessThan(1e-6);
  });

  it('leaves a shorter gradient as it is, bit for bit', async () => {
    const free = await stepOver(separable(), {});
    expect((await stepOver(separable(), { gradientClip: 1.01 * free.norm })).gradient).toEqual(free.gradient);
  });
});

describe('balanced class weights', () => {
  // Three samples of class 0 for each of class 1.
  const uneven = takeSamples(separable(), [0, 2, 4, 1, 6, 8, 10, 3]);
  const labels = uneven.labels as Int32Array;

  it('are samples / (classes x samples of the class)', () => {
    expect(classWeights(uneven, 2, 'balanced')).toEqual(Float64Array.of(8 / 12, 8 / 4));
    expect(classWeights(uneven, 2, 'none')).toBeUndefined();
  });

  it('make the loss the weighted mean', async () => {
    const weights = [8 / 12, 8 / 4];
    const balanced = await stepOver(uneven, { classWeights: 'balanced' });
    const plain = await stepOver(uneven, {});
    expect(balanced.loss).toBeCloseTo(reference.crossEntropy(balanced.logits, labels, weights), 5);
    expect(plain.loss).toBeCloseTo(reference.crossEntropy(plain.logits, labels), 5);
    expect(Math.abs(balanced.loss - plain.loss)).toBeGreaterThan(1e-3);
  });

  it('weigh the gradient in the same way', async () => {
    const weights = [8 / 12, 8 / 4];
    const { classifier, gradient, logits } = await stepOver(uneven, { classWeights: 'balanced' });
    const bias = classifier.layout.specs.find(({ name }) => name === 'fc.bias');
    const expected = reference
      .crossEntropyGradient(logits, labels, weights)
      .reduce((sum, row) => sum.map((value, j) => value + row[j]), [0, 0]);
    const found = gradient.subarray(bias?.offset, (bias?.offset as number) + 2);
    expect(relativeError(found, expected, 1e-2)).toBeLessThan(1e-5);
  });
});
