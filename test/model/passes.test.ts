import { describe, expect, it } from 'vitest';
import { createDataset, takeSamples } from '../../src/data/dataset.js';
import { Classifier, type PathGradientOptions } from '../../src/model/classifier.js';
import { firstDifference } from '../backend/bits.js';
import { builds } from '../backend/builds.js';
import { Draws } from '../reference/draws.js';

const SAMPLES = 1200;
const [TIME, FEATURES] = [60, 40];

/** Work that takes several times the 40 milliseconds between two turns. */
async function longWork() {
  const classifier = await Classifier.create(
    { inputSize: FEATURES, classes: 2, hiddenSize: 8, inputCellAttention: 'matrix' },
    { seed: 1 },
  );
  const x = new Draws(2).floats(SAMPLES * TIME * FEATURES, 1);
  return { classifier, data: createDataset({ x, shape: [SAMPLES, TIME, FEATURES] }) };
}

describe('a long pass', () => {
  it('gives way to the event loop and reports how far it is', async () => {
    const { classifier, data } = await longWork();
    let turns = 0;
    const ticking = setInterval(() => turns++, 0);
    const seen: number[] = [];
    await classifier.logits(data, {
      onProgress: ({ done, total }) => {
        expect(total).toBe(SAMPLES);
        seen.push(done);
      },
    });
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(1);
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(SAMPLES);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it('says of paths how many samples are done, not how many points', async () => {
    const { classifier, data } = await longWork();
    const few = takeSamples(data, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    const seen: number[] = [];
    const baseline = new Float32Array(TIME * FEATURES);
    await classifier.pathGradient(few, {
      ...{ target: 0, baseline, steps: 200 },
      onProgress: ({ done, total }) => {
        expect(total).toBe(12);
        seen.push(done);
      },
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.at(-1)).toBe(12);
    expect(seen.every(Number.isInteger)).toBe(true);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it.each([
    ['logits', {}],
    ['predict', {}],
    ['predictProba', {}],
    ['inputGradient', { target: 1 }],
    ['pathGradient', { target: 1, baseline: new Float32Array(TIME * FEATURES), steps: 2 }],
  ] as const)('can be stopped: %s', async (method, own) => {
    const { classifier, data } = await longWork();
    const controller = new AbortController();
    const options = { ...own, signal: controller.signal, onProgress: () => controller.abort() };
    const running = classifier[method](data, options as PathGradientOptions);
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    // Nothing is held: the next call works.
    expect(await classifier.predict(data)).toHaveLength(SAMPLES);
  });

  it('gives the same beside others as by itself', async () => {
    const { classifier, data } = await longWork();
    const logits = await classifier.logits(data);
    const gradient = await classifier.inputGradient(data, { target: 1 });
    const together = await Promise.all([
      classifier.inputGradient(data, { target: 1 }),
      classifier.logits(data),
      classifier.inputGradient(data, { target: 1 }),
    ]);
    expect(firstDifference(together[1], logits)).toBe(-1);
    for (const maps of [together[0], together[2]]) expect(firstDifference(maps, gradient)).toBe(-1);
  });
});

describe.each(builds)('a gradient that vanishes ($build build)', ({ fastMath }) => {
  it.each(['lstm', 'gru', 'rnn'] as const)(
    'ends in zeros, without the slow subnormal numbers before: %s',
    async (cell) => {
      const [samples, time, features] = [4, 600, 3];
      const options = { inputSize: features, classes: 2, hiddenSize: 5, cell };
      const classifier = await Classifier.create(options, { seed: 1, fastMath });
      const x = new Draws(3).floats(samples * time * features, 1);
      const data = createDataset({ x, shape: [samples, time, features] });
      const maps = await classifier.inputGradient(data, { target: 0 });
      const stepMaximum = (step: number) =>
        Math.max(...maps.subarray(step * features, (step + 1) * features).map(Math.abs));
      expect(stepMaximum(time - 1)).toBeGreaterThan(1e-4);
      expect(stepMaximum(time - 100)).toBeGreaterThan(0);
      expect(stepMaximum(0)).toBe(0);
      expect(maps.filter((value) => value !== 0 && Math.abs(value) < 2 ** -126)).toEqual(new Float32Array());
    },
  );
});

describe('an array of the caller’s', () => {
  it('takes the gradient, and must have its length', async () => {
    const classifier = await Classifier.create({ inputSize: 3, classes: 2, inputCellAttention: 'mean' }, { seed: 1 });
    const x = new Draws(3).floats(5 * 7 * 3, 1);
    const data = createDataset({ x, shape: [5, 7, 3] });
    const baseline = new Float32Array(21);
    for (const result of [
      (out?: Float32Array) => classifier.inputGradient(data, { target: 1, out }),
      (out?: Float32Array) => classifier.inputGradient(data, { target: 1, out, signed: false }),
      (out?: Float32Array) => classifier.pathGradient(data, { target: 1, baseline, steps: 2, out }),
    ]) {
      const out = new Float32Array(x.length).fill(7);
      expect(await result(out)).toBe(out);
      expect(out).toEqual(await result());
      await expect(result(new Float32Array(4))).rejects.toMatchObject({ code: 'shape' });
      await expect(result(data.x)).rejects.toMatchObject({ code: 'option' });
    }
    const one = takeSamples(data, [0]);
    const overBaseline = classifier.pathGradient(one, { target: 1, baseline, steps: 2, out: baseline });
    await expect(overBaseline).rejects.toMatchObject({ code: 'option' });
    const signed = await classifier.inputGradient(data, { target: 1 });
    expect(await classifier.inputGradient(data, { target: 1, signed: false })).toEqual(signed.map(Math.abs));
  });
});
