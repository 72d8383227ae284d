import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { boxDataset } from '../../src/data/synthetic/boxes.js';
import { Classifier } from '../../src/model/classifier.js';
import { encodeModel, prepareFor } from '../../src/model/weights/savedModel.js';
import { refusal } from '../formats/mutations.js';
import { rejection } from '../training/rejection.js';
import { separable } from '../training/separable.js';

const data = separable();
const engine = await Engine.create();
const classifier = await Classifier.create({ inputSize: 4, classes: 2 }, { seed: 1 });
const wrong = (value: unknown) => value as never;
const path = { baseline: new Float32Array(24), steps: 2 };

describe('a classifier', () => {
  it.each([
    ['a target that there is not', () => classifier.inputGradient(data, { target: wrong('predictd') })],
    ['an output that there is not', () => classifier.inputGradient(data, { output: 'logits' })],
    ['an option that there is not', () => classifier.inputGradient(data, wrong({ outputs: 'logit' }))],
    ['a sign that is none', () => classifier.inputGradient(data, { signed: wrong('no') })],
    ['no data', () => classifier.inputGradient(wrong(undefined))],
    ['a file’s name as data', () => classifier.logits(wrong('x.csv'))],
    ['options of another call', () => classifier.logits(data, wrong({ target: 1 }))],
    ['no path', () => classifier.pathGradient(data, wrong(undefined))],
    ['a baseline that is no Float32Array', () => classifier.pathGradient(data, { ...path, baseline: wrong([0]) })],
    ['no seed', () => Classifier.create(classifier.config, wrong(undefined))],
    ['a seed that is none', () => Classifier.create(classifier.config, { seed: wrong('1') })],
    ['thread for threads', () => Classifier.create(classifier.config, wrong({ seed: 1, thread: 2 }))],
    ['an option that an engine has not', () => Engine.create(wrong({ fast: true }))],
  ])('refuses %s', async (_, call) => {
    expect(await rejection(call())).toMatchObject({ code: 'option' });
  });

  it('is asked for where something else was given', () => {
    expect(refusal(() => encodeModel(wrong(classifier)))).toMatchObject({
      message: 'encodeModel: classifier: a classifier was expected, found nothing',
    });
    expect(refusal(() => prepareFor(wrong(data), wrong(classifier)))).toMatchObject({ code: 'option' });
    expect(refusal(() => boxDataset(wrong('earlier'), wrong({ samples: 3 }), wrong(undefined)))).toMatchObject({
      message: 'boxDataset: the first argument: an engine was expected, found "earlier"',
    });
    expect(refusal(() => boxDataset(engine, 'earlier', wrong({ sample: 3, seed: 0 })))).toMatchObject({
      code: 'option',
    });
  });
});
