import { describe, expect, it } from 'vitest';
import { labelsOf } from '../../src/data/dataset.js';
import { Classifier } from '../../src/model/classifier.js';
import type { ClassifierOptions } from '../../src/model/config.js';
import type { TrainingOptions } from '../../src/training/options.js';
import type { EpochRecord } from '../../src/training/state.js';
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
    expect(result.history.at(-1)?.accuracyWhenEnded).toBe(1);
    expect(result.history.slice(0, -1).every((record) => !('accuracyWhenEnded' in record))).toBe(true);
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

  it('says what the last parameters know apart from what the epoch came to, and keeps those of an earlier check', async () => {
    const options = { checkEvery: 1, epochs: 200, stopAtAccuracy: 1 };
    const { result, accuracy } = await trained({ training, validation }, { ...options, chooseBy: 'accuracy' });
    expect(result.bestStep).toBeLessThan(result.steps);
    const { accuracy: ofEpoch, accuracyWhenEnded } = result.history.at(-1) as EpochRecord;
    expect(accuracyWhenEnded).toBe(1);
    expect(await accuracy(training)).toBeLessThan(1);
    const epoch = await trained({ training }, { steps: result.steps });
    expect(ofEpoch).toBe(epoch.result.history.at(-1)?.accuracy);
  });

  it('that has the accuracy, or no patience left, with its last step says that, as one of more steps would', async () => {
    const options = { stopAtAccuracy: 0.9, epochs: 200 };
    const { result } = await trained({ training }, options);
    expect(result.stopped).toBe('training accuracy');
    const bounded = await trained({ training }, { ...options, steps: result.steps });
    expect(bounded.result).toMatchObject({ stopped: 'training accuracy', steps: result.steps });
    const impatient = { patience: 2, chooseBy: 'accuracy', epochs: 200 } as const;
    const patient = await trained({ training, validation }, impatient);
    const both = await trained({ training, validation }, { ...impatient, steps: patient.result.steps });
    expect(both.result).toMatchObject({ stopped: 'patience', steps: patient.result.steps });
  });

  it('looks at validation data where its steps end, without checks', async () => {
    const { result } = await trained({ training, validation }, { steps: 3 });
    expect(result).toMatchObject({ steps: 3, bestStep: 3, stopped: 'steps' });
    expect(result.history[0]?.validationLoss).toBeGreaterThan(0);
  });

  it('refuses what would go unheeded', async () => {
    const classifier = await Classifier.create(MODEL, { seed: 1 });
    const refused = (data: TrainingData, options: TrainingOptions) => rejection(train(classifier, data, options));
    expect(await refused({ training }, { batchSize: 6, checkEvery: 5 })).toMatchObject({
      code: 'option',
      message: '`checkEvery` is 5, but an epoch of 24 samples has 4 batches of 6',
      remedy: 'check at least every 4 batches, or lower `batchSize`',
    });
    expect(await refused({ training }, { batchSize: 50, checkEvery: 2 })).toMatchObject({
      message: '`checkEvery` is 2, but an epoch of 24 samples has 1 batch of 50',
      remedy: 'check after every batch, or lower `batchSize`',
    });
    expect(await refused({ training }, { chooseBy: 'accuracy' })).toMatchObject({
      message: '`chooseBy: accuracy`: there are no validation data',
    });
    expect(await refused({ training }, { checkEvery: 1, stopAtAccuracy: 0 })).toMatchObject({
      message: '`checkEvery` has nothing to look at: there are no validation data, and `stopAtAccuracy` is 0',
    });
    expect(await refused({ training, validation }, { batchSize: 6, checkEvery: 4, steps: 3 })).toMatchObject({
      message: '`checkEvery` is 4, but training ends before, as `steps` is 3',
      remedy: 'check at least every 3 steps, or leave `checkEvery` out to look at the end',
    });
  });
});
