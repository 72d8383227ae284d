import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimate, proportionEstimate, studentQuantile } from '../../src/statistics/estimate.js';
import { groupedMeans } from '../../src/statistics/groupedMeans.js';
import { RandomIntegers } from '../../src/statistics/randomIntegers.js';
import { draws } from '../draws.js';
import { refusal } from '../formats/mutations.js';

const near = (found: number, expected: number) =>
  expect(Math.abs(found - expected)).toBeLessThan(1e-9 * Math.max(1, Math.abs(expected)));

describe('means over groups', () => {
  it('have Student’s interval of a mean where samples stand for themselves, column by column', () => {
    const row = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        groupedMeans(rows.flat(), 3).forEach((found, column) => {
          const expected = estimate(rows.map((values) => values[column]));
          expect(found.n).toBe(rows.length);
          near(found.mean, expected?.mean as number);
          near(found.low, expected?.low as number);
          near(found.high, expected?.high as number);
        });
      }),
      { numRuns: draws(200) },
    );
  });

  it('have Student’s interval of the groups’ means where groups are equal: copies of a sample in its group add nothing', () => {
    const values = new RandomIntegers(3, 'resampling').uniform(12, 0);
    const copies = Float64Array.from({ length: 120 }, (_, i) => values[Math.floor(i / 10)]);
    const groups = Array.from(copies, (_, i) => `run ${Math.floor(i / 10)}`);
    const [grouped] = groupedMeans(copies, 1, { groups });
    const alone = estimate(values);
    near(grouped.low, alone?.low as number);
    near(grouped.high, alone?.high as number);
  });

  it('by hand: the variance of leaving out, and as many groups as unequal ones are worth', () => {
    const groups = ['a', 'a', 'a', 'b', 'c', 'c'];
    const [{ mean, low, high }] = groupedMeans([1, 2, 3, 6, 4, 2], 1, { groups });
    // Without a, b, c: 12 / 3, 12 / 5, 12 / 4; 36 / (9 + 1 + 4) groups' worth.
    const variance = (2 / 3) * ((4 - 3) ** 2 + (2.4 - 3) ** 2 + (3 - 3) ** 2);
    const margin = studentQuantile(36 / 14 - 1) * Math.sqrt(variance);
    expect(mean).toBe(3);
    near(low, 3 - margin);
    near(high, 3 + margin);
  });

  it('stay within bounds, and never have no width where values have bounds', () => {
    const groups = ['a', 'a', 'b', 'b'];
    expect(groupedMeans([1, 0.9, 0.8, 1], 1, { groups, bounds: [0, 1] })[0].high).toBe(1);
    const [{ low, high }] = groupedMeans([1, 1, 1, 1], 1, { groups, bounds: [0, 1] });
    expect(high).toBe(1);
    near(low, proportionEstimate(4, 4)?.low as number);
    const [none] = groupedMeans([0, 0, 0, 0], 1, { groups, bounds: [-1, 1] });
    expect(none.low).toBeLessThan(-0.3);
    expect(none.high).toBe(-none.low);
    // Whatever is lost in adding up.
    for (let k = 1; k < 100; k++) {
      for (const count of [3, 7, 10, 60]) {
        const [same] = groupedMeans(Array(count).fill(k / 100), 1, { bounds: [0, 1] });
        expect(same.high - same.low).toBeGreaterThan(0.01);
      }
    }
    const turned = [0.1, 0.37, 0.53, 0.9, 0.53, 0.9, 0.1, 0.37, 0.9, 0.1, 0.37, 0.53];
    const [shuffled] = groupedMeans(turned, 1, { groups: turned.map((_, at) => `${at >> 2}`) });
    expect(shuffled.high - shuffled.low).toBeGreaterThan(0.1);
    // Groups that agree by chance say nothing of how groups differ: samples do.
    const [agree] = groupedMeans([0, 1, 1, 0], 1, { groups });
    expect(agree.high - agree.low).toBeGreaterThan(0.9);
  });

  it('hold the true mean about as often as they say, of groups that go together and are not of one size', () => {
    const stream = new RandomIntegers(1, 'resampling');
    const sizes = [4, 8, 12, 20, 40, 4, 8, 12, 20, 40, 4, 8];
    const groups = sizes.flatMap((size, group) => Array.from({ length: size }, () => `${group}`));
    const studies = draws(2000);
    let held = 0;
    for (let study = 0; study < studies; study++) {
      const drawn = stream.uniform(groups.length + sizes.length, study);
      // A third of the variance is between groups.
      const values = groups.map(
        (group, at) => drawn[at] - 0.5 + (drawn[groups.length + Number(group)] - 0.5) / Math.SQRT2,
      );
      const [{ low, high }] = groupedMeans(values, 1, { groups });
      if (low <= 0 && 0 <= high) held++;
    }
    expect(held / studies).toBeGreaterThan(0.9);
  });

  it('are none of no samples, and refuse what does not fit', () => {
    expect(groupedMeans([], 2)).toEqual([]);
    expect(refusal(() => groupedMeans([1, 2, 3], 2)).message).toContain('whole rows of 2 columns');
    expect(refusal(() => groupedMeans([1], 1, { bounds: [1, 0] })).message).toContain('bounds: the lesser');
    expect(refusal(() => groupedMeans([4], 1, { bounds: [0, 1] })).message).toContain('entry 0: a number from 0 to 1');
    expect(refusal(() => groupedMeans([1, 2], 1, { groups: ['a'] })).message).toContain('1 group names for 2 samples');
  });
});
