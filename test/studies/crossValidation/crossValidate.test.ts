import { describe, expect, it } from 'vitest';
import { crossValidate } from '../../../src/studies/crossValidation/crossValidate.js';
import { rejection } from '../../training/rejection.js';
import { separable } from '../../training/separable.js';

const data = separable();
const recipe = { epochs: 5, batchSize: 8, seed: 2 };
const wrong = (value: unknown) => value as never;

describe('crossValidate', () => {
  it('tests every sample with a model that did not see it, and sets the others beside the first', async () => {
    const told: number[] = [];
    const models = { LSTM: {}, attention: { inputCellAttention: 'mean', hops: 2, attentionSize: 3 } } as const;
    const options = { models, folds: 3, ...recipe, onProgress: ({ done }: { done: number }) => told.push(done) };
    const summary = await crossValidate(data, options);
    expect(summary.samples).toBe(data.samples);
    expect(summary.folds).toHaveLength(3);
    expect(summary.models.map(({ label }) => label)).toEqual(['LSTM', 'attention']);
    expect(summary.models[0].comparison).toBeUndefined();
    expect(summary.models[1].comparison?.against).toBe('LSTM');
    for (const { accuracy, predicted } of summary.models) {
      const right = predicted.filter((label, sample) => label === data.labels?.[sample]).length;
      expect(accuracy.mean).toBeCloseTo(right / data.samples, 12);
    }
    expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await crossValidate(data, options)).toEqual(summary);
  });

  it('leaves one group out where there are groups and no count', async () => {
    const groups = Array.from({ length: data.samples }, (_, sample) => `g${Math.floor(sample / 8)}`);
    const { folds, groups: count } = await crossValidate(data, {
      models: { LSTM: {} },
      groups,
      validation: 0,
      ...recipe,
    });
    expect(folds.map(({ name }) => name)).toEqual(['g0', 'g1', 'g2']);
    expect(count).toBe(3);
  });

  it('says what it takes', async () => {
    expect(await rejection(crossValidate(wrong({ models: {} }), wrong(data)))).toMatchObject({ code: 'option' });
    expect(await rejection(crossValidate(data, { models: {} }))).toMatchObject({
      message: 'crossValidate: models: at least one model was expected, as { LSTM: {} }',
    });
    expect(await rejection(crossValidate(data, wrong({ models: { a: {} }, fold: 3 })))).toMatchObject({
      message: 'crossValidate: configuration: there is no option "fold"',
    });
    expect(await rejection(crossValidate(data, { models: { a: wrong({ cells: 'gru' }) }, ...recipe }))).toMatchObject({
      code: 'option',
    });
  });
});
