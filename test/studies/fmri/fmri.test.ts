import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import type { Dataset } from '../../../src/data/dataset.js';
import { taskFmriDataset } from '../../../src/recordings/simulated/taskFmriDataset.js';
import { runCrossValidationTask } from '../../../src/studies/crossValidation/crossValidationTrials.js';
import { work } from '../../../src/studies/fmri/fmriReport.js';
import { fmriSentences } from '../../../src/studies/fmri/fmriSentences.js';
import {
  type FmriPlan,
  type FmriResult,
  type FmriSource,
  fmriPlan,
  fmriResult,
  heldOutGroups,
} from '../../../src/studies/fmri/fmriWork.js';
import { volumeSpace } from '../../formats/images/volumeSpace.js';

let engine: Engine;
let dataset: Dataset;
let result: FmriResult;
let plan: FmriPlan;

beforeAll(async () => {
  engine = await Engine.create();
  dataset = taskFmriDataset(engine, { seed: 1, subjects: 6, otherRegions: 8 });
  const source: FmriSource = { dataset, name: 'simulated task fMRI', origin: [] };
  plan = await fmriPlan(source, { seed: 1, epochs: 25, folds: 3, fill: 'zero' });
  const results = new Map<string, unknown>();
  for (const task of plan.tasks) {
    results.set(task.id, await runCrossValidationTask(task, { dataset, groups: plan.source.groups.names }));
  }
  result = await fmriResult(plan, results);
}, 60_000);

describe('the study of task fMRI', () => {
  it('holds out subjects where there are several, else runs, and refuses where there are none', async () => {
    expect(heldOutGroups(dataset).of).toBe('subject');
    const { groups } = dataset;
    expect(heldOutGroups({ ...dataset, groups: { run: groups?.run as string[] } }).of).toBe('run');
    expect(heldOutGroups(dataset, 'run').names).toBe(groups?.run);
    expect(() => heldOutGroups({ ...dataset, groups: {} })).toThrow('the samples are not of two or more runs');
    expect(plan.division).toBe('3 folds of whole subjects');
    const options = { seed: 1, epochs: 1, fill: 'zero' } as const;
    const whole = await fmriPlan(plan.source, options);
    expect(whole.division).toBe('leaving one subject out, 6 folds');
    expect(whole.tasks).toHaveLength(14);
    // Before anything is trained.
    const huge = { ...dataset, x: { byteLength: 2 ** 30 } as Float32Array };
    await expect(fmriPlan({ ...plan.source, dataset: huge }, options)).rejects.toThrow('more than can be kept');
  });

  it('tells the tasks of unseen subjects apart, beyond chance, with both models', () => {
    for (const { accuracy, chance } of result.summary.models) {
      expect(accuracy.mean).toBeGreaterThan(0.6);
      expect(chance.p).toBeLessThan(0.001);
      expect(chance.chance).toBeCloseTo(1 / 3, 1);
    }
  });

  it('finds the true regions and times better than maps of noise do, input-cell attention best', () => {
    const [attention, plain] = result.summary.models.map(({ measured }) => measured?.auroc);
    const noise = result.chance?.[0].evaluation.measured.auroc.estimate;
    expect(plain?.low).toBeGreaterThan(noise?.high as number);
    expect(attention?.low).toBeGreaterThan(plain?.high as number);
  });

  it('has the paper’s three curves and chance: the LSTM loses more by the other’s maps than by its own', () => {
    expect(result.removal.curves.map(({ key, ranking, rankedBy }) => [key, ranking, rankedBy])).toEqual([
      ['input-cell-attention', 'own', 'input-cell-attention'],
      ['input-cell-attention', 'other', 'lstm'],
      ['input-cell-attention', 'random', undefined],
      ['lstm', 'own', 'lstm'],
      ['lstm', 'other', 'input-cell-attention'],
      ['lstm', 'random', undefined],
    ]);
    const [own, , , plainOwn, plainOther, random] = result.removal.curves;
    for (const { key, curve } of result.removal.curves) {
      const model = result.summary.models.find((candidate) => candidate.key === key);
      expect(curve.whole.mean).toBeCloseTo(model?.accuracy.mean as number, 12);
    }
    expect(own.moreThanRandom?.low).toBeGreaterThan(0);
    expect(plainOther.curve.area.accuracy.estimate.mean).toBeLessThan(plainOwn.curve.area.accuracy.estimate.mean);
    expect(plainOther.curve.area.accuracy.estimate.mean).toBeLessThan(random.curve.area.accuracy.estimate.mean);
  });

  it('puts the most salient inputs of input-cell attention on task more than uniform saliency and the LSTM do', () => {
    const [attention] = result.summary.models;
    const { onTask, uniform } = attention.saliency?.onTask ?? {};
    expect(onTask?.[0].low).toBeGreaterThan(uniform?.mean as number);
    for (const difference of result.moreOnTask ?? []) expect(difference.low).toBeGreaterThan(0);
    expect(result.moreOnTask).toHaveLength(5);
  });

  it('says the answers first, in a report with all figures', () => {
    const sentences = fmriSentences(result).join(' ');
    expect(sentences).toMatch(/^LSTM \+ input-cell attention tells motor, language and memory apart in \d/);
    expect(sentences).toMatch(/LSTM \+ input-cell attention goes by .* for motor; .* for language; .* for memory/);
    const html = work.report(result, []);
    for (const title of [
      'Mean series and mean saliency maps of each class',
      'When: share of saliency by time',
      'Accuracy lost as the most salient inputs are removed',
      'How much of the most salient inputs lies on task',
    ])
      expect(html).toContain(title);
    expect(html).not.toContain('NaN');
    expect(html).not.toContain('undefined');
    expect(html).not.toContain('Saliency on the brain over time');
  });

  it('draws brain slices where the features lie in a volume', () => {
    const { header } = volumeSpace(1);
    const featureOf = Int32Array.from({ length: 30 }, (_, voxel) => (voxel < dataset.features ? voxel : -1));
    const data: Dataset = { ...dataset, space: { kind: 'volume', shape: [6, 5, 1], header, featureOf } };
    const source = { ...plan.source, name: 'a slice', dataset: data };
    const html = work.report({ ...result, plan: { ...plan, source } }, []);
    expect(html).toContain('Saliency on the brain over time');
    expect(html).toContain('Where on the brain, by class');
    expect(html).not.toContain('NaN');
  });
});
