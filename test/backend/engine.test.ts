import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/backend/engine.js';
import { createDataset } from '../../src/data/dataset.js';
import { UnvanishError } from '../../src/errors.js';
import { Classifier } from '../../src/model/classifier.js';
import { Draws } from '../reference/draws.js';

describe('the arena', () => {
  it('hands out aligned places that do not overlap, each with a block of room past its end', async () => {
    const engine = await Engine.create();
    let end = 0;
    for (const count of [1, 15, 16, 17, 1000]) {
      const pointer = engine.allocate(count);
      expect(pointer % 64).toBe(0);
      expect(pointer).toBeGreaterThanOrEqual(end);
      end = pointer + count * 4 + 64;
    }
    expect(end).toBeLessThanOrEqual(engine.bytes);
  });

  it('keeps what was put there when the memory grows', async () => {
    const engine = await Engine.create();
    const values = Float32Array.of(1, 2, 3);
    const pointer = engine.put(values);
    const integers = engine.put(Int32Array.of(-1, 5));
    const before = engine.bytes;
    engine.allocate(before / 4);
    expect(engine.bytes).toBeGreaterThan(before);
    expect(engine.floats(pointer, 3)).toEqual(values);
    expect(engine.integers(integers, 2)).toEqual(Int32Array.of(-1, 5));
  });

  it('is released at the end of a scope, also of nested ones, of ones that throw and of ones that await', async () => {
    const engine = await Engine.create();
    const next = () => engine.scope(() => engine.allocate(1));
    const start = next();
    const inner = engine.scope(() => {
      engine.allocate(10);
      const level = next();
      engine.scope(() => engine.allocate(100));
      expect(next()).toBe(level);
      return 'result';
    });
    expect(inner).toBe('result');
    expect(next()).toBe(start);
    const failing = () =>
      engine.scope(() => {
        engine.allocate(10);
        throw new RangeError('inside');
      });
    expect(failing).toThrow(RangeError);
    expect(next()).toBe(start);
    await engine.scopeAsync(async () => {
      engine.allocate(10);
      await Promise.resolve();
    });
    expect(next()).toBe(start);
    await expect(
      engine.scopeAsync(async () => {
        engine.allocate(10);
        throw new RangeError('inside');
      }),
    ).rejects.toThrow(RangeError);
    expect(next()).toBe(start);
  });

  it('gives zeros where zeros are asked for, also in memory that was used before', async () => {
    const engine = await Engine.create();
    engine.scope(() => engine.put(new Float32Array(100).fill(5)));
    const pointer = engine.allocateZeros(100);
    expect(engine.floats(pointer, 100)).toEqual(new Float32Array(100));
  });

  it.each([2 ** 30, 1e12])('refuses %d numbers, more than 4 GiB, in one line, and works on', async (count) => {
    const engine = await Engine.create();
    const before = engine.bytes;
    const refused = () => engine.scope(() => engine.allocate(count));
    expect(refused).toThrow(UnvanishError);
    expect(refused).toThrow(/^the work needs [\d.]+ GiB of memory, more than the engine can get$/);
    expect(engine.bytes).toBe(before);
    const pointer = engine.put(Float32Array.of(1));
    expect(engine.floats(pointer, 1)[0]).toBe(1);
  });

  it.each(['none', 'matrix', 'mean', 'normalised'] as const)(
    'does not grow over 1,000 rounds of predicting and explaining (%s)',
    async (inputCellAttention) => {
      const options = { inputSize: 5, classes: 2, inputCellAttention, hops: 3, attentionSize: 4 };
      const classifier = await Classifier.create(options, { seed: 0 });
      const shape = [6, 9, 5] as const;
      const x = new Draws(3).floats(6 * 9 * 5);
      const dataset = createDataset({ x, shape, labels: Int32Array.of(0, 1, 0, 1, 1, 0) });
      const round = async () => [await classifier.logits(dataset), await classifier.inputGradient(dataset)];
      const first = await round();
      const { bytes } = classifier.engine;
      for (let i = 1; i < 1000; i++) await round();
      expect(classifier.engine.bytes).toBe(bytes);
      expect(await round()).toEqual(first);
    },
  );
});
