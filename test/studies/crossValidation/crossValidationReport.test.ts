import { describe, expect, it } from 'vitest';
import { createDataset, type Dataset } from '../../../src/data/dataset.js';
import { leaveOneGroupOut } from '../../../src/data/folds.js';
import { classifierConfig } from '../../../src/model/config.js';
import { renderReport } from '../../../src/report/document.js';
import { formatP } from '../../../src/report/numberFormat.js';
import { crossValidationReport } from '../../../src/studies/crossValidation/crossValidationReport.js';
import { crossValidationSentences } from '../../../src/studies/crossValidation/crossValidationSentences.js';
import {
  type CrossValidationSummary,
  summariseCrossValidation,
} from '../../../src/studies/crossValidation/crossValidationSummary.js';
import {
  accuracyTable,
  classTable,
  confusionTable,
  featureTable,
} from '../../../src/studies/crossValidation/crossValidationTables.js';
import type { FoldResult } from '../../../src/studies/crossValidation/crossValidationTrials.js';
import type { HeldOutSaliency } from '../../../src/studies/crossValidation/heldOutSaliency.js';

const [SAMPLES, TIME, FEATURES] = [60, 4, 3];
const SIZE = TIME * FEATURES;
const groups = Array.from({ length: SAMPLES }, (_, sample) => `run ${Math.floor(sample / 10)}`);
const facts = {
  config: classifierConfig({ inputSize: FEATURES, classes: 2 }),
  bestEpoch: 1,
  stopped: 'epochs' as const,
};
const history = [{ epoch: 1, loss: 0.5, accuracy: 0.8 }];

function dataOf(labelOf: (sample: number) => number): Dataset {
  return createDataset({
    x: new Float32Array(SAMPLES * SIZE),
    shape: [SAMPLES, TIME, FEATURES],
    labels: Int32Array.from({ length: SAMPLES }, (_, sample) => labelOf(sample)),
    classNames: ['house', 'face <b>'],
    featureNames: ['V1', 'FFA', 'PPA'],
    samplingInterval: 2.5,
  });
}

/** A model whose predictions are given, and whose saliency lies on the FFA at step 2, or is not kept. */
function summaryOf(
  dataset: Dataset,
  models: Record<string, (sample: number) => number>,
  { maps = true } = {},
): CrossValidationSummary {
  const folds = leaveOneGroupOut({ labels: dataset.labels as Int32Array, classNames: dataset.classNames }, groups);
  const outcomes = Object.entries(models).map(([label, predict]) => ({
    model: { key: label, label, architecture: {} },
    final: { ...facts, history, weights: new Uint8Array() },
    folds: folds.map(
      ({ test }): FoldResult => ({
        ...facts,
        history,
        weights: new Uint8Array(),
        predicted: Int32Array.from(test, predict),
        probabilities: new Float32Array(2 * test.length),
        faint: { samples: 1, zero: 0, saturated: 0 },
        evaluation: {} as FoldResult['evaluation'],
        maps: maps
          ? Float32Array.from({ length: test.length * SIZE }, (_, i) => (i % SIZE === 2 * FEATURES + 1 ? 5 : 1))
          : undefined,
      }),
    ),
  }));
  return summariseCrossValidation({ dataset, groups }, folds, outcomes, 0);
}

const runOf = (data: Dataset) => ({
  name: 'bold.npz',
  data,
  division: 'leaving one run out, 6 folds',
  training: { epochs: 1 },
  validation: 0,
  standardise: 'feature',
  facts: [],
});
const even = (sample: number) => sample % 2;

describe('the report of a cross-validation', () => {
  it('says first what was predicted, whether that beats chance, which model is better, which features, and when', () => {
    const data = dataOf(even);
    const summary = summaryOf(data, {
      attention: (sample) => (sample < 4 ? 1 - even(sample) : even(sample)),
      LSTM: () => 0,
    });
    expect(crossValidationSentences(summary, runOf(data))).toEqual([
      expect.stringMatching(
        /^attention predicts 93\.3 \[59\.\d, 100\.0\] % of 60 held-out samples right \(leaving one run out, 6 folds\), above the 50\.0 % of chance \(p < \.001\)\.$/,
      ),
      expect.stringMatching(/^LSTM: 50\.0 \[.*\] %, not above the 50\.0 % of chance \(p = 1\.000\)\.$/),
      expect.stringMatching(/^attention is 43\.3 points better than LSTM \(p = \.03\d\)\.$/),
      'The saliency of attention is highest on FFA (1.5 times an even share), and at 5 s.',
    ]);
    const page = renderReport(crossValidationReport(summary, runOf(data)));
    expect(page).toContain('face &lt;b&gt;');
    expect(page).not.toContain('<b>');
    expect(page).not.toContain('NaN');
  });

  it('says what always naming the commonest class is worth where classes are unequal', () => {
    const data = dataOf((sample) => Number(sample % 5 === 0));
    const summary = summaryOf(data, { LSTM: () => 0 });
    const sentences = crossValidationSentences(summary, runOf(data));
    expect(sentences).toContain('Classes are unequal: always saying house would be right for 80.0 % of the samples.');
    expect(accuracyTable(summary).rows[0].cells).toMatchObject({ balanced: 0.5, p: '1.000' });
    expect(accuracyTable(summary).columns.map(({ key }) => key)).not.toContain('difference');
  });

  it('says so where maps were not kept', () => {
    const data = dataOf(even);
    const summary = summaryOf(data, { LSTM: even }, { maps: false });
    expect(crossValidationSentences(summary, runOf(data))).toHaveLength(1);
    expect(renderReport(crossValidationReport(summary, runOf(data)))).toContain('were not kept');
  });

  it('has tables of classes, confusions and features', () => {
    const data = dataOf(even);
    const summary = summaryOf(data, { LSTM: (sample) => (sample === 0 ? 1 : even(sample)) });
    const [model] = summary.models;
    expect(classTable(summary).rows.map(({ cells }) => cells.confused)).toEqual(['face <b> (1)', undefined]);
    expect(confusionTable(summary, model).rows.map(({ cells }) => cells)).toEqual([
      { '0': 29, '1': 1 },
      { '0': 0, '1': 30 },
    ]);
    const saliency = model.saliency as HeldOutSaliency;
    const table = featureTable('LSTM', saliency, { folds: 6, most: 2, timeOf: (step) => `step ${step}` });
    expect(table.rows).toHaveLength(2);
    expect(table.rows[0]).toMatchObject({ header: 'FFA', cells: { folds: '6 of 6', peak: 'step 2' } });
    expect((table.rows[0].cells.times as { mean: number }).mean).toBeCloseTo(1.5, 5);
  });

  it('writes p values that are never 0', () => {
    expect([0.0001, 0.0123, 0.5, 1].map(formatP)).toEqual(['< .001', '.012', '.500', '1.000']);
  });
});
