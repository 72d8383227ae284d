import { describe, expect, it } from 'vitest';
import { createDataset } from '../../src/data/dataset.js';
import { equalLengths } from '../../src/data/equalLengths.js';
import { findingsOf } from '../../src/data/findings.js';
import { suspectsOf } from '../../src/data/suspects.js';
import { RandomIntegers } from '../../src/statistics/randomIntegers.js';
import { refusal } from '../formats/mutations.js';

interface Made {
  readonly samples?: number;
  readonly time?: number;
  /** The last feature, by sample, its label and step. */
  readonly last?: (sample: number, label: number, step: number) => number;
  readonly label?: (sample: number, samples: number) => number;
  readonly length?: (sample: number, label: number) => number;
}

/** Three features of noise, the first with an effect, and a fourth that is made. */
function data(seed: number, { samples = 24, time = 12, last, label, length }: Made = {}) {
  const noise = new RandomIntegers(seed, 'data').uniform(samples * time * 4, 0);
  const labels = Int32Array.from({ length: samples }, (_, s) => (label ? label(s, samples) : s % 2));
  const x = noise.map((value, at) => {
    const [sample, step, feature] = [Math.floor(at / (4 * time)), Math.floor(at / 4) % time, at % 4];
    if (feature === 3 && last) return last(sample, labels[sample], step);
    return feature === 0 ? value + 2 * labels[sample] : value;
  });
  return createDataset({
    x,
    shape: [samples, time, 4],
    labels,
    classNames: ['a', 'b'],
    featureNames: ['p', 'q', 'r', 's'],
    ...(length && { lengths: Int32Array.from(labels, (one, s) => length(s, one)) }),
  });
}
const sorted = (sample: number, samples: number) => (2 * sample < samples ? 0 : 1);
const warnings = (made: Made, seed = 1) => suspectsOf(data(seed, made)).filter(({ level }) => level === 'warning');

describe('suspectsOf', () => {
  it.each([
    [
      'a counter of rows, sorted by class',
      { label: sorted, last: (s, _, t) => 12 * s + t },
      /"s" rises in every sample/,
    ],
    ['a countdown', { label: sorted, last: (s, _, t) => -(12 * s + t) }, /"s" rises|falls/],
    ['times of two days', { last: (s, one, t) => 1000 * one + s + t / 10 }, /"s" rises/],
    [
      'a session of one class each',
      { label: sorted, last: (s) => Math.floor(s / 4) },
      /"s" never changes within a sample/,
    ],
  ] satisfies [string, Made, RegExp][])('warns of %s', (_, made, message) => {
    const [found, ...others] = warnings(made);
    expect(others).toEqual([]);
    expect(found.what).toMatch(message);
    expect(found.what).toMatch(/right about \d+ % of samples left out, where chance is \d+ %$/);
    expect(found.remedy).toContain('`ignoreColumns`');
  });

  it('warns of lengths that tell the class, and not of such that do not', () => {
    const [found] = warnings({ length: (s, one) => (one ? 12 : 2 + (s % 3)) });
    expect(found.what).toMatch(/^the number of time steps alone tells the class: it is right about 100 %/);
    expect(found.remedy).toContain('`equalLengths`');
    const random = new RandomIntegers(5, 'shuffle').uniform(80, 0);
    const overlapping = warnings({ samples: 80, length: (s, one) => 4 + Math.floor(5 * random[s]) + 2 * one });
    expect(overlapping[0].what).toMatch(/tells the class/);
    expect(warnings({ length: (s) => 6 + (Math.floor(s / 2) % 5) })).toEqual([]);
  });

  it('notes what rises in every sample and tells nothing', () => {
    const found = suspectsOf(data(1, { last: (_, __, t) => t }));
    expect(found).toMatchObject([{ level: 'note', what: expect.stringContaining('"s"') }]);
  });

  it('is silent on sound data', () => {
    for (let seed = 0; seed < 20; seed++) {
      const uneven = new RandomIntegers(seed, 'shuffle').uniform(24, 0);
      expect(findingsOf(data(seed))).toEqual([]);
      expect(warnings({ length: (s) => 6 + Math.floor(6 * uneven[s]) }, seed)).toEqual([]);
      // What changes within samples, a trend that not all have, and a constant that says nothing.
      expect(warnings({ last: (s, one, t) => one * t + ((s * 31 + t * 17) % 7) }, seed)).toEqual([]);
      expect(warnings({ last: (s) => uneven[s] }, seed)).toEqual([]);
    }
  });

  it('does not take one of very many for more than chance', () => {
    const [samples, features] = [20, 2000];
    const values = new RandomIntegers(3, 'data').uniform(samples * features, 0);
    const x = Float32Array.from({ length: samples * 2 * features }, (_, at) => {
      return values[Math.floor(at / (2 * features)) * features + (at % features)];
    });
    const labels = Int32Array.from({ length: samples }, (_, s) => s % 2);
    expect(suspectsOf(createDataset({ x, shape: [samples, 2, features], labels }))).toEqual([]);
  }, 60_000);
});

describe('equalLengths', () => {
  it('cuts all samples to the first steps of the shortest', () => {
    const uneven = data(1, { samples: 4, time: 5, length: (s) => 3 + (s % 2) });
    const cut = equalLengths({ ...uneven, mask: Uint8Array.from({ length: 20 }, (_, at) => at % 2) });
    expect([cut.time, cut.lengths, cut.x.length]).toEqual([3, undefined, 4 * 3 * 4]);
    expect([...cut.x.subarray(12, 24)]).toEqual([...uneven.x.subarray(20, 32)]);
    expect(cut.mask).toHaveLength(12);
    expect(suspectsOf(cut)).toEqual([]);
    const longest = equalLengths({ ...uneven, lengths: Int32Array.of(2, 5, 3, 4) }, 3);
    expect([longest.time, longest.lengths]).toEqual([3, Int32Array.of(2, 3, 3, 3)]);
    expect(equalLengths(uneven, 9)).toBe(uneven);
  });

  it('does not cut series to one time step', () => {
    const uneven = data(1, { samples: 4, time: 5, length: (s) => (s === 2 ? 1 : 5) });
    expect(refusal(() => equalLengths(uneven))).toMatchObject({
      code: 'shape',
      message: 'sample 2 has one time step, to which `equalLengths` would cut all others',
    });
  });
});
