import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { RandomStream } from '../../../src/backend/random.js';
import { publishedOrder } from '../../../src/studies/boxes/boxConclusions.js';
import { boxModels } from '../../../src/studies/boxes/boxModels.js';
import { summariseBoxes } from '../../../src/studies/boxes/boxSummary.js';
import type { BoxOutcome } from '../../../src/studies/boxes/boxTrials.js';
import { orderSentences } from '../../../src/studies/boxes/summaryTable.js';
import type { TrialResult } from '../../../src/studies/trial/trial.js';

const SEEDS = [0, 1, 2];
const SAMPLES = 60;
const models = boxModels.filter(({ key }) => ['lstm', 'bi-lstm', 'matrix'].includes(key));
const SEED = 4;
let noise: Float32Array;

beforeAll(async () => {
  noise = new RandomStream(await Engine.create(), SEED, 'resampling').normal(10_000, 900);
});

/** A result whose samples all have about the same value of everything. */
function result(level: number, right: boolean, at: number): TrialResult {
  const perSample = Array.from({ length: SAMPLES }, (_, i) => level + noise[at * SAMPLES + i] / 100);
  const values = { perSample, estimate: undefined, leftOut: 0 };
  return {
    correct: new Uint8Array(SAMPLES).fill(Number(right)),
    evaluation: {
      measured: { weightedJaccard: values, euclidean: values, auroc: values, auprc: values },
      shareOfLast: values,
    },
  } as unknown as TrialResult;
}

const outcome = (level: (key: string, seed: number) => number): BoxOutcome => ({
  box: 'earlier',
  trials: SEEDS.flatMap((seed) =>
    models.map((model, index) => ({
      model,
      label: model.label,
      seed,
      result: result(level(model.key, seed), model.key === 'matrix', seed * 3 + index),
    })),
  ),
  chance: [],
});

describe('the summary over seeds', () => {
  it('averages seeds, and marks what differs from the plain model for every seed', () => {
    const [{ models: found }] = summariseBoxes(
      [outcome((key, seed) => (key === 'matrix' ? 0.1 + seed / 100 : 0))],
      models,
      SEED,
    );
    const [plain, both, attending] = found;
    expect(plain?.comparison).toBeUndefined();
    expect(attending?.values.weightedJaccard?.mean).toBeCloseTo(0.11, 2);
    expect(attending?.values.weightedJaccard?.n).toBe(3);
    expect(attending?.bySeed.accuracy).toEqual([1, 1, 1]);
    expect(attending?.comparison?.weightedJaccard).toMatchObject({ against: 'lstm', seedsAgree: true, matters: true });
    expect(attending?.comparison?.accuracy?.difference).toBe(1);
    expect(both?.comparison?.weightedJaccard?.matters).toBe(false);
    expect(attending?.published).toEqual({ weightedJaccard: 0.103, euclidean: 0.914, accuracy: 1 });
  });

  it('does not mark a difference that one seed turns round, however sure the test is', () => {
    const [{ models: found }] = summariseBoxes(
      [outcome((key, seed) => (key === 'matrix' ? (seed === 1 ? -0.05 : 0.2) : 0))],
      models,
      SEED,
    );
    const comparison = found[2]?.comparison?.auroc;
    expect(comparison?.adjusted).toBeLessThan(0.05);
    expect(comparison).toMatchObject({ seedsAgree: false, matters: false });
  });

  it('corrects each family of columns by itself: accuracy is one test a model, whatever is measured of maps', () => {
    const [{ models: found }] = summariseBoxes([outcome((key) => (key === 'matrix' ? 0.1 : 0))], models, SEED);
    const comparisons = found.flatMap(({ comparison }) => (comparison ? [comparison] : []));
    expect(comparisons).toHaveLength(2);
    // Two models are compared with the plain one: two tests of accuracy, two of the last steps, eight of localisation.
    const least = (column: string) => Math.min(...comparisons.map((comparison) => comparison[column].p));
    for (const comparison of comparisons) {
      for (const column of ['accuracy', 'shareOfLast']) {
        const { p, adjusted } = comparison[column];
        expect(adjusted).toBe(p === least(column) ? Math.min(1, 2 * p) : Math.max(p, Math.min(1, 2 * least(column))));
      }
    }
    expect(found[2].comparison?.weightedJaccard.adjusted).toBeCloseTo(8e-4, 12);
  });

  it('tells whether the published order holds', () => {
    const order = (attention: number) =>
      publishedOrder(summariseBoxes([outcome((key) => (key === 'matrix' ? attention : 0))], models, SEED));
    expect(order(0.1)).toEqual([{ box: 'earlier', blind: ['LSTM', 'Bi-LSTM'], holds: true }]);
    expect(order(-0.1)[0]?.holds).toBe(false);
    expect(order(0.1)[0]?.attention).toBeUndefined();
  });

  it('tells on which boxes input-cell attention scores higher than self-attention, and whether that is more than chance', () => {
    const compared = boxModels.filter(({ key }) => ['lstm', 'self-attention', 'matrix'].includes(key));
    const of = (attending: number) => {
      const trials = SEEDS.flatMap((seed) =>
        compared.map((model, index) => ({
          model,
          label: model.label,
          seed,
          result: result(model.key === 'lstm' ? 0 : model.key === 'matrix' ? attending : 0.1, true, seed * 3 + index),
        })),
      );
      return publishedOrder(summariseBoxes([{ box: 'earlier', trials, chance: [] }], compared, SEED));
    };
    const [above, below, even] = [of(0.2), of(0.05), of(0.1)];
    expect(above[0]?.attention?.difference).toBeCloseTo(0.1, 2);
    expect([above, below, even].map(([held]) => held?.attention?.matters)).toEqual([true, true, false]);
    expect(orderSentences(above)[1]).toMatch(
      /^Input-cell attention scores higher than self-attention, as published, on earlier \(.*, the same sign for every seed\)/,
    );
    expect(orderSentences(below)[1]).toMatch(
      /^Input-cell attention scores lower than self-attention, the published order reversed, on earlier \(/,
    );
    expect(orderSentences([...above, ...below])[1]).toMatch(
      /, as published, on earlier; lower, the published order reversed, on earlier \(/,
    );
    expect(orderSentences(even)[1]).toMatch(
      /^Input-cell attention is not told apart from self-attention on earlier \(/,
    );
    expect(orderSentences([...below, ...below])[1]).toContain('on all 2 boxes (');
    const oneSeed = below.map((held) => ({ ...held, attention: held.attention && { ...held.attention, seeds: 1 } }));
    expect(orderSentences(oneSeed)[1]).toContain('one seed says nothing of models trained anew');
    expect(orderSentences([])).toEqual([]);
  });
});
