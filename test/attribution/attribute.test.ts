import { describe, expect, it } from 'vitest';
import { attribute } from '../../src/attribution/attribute.js';
import { Classifier } from '../../src/model/classifier.js';
import { rejection } from '../training/rejection.js';
import { separable } from '../training/separable.js';

const data = separable();
const classifier = await Classifier.create({ inputSize: 4, classes: 2 }, { seed: 1 });
const refused = (options: unknown, ...[model, series]: unknown[]) =>
  rejection(attribute((model ?? classifier) as never, (series ?? data) as never, options as never));

describe('attribute', () => {
  it.each([
    [{ target: 'predictd' }, 'target: true, predicted or a class index was expected, found "predictd"'],
    [{ target: '1' }, 'target: true, predicted or a class index was expected, found "1"'],
    // Heads that other tests register have outputs, too.
    [{ output: 'logits' }, /^attribute: output: one of probability, logit\b.* was expected, found "logits"$/],
    [
      { method: 'integrated-gradients', baseline: 'zeros' },
      /^attribute: baseline: one of zero, mean, .* found "zeros"$/,
    ],
    [{ method: 'integrated-gradients', baseline: [0] }, /^attribute: baseline: .* found an array$/],
    [{ method: 'integrated-gradients', steps: '9' }, 'steps: a whole number at least 1 was expected, found "9"'],
    [{ signed: 'yes' }, 'signed: true or false was expected, found "yes"'],
    [{ out: [1, 2] }, 'out: a Float32Array was expected, found an array'],
    [{ onProgress: true }, 'onProgress: a function was expected, found true'],
    [{ signal: {} }, 'signal: an AbortSignal was expected, found an object'],
    ['gradient', 'configuration: an object was expected, found a string'],
  ])('refuses %j', async (options, message) => {
    const error = await refused(options);
    expect(error.code).toBe('option');
    if (typeof message === 'string') expect(error.message).toBe(`attribute: ${message}`);
    else expect(error.message).toMatch(message);
  });

  it('says which options there are where one is not known, those of the method alone among them', async () => {
    expect(await refused({ steps: 9 })).toMatchObject({
      message: 'attribute: configuration: there is no option "steps"',
      remedy: 'there are method, output, target, signed, out, signal, onProgress',
    });
    expect((await refused({ method: 'integrated-gradients', step: 9 })).remedy).toMatch(/onProgress, steps, baseline$/);
    expect(await refused({ method: 'magic' })).toMatchObject({ message: 'there is no attribution method "magic"' });
  });

  it('says what it takes where arguments are others, or the wrong way round', async () => {
    expect(await refused({}, data, classifier)).toMatchObject({
      code: 'option',
      message: 'attribute: the first argument: a classifier was expected, found an object',
    });
    expect(await refused({}, classifier, 'x.csv')).toMatchObject({
      code: 'option',
      message: 'attribute: the second argument: a dataset was expected, found "x.csv"',
    });
    expect(await refused({}, classifier, { ...data, samples: 3 })).toMatchObject({ code: 'shape' });
  });
});
