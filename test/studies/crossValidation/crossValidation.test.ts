import { describe, expect, it } from 'vitest';
import { createDataset, type Dataset } from '../../../src/data/dataset.js';
import { leaveOneGroupOut, stratifiedFolds } from '../../../src/data/folds.js';
import { summariseCrossValidation } from '../../../src/studies/crossValidation/crossValidationSummary.js';
import {
  type CrossValidationGrid,
  type CrossValidationTask,
  crossValidationTasks,
  type FoldResult,
  type FoldTrial,
  keepsMaps,
  outcomesOf,
  runCrossValidationTask,
} from '../../../src/studies/crossValidation/crossValidationTrials.js';
import type { Task } from '../../../src/studies/study.js';

const [SAMPLES, TIME, FEATURES, CLASSES] = [48, 6, 3, 2];
const SIZE = TIME * FEATURES;
const groups = Array.from({ length: SAMPLES }, (_, sample) => `run ${Math.floor(sample / 8)}`);
const labels = Int32Array.from({ length: SAMPLES }, (_, sample) => sample % CLASSES);

/** Noise, and in steps 1 to 3 a level in feature 1 that tells the classes apart; steps 1 to 3 are on task. */
function drawn(level = 1.5): Dataset {
  const x = Float32Array.from({ length: SAMPLES * SIZE }, (_, i) => {
    const noise = Math.sin(12.9898 * (i + 1)) * 43758.5453;
    const [step, feature] = [Math.floor(i / FEATURES) % TIME, i % FEATURES];
    const told = feature === 1 && step >= 1 && step <= 3;
    return noise - Math.floor(noise) - 0.5 + (told ? level * (labels[Math.floor(i / SIZE)] - 0.5) : 0);
  });
  return createDataset({
    x,
    shape: [SAMPLES, TIME, FEATURES],
    labels,
    classNames: ['rest', 'task'],
    onTask: Uint8Array.from({ length: SAMPLES * TIME }, (_, i) => Number(i % TIME >= 1 && i % TIME <= 3)),
    mask: Uint8Array.from({ length: SIZE }, (_, cell) =>
      Number(cell % FEATURES === 1 && cell >= FEATURES && cell < 4 * FEATURES),
    ),
  });
}

const mean = { key: 'mean', label: 'with attention', architecture: { inputCellAttention: 'mean', hops: 2 } } as const;
const lstm = { key: 'lstm', label: 'without', architecture: {} } as const;

function optionsOf(dataset: Dataset, given: Partial<CrossValidationGrid> = {}): CrossValidationGrid {
  return {
    models: [mean, lstm],
    folds: leaveOneGroupOut({ labels, classNames: dataset.classNames }, groups),
    training: { epochs: 20, learningRate: 0.03, batchSize: 10, stopAtAccuracy: 0, seed: 0 },
    validation: 0,
    standardise: 'feature',
    lastSteps: 1,
    data: 'these',
    ...given,
  };
}

const run = (task: CrossValidationTask, dataset: Dataset) => runCrossValidationTask(task, { dataset, groups });

describe('a cross-validation', () => {
  it('is every model on every fold and on all data, each under a name of its own', () => {
    const tasks = crossValidationTasks(drawn(), optionsOf(drawn()));
    expect(tasks).toHaveLength(6 * 2 + 2);
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
    expect(tasks[3]).toMatchObject({
      id: 'lstm-fold-2',
      label: 'without, run 1',
      spec: { fold: 'run 1' },
      data: 'these',
    });
    expect(JSON.parse(JSON.stringify(tasks))).toEqual(tasks);
    expect(tasks.at(-1)).toMatchObject({ id: 'lstm-final', spec: { kind: 'final' } });
  });

  it.each([0, 0.25])('lets nothing of a fold into its model, with a validation share of %d', async (validation) => {
    const dataset = drawn();
    const task = crossValidationTasks(dataset, optionsOf(dataset, { validation }))[4] as Task<FoldTrial>;
    const x = dataset.x.slice();
    const relabelled = labels.slice();
    for (const sample of task.spec.test) {
      relabelled[sample] = 1 - relabelled[sample];
      for (let cell = 0; cell < SIZE; cell++) x[sample * SIZE + cell] = 50 - 3 * x[sample * SIZE + cell];
    }
    const own = (await run(task, dataset)) as FoldResult;
    const other = (await run(task, { ...dataset, x, labels: relabelled })) as FoldResult;
    expect(Buffer.from(other.weights).equals(Buffer.from(own.weights))).toBe(true);
    expect(other.history).toEqual(own.history);
    expect(other.probabilities).not.toEqual(own.probabilities);
    expect(own.history[0].validationLoss !== undefined).toBe(validation > 0);
  });

  it('is summed up over all samples held out: accuracy, chance, classes, features and time', async () => {
    const dataset = drawn();
    const options = optionsOf(dataset);
    const tasks = crossValidationTasks(dataset, options);
    const results = new Map<string, unknown>();
    await Promise.all(tasks.map(async (task) => results.set(task.id, await run(task, dataset))));
    const outcomes = outcomesOf(options.models, tasks, results);
    const summary = summariseCrossValidation({ dataset, groups }, options.folds, outcomes, 0);
    expect(summary).toMatchObject({ samples: SAMPLES, groups: 6, classes: [{ samples: 24 }, { samples: 24 }] });
    const [first, second] = summary.models;
    expect(first.accuracy.mean).toBeGreaterThan(0.9);
    expect(first.accuracy.n).toBe(SAMPLES);
    expect(first.chance).toMatchObject({ samples: SAMPLES });
    expect(first.chance.chance).toBeCloseTo(0.5, 1);
    expect(first.chance.p).toBeLessThan(0.01);
    expect(first.confusion.counts.flat().reduce((a, b) => a + b)).toBe(SAMPLES);
    expect(first.comparison).toBeUndefined();
    expect(second.comparison?.difference).toBeCloseTo(first.accuracy.mean - second.accuracy.mean, 12);
    const mean = first.folds.reduce((sum, { accuracy }) => sum + accuracy / 6, 0);
    expect(mean).toBeCloseTo(first.accuracy.mean, 12);
    const right = first.predicted.filter((label, sample) => label === labels[sample]).length;
    expect(right / SAMPLES).toBeCloseTo(first.accuracy.mean, 12);
    first.predicted.forEach((label, sample) => {
      expect(first.probabilities[sample * CLASSES + label]).toBeGreaterThanOrEqual(0.5);
    });

    const saliency = first.saliency;
    if (!saliency) throw new Error('no maps were kept');
    expect(saliency.byFeature[1]).toMatchObject({ name: 'feature 1', rank: 1, foldsInTop: 6 });
    expect(saliency.byFeature[1].share.low).toBeGreaterThan(1 / FEATURES);
    expect(saliency.byTime.reduce((sum, share) => sum + share.mean, 0)).toBeCloseTo(1, 6);
    expect(saliency.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(saliency.byClass).toHaveLength(CLASSES);
    expect(saliency.onTask?.uniform.mean).toBeCloseTo(0.5, 6);
    expect(first.measured?.auroc?.n).toBe(SAMPLES);
  }, 30_000);

  it('counts a group as one sample where each is of one class', async () => {
    const { mask: _, ...dataset } = drawn(3);
    // Twelve subjects of four samples, six subjects of each class.
    const order = Array.from({ length: SAMPLES }, (_, i) => i).sort((a, b) => labels[a] - labels[b] || a - b);
    const subject = new Array<string>(SAMPLES);
    order.forEach((sample, place) => {
      subject[sample] = `subject ${Math.floor(place / 4)}`;
    });
    const folds = leaveOneGroupOut({ labels, classNames: dataset.classNames }, subject);
    const options = optionsOf(dataset, { folds, models: [lstm] });
    const outcome = (right: boolean): FoldResult[] =>
      folds.map(({ test }) => ({
        ...blank(),
        predicted: Int32Array.from(test, (sample) => (right ? labels[sample] : 1 - labels[sample])),
        probabilities: new Float32Array(test.length * CLASSES),
      }));
    const summary = summariseCrossValidation(
      { dataset, groups: subject },
      folds,
      [{ model: options.models[0], folds: outcome(true), final: blank() }],
      0,
    );
    expect(summary.models[0]).toMatchObject({ chanceOf: 'groups', saliency: undefined, measured: undefined });
    expect(summary.models[0].chance).toMatchObject({ samples: 12, accuracy: 1 });
    expect(summary.models[0].chance.p).toBeLessThan(0.01);
  });

  it('keeps no maps where they would be more than 1 GiB', () => {
    const dataset = drawn();
    const folds = stratifiedFolds(dataset as Dataset & { labels: Int32Array }, { folds: 2, seed: 0 });
    const big = { ...dataset, x: { byteLength: 2 ** 29 + 4 } as Float32Array };
    const kept = (data: Dataset) => keepsMaps(crossValidationTasks(data, optionsOf(dataset, { folds })));
    expect(kept(dataset)).toBe(true);
    expect(kept(big)).toBe(false);
  });
});

function blank(): FoldResult {
  return {
    config: {} as FoldResult['config'],
    history: [],
    bestEpoch: 1,
    stopped: 'epochs',
    weights: new Uint8Array(),
    predicted: new Int32Array(),
    probabilities: new Float32Array(),
    faint: { samples: 1, zero: 0, saturated: 0 },
    evaluation: {} as FoldResult['evaluation'],
    maps: undefined,
  };
}
