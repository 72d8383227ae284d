import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute } from '../../../src/attribution/attribute.js';
import { createDataset, type Dataset, lengthOf, takeSamples } from '../../../src/data/dataset.js';
import { fitStandardisation } from '../../../src/data/standardisation.js';
import { Classifier } from '../../../src/model/classifier.js';
import { firstDifference } from '../../backend/bits.js';
import { draws } from '../../draws.js';
import { arbitraryCase, type ClassifierCase } from '../../model/arbitraryCase.js';
import { engineClassifier } from '../../model/engineResults.js';
import { twinIntegratedGradients } from '../../model/twinResults.js';
import { forward } from '../../reference/classifier.js';
import { Draws } from '../../reference/draws.js';
import { classOutput } from '../../reference/loss.js';
import { relativeError } from '../../reference/relativeError.js';
import { rejection } from '../../training/rejection.js';
import { separable } from '../../training/separable.js';

const cases = arbitraryCase({ time: 8, features: 7, batch: 4 });
const settings = { numRuns: draws(150), seed: 5 };
const feeds = ['none', 'matrix', 'mean', 'normalised'] as const;
const fresh = (inputCellAttention: (typeof feeds)[number], cell: 'lstm' | 'gru' = 'lstm') =>
  Classifier.create({ inputSize: 4, classes: 2, hops: 3, attentionSize: 4, inputCellAttention, cell }, { seed: 1 });
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** A baseline for a case, as the method takes it and as values. */
const baselines = {
  zero: ({ dataset }: ClassifierCase) => ['zero', new Float32Array(dataset.time * dataset.features)] as const,
  mean: ({ dataset }: ClassifierCase) => ['mean', fitStandardisation(dataset, 'cell').mean] as const,
  given: ({ dataset }: ClassifierCase) => {
    const values = new Draws(6).floats(dataset.time * dataset.features, 1);
    return [values, values] as const;
  },
};

describe('integrated gradients', () => {
  it.each(['zero', 'mean', 'given'] as const)('agree with the float64 twin, from the baseline %s', async (name) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        cases.filter(({ dataset }) => name !== 'mean' || dataset.samples > 1),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('probability' as const, 'logit' as const),
        async (one, steps, output) => {
          const { samples, time, features } = one.dataset;
          const [baseline, values] = baselines[name](one);
          const classifier = await engineClassifier(one);
          const options = { baseline, steps, output, signed: true };
          const maps = (await attribute(classifier, one.dataset, { method: 'integrated-gradients', ...options }))
            .values;
          for (let sample = 0; sample < samples; sample++) {
            const expected = twinIntegratedGradients(one, sample, { baseline: values, steps, output }).flat();
            const map = maps.subarray(sample * time * features).subarray(0, expected.length);
            expect(relativeError(map, expected, 1e-2)).toBeLessThan(1e-4);
          }
          const { cell, inputCellAttention } = one.config;
          for (const kind of [cell, inputCellAttention, `T ${time}`, `batch ${samples}`]) seen.add(kind);
          if (one.lengths) seen.add('unequal');
        },
      ),
      settings,
    );
    const least = ['lstm', 'gru', ...feeds, 'T 1', `batch ${name === 'mean' ? 2 : 1}`, 'unequal'];
    expect(least.filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it.each([
    ['one layer', {}],
    ['more features than gates', { hiddenSize: 1 }],
    ['both directions', { bidirectional: true, readout: 'mean' }],
    ['two layers', { layers: 2 }],
  ] as const)(
    'are the mean of the gradients at the points that the definition names, times x - x’: %s',
    async (_, sizes) => {
      const dataset = separable({ samples: 5, unequal: true });
      const [samples, size, steps] = [dataset.samples, dataset.time * dataset.features, 37];
      const baseline = new Draws(2).floats(size, 1);
      for (const feed of feeds) {
        const options = { inputSize: 4, classes: 2, hops: 3, attentionSize: 4, inputCellAttention: feed, ...sizes };
        const classifier = await Classifier.create(options, { seed: 1 });
        const sums = new Float64Array(samples * size);
        for (let k = 0; k < steps; k++) {
          const x = dataset.x.map((value, i) => {
            const from = baseline[i % size];
            return from + ((k + 0.5) / steps) * (value - from);
          });
          const point = createDataset({ ...dataset, x, shape: [samples, dataset.time, dataset.features] });
          const gradients = await classifier.inputGradient(point);
          gradients.forEach((value, i) => {
            sums[i] += value;
          });
        }
        const expected = sums.map((sum, i) => (sum / steps) * (dataset.x[i] - baseline[i % size]));
        for (let sample = 0; sample < samples; sample++) {
          expected.fill(0, sample * size + lengthOf(dataset, sample) * dataset.features, (sample + 1) * size);
        }
        const { values } = await attribute(classifier, dataset, {
          method: 'integrated-gradients',
          baseline,
          steps,
          signed: true,
        });
        expect(relativeError(values, expected, 1e-2)).toBeLessThan(1e-4);
        // However many points are taken together.
        const small = await Classifier.create(options, { seed: 1, memory: 1 });
        const path = { baseline, steps } as const;
        expect(await small.pathGradient(dataset, path)).toEqual(await classifier.pathGradient(dataset, path));
      }
    },
  );

  it('add up to S(x) - S(x’), the better the more steps there are', async () => {
    // A normalised M_t jumps at 0, which no gradient along a path from there sees: the maps say by how much they miss.
    for (const feed of feeds.filter((one) => one !== 'normalised')) {
      for (const cell of ['lstm', 'gru'] as const) {
        const classifier = await fresh(feed, cell);
        const flat = classifier.parameters();
        classifier.setParameters(flat.map((value) => 3 * value));
        const dataset = separable({ unequal: true });
        const error = async (steps: number) => {
          const { completeness } = await attribute(classifier, dataset, {
            method: 'integrated-gradients',
            steps,
            signed: true,
          });
          const { sums, changes } = completeness as NonNullable<typeof completeness>;
          return mean(sums.map((sum, sample) => Math.abs(sum - changes[sample])));
        };
        const [two, eight, thirtyTwo, many] = [await error(2), await error(8), await error(32), await error(128)];
        expect(two).toBeGreaterThan(1e-4);
        // The midpoint rule's error falls with the square of the number of steps.
        expect(eight).toBeLessThan(two / 4);
        expect(thirtyTwo).toBeLessThan(eight / 4);
        expect(many).toBeLessThan(2e-5);
      }
    }
  });

  it('say what signed maps add up to, also where they are magnitudes', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.constantFrom('probability' as const, 'logit' as const), async (one, output) => {
        const { config, parameters, series, labels, dataset } = one;
        const classifier = await engineClassifier(one);
        const baseline = baselines.given(one)[1];
        const options = { output, baseline, steps: 3 };
        const signed = await attribute(classifier, dataset, {
          method: 'integrated-gradients',
          ...options,
          signed: true,
        });
        const plain = await attribute(classifier, dataset, { method: 'integrated-gradients', ...options });
        expect(plain.completeness).toEqual(signed.completeness);
        const size = dataset.time * dataset.features;
        series.forEach((x, sample) => {
          const map = signed.values.subarray(sample * size, (sample + 1) * size);
          expect(signed.completeness?.sums[sample]).toBeCloseTo(mean(map) * size, 10);
          const [at, from] = [x, x.map((row, t) => row.map((_, n) => baseline[t * dataset.features + n]))].map((one) =>
            classOutput(forward(config, parameters, one).logits, labels[sample], output),
          );
          expect(Math.abs((signed.completeness?.changes[sample] as number) - (at - from))).toBeLessThan(1e-4);
        });
      }),
      { ...settings, numRuns: draws(40) },
    );
  });

  it('are the gradient times x - x’ for a model that is linear between them, whatever the steps', async () => {
    // Rectified units that are all positive, of positive weights and inputs, are a linear model.
    const classifier = await Classifier.create(
      { inputSize: 3, classes: 2, hiddenSize: 4, cell: 'rnn-relu' },
      { seed: 1 },
    );
    classifier.setParameters(classifier.parameters().map((value) => Math.abs(value) / 2));
    const x = new Draws(4).floats(5 * 6 * 3, 1).map(Math.abs);
    const dataset = createDataset({ x, shape: [5, 6, 3] });
    const options = { output: 'logit', target: 1, signed: true } as const;
    const slopes = (await attribute(classifier, dataset, options)).values;
    const baseline = new Float32Array(18).fill(0.25);
    for (const steps of [1, 2, 50]) {
      const maps = await attribute(classifier, dataset, {
        method: 'integrated-gradients',
        ...options,
        baseline,
        steps,
      });
      expect(
        relativeError(
          maps.values,
          slopes.map((slope, i) => slope * (x[i] - 0.25)),
          0,
        ),
      ).toBeLessThan(1e-5);
      maps.completeness?.sums.forEach((sum, sample) => {
        expect(sum).toBeCloseTo(maps.completeness?.changes[sample] as number, 5);
      });
    }
  });

  it('are the magnitudes of the signed map, bit for bit', async () => {
    const classifier = await fresh('matrix');
    const dataset = separable({ unequal: true });
    const signed = await attribute(classifier, dataset, { method: 'integrated-gradients', signed: true });
    const plain = await attribute(classifier, dataset, { method: 'integrated-gradients' });
    expect(plain.values).toEqual(signed.values.map(Math.abs));
    expect(signed.values.some((value) => value < 0)).toBe(true);
  });

  it('explain the class that is predicted of the sample, along the whole path', async () => {
    let turned = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const classifier = await engineClassifier(one);
        const { samples, time, features, x } = one.dataset;
        const map = async (target: 'true' | 'predicted' | number, data: Dataset = one.dataset) =>
          (await attribute(classifier, data, { method: 'integrated-gradients', target, steps: 4 })).values;
        const predicted = await classifier.predict(one.dataset);
        const expected = await map('true', { ...one.dataset, labels: predicted });
        expect(firstDifference(await map('predicted'), expected)).toBe(-1);
        const ofClass = await map(1);
        expect(firstDifference(ofClass, await map('true', { ...one.dataset, labels: predicted.map(() => 1) }))).toBe(
          -1,
        );
        const near = createDataset({
          ...one.dataset,
          x: x.map((value) => value / 8),
          shape: [samples, time, features],
        });
        if ((await classifier.predict(near)).some((k, sample) => k !== predicted[sample])) turned++;
      }),
      { ...settings, numRuns: 60 },
    );
    expect(turned).toBeGreaterThan(5);
  });

  it.each(feeds)('are zero at padded steps, from any baseline, and at no other (%s)', async (feed) => {
    const dataset = separable({ unequal: true, time: 9 });
    const size = dataset.time * dataset.features;
    for (const baseline of ['zero', 'mean', new Float32Array(size).fill(5)] as const) {
      const { values } = await attribute(await fresh(feed), dataset, {
        method: 'integrated-gradients',
        baseline,
        steps: 5,
      });
      for (let sample = 0; sample < dataset.samples; sample++) {
        const valid = lengthOf(dataset, sample) * dataset.features;
        const map = values.subarray(sample * size, (sample + 1) * size);
        expect(map.subarray(valid).every((value) => Object.is(value, 0))).toBe(true);
        expect(map.subarray(0, valid).filter((value) => value > 0).length).toBeGreaterThan(0.9 * valid);
      }
    }
  });

  it.each(feeds)('do not depend on what is computed together, bit for bit (%s)', async (feed) => {
    const classifier = await fresh(feed);
    const dataset = separable({ samples: 37, unequal: true });
    const size = dataset.time * dataset.features;
    const baseline = new Draws(3).floats(size, 1);
    // Paths that end within a batch, with one, beyond one; several in a batch.
    for (const steps of [1, 3, 32, 50, 65]) {
      const maps = (await attribute(classifier, dataset, { method: 'integrated-gradients', baseline, steps })).values;
      for (const positions of [[0], [36], [20, 19], [5, 33, 7, 30, 2]]) {
        const part = takeSamples(dataset, positions);
        const partMaps = (await attribute(classifier, part, { method: 'integrated-gradients', baseline, steps }))
          .values;
        positions.forEach((sample, row) => {
          const expected = maps.subarray(sample * size, (sample + 1) * size);
          expect(firstDifference(partMaps.subarray(row * size, (row + 1) * size), expected)).toBe(-1);
        });
      }
    }
  });

  it('say what they are maps of, with 50 steps from zero unless told otherwise', async () => {
    const dataset = separable();
    const classifier = await fresh('none');
    const { values, completeness, ...facts } = await attribute(classifier, dataset, { method: 'integrated-gradients' });
    expect(values.length).toBe(24 * 6 * 4);
    expect(completeness?.sums.length).toBe(24);
    expect(facts).toEqual({
      shape: [24, 6, 4],
      method: 'integrated-gradients',
      output: 'probability',
      target: 'true',
      signed: false,
      settings: { steps: 50, baseline: 'zero' },
    });
    const same = { steps: 50, baseline: new Float32Array(24) };
    expect((await attribute(classifier, dataset, { method: 'integrated-gradients', ...same })).values).toEqual(values);
    const chosen = { output: 'logit', target: 1, signed: true } as const;
    const own = { steps: 3, baseline: 'mean' } as const;
    const other = await attribute(classifier, dataset, { method: 'integrated-gradients', ...chosen, ...own });
    expect(other).toMatchObject({ ...chosen, settings: own });
  });

  it('refuse a path that there is not, and a class that the model does not have', async () => {
    const classifier = await fresh('none');
    const dataset = separable();
    const refused = (options: Readonly<Record<string, unknown>>, data: Dataset = dataset) =>
      rejection(attribute(classifier, data, { method: 'integrated-gradients', ...options }));
    for (const steps of [0, -1, 2.5, Number.NaN]) {
      expect(await refused({ steps })).toMatchObject({
        code: 'option',
        message: expect.stringMatching(/^attribute: steps: a whole number at least 1 was expected, found /),
      });
    }
    expect(await refused({ baseline: new Float32Array(5) })).toMatchObject({
      code: 'shape',
      message: 'the baseline holds 5 values where [time, feature] = [6, 4] was expected',
    });
    expect(await refused({ baseline: new Float32Array(24).fill(Number.NaN, 9, 10) })).toMatchObject({
      code: 'not-finite',
      message: 'the baseline is NaN at time 2, feature 1',
    });
    expect(await refused({ baseline: 'mean' }, takeSamples(dataset, [0]))).toMatchObject({ code: 'option' });
    expect(await refused({ target: 2 })).toMatchObject({ code: 'option' });
    expect(await refused({}, { ...dataset, features: 3 })).toMatchObject({ code: 'shape' });
    const { labels: _, ...unlabelled } = dataset;
    expect(await refused({}, unlabelled)).toMatchObject({ code: 'labels' });
  });
});
