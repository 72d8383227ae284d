import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { RandomStream } from '../../src/backend/random.js';
import { UnvanishError } from '../../src/errors.js';
import { type Stream, streams } from '../../src/statistics/randomIntegers.js';
import { firstDifference } from './bits.js';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.create();
});

const COUNT = 200_000;
const of = (seed: number, stream: Stream) => new RandomStream(engine, seed, stream);

/** The k-th moment about 0. */
function moment(values: Float32Array, k: number): number {
  return values.reduce((sum, value) => sum + value ** k, 0) / values.length;
}

/** Kolmogorov's distance between the values and a distribution, times sqrt(count): above 1.63 once in 100 times. */
function kolmogorov(values: Float32Array, distribution: (x: number) => number): number {
  const sorted = values.slice().sort();
  let most = 0;
  sorted.forEach((value, i) => {
    const p = distribution(value);
    most = Math.max(most, Math.abs(p - i / sorted.length), Math.abs(p - (i + 1) / sorted.length));
  });
  return most * Math.sqrt(sorted.length);
}

/** The standard normal distribution, to 1e-7 (Abramowitz and Stegun 7.1.26). */
function normalDistribution(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const tail = (series * Math.exp(-z * z)) / 2;
  return x < 0 ? tail : 1 - tail;
}

function correlation(a: Float32Array, b: Float32Array): number {
  const meanA = moment(a, 1);
  const meanB = moment(b, 1);
  const sum = a.reduce((total, value, i) => total + (value - meanA) * (b[i] - meanB), 0);
  return sum / a.length / Math.sqrt((moment(a, 2) - meanA ** 2) * (moment(b, 2) - meanB ** 2));
}

describe('uniform numbers', () => {
  it('lie in the open interval and are spread evenly', () => {
    const values = of(1, 'data').uniform(COUNT, 0);
    expect(values.every((value) => value > 0 && value < 1)).toBe(true);
    expect(moment(values, 1)).toBeCloseTo(1 / 2, 2);
    expect(moment(values, 2) - moment(values, 1) ** 2).toBeCloseTo(1 / 12, 3);
    expect(kolmogorov(values, (x) => x)).toBeLessThan(1.63);
  });

  it('are below 1 also where all the bits that count are set', () => {
    // Number 996231 at position 34 of seed 0 is made from the bits ffffffff.
    const values = of(0, 'data').uniform(996_232, 34);
    expect(values[996_231]).toBeGreaterThan(0.9999998);
    expect(values[996_231]).toBeLessThan(1);
  });

  it('lie between the limits given', () => {
    const values = of(2, 'initialisation').uniform(COUNT, 3, -0.25, 0.75);
    expect(values.every((value) => value > -0.25 && value < 0.75)).toBe(true);
    expect(moment(values, 1)).toBeCloseTo(0.25, 2);
  });
});

describe('normal numbers', () => {
  it('have the moments, the tails and the distribution of the standard normal', () => {
    const values = of(3, 'data').normal(COUNT, 0);
    expect(Math.abs(moment(values, 1))).toBeLessThan(4 / Math.sqrt(COUNT));
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / COUNT));
    expect(Math.abs(moment(values, 3))).toBeLessThan(4 * Math.sqrt(15 / COUNT));
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / COUNT));
    for (const [limit, share] of [
      [2, 0.0455],
      [3, 0.0027],
      [4, 6.334e-5],
    ]) {
      const beyond = values.filter((value) => Math.abs(value) > limit).length / COUNT;
      expect(Math.abs(beyond - share)).toBeLessThan(4 * Math.sqrt(share / COUNT));
    }
    expect(kolmogorov(values, normalDistribution)).toBeLessThan(1.63);
  });

  it('are independent of their neighbours, also of the other half of their pair', () => {
    const values = of(4, 'data').normal(COUNT, 0);
    for (const lag of [1, 2, 4, 8, 16]) {
      const pairs = correlation(values.subarray(0, -lag), values.subarray(lag));
      expect(Math.abs(pairs), `lag ${lag}`).toBeLessThan(4 / Math.sqrt(COUNT));
      const squares = values.map((value) => value ** 2);
      expect(Math.abs(correlation(squares.subarray(0, -lag), squares.subarray(lag)))).toBeLessThan(
        4 / Math.sqrt(COUNT),
      );
    }
  });
});

describe('a stream', () => {
  it('gives the same bits at the same seed and position, whatever was drawn before and however many', () => {
    const expected = of(5, 'dropout').normal(1000, 17);
    const stream = of(5, 'dropout');
    stream.uniform(123, 4);
    expect(firstDifference(stream.normal(1000, 17), expected)).toBe(-1);
    expect(firstDifference(stream.normal(37, 17), expected.subarray(0, 37))).toBe(-1);
  });

  it('is independent of every other stream, seed and position', () => {
    const draws = [
      ...(Object.keys(streams) as Stream[]).map((name) => of(6, name).normal(20_000, 0)),
      of(7, 'data').normal(20_000, 0),
      of(6, 'data').normal(20_000, 1),
    ];
    draws.forEach((one, i) => {
      for (const other of draws.slice(i + 1)) {
        expect(Math.abs(correlation(one, other))).toBeLessThan(4.5 / Math.sqrt(one.length));
      }
    });
  });

  it('takes seeds from 0 to 4294967295, and refuses others in one line', () => {
    expect(firstDifference(of(4294967295, 'data').uniform(8, 0), of(0, 'data').uniform(8, 0))).not.toBe(-1);
    for (const seed of [-1, 0.5, 4294967296, Number.NaN]) {
      expect(() => of(seed, 'data')).toThrow(UnvanishError);
      expect(() => of(seed, 'data')).toThrow(/^the seed is .*: it must be a whole number from 0 to 4294967295$/);
    }
  });
});

describe('a permutation', () => {
  it.each([1, 2, 3, 16, 17, 1000])('of %i has every number once', (count) => {
    const order = of(8, 'shuffle').permutation(count, 0);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  });

  it('brings every number to every place equally often', () => {
    const size = 5;
    const rounds = 4000;
    const counts = new Float64Array(size * size);
    const stream = of(9, 'shuffle');
    for (let round = 0; round < rounds; round++) {
      stream.permutation(size, round).forEach((number, place) => {
        counts[place * size + number]++;
      });
    }
    const expected = rounds / size;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 16 degrees of freedom: above 32 once in 100 times.
    expect(chiSquare).toBeLessThan(32);
  });
});

describe('dropout', () => {
  function dropped(values: Float32Array, p: number, position: number): Float32Array {
    return engine.scope(() => {
      const x = engine.put(values);
      const out = engine.allocate(values.length);
      of(10, 'dropout').dropout(x, out, values.length, p, position);
      return engine.floats(out, values.length).slice();
    });
  }

  it.each([0.1, 0.5, 0.9])('drops a share of %d and keeps the expectation', (p) => {
    const out = dropped(new Float32Array(COUNT).fill(1), p, 0);
    const share = out.filter((value) => value === 0).length / COUNT;
    expect(Math.abs(share - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / COUNT));
    expect(moment(out, 1)).toBeCloseTo(1, 1);
    const kept = 65_536 / (65_536 - Math.round(p * 65_536));
    expect([...new Set(out)].sort()).toEqual([0, Math.fround(kept)]);
  });

  it('of nothing leaves everything as it is', () => {
    const values = of(11, 'data').normal(101, 0);
    expect(firstDifference(dropped(values, 0, 5), values)).toBe(-1);
  });

  it('has the same mask at the same position, and another at the next', () => {
    const ones = new Float32Array(1001).fill(1);
    const mask = dropped(ones, 0.5, 6);
    expect(dropped(ones, 0.5, 6)).toEqual(mask);
    expect(dropped(ones, 0.5, 7)).not.toEqual(mask);
    expect(
      dropped(
        ones.map((_, i) => i + 1),
        0.5,
        6,
      ).map((value) => (value === 0 ? 0 : 2)),
    ).toEqual(mask);
  });

  it('works in place, for counts that fill no vector, and leaves its neighbours alone', () => {
    for (const count of [1, 7, 31, 33, 63, 65, 100]) {
      engine.scope(() => {
        const before = engine.put(new Float32Array(16).fill(7));
        const x = engine.put(new Float32Array(count).fill(1));
        const after = engine.put(new Float32Array(16).fill(7));
        of(10, 'dropout').dropout(x, x, count, 0.5, 6);
        expect(engine.floats(x, count)).toEqual(dropped(new Float32Array(count).fill(1), 0.5, 6));
        for (const wall of [before, after]) expect(engine.floats(wall, 16).every((value) => value === 7)).toBe(true);
      });
    }
  });
});
