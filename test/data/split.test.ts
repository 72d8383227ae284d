import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDataset, type Dataset, labelsOf, maskOf } from '../../src/data/dataset.js';
import { groupedSplit, stratifiedSplit } from '../../src/data/split.js';
import type { UnvanishError } from '../../src/errors.js';
import { draws } from '../draws.js';
import { refusal } from '../formats/mutations.js';

/** One value a sample, its number, and a mask of its own. */
function numbered(labels: readonly number[]): Dataset {
  const samples = labels.length;
  return createDataset({
    x: Float32Array.from({ length: 2 * samples }, (_, i) => Math.floor(i / 2)),
    shape: [samples, 2, 1],
    labels: Int32Array.from(labels),
    mask: Uint8Array.from({ length: 2 * samples }, (_, i) => Math.floor(i / 2) % 2),
    classNames: ['a', 'b', 'c', 'd'],
  });
}

const numbersOf = ({ x }: Dataset) => [...x].filter((_, i) => i % 2 === 0);
const countOf = (dataset: Dataset, label: number) => labelsOf(dataset).filter((one) => one === label).length;

describe('stratifiedSplit', () => {
  it('puts each sample into one part, with its label and mask, and each class into both, by its share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.nat(),
        (labels, share, seed) => {
          fc.pre(labels.some((label, i) => labels.indexOf(label) !== i));
          const { rest, part } = stratifiedSplit(numbered(labels), { share, seed });
          expect([...numbersOf(rest), ...numbersOf(part)].sort((a, b) => a - b)).toEqual(labels.map((_, i) => i));
          for (const half of [rest, part]) {
            numbersOf(half).forEach((sample, row) => {
              expect(half.labels?.[row]).toBe(labels[sample]);
              expect(maskOf(half, row)?.[0]).toBe(sample % 2);
            });
          }
          for (const label of new Set(labels)) {
            const all = labels.filter((one) => one === label).length;
            const taken = countOf(part, label);
            if (all > 1) expect(Math.min(taken, countOf(rest, label))).toBeGreaterThan(0);
            if (all > 1) expect(Math.abs(taken - all * share)).toBeLessThanOrEqual(1);
            else expect(taken).toBe(0);
          }
        },
      ),
      { numRuns: draws(300) },
    );
  });

  it('keeps 80 and 20 of 100, class by class', () => {
    const { rest, part } = stratifiedSplit(numbered(Array.from({ length: 100 }, (_, i) => i % 4)), {
      share: 0.2,
      seed: 1,
    });
    expect([0, 1, 2, 3].map((label) => countOf(part, label))).toEqual([5, 5, 5, 5]);
    expect(rest.samples).toBe(80);
  });

  it('is the same for the same seed, another for another, and in no order of the data', () => {
    const dataset = numbered(Array.from({ length: 100 }, (_, i) => i % 2));
    const partOf = (seed: number) => numbersOf(stratifiedSplit(dataset, { share: 0.3, seed }).part);
    expect(partOf(5)).toEqual(partOf(5));
    expect(partOf(5)).not.toEqual(partOf(6));
    expect(Math.max(...partOf(5))).toBeGreaterThan(60);
  });

  it.each([0, 1, -0.2, Number.NaN])('refuses a share of %d', (share) => {
    expect(refusal(() => stratifiedSplit(numbered([0, 0, 1, 1]), { share, seed: 0 }))).toMatchObject({
      code: 'option',
      message: `split: share: a number above 0 and below 1 was expected, found ${share}`,
    });
  });

  it('refuses data in which no class has two samples, data without labels, and a seed that is none', () => {
    const split = (dataset: Dataset, seed = 0) => stratifiedSplit(dataset, { share: 0.5, seed });
    expect(refusal(() => split(numbered([0, 1, 2]))).message).toBe('3 samples are too few to split off a share of 0.5');
    const { labels, ...rest } = numbered([0, 1]);
    expect(labels).toBeDefined();
    expect(refusal(() => split(rest)).code).toBe('labels');
    expect(refusal(() => split(numbered([0, 0]), -1)).code).toBe('option');
  });
});

describe('a split', () => {
  const dataset = numbered([0, 0, 1, 1]);
  it.each<[string, () => unknown, string]>([
    ['an engine first', () => stratifiedSplit({} as never, dataset as never), 'data: a dataset was expected'],
    ['no options', () => stratifiedSplit(dataset, undefined as never), 'split: configuration: an object was expected'],
    ['other names', () => stratifiedSplit(dataset, { fraction: 0.2 } as never), 'split: share: a number above 0'],
    ['one option more', () => stratifiedSplit(dataset, { share: 0.2, sede: 1 } as never), 'there is no option "sede"'],
    ['no groups', () => groupedSplit(dataset, { share: 0.2 } as never, {} as never), 'groups: an array of names'],
  ])('refuses %s', (_, call, message) => {
    expect(refusal(call)).toMatchObject({ code: 'option' });
    expect(refusal(call).message).toContain(message);
  });

  it('has seed 0 unless told', () => {
    const parts = stratifiedSplit(dataset, { share: 0.5 });
    expect(parts).toEqual(stratifiedSplit(dataset, { share: 0.5, seed: 0 }));
  });
});

describe('groupedSplit', () => {
  /** Six groups of four samples, two of each class. */
  const labels = Array.from({ length: 24 }, (_, sample) => sample % 2);
  const groups = labels.map((_, sample) => `run ${Math.floor(sample / 4)}`);
  const split = (share: number, seed = 0) => groupedSplit(numbered(labels), groups, { share, seed });

  it('splits off whole groups that hold about the share, with every sample in one part', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 7 })), { minLength: 4, maxLength: 60 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        fc.nat(),
        (samples, share, seed) => {
          const own = samples.map(([label]) => label);
          const names = samples.map(([, group]) => `${group}`);
          let parts: { rest: Dataset; part: Dataset };
          try {
            parts = groupedSplit(numbered(own), names, { share, seed });
          } catch (error) {
            expect((error as UnvanishError).code).toBe('labels');
            return;
          }
          const [rest, part] = [numbersOf(parts.rest), numbersOf(parts.part)];
          expect([...rest, ...part].sort((a, b) => a - b)).toEqual(own.map((_, sample) => sample));
          const kept = new Set(rest.map((sample) => names[sample]));
          expect(part.some((sample) => kept.has(names[sample]))).toBe(false);
          expect(new Set(rest.map((sample) => own[sample]))).toEqual(new Set(own));
        },
      ),
      { numRuns: draws(300) },
    );
    expect(split(0.3).part.samples).toBe(8);
    expect(split(0.01).part.samples).toBe(4);
  });

  it('is the same for the same seed, another for another', () => {
    const tested = (seed: number) => numbersOf(split(0.3, seed).part);
    expect(tested(1)).toEqual(tested(1));
    expect([2, 3, 4].some((seed) => `${tested(seed)}` !== `${tested(1)}`)).toBe(true);
  });

  it('refuses where each group holds a class alone, a share that is none, and groups that do not fit', () => {
    const pure = labels.map((label) => `group ${label}`);
    expect(refusal(() => groupedSplit(numbered(labels), pure, { share: 0.5, seed: 0 })).message).toBe(
      'none of 2 groups can be split off: each holds all samples of some class',
    );
    expect(refusal(() => split(1)).code).toBe('option');
    expect(refusal(() => groupedSplit(numbered(labels), ['a'], { share: 0.5, seed: 0 })).code).toBe('shape');
  });
});
