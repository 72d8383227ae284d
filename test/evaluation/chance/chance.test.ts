import { describe, expect, it } from 'vitest';
import { createDataset } from '../../../src/data/dataset.js';
import { chanceMaps, chanceRows } from '../../../src/evaluation/chance/chance.js';
import { evaluate, type MapEvaluation } from '../../../src/evaluation/evaluate.js';
import { refusal } from '../../formats/mutations.js';
import { EARLIER, LATTER, MIDDLE, noisyBox } from '../noisyBox.js';

async function measureRows(dataset: ReturnType<typeof noisyBox>): Promise<Map<string, MapEvaluation>> {
  const rows = chanceRows(dataset, { seed: 3 });
  const measured = new Map<string, MapEvaluation>();
  for (const row of rows) measured.set(row.name, await evaluate(chanceMaps(row, dataset), dataset, { lastSteps: 10 }));
  return measured;
}

describe('the chance rows on the earlier box', async () => {
  const rows = await measureRows(noisyBox(20, EARLIER));
  const mean = (row: string, name: 'weightedJaccard' | 'euclidean' | 'auroc' | 'auprc') =>
    rows.get(row)?.measured[name].estimate?.mean;

  it('uniform noise scores WJac .19 and AUROC .50', () => {
    expect(mean('uniform', 'weightedJaccard')).toBeCloseTo(0.19, 2);
    expect(mean('uniform', 'auroc')).toBeCloseTo(0.5, 2);
    expect(mean('uniform', 'auprc')).toBeCloseTo(0.24, 2);
    expect(rows.get('uniform')?.shareOfLast.estimate?.mean).toBeCloseTo(0.1, 2);
  });

  it('a constant map scores WJac 0, Euc 1, AUROC .5, AUPRC the prevalence', () => {
    expect(mean('constant', 'weightedJaccard')).toBe(0);
    expect(mean('constant', 'euclidean')).toBe(1);
    expect(mean('constant', 'auroc')).toBe(0.5);
    expect(mean('constant', 'auprc')).toBeCloseTo(0.24, 12);
    expect(rows.get('constant')?.shareOfLast.estimate?.mean).toBeCloseTo(0.1, 12);
  });

  it('the oracle is perfect', () => {
    expect(mean('oracle', 'weightedJaccard')).toBe(1);
    expect(mean('oracle', 'euclidean')).toBe(0);
    expect(mean('oracle', 'auroc')).toBe(1);
    expect(mean('oracle', 'auprc')).toBe(1);
    expect(rows.get('oracle')?.shareOfLast.estimate?.mean).toBe(0);
  });

  it('|x| finds some of the box', () => {
    expect(mean('magnitude', 'auroc')).toBeGreaterThan(0.6);
    expect(mean('magnitude', 'auroc')).toBeLessThan(0.7);
  });
});

describe('|x| blurred', () => {
  it.each([
    ['earlier', EARLIER],
    ['middle', MIDDLE],
    ['latter', LATTER],
  ] as const)('scores AUROC .994 to .999 on the %s box without any model', async (_, box) => {
    const auroc = (await measureRows(noisyBox(10, box))).get('blurredMagnitude')?.measured.auroc.estimate?.mean ?? 0;
    expect(auroc).toBeGreaterThan(0.994);
    expect(auroc).toBeLessThan(0.999);
  });

  it('loses the box where each cell was divided by its spread over both classes', async () => {
    const dataset = noisyBox(10, EARLIER);
    const x = dataset.x.map((value, i) => (dataset.mask?.[i % 10_000] ? value / Math.SQRT2 : value));
    const auroc = (await measureRows({ ...dataset, x })).get('blurredMagnitude')?.measured.auroc.estimate?.mean;
    expect(auroc).toBeLessThan(0.75);
  });
});

describe('chance rows', () => {
  const dataset = createDataset({
    x: Float32Array.of(1, -2, 3, 4, 5, 6, 7, 8, -9, 10, 11, 12),
    shape: [2, 3, 2],
    lengths: Int32Array.of(2, 3),
    mask: Uint8Array.of(0, 2, 0, 1, 1, 0),
  });

  it('hold zeros in the padding', () => {
    for (const row of chanceRows(dataset, { seed: 1 }))
      expect(Array.from(row.map(0).subarray(4)), row.name).toEqual([0, 0]);
  });

  it('each say in a sentence what they are and why they are there', () => {
    const rows = chanceRows(dataset, { seed: 1 });
    expect(rows.map(({ name }) => name)).toEqual(['uniform', 'constant', 'magnitude', 'blurredMagnitude', 'oracle']);
    for (const { description } of rows) expect(description).toMatch(/^[A-Z].*\.$/);
    expect(rows[3].description).toContain('smoothed');
  });

  it('have no oracle where there is no mask', () => {
    const { mask: _, ...unmarked } = dataset;
    expect(chanceRows(unmarked, { seed: 1 }).map(({ name }) => name)).not.toContain('oracle');
  });

  it('leave the series alone, and are the same when they are taken again, in any order', () => {
    const [uniform, , magnitude] = chanceRows(dataset, { seed: 1 });
    const [again] = chanceRows(dataset, { seed: 1 });
    expect(again.map(1)).toEqual(uniform.map(1));
    expect(again.map(0)).toEqual(uniform.map(0));
    expect(uniform.map(0)).not.toEqual(uniform.map(1));
    expect(chanceRows(dataset, { seed: 2 })[0].map(0)).not.toEqual(uniform.map(0));
    expect(Array.from(magnitude.map(0))).toEqual([1, 2, 3, 4, 0, 0]);
    expect(dataset.x[1]).toBe(-2);
  });

  it('refuse what is no dataset, and options that there are not', () => {
    expect(refusal(() => chanceRows(new Float32Array(12) as never, {}))).toMatchObject({
      code: 'option',
      message: 'data: a dataset was expected, found a Float32Array',
    });
    expect(refusal(() => chanceRows(dataset, { sede: 1 } as never)).message).toBe(
      'chance rows: configuration: there is no option "sede"',
    );
    expect(refusal(() => chanceRows(dataset, { seed: -1 })).message).toBe(
      'chance rows: seed: a whole number at least 0 and at most 4294967295 was expected, found -1',
    );
  });
});
