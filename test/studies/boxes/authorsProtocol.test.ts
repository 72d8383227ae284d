import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { boxDataset, boxTypes, boxVariants } from '../../../src/data/synthetic/boxes.js';
import { asAuthors, sizesOf } from '../../../src/studies/boxes/authorsProtocol.js';
import { modelsOf } from '../../../src/studies/boxes/boxModels.js';
import { patienceOf } from '../../../src/studies/boxes/boxOptions.js';
import {
  type BoxStudyOptions,
  type BoxTrial,
  boxTasks,
  boxTestData,
  runBoxTask,
} from '../../../src/studies/boxes/boxTrials.js';
import { movingBox } from '../../../src/studies/boxes/movingBox.js';
import { table } from '../../../src/studies/boxes/table.js';
import type { TrialResult } from '../../../src/studies/trial/trial.js';

const KEYS = ['lstm', 'bi-lstm', 'self-attention', 'matrix', 'normalised'];
const options: BoxStudyOptions = {
  boxes: ['mixed'],
  models: asAuthors(modelsOf(KEYS)),
  seeds: [4],
  trainingSamples: 25,
  testSamples: 6,
  epochs: 2,
  patience: 0,
  protocol: 'authors',
  examples: [0],
};
const trials = boxTasks('table', options).flatMap((task) => (task.spec.kind === 'trial' ? [task] : []));
const specOf = (key: string) => trials.find(({ spec }) => (spec as BoxTrial).key === key)?.spec as BoxTrial;

describe('the authors’ protocol', () => {
  it('draws the numbers of samples of the scripts', () => {
    const counts = { trainingSamples: 1000, testSamples: 300 };
    expect(sizesOf('authors', 'mixed', counts)).toEqual({ trainingSamples: 8000, testSamples: 1000 });
    expect(sizesOf('authors', 'moving-30', counts)).toEqual({ trainingSamples: 1000, testSamples: 200 });
    expect(sizesOf('authors', 'earlier', counts)).toEqual(counts);
    expect(sizesOf('paper', 'mixed', counts)).toEqual(counts);
  });

  it('squashes before the cross-entropy as each script does, and reads self-attention out as that one does', () => {
    const heads = KEYS.map((key) => specOf(key).trial.architecture.head?.crossEntropyOf);
    expect(heads).toEqual(['softmax', undefined, 'sigmoid', 'softmax', 'softmax']);
    const self = specOf('self-attention').trial;
    expect(self.architecture).toMatchObject({ readoutMean: true, readoutBias: true });
    expect(self.training?.hiddenDropout).toBe(0);
    expect(self.attribution.output).toBe('logit');
  });

  it('looks at accuracy every ten batches, or once an epoch, and marks every model that its test samples choose', () => {
    expect(trials.every(({ spec }) => spec.kind === 'trial' && spec.chosenBy === 'test')).toBe(true);
    expect(specOf('lstm').trial).toMatchObject({
      model: 'LSTM †',
      training: { checkEvery: 4, chooseBy: 'accuracy', patience: 0 },
    });
    const [whole] = boxTasks('table', { ...options, trainingSamples: 1000 });
    expect((whole.spec as BoxTrial).trial.training.checkEvery).toBe(10);
  });

  it('takes the box’s type for the length of mixed boxes in training and choice, but of self-attention, and nowhere else', async () => {
    expect(KEYS.map((key) => specOf(key).typeForLength)).toEqual([true, true, false, true, true]);
    const [other] = boxTasks('table', { ...options, boxes: ['earlier'] });
    expect((other.spec as BoxTrial).typeForLength).toBe(false);
    const [task] = trials;
    const result = (await runBoxTask(task)) as TrialResult;
    // Maps and the last accuracy are of whole series, of all 20 test samples.
    expect(result.correct.length).toBe(20);
    expect(result.examples[0]).toMatchObject({ time: 100, length: 100 });
    expect(result.evaluation.saliencyByTime.length).toBe(100);
    const whole = (await runBoxTask({
      ...task,
      spec: { ...task.spec, typeForLength: false } as BoxTrial,
    })) as TrialResult;
    expect(result.weights).not.toEqual(whole.weights);
  });

  it('has the test samples of its sizes, by a model’s key', async () => {
    const data = await boxTestData(
      { samples: 25, testSamples: 6, seed: 4, protocol: 'authors' },
      'mixed-matrix-seed-5',
    );
    const engine = await Engine.create();
    expect(data.x).toEqual(boxDataset(engine, 'mixed', { samples: 20, seed: 5, first: 200 }).x);
  });
});

describe('the patience of both protocols', () => {
  it('is 100 epochs and none, unless told', () => {
    for (const { options } of [table, movingBox]) {
      expect(patienceOf(options.parse({}))).toBe(100);
      expect(patienceOf(options.parse({ protocol: 'authors' }))).toBe(0);
      expect(patienceOf(options.parse({ patience: 7 }))).toBe(7);
      expect(patienceOf(options.parse({ patience: 0 }))).toBe(0);
    }
  });
});

describe('the types of boxes', () => {
  it('are 1 to 7, and say which box a sample’s mask has', async () => {
    const engine = await Engine.create();
    const draw = { samples: 60, seed: 2, first: 7 };
    const types = boxTypes(engine, 'mixed', draw);
    expect(new Set(types)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
    const { mask } = boxDataset(engine, 'mixed', draw);
    types.forEach((type, sample) => {
      const [{ time, features }] = boxVariants('mixed')[type - 1];
      const marked = mask?.indexOf(1, sample * 10_000) ?? -1;
      expect(marked - sample * 10_000).toBe(time[0] * 100 + features[0]);
    });
    expect(new Set(boxTypes(engine, 'earlier', draw))).toEqual(new Set([1]));
  });
});
