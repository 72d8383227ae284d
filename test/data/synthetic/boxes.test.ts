import { describe, expect, it } from 'vitest';
import { Engine } from '../../../src/backend/engine.js';
import { type Dataset, maskOf, seriesOf } from '../../../src/data/dataset.js';
import { type BoxName, boxDataset, boxNames } from '../../../src/data/synthetic/boxes.js';
import { refusal } from '../../formats/mutations.js';

const engine = await Engine.create();
type Span = readonly [from: number, to: number];
const THREE: readonly Span[] = [
  [0, 30],
  [35, 65],
  [70, 100],
];
const MIXED = [
  [5, 5],
  [5, 35],
  [5, 20],
  [35, 5],
  [35, 35],
  [35, 20],
  [20, 20],
];

/** The paper's coordinates, section 4.1: time and the feature ranges. */
const PAPER: Record<Exclude<BoxName, 'mixed'>, { time: Span; features: readonly Span[] }> = {
  earlier: { time: [0, 30], features: [[10, 90]] },
  middle: { time: [20, 80], features: [[20, 80]] },
  latter: { time: [70, 100], features: [[10, 90]] },
  'three-earlier': { time: [0, 40], features: THREE },
  'three-middle': { time: [25, 65], features: THREE },
  'moving-0': { time: [0, 60], features: [[20, 80]] },
  'moving-10': { time: [10, 70], features: [[20, 80]] },
  'moving-20': { time: [20, 80], features: [[20, 80]] },
  'moving-30': { time: [30, 90], features: [[20, 80]] },
  'moving-40': { time: [40, 100], features: [[20, 80]] },
};

function painted(time: Span, features: readonly Span[]): Uint8Array {
  return Uint8Array.from({ length: 10_000 }, (_, i) => {
    const [step, feature] = [Math.floor(i / 100), i % 100];
    const within = ([from, to]: Span, at: number) => at >= from && at < to;
    return within(time, step) && features.some((span) => within(span, feature)) ? 1 : 0;
  });
}

/** Mean over one class, inside or outside the mask. */
function meanOf(dataset: Dataset, label: number, marked: 0 | 1): number {
  let sum = 0;
  let count = 0;
  for (let sample = 0; sample < dataset.samples; sample++) {
    if (dataset.labels?.[sample] !== label) continue;
    const mask = maskOf(dataset, sample) as Uint8Array;
    seriesOf(dataset, sample).forEach((value, cell) => {
      if (mask[cell] !== marked) return;
      sum += value;
      count++;
    });
  }
  return sum / count;
}

describe('boxDataset', () => {
  it('has every box of the paper', () => {
    expect([...boxNames].sort()).toEqual([...Object.keys(PAPER), 'mixed'].sort());
  });

  it.each(Object.entries(PAPER))('marks the %s box where the paper has it', (name, { time, features }) => {
    const dataset = boxDataset(engine, name as BoxName, { samples: 2, seed: 0 });
    expect(dataset).toMatchObject({ time: 100, features: 100, classNames: ['negative', 'positive'] });
    expect(Buffer.compare(dataset.mask as Uint8Array, painted(time, features))).toBe(0);
  });

  it('gives each mixed sample one of seven boxes, all of them about evenly', () => {
    const dataset = boxDataset(engine, 'mixed', { samples: 280, seed: 3 });
    const masks = MIXED.map(([time, feature]) => painted([time, time + 60], [[feature, feature + 60]]));
    const counts = new Array(7).fill(0);
    for (let sample = 0; sample < dataset.samples; sample++) {
      counts[masks.findIndex((mask) => Buffer.compare(mask, maskOf(dataset, sample) as Uint8Array) === 0)]++;
    }
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(280);
    // 40 expected of each; the deviation of such a count is 5.9.
    for (const count of counts) expect(Math.abs(count - 40)).toBeLessThan(24);
  });

  it.each(boxNames)('has means of +-1 inside and 0 outside, and deviations of 1, in balanced classes (%s)', (name) => {
    const dataset = boxDataset(engine, name, { samples: 40, seed: 7 });
    expect(dataset.labels?.reduce((sum, label) => sum + label, 0)).toBe(20);
    for (const label of [0, 1]) {
      expect(Math.abs(meanOf(dataset, label, 1) - (label === 1 ? 1 : -1))).toBeLessThan(0.02);
      expect(Math.abs(meanOf(dataset, label, 0))).toBeLessThan(0.02);
    }
    const outside = dataset.x.filter((_, i) => maskOf(dataset, Math.floor(i / 10_000))?.[i % 10_000] === 0);
    const variance = outside.reduce((sum, value) => sum + value * value, 0) / outside.length;
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  });

  it.each(['earlier', 'mixed'] as const)('has the same sample i whatever the count; `first` goes on (%s)', (name) => {
    const all = boxDataset(engine, name, { samples: 9, seed: 11 });
    const few = boxDataset(engine, name, { samples: 3, seed: 11 });
    const later = boxDataset(engine, name, { samples: 4, seed: 11, first: 5 });
    for (const [part, first] of [
      [few, 0],
      [later, 5],
    ] as const) {
      for (let sample = 0; sample < part.samples; sample++) {
        expect(seriesOf(part, sample)).toEqual(seriesOf(all, first + sample));
        expect(maskOf(part, sample)).toEqual(maskOf(all, first + sample));
        expect(part.labels?.[sample]).toBe(all.labels?.[first + sample]);
      }
    }
  });

  it('differs from sample to sample and from seed to seed', () => {
    const one = boxDataset(engine, 'latter', { samples: 3, seed: 1 });
    const other = boxDataset(engine, 'latter', { samples: 1, seed: 2 });
    expect(one.x[0]).not.toBe(one.x[20_000]);
    expect(one.x[0]).not.toBe(other.x[0]);
  });

  it('refuses what is no box and what is no count', () => {
    const bad = (name: string, samples = 2, first = 0) =>
      refusal(() => boxDataset(engine, name as BoxName, { samples, seed: 0, first }));
    expect(bad('toString')).toMatchObject({
      code: 'option',
      message: 'there is no box dataset "toString"',
      remedy: expect.stringMatching(/^choose one of earlier, middle, latter, mixed/),
    });
    expect(bad('earlier', -1).message).toBe('samples is -1: it must be a whole number, 1 or more');
    expect(bad('earlier', 2, 0.5).message).toBe('first is 0.5: it must be a whole number, 0 or more');
  });
});
