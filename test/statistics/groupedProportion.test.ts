import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Estimate, proportionEstimate } from '../../src/statistics/estimate.js';
import { groupedProportionEstimate } from '../../src/statistics/groupedProportion.js';
import { RandomIntegers } from '../../src/statistics/randomIntegers.js';
import { refusal } from '../formats/mutations.js';

const stream = new RandomIntegers(1, 'resampling');

describe('groupedProportionEstimate', () => {
  it('is the Wilson interval without groups, or of one group', () => {
    const successes = [1, 0, 1, 1];
    expect(groupedProportionEstimate(successes, undefined)).toEqual(proportionEstimate(3, 4));
    expect(groupedProportionEstimate(successes, ['a', 'a', 'a', 'a'])).toEqual(proportionEstimate(3, 4));
    expect(groupedProportionEstimate([], undefined)).toBeUndefined();
  });

  it('is Student’s interval of the groups’ means where groups are equal and differ more than chance', () => {
    const successes = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
    const groups = successes.map((_, sample) => `g${Math.floor(sample / 5)}`);
    // Means 1, 1, 0: 2/3 +- 4.302652729749 * .5773502691896258 / sqrt(3), cut at 0 and 1.
    expect(groupedProportionEstimate(successes, groups)).toEqual({ mean: 2 / 3, low: 0, high: 1, n: 15 });
    const mild = [1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0];
    const four = mild.map((_, sample) => `g${Math.floor(sample / 5)}`);
    const { low } = groupedProportionEstimate(mild, four) as Estimate;
    expect(low).toBeLessThanOrEqual((proportionEstimate(12, 20) as Estimate).low);
  });

  it('never claims more than as many independent samples would allow', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: 1 }), fc.nat({ max: 5 })), { minLength: 1 }), (pairs) => {
        const successes = pairs.map(([success]) => success);
        const groups = pairs.map(([, group]) => `${group}`);
        const single = groupedProportionEstimate(successes, undefined) as Estimate;
        const grouped = groupedProportionEstimate(successes, groups) as Estimate;
        expect(grouped.low).toBeGreaterThanOrEqual(0);
        expect(grouped.low).toBeLessThanOrEqual(single.low);
        expect(grouped.high).toBeGreaterThanOrEqual(single.high);
        expect(grouped.high).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('holds the true share about as often as it says where samples of a group go together', () => {
    const [studies, count, size] = [400, 12, 8];
    let held = 0;
    let naive = 0;
    for (let study = 0; study < studies; study++) {
      const draws = stream.uniform(count * (size + 1), study);
      const successes: number[] = [];
      const groups: string[] = [];
      for (let group = 0; group < count; group++) {
        const share = 0.3 + 0.6 * draws[group * (size + 1)];
        for (let i = 1; i <= size; i++) {
          successes.push(draws[group * (size + 1) + i] < share ? 1 : 0);
          groups.push(`${group}`);
        }
      }
      const { low, high } = groupedProportionEstimate(successes, groups) as Estimate;
      const single = groupedProportionEstimate(successes, undefined) as Estimate;
      if (low <= 0.6 && 0.6 <= high) held++;
      if (single.low <= 0.6 && 0.6 <= single.high) naive++;
    }
    expect(held / studies).toBeGreaterThan(0.93);
    expect(held).toBeGreaterThan(naive);
  });

  it('refuses groups that are not one a sample', () => {
    expect(refusal(() => groupedProportionEstimate([1, 0], ['a'])).code).toBe('shape');
  });
});
