import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { builds } from './builds.js';

type Name = 'expInPlace' | 'logInPlace' | 'sigmoidInPlace' | 'tanhInPlace';

let engine: Engine;
async function start(fastMath: boolean): Promise<void> {
  engine = await Engine.create({ fastMath });
}

/** The kernel's values at float32 points. */
function computed(name: Name, points: Float32Array): Float32Array {
  return engine.scope(() => {
    const x = engine.put(points);
    engine.kernels[name](x, points.length);
    return engine.floats(x, points.length).slice();
  });
}

/** `count` points evenly from `low` to `high`. */
function evenly(low: number, high: number, count = 200_001): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** Points of both signs whose magnitudes run evenly in the logarithm. */
function magnitudes(low: number, high: number, count = 100_000): Float32Array {
  const step = Math.log(high / low) / (count - 1);
  return Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 ? -1 : 1) * low * Math.exp(step * (i >> 1)));
}

/** The largest relative error against float64 at the same (float32) points. */
function worst(name: Name, exact: (x: number) => number, points: Float32Array): number {
  const values = computed(name, points);
  let most = 0;
  for (let i = 0; i < points.length; i++) {
    const expected = exact(points[i]);
    const error = expected === 0 ? Math.abs(values[i]) : Math.abs(values[i] / expected - 1);
    // Written so that NaN is never the best.
    if (!(error <= most)) most = Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
  }
  return most;
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const isRising = (values: Float32Array) => values.every((value, i) => i === 0 || value >= values[i - 1]);

describe.each(builds)('relative error against float64 is below 3e-7 ($build build)', ({ fastMath }) => {
  beforeAll(() => start(fastMath));
  it.each<[string, Name, (x: number) => number, Float32Array]>([
    ['exp from -87 to 88', 'expInPlace', Math.exp, evenly(-87, 88)],
    ['exp near 0', 'expInPlace', Math.exp, magnitudes(1e-30, 1)],
    ['log of everything normal', 'logInPlace', Math.log, magnitudes(1.2e-38, 3.4e38).map(Math.abs)],
    ['log near 1', 'logInPlace', Math.log, evenly(0.5, 2)],
    ['sigmoid from -80 to 80', 'sigmoidInPlace', sigmoid, evenly(-80, 80)],
    ['sigmoid near 0', 'sigmoidInPlace', sigmoid, magnitudes(1e-30, 1)],
    ['tanh from -12 to 12', 'tanhInPlace', Math.tanh, evenly(-12, 12)],
    ['tanh of tiny numbers', 'tanhInPlace', Math.tanh, magnitudes(1e-37, 1)],
  ])('%s', (_, name, exact, points) => {
    expect(worst(name, exact, points)).toBeLessThan(3e-7);
  });
});

describe.each(builds)('far out ($build build)', ({ fastMath }) => {
  beforeAll(() => start(fastMath));
  it('exp stays finite, and is nothing beside 1, at -200 and below', () => {
    const values = computed('expInPlace', Float32Array.of(-100, -200, -1e30, -Infinity));
    for (const value of values) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1.3e-38);
    }
  });

  it('exp stays finite, and does not fall, from 88 to 200 and beyond', () => {
    const values = computed('expInPlace', Float32Array.of(88, 88.3, 88.5, 200, 1e30, Infinity));
    expect(isRising(values)).toBe(true);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(values[0]).toBeGreaterThan(1.6e38);
  });

  it('tanh and sigmoid saturate exactly and never leave their range', () => {
    const points = Float32Array.of(-Infinity, -1e30, -200, -88.5, 88.5, 200, 1e30, Infinity);
    expect([...computed('tanhInPlace', points)]).toEqual([-1, -1, -1, -1, 1, 1, 1, 1]);
    const s = computed('sigmoidInPlace', points);
    expect([...s.slice(4)]).toEqual([1, 1, 1, 1]);
    for (const value of s.slice(0, 4)) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1e-38);
    }
    expect(computed('tanhInPlace', evenly(-20, 20)).every((value) => Math.abs(value) <= 1)).toBe(true);
    expect(computed('sigmoidInPlace', evenly(-120, 120)).every((value) => value >= 0 && value <= 1)).toBe(true);
  });

  it('every function rises over points a hundredth apart', () => {
    const points = evenly(-20, 20, 4001);
    for (const name of ['expInPlace', 'sigmoidInPlace', 'tanhInPlace'] as const) {
      expect(isRising(computed(name, points)), name).toBe(true);
    }
    expect(isRising(computed('logInPlace', evenly(0.01, 40, 4000)))).toBe(true);
  });

  it('NaN in is NaN out', () => {
    for (const name of ['expInPlace', 'sigmoidInPlace', 'tanhInPlace'] as const) {
      expect(computed(name, Float32Array.of(Number.NaN))[0], name).toBeNaN();
    }
  });
});

describe.each(builds)('four vectors at a time or one ($build build)', ({ fastMath }) => {
  beforeAll(() => start(fastMath));
  it.each<Name>(['expInPlace', 'sigmoidInPlace', 'tanhInPlace', 'logInPlace'])('%s gives the same bits', (name) => {
    const points = name === 'logInPlace' ? evenly(0.01, 40, 1023) : evenly(-95, 95, 1023);
    const alone = Float32Array.from(points, (point) => computed(name, Float32Array.of(point))[0]);
    expect(computed(name, points)).toEqual(alone);
  });
});

describe.each(builds)('symmetry and special points ($build build)', ({ fastMath }) => {
  beforeAll(() => start(fastMath));
  it('tanh is odd to the last bit', () => {
    const points = magnitudes(1e-30, 30, 10_000);
    const values = computed('tanhInPlace', points);
    const mirrored = computed(
      'tanhInPlace',
      points.map((x) => -x),
    );
    expect(values).toEqual(mirrored.map((y) => -y));
    expect(computed('tanhInPlace', Float32Array.of(0, -0)).every((value) => value === 0)).toBe(true);
  });

  it('exp(0) = 1, log(1) = 0, sigmoid(0) = 1/2', () => {
    expect(computed('expInPlace', Float32Array.of(0, -0))).toEqual(Float32Array.of(1, 1));
    expect(computed('logInPlace', Float32Array.of(1))[0]).toBe(0);
    expect(computed('sigmoidInPlace', Float32Array.of(0))[0]).toBe(0.5);
  });
});
