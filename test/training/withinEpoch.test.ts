import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import type { ClassifierOptions } from '../../src/model/config.js';
import type { TrainingOptions } from '../../src/training/options.js';
import { type TrainingData, train } from '../../src/training/trainer.js';
import { rejection } from './rejection.js';
import { separable } from './separable.js';

const MODEL: ClassifierOptions = { inputSize: 4, classes: 2, hiddenSize: 3 };
/** Four batches of six. */
const RECIPE: TrainingOptions = { batchSize: 6, learningRate: 0.02, stopAtAccuracy: 0, seed: 2 };

async function trained(data: TrainingData, options: TrainingOptions, model: ClassifierOptions = MODEL) {
  const classifier = await Classifier.create(model, { seed: 1 });
  const result = await train(classifier, data, { ...RECIPE, ...options });
  const accuracy = async (of: TrainingData['training']) => {
    const predicted = await classifier.predict(of);
    return predicted.filter((label, sample) => label === labelsOf(of)[sample]).length / of.samples;
  };
  return { classifier, result, parameters: classifier.parameters(), accuracy };
}

describe('a training that ends within an epoch', () => {
  const training = separable();
  const validation = separable({ seed: 5, randomLabels: true });

  it('takes as many steps as it is told, and is the same as one of whole epochs where they are those', async () => {
    const epochs = await trained({ training }, { epochs: 2 });
    const steps = await trained({ training }, { epochs: 9, steps: 8 });
    expect(steps.parameters).toEqual(epochs.parameters);
    expect(steps.result).toMatchObject({ stopped: 'steps', steps: 8, bestStep: 8, bestEpoch: 2 });
    expect(steps.result.history).toEqual(epochs.result.history);
    const within = await trained({ training }, { steps: 7 });
    expect(within.result).toMatchObject({ stopped: 'steps', steps: 7, bestStep: 7, bestEpoch: 2 });
    expect(within.parameters).not.toEqual(epochs.parameters);
  });

  it('stops at the check that finds the accuracy, and says what it found', async () => {
    const { result, accuracy } = await trained({ training }, { checkEvery: 2, stopAtAccuracy: 1, epochs: 200 });
    expect(result.stopped).toBe('training accuracy');
    expect(result.steps % 2).toBe(0);
    expect(result.history.at(-1)?.accuracy).toBe(1);
    expect(await accuracy(training)).toBe(1);
    const before = await trained({ training }, { steps: result.steps - 2 });
    expect(await before.accuracy(training)).toBeLessThan(1);
  });

  it('keeps the first parameters with the highest accuracy, or those with the lowest loss, of all checks', async () => {
    const checks = Array.from({ length: 6 }, (_, index) => 2 * (index + 1));
    const one = async (steps: number) => {
      const { classifier, accuracy } = await trained({ training }, { steps });
      const logits = await classifier.logits(validation);
      const loss = labelsOf(validation).reduce((sum, label, sample) => {
        const [own, other] = [logits[2 * sample + label], logits[2 * sample + 1 - label]];
        return sum + Math.log1p(Math.exp(other - own));
      }, 0);
      return { steps, accuracy: await accuracy(validation), loss };
    };
    const all = [];
    for (const steps of checks) all.push(await one(steps));
    const most = Math.max(...all.map(({ accuracy }) => accuracy));
    const least = Math.min(...all.map(({ loss }) => loss));
    const options = { checkEvery: 2, epochs: 3 };
    const byAccuracy = await trained({ training, validation }, { ...options, chooseBy: 'accuracy' });
    expect(byAccuracy.result.bestStep).toBe(all.find(({ accuracy }) => accuracy === most)?.steps);
    expect(byAccuracy.result.steps).toBe(12);
    const { bestEpoch, history } = byAccuracy.result;
    expect(history[bestEpoch - 1]?.validationAccuracy).toBe(most);
    const byLoss = await trained({ training, validation }, options);
    expect(byLoss.result.bestStep).toBe(all.find(({ loss }) => loss === least)?.steps);
  });

  it('ends with what it has where its steps end before the first check', async () => {
    const { result } = await trained({ training, validation }, { steps: 1, checkEvery: 3 });
    expect(result).toMatchObject({ steps: 1, bestStep: 1, stopped: 'steps' });
    expect(result.history[0]?.validationLoss).toBeUndefined();
  });

  it('refuses what would go unheeded', async () => {
    const classifier = await Classifier.create(MODEL, { seed: 1 });
    const refused = (data: TrainingData, options: TrainingOptions) => rejection(train(classifier, data, options));
    expect(await refused({ training }, { batchSize: 6, checkEvery: 5 })).toMatchObject({
      code: 'option',
      message: expect.stringContaining('an epoch of 24 samples has 4 batches of 6'),
    });
    expect((await refused({ training }, { chooseBy: 'accuracy' })).message).toContain('there are no validation data');
  });
});
