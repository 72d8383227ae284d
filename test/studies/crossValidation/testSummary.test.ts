import { beforeAll, describe, expect, it } from 'vitest';
import { createDataset, type Dataset } from '../../../src/data/dataset.js';
import { Classifier } from '../../../src/model/classifier.js';
import { renderReport } from '../../../src/report/document.js';
import { testSections, testSentences } from '../../../src/studies/crossValidation/testBlocks.js';
import { summariseTest, type TestSummary } from '../../../src/studies/crossValidation/testSummary.js';
import { train } from '../../../src/training/trainer.js';

const [SAMPLES, TIME, FEATURES] = [48, 6, 3];
const SIZE = TIME * FEATURES;

/** Series whose class shows in the second feature, from the fourth step on; every fifth is shorter. */
function dataOf(shift: number): Dataset {
  const noise = (i: number) => Math.sin(12.9898 * (i + 977 * shift)) * 43758.5453;
  const labels = Int32Array.from({ length: SAMPLES }, (_, sample) => sample % 2);
  return createDataset({
    x: Float32Array.from({ length: SAMPLES * SIZE }, (_, at) => {
      const shows = at % FEATURES === 1 && Math.floor(at / FEATURES) % TIME >= 3;
      const level = shows ? 4 * labels[Math.floor(at / SIZE)] - 2 : 0;
      return noise(at) - Math.floor(noise(at)) - 0.5 + level;
    }),
    shape: [SAMPLES, TIME, FEATURES],
    labels,
    lengths: labels.map((_, sample) => (sample % 5 === 0 ? TIME - 1 : TIME)),
    classNames: ['house', '<img src=x onerror=alert(1)>'],
    featureNames: ['V1', '<b>FFA</b>', '__proto__'],
    samplingInterval: 2,
  });
}

describe('a model on test data', () => {
  const test = dataOf(1);
  const groups = Array.from({ length: SAMPLES }, (_, sample) => `run ${Math.floor(sample / 12)}`);
  let classifier: Classifier;
  let summary: TestSummary;
  beforeAll(async () => {
    classifier = await Classifier.create({ inputSize: FEATURES, classes: 2, hiddenSize: 4 }, { seed: 0 });
    await train(classifier, { training: dataOf(0) }, { epochs: 40, learningRate: 0.05, seed: 0 });
    summary = await summariseTest(classifier, test, { seed: 0 });
  });

  it('is measured beside chance, by class, by feature and by time', () => {
    expect(summary).toMatchObject({ samples: SAMPLES, groups: undefined, chanceOf: 'samples' });
    expect(summary.accuracy.mean).toBe(1);
    expect(summary.chance).toMatchObject({ chance: 0.5, accuracy: 1 });
    expect(summary.chance.p).toBeLessThan(0.001);
    expect(summary.confusion.counts).toEqual([
      [24, 0],
      [0, 24],
    ]);
    const means = (entries: readonly { mean: number }[]) => entries.map(({ mean }) => mean);
    expect(Math.max(...means(summary.byFeature))).toBe(summary.byFeature[1].mean);
    for (const shares of [means(summary.byFeature), means(summary.byTime), [...summary.shares]]) {
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    }
  });

  it('has intervals over groups where samples come in groups', async () => {
    const grouped = await summariseTest(classifier, test, { groups, seed: 0 });
    expect(grouped.groups).toBe(4);
    expect(grouped.byFeature[1].n).toBe(4);
    expect(grouped.byFeature[1].mean).toBeCloseTo(summary.byFeature[1].mean, 6);
    expect(summary.byFeature[1].n).toBe(SAMPLES);
  });

  it('is told in sentences, and drawn without trusting a name', () => {
    const [accuracy, saliency] = testSentences({ data: test, summary });
    expect(accuracy).toBe(
      'It predicts 100.0 [92.6, 100.0] % of the 48 test samples right, above the 50.0 % of chance (p < .001).',
    );
    expect(saliency).toMatch(/^Its saliency is highest on <b>FFA<\/b> \(.* times an even share\), and at \d+ s\.$/);
    const page = renderReport({
      title: 'Test',
      lead: `${accuracy} ${saliency}`,
      sections: testSections({ data: test, summary }),
      footer: [],
    });
    expect(page).toContain('&lt;b&gt;FFA&lt;/b&gt;');
    expect(page).not.toContain('<img src=x');
    expect(page).not.toContain('<b>FFA');
  });

  it('says so where it does not beat chance, and no feature stands out', () => {
    const even = { mean: 1 / FEATURES, low: 0.3, high: 0.4, n: 48 };
    const poor = { ...summary, chance: { ...summary.chance, p: 0.4 }, byFeature: [even, even, even] };
    const [accuracy, saliency] = testSentences({ data: test, summary: poor });
    expect(accuracy).toContain('not above the 50.0 % of chance (p = .400)');
    expect(saliency).toMatch(/^No feature has surely more than an even share of its saliency, which is highest at/);
  });
});
