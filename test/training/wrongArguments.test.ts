import { describe, expect, it } from 'vitest';
import { fitStandardisation, standardise } from '../../src/data/standardisation.js';
import { diagnose } from '../../src/diagnosis/diagnose.js';
import { Classifier } from '../../src/model/classifier.js';
import { train } from '../../src/training/trainer.js';
import { refusal } from '../formats/mutations.js';
import { rejection } from './rejection.js';
import { separable } from './separable.js';

const data = separable();
const classifier = await Classifier.create({ inputSize: 4, classes: 2 }, { seed: 1 });
const wrong = (value: unknown) => value as never;

describe('what JavaScript lets through', () => {
  it('is told by train: data that are no parts, other orders of arguments, hooks that there are not', async () => {
    expect(await rejection(train(classifier, wrong(data)))).toMatchObject({
      code: 'option',
      message: 'train: the second argument: an object { training, validation } was expected, found an object',
      remedy: 'train(classifier, { training, validation }, options, hooks)',
    });
    expect(await rejection(train(wrong(data), wrong(classifier)))).toMatchObject({ code: 'option' });
    expect((await rejection(train(classifier, { training: wrong('x.csv') }))).message).toBe(
      'train: training: a dataset was expected, found "x.csv"',
    );
    expect(await rejection(train(classifier, { training: data }, {}, wrong({ onprogress: () => {} })))).toMatchObject({
      message: 'train, hooks: configuration: there is no option "onprogress"',
      remedy: 'there are onProgress, onEpoch, onCheckpoint, signal, resume',
    });
  });

  it('is told by diagnose: targets and outputs that there are not', async () => {
    expect(await rejection(diagnose(classifier, data, wrong({ target: 'predictd' })))).toMatchObject({
      code: 'option',
      message: 'diagnose: target: true, predicted or a class index was expected, found "predictd"',
    });
    expect(await rejection(diagnose(classifier, data, wrong({ output: 'logits' })))).toMatchObject({
      message: expect.stringMatching(/^diagnose: output: one of probability, logit\b.* was expected, found "logits"$/),
    });
    expect(await rejection(diagnose(wrong(data), wrong(classifier)))).toMatchObject({ code: 'option' });
    expect((await rejection(diagnose(classifier, data, { samples: 0 }))).code).toBe('option');
  });

  it('is told by the standardisation', () => {
    expect(refusal(() => fitStandardisation(data, wrong('features'))).message).toBe(
      'fitStandardisation: the second argument: cell or feature was expected, found "features"',
    );
    expect(refusal(() => fitStandardisation(wrong('feature'), wrong(data)))).toMatchObject({ code: 'option' });
    expect(refusal(() => standardise(data, wrong(undefined)))).toMatchObject({ code: 'option' });
    expect(refusal(() => standardise(wrong(fitStandardisation(data, 'cell')), wrong(data)))).toMatchObject({
      code: 'option',
    });
  });
});
