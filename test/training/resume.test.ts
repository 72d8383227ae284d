import { afterEach, describe, expect, it, vi } from 'vitest';
import { Classifier } from '../../src/model/classifier.js';
import type { TrainingOptions } from '../../src/training/options.js';
import { decodeTrainingState, encodeTrainingState, type TrainingState } from '../../src/training/state.js';
import { type TrainingData, type TrainingHooks, train } from '../../src/training/trainer.js';
import { rejection } from './rejection.js';
import { separable } from './separable.js';

const training = separable({ randomLabels: true, unequal: true });
const validation = separable({ seed: 8, randomLabels: true });
const OPTIONS = { epochs: 6, batchSize: 7, learningRate: 0.03, seed: 3 };
const BATCHES = 4;

const fresh = (seed: number, hiddenSize = 3, fastMath = false) =>
  Classifier.create({ inputSize: 4, classes: 2, hiddenSize }, { seed, fastMath });

/** A whole training, with the bytes of its checkpoint after each whole epoch. */
async function uninterrupted(data: TrainingData, options: TrainingOptions) {
  const checkpoints: Uint8Array[] = [];
  const classifier = await fresh(1);
  const result = await train(classifier, data, options, {
    onCheckpoint: (state) => {
      checkpoints.push(encodeTrainingState(state(), 'recipe'));
    },
  });
  return { parameters: classifier.parameters(), result, checkpoints };
}

/** Goes on from a checkpoint in a classifier that started elsewhere. */
async function resumed(checkpoint: Uint8Array, data: TrainingData, options: TrainingOptions, hiddenSize = 3) {
  const { state, recipe } = decodeTrainingState(checkpoint, 'checkpoint.safetensors');
  expect(recipe).toBe('recipe');
  const classifier = await fresh(77, hiddenSize);
  const result = await train(classifier, data, options, { resume: state });
  return { parameters: classifier.parameters(), result };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a resumed training', () => {
  it.each<[string, TrainingData, TrainingOptions]>([
    ['without validation', { training }, OPTIONS],
    ['with validation, which picks the epoch', { training, validation }, OPTIONS],
    ['that patience ends', { training, validation }, { ...OPTIONS, epochs: 200, patience: 3 }],
    [
      'with clipping, class weights and decay',
      { training, validation },
      { ...OPTIONS, gradientClip: 0.1, classWeights: 'balanced', weightDecay: 0.1 },
    ],
    [
      'that looks at accuracy within epochs, by which validation chooses',
      { training, validation },
      { ...OPTIONS, checkEvery: 2, chooseBy: 'accuracy' },
    ],
    ['that its steps end within an epoch', { training, validation }, { ...OPTIONS, steps: 11, checkEvery: 3 }],
    ['that its steps end with an epoch', { training, validation }, { ...OPTIONS, steps: 12 }],
  ])('ends bit for bit as an uninterrupted one, from every epoch (%s)', async (_, data, options) => {
    const { parameters, result, checkpoints } = await uninterrupted(data, options);
    expect(checkpoints.length).toBe(Math.floor(result.steps / BATCHES));
    for (const checkpoint of checkpoints) {
      const again = await resumed(checkpoint, data, options);
      expect(again.parameters).toEqual(parameters);
      expect(again.result).toEqual(result);
    }
  });

  it('ends so, too, after it was aborted in the middle of an epoch', async () => {
    const data = { training, validation };
    const { parameters, result } = await uninterrupted(data, OPTIONS);
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 1000;
      return now;
    });
    const abort = new AbortController();
    let checkpoint = new Uint8Array(0);
    const hooks: TrainingHooks = {
      signal: abort.signal,
      onCheckpoint: (state) => {
        checkpoint = new Uint8Array(encodeTrainingState(state(), 'recipe'));
      },
      onProgress: ({ epoch, batch }) => {
        if (epoch === 4 && batch === 2) abort.abort();
      },
    };
    const error = await rejection(train(await fresh(1), data, OPTIONS, hooks));
    expect(error).toMatchObject({ code: 'aborted', message: 'training was stopped in epoch 4' });
    expect(decodeTrainingState(checkpoint, 'c').state.history.length).toBe(3);
    const again = await resumed(checkpoint, data, OPTIONS);
    expect(again.parameters).toEqual(parameters);
    expect(again.result).toEqual(result);
  });

  it('has written the checkpoint of the epoch in which it was aborted', async () => {
    const abort = new AbortController();
    let epochs = 0;
    const hooks: TrainingHooks = {
      signal: abort.signal,
      onCheckpoint: async (state) => {
        await Promise.resolve();
        epochs = state().history.length;
        if (epochs === 2) abort.abort();
      },
    };
    const error = await rejection(train(await fresh(1), { training }, OPTIONS, hooks));
    expect(error).toMatchObject({ code: 'aborted', message: 'training was stopped in epoch 2' });
    expect(epochs).toBe(2);
  });

  it('may be given more epochs, also once it has ended', async () => {
    const data = { training, validation };
    const longer = { ...OPTIONS, epochs: 11 };
    const { parameters, result } = await uninterrupted(data, longer);
    const { checkpoints } = await uninterrupted(data, OPTIONS);
    const again = await resumed(checkpoints.at(-1) as Uint8Array, data, longer);
    expect(again.parameters).toEqual(parameters);
    expect(again.result).toEqual(result);
  });

  it.each<[string, TrainingOptions, TrainingOptions]>([
    ['ended within an epoch', { steps: 11 }, { steps: 18 }],
    ['ended within an epoch, and now ends with its epochs', { steps: 11 }, {}],
    ['ended with an epoch', { steps: 12 }, { steps: 13 }],
    ['looks at accuracy within epochs', { steps: 10, checkEvery: 3 }, { steps: 23, checkEvery: 3 }],
    [
      'has run out of patience since',
      { steps: 8, patience: 1, chooseBy: 'accuracy' },
      { patience: 1, chooseBy: 'accuracy' },
    ],
    ['has enough accuracy at its end', { steps: 12, stopAtAccuracy: 0.4 }, { stopAtAccuracy: 0.4 }],
  ])('may be given more steps, also once it has ended (%s)', async (_, fewer, more) => {
    const data = { training, validation };
    const { parameters, result } = await uninterrupted(data, { ...OPTIONS, ...more });
    const { checkpoints } = await uninterrupted(data, { ...OPTIONS, ...fewer });
    for (const checkpoint of checkpoints) {
      const again = await resumed(checkpoint, data, { ...OPTIONS, ...more });
      expect(again.parameters).toEqual(parameters);
      expect(again.result).toEqual(result);
    }
  });

  it.each<[string, TrainingOptions, TrainingOptions, string]>([
    ['fewer epochs', {}, { epochs: 5 }, 'epochs 6, not 5'],
    ['fewer steps', { steps: 20 }, { steps: 19 }, 'steps 20, not 19'],
    ['steps where there was no bound', {}, { steps: 100 }, 'steps 0, not 100'],
  ])('refuses %s', async (_, before, now, text) => {
    const { checkpoints } = await uninterrupted({ training }, { ...OPTIONS, ...before });
    const error = await rejection(resumed(checkpoints[1], { training }, { ...OPTIONS, ...now }));
    expect(error).toMatchObject({ code: 'option', message: `the checkpoint was made with ${text}` });
  });

  it('refuses data of another size', async () => {
    const { checkpoints } = await uninterrupted({ training }, OPTIONS);
    const error = await rejection(resumed(checkpoints[1], { training: separable({ samples: 8 }) }, OPTIONS));
    expect(error).toMatchObject({ code: 'shape', message: expect.stringContaining('a training on other data') });
  });

  it('refuses other options, naming the one that differs', async () => {
    const { checkpoints } = await uninterrupted({ training }, OPTIONS);
    const error = await rejection(resumed(checkpoints[1], { training }, { ...OPTIONS, learningRate: 0.1 }));
    expect(error).toMatchObject({
      code: 'option',
      message: 'the checkpoint was made with learningRate 0.03, not 0.1',
    });
  });

  it('goes on with fast math only where it began with it, and then to the same bits on the same machine', async () => {
    const data = { training, validation };
    const states: TrainingState[] = [];
    const hooks: TrainingHooks = { onCheckpoint: (state) => void states.push(state()) };
    const whole = await fresh(1, 3, true);
    await train(whole, data, OPTIONS, hooks);
    const again = await fresh(77, 3, true);
    await train(again, data, OPTIONS, { resume: states[1] });
    expect(again.parameters()).toEqual(whole.parameters());
    expect(await rejection(train(await fresh(1), data, OPTIONS, { resume: states[1] }))).toMatchObject({
      code: 'option',
      message: 'the checkpoint was made with fast math',
    });
    const { checkpoints } = await uninterrupted(data, OPTIONS);
    const { state } = decodeTrainingState(checkpoints[1], 'c');
    expect(await rejection(train(again, data, OPTIONS, { resume: state }))).toMatchObject({
      message: 'the checkpoint was made without fast math',
      remedy: 'go on without it, or start afresh in another folder',
    });
  });

  it('refuses another architecture', async () => {
    const { checkpoints } = await uninterrupted({ training }, OPTIONS);
    const error = await rejection(resumed(checkpoints[1], { training }, OPTIONS, 8));
    expect(error).toMatchObject({ code: 'shape', message: 'the checkpoint belongs to another architecture' });
  });
});
