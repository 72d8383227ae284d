import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute } from '../../../src/attribution/attribute.js';
import { attributionMethods } from '../../../src/attribution/index.js';
import { lengthOf, takeSamples } from '../../../src/data/dataset.js';
import { Classifier } from '../../../src/model/classifier.js';
import { draws } from '../../draws.js';
import { refusal } from '../../formats/mutations.js';
import { arbitraryCase } from '../../model/arbitraryCase.js';
import { engineClassifier } from '../../model/engineResults.js';
import { relativeError } from '../../reference/relativeError.js';
import { rejection } from '../../training/rejection.js';
import { separable } from '../../training/separable.js';

const cases = arbitraryCase({ time: 12, features: 9, batch: 7 });
const settings = { numRuns: draws(60) };
const feeds = ['none', 'matrix', 'mean', 'normalised'] as const;
const fresh = (inputCellAttention: (typeof feeds)[number], classes = 2) =>
  Classifier.create({ inputSize: 4, classes, hops: 3, attentionSize: 4, inputCellAttention }, { seed: 1 });

describe('gradient saliency', () => {
  it('is the magnitude of the signed map, bit for bit', async () => {
    let negative = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const classifier = await engineClassifier(one);
        const signed = await attribute(classifier, one.dataset, { signed: true });
        const plain = await attribute(classifier, one.dataset);
        expect(plain.values).toEqual(signed.values.map(Math.abs));
        if (signed.values.some((value) => value < 0)) negative++;
      }),
      settings,
    );
    expect(negative).toBeGreaterThan(0);
  });

  it('takes the true class, the predicted one or one for all', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const classifier = await engineClassifier(one);
        const { samples, time, features } = one.dataset;
        const predicted = await classifier.predict(one.dataset);
        const map = async (target: 'true' | 'predicted' | number) =>
          (await attribute(classifier, one.dataset, { target })).values;
        const ofClass = await Promise.all(Array.from({ length: one.config.classes }, (_, k) => map(k)));
        const assembled = (classes: Int32Array) => {
          const values = new Float32Array(samples * time * features);
          classes.forEach((k, sample) => {
            const [from, to] = [sample * time * features, (sample + 1) * time * features];
            values.set(ofClass[k].subarray(from, to), from);
          });
          return values;
        };
        expect(await map('true')).toEqual(assembled(one.labels));
        expect(await map('predicted')).toEqual(assembled(predicted));
      }),
      settings,
    );
  });

  it('of the probability is p (1 - p) times that of the difference of logits, with two classes', async () => {
    const classifier = await fresh('matrix');
    const dataset = separable({ unequal: true });
    const { samples, time, features } = dataset;
    const p = await classifier.predictProba(dataset);
    const [own, other, probability] = await Promise.all(
      [
        { output: 'logit', target: 0 } as const,
        { output: 'logit', target: 1 } as const,
        { output: 'probability', target: 0 } as const,
      ].map((options) => attribute(classifier, dataset, { ...options, signed: true })),
    );
    const size = time * features;
    for (let sample = 0; sample < samples; sample++) {
      const slope = p[2 * sample] * p[2 * sample + 1];
      const [from, to] = [sample * size, (sample + 1) * size];
      const expected = own.values.subarray(from, to).map((value, i) => slope * (value - other.values[from + i]));
      expect(relativeError(probability.values.subarray(from, to), expected, 0)).toBeLessThan(1e-4);
    }
  });

  it('of one class of two is the other’s with the sign turned, for the probability', async () => {
    const classifier = await fresh('none');
    const dataset = separable();
    const [low, high] = await Promise.all(
      [0, 1].map((target) => attribute(classifier, dataset, { target, signed: true })),
    );
    expect(
      relativeError(
        low.values.map((value) => -value),
        high.values,
        0,
      ),
    ).toBeLessThan(1e-5);
  });

  it('is zero at padded steps and at no other', async () => {
    for (const feed of feeds) {
      const dataset = separable({ unequal: true, time: 9 });
      const { values } = await attribute(await fresh(feed), dataset);
      const size = dataset.time * dataset.features;
      for (let sample = 0; sample < dataset.samples; sample++) {
        const valid = lengthOf(dataset, sample) * dataset.features;
        const map = values.subarray(sample * size, (sample + 1) * size);
        expect(map.subarray(valid).every((value) => value === 0)).toBe(true);
        expect(map.subarray(0, valid).every((value) => value > 0)).toBe(true);
      }
    }
  });

  it.each(feeds)(
    'does not depend on what is computed together: neither maps nor logits, bit for bit (%s)',
    async (feed) => {
      const classifier = await fresh(feed);
      // More than are computed at a time, and no multiple of a vector.
      const dataset = separable({ samples: 131, unequal: true });
      const maps = (await attribute(classifier, dataset)).values;
      const logits = await classifier.logits(dataset);
      const size = dataset.time * dataset.features;
      for (const positions of [[0], [130], [64, 63], [5, 99, 7, 130, 2]]) {
        const part = takeSamples(dataset, positions);
        const partMaps = (await attribute(classifier, part)).values;
        const partLogits = await classifier.logits(part);
        positions.forEach((sample, row) => {
          const from = sample * size;
          expect(partMaps.subarray(row * size, (row + 1) * size)).toEqual(maps.subarray(from, from + size));
          expect(partLogits.subarray(2 * row, 2 * row + 2)).toEqual(logits.subarray(2 * sample, 2 * sample + 2));
        });
      }
    },
  );

  it('says what it is a map of', async () => {
    const dataset = separable();
    const classifier = await fresh('none');
    const { values, ...facts } = await attribute(classifier, dataset);
    expect(values.length).toBe(24 * 6 * 4);
    expect(facts).toEqual({
      shape: [24, 6, 4],
      method: 'gradient',
      output: 'probability',
      target: 'true',
      signed: false,
      settings: {},
    });
    const chosen = { output: 'logit', target: 1, signed: true } as const;
    expect(await attribute(classifier, dataset, chosen)).toMatchObject(chosen);
  });

  it('refuses a class that the model does not have, and the true class where there are no labels', async () => {
    const classifier = await fresh('none', 3);
    const { labels, ...unlabelled } = separable();
    expect(labels).toBeDefined();
    for (const target of [3, -1, 0.5]) {
      expect(await rejection(attribute(classifier, unlabelled, { target }))).toMatchObject({
        code: 'option',
        message: `target is ${target} where the model has classes 0 to 2`,
      });
    }
    expect(await rejection(attribute(classifier, unlabelled))).toMatchObject({
      code: 'labels',
      message: 'the target is the true class, but the data have no labels',
    });
    expect((await attribute(classifier, unlabelled, { target: 'predicted' })).values.length).toBe(24 * 6 * 4);
  });
});

describe('the attribution methods', () => {
  it('are found by their names, which are all named where there is none', () => {
    for (const method of attributionMethods) expect(attributionMethods.get(method.name)).toBe(method);
    expect(refusal(() => attributionMethods.get('magic'))).toMatchObject({
      code: 'option',
      message: 'there is no attribution method "magic"',
      remedy: `choose one of ${attributionMethods.names().join(', ')}`,
    });
  });
});
