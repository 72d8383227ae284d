import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attribute } from '../../../src/attribution/attribute.js';
import { createDataset, type Dataset, lengthOf, takeSamples } from '../../../src/data/dataset.js';
import { Classifier } from '../../../src/model/classifier.js';
import { arbitraryCase } from '../../model/arbitraryCase.js';
import { engineClassifier } from '../../model/engineResults.js';
import { separable } from '../../training/separable.js';

const cases = arbitraryCase({ time: 7, features: 4, batch: 3 });
const size = (most: number) => fc.integer({ min: 1, max: most });
const shapes = fc.record({ window: size(8), featureWindow: size(5), stride: size(4), featureStride: size(3) });
type Shape = typeof shapes extends fc.Arbitrary<infer Value> ? Value : never;

/** The definition, cell by cell: every window by itself, one sample at a time. */
async function byDefinition(classifier: Classifier, data: Dataset, shape: Shape, output: 'probability' | 'logit') {
  const { samples, time, features } = data;
  const maps = new Float64Array(samples * time * features);
  const outputOf = async (one: Dataset, k: number) =>
    (await (output === 'logit' ? classifier.logits(one) : classifier.predictProba(one)))[k];
  for (let sample = 0; sample < samples; sample++) {
    const own = takeSamples(data, [sample]);
    const k = data.labels?.[sample] ?? 0;
    const length = lengthOf(data, sample);
    const whole = await outputOf(own, k);
    const counts = new Map<number, number>();
    for (let from = 0; ; from += shape.stride) {
      for (let first = 0; ; first += shape.featureStride) {
        const x = own.x.slice();
        const cells: number[] = [];
        for (let t = from; t < Math.min(length, from + shape.window); t++) {
          for (let n = first; n < Math.min(features, first + shape.featureWindow); n++) cells.push(t * features + n);
        }
        for (const cell of cells) x[cell] = 0;
        const fall = whole - (await outputOf({ ...own, x }, k));
        for (const cell of cells) {
          maps[sample * time * features + cell] += fall;
          counts.set(cell, (counts.get(cell) ?? 0) + 1);
        }
        if (first + shape.featureWindow >= features) break;
      }
      if (from + shape.window >= length) break;
    }
    for (const [cell, count] of counts) maps[sample * time * features + cell] /= count;
  }
  return maps;
}

describe('occlusion', () => {
  it('is the fall of the output, averaged over the windows that cover a cell', async () => {
    let nonzero = 0;
    await fc.assert(
      fc.asyncProperty(cases, shapes, fc.constantFrom('probability', 'logit'), async (one, shape, output) => {
        const classifier = await engineClassifier(one);
        const options = { method: 'occlusion', output, signed: true, ...shape } as const;
        const { values } = await attribute(classifier, one.dataset, options);
        const expected = await byDefinition(classifier, one.dataset, shape, output);
        values.forEach((value, at) => {
          expect(value).toBeCloseTo(expected[at], 5);
          if (Math.abs(value) > 1e-3) nonzero++;
        });
      }),
      { numRuns: 40 },
    );
    expect(nonzero).toBeGreaterThan(0);
  });

  it('of one window over everything is the change of the output, in every cell', async () => {
    const classifier = await Classifier.create({ inputSize: 4, classes: 2 }, { seed: 1 });
    const data = separable();
    const options = { method: 'occlusion', window: 6, featureWindow: 4, output: 'logit', signed: true } as const;
    const { values } = await attribute(classifier, data, options);
    const whole = await classifier.logits(data);
    const blank = await classifier.logits({ ...data, x: new Float32Array(data.x.length) });
    for (let sample = 0; sample < data.samples; sample++) {
      const k = 2 * sample + (data.labels?.[sample] ?? 0);
      for (let at = 0; at < 24; at++) expect(values[24 * sample + at]).toBeCloseTo(whole[k] - blank[k], 5);
    }
  });

  it('gives the same map whatever the memory, and whatever other samples there are', async () => {
    const data = separable();
    const config = { inputSize: 4, classes: 2, inputCellAttention: 'mean', hops: 3, attentionSize: 4 } as const;
    const roomy = await Classifier.create(config, { seed: 2 });
    const narrow = await Classifier.create(config, { seed: 2, memory: 1 });
    const options = { method: 'occlusion', window: 2, baseline: new Float32Array(24).fill(0.5) } as const;
    const { values } = await attribute(roomy, data, options);
    expect((await attribute(narrow, data, options)).values).toEqual(values);
    const { values: alone } = await attribute(roomy, takeSamples(data, [5]), options);
    expect(alone).toEqual(values.slice(5 * 24, 6 * 24));
  });

  it('occludes nothing beyond a sample’s length, and leaves its padding at 0', async () => {
    const classifier = await Classifier.create({ inputSize: 1, classes: 2 }, { seed: 3 });
    const x = Float32Array.from({ length: 8 }, (_, at) => at + 1);
    const data = createDataset({ x, shape: [2, 4, 1], labels: Int32Array.of(0, 1), lengths: Int32Array.of(2, 4) });
    const { values } = await attribute(classifier, data, { method: 'occlusion', window: 3, signed: true });
    expect(values.slice(2, 4)).toEqual(new Float32Array(2));
    expect(values.slice(0, 2).every((value) => value !== 0)).toBe(true);
    expect(values[0]).toBe(values[1]);
  });
});
