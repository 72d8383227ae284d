import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type * as Api from '../../src/index.js';
import { Draws } from '../reference/draws.js';

// Worker threads run the compiled library.
const compiled = pathToFileURL(resolve(import.meta.dirname, '../../dist/index.js')).href;
let api: typeof Api;
beforeAll(async () => {
  api = (await import(compiled)) as typeof Api;
});

const [TIME, FEATURES] = [9, 4];

function drawn(samples: number) {
  const lengths = Int32Array.from({ length: samples }, (_, sample) => 1 + (sample % TIME));
  return api.createDataset({
    x: new Draws(2).floats(samples * TIME * FEATURES),
    shape: [samples, TIME, FEATURES],
    labels: Int32Array.from({ length: samples }, (_, sample) => sample % 3),
    lengths,
  });
}

const options = { inputSize: FEATURES, classes: 3, inputCellAttention: 'mean', hops: 3, attentionSize: 5 } as const;
let classifier: Api.Classifier;
afterEach(() => classifier.close());

async function threaded(threads: number, memory?: number) {
  classifier = await api.Classifier.create(options, { seed: 3, threads, memory });
  await classifier.whenThreaded();
  return classifier;
}

describe('a classifier on several threads', () => {
  it('gives the same maps, path gradients and weights for any number of them, and for any memory', async () => {
    const data = drawn(150);
    const results = [];
    for (const [threads, memory] of [
      [1, undefined],
      [2, undefined],
      [4, 40_000],
      [1, 1],
    ] as const) {
      const own = await threaded(threads, memory);
      expect(own.threads).toBe(threads);
      const path = {
        baseline: new Float32Array(TIME * FEATURES),
        steps: 7,
        output: 'logit',
        target: 'predicted',
      } as const;
      const pathGradient = await own.pathGradient(data, path);
      await api.train(
        own,
        { training: data, validation: data },
        { epochs: 3, batchSize: 40, classWeights: 'balanced' },
      );
      const maps = await own.inputGradient(data, { direct: false });
      results.push({ pathGradient, maps, weights: own.parameters() });
      own.close();
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('uses the parameters that it has at each call', async () => {
    const own = await threaded(2);
    const data = drawn(100);
    const before = await own.logits(data);
    own.setParameters(own.parameters().map((value) => value / 2));
    const after = await own.logits(data);
    expect(after).not.toEqual(before);
    own.close();
    expect(await own.logits(data)).toEqual(after);
    expect(own.threads).toBe(1);
  });

  it('trains, explains and predicts side by side', async () => {
    const own = await threaded(2);
    const data = drawn(120);
    const [maps, logits, other] = await Promise.all([
      own.inputGradient(data),
      own.logits(data),
      own.inputGradient(data),
    ]);
    expect(other).toEqual(maps);
    expect(logits).toEqual(await own.logits(data));
  });

  it('goes on alone when it is closed in the middle of its work, to the same bits', async () => {
    const data = drawn(600);
    const recipe = { epochs: 4, batchSize: 40 };
    const alone = await threaded(1);
    await api.train(alone, { training: data }, recipe);
    const maps = await alone.inputGradient(data);

    const own = await threaded(3);
    const training = api.train(own, { training: data }, recipe, { onEpoch: ({ epoch }) => epoch === 2 && own.close() });
    await training;
    expect(own.parameters()).toEqual(alone.parameters());

    const again = await threaded(3);
    again.setParameters(own.parameters());
    const work = again.inputGradient(data);
    setTimeout(() => again.close(), 1);
    expect(await work).toEqual(maps);
  });

  it('is not stopped by what goes wrong here while others are at work', async () => {
    const own = await threaded(3);
    const data = drawn(200);
    const options = { epochs: 2, batchSize: 60, learningRate: 10 };
    const huge = { ...data, x: data.x.map((value) => value * 1e38) };
    await expect(api.train(own, { training: huge }, options)).rejects.toMatchObject({ code: 'not-finite' });
    own.setParameters(own.parameters().fill(0.1));
    expect(await own.predict(data)).toHaveLength(200);
  });

  it('takes arrays that are parts of larger ones', async () => {
    const data = drawn(64);
    const size = TIME * FEATURES;
    const larger = new Float32Array(100 * size);
    const own = await threaded(2);
    const path = { steps: 9, output: 'logit', target: 1 } as const;
    const whole = await own.pathGradient(data, { ...path, baseline: new Float32Array(size) });
    expect(await own.pathGradient(data, { ...path, baseline: larger.subarray(0, size) })).toEqual(whole);
  });

  it('does nothing where it is told to stop beforehand', async () => {
    const own = await threaded(1);
    await expect(own.logits(drawn(3), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('stops at once, and can be used again', async () => {
    const own = await threaded(2);
    const data = drawn(60_000);
    const abort = new AbortController();
    const work = own.inputGradient(data, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(work).rejects.toMatchObject({ code: 'aborted' });
    expect(await own.predict(drawn(40))).toHaveLength(40);
  });

  it('goes on alone with a cell that other threads do not know', async () => {
    const [known] = api.builtInCells;
    api.registerCell({ ...known, name: 'mine' });
    classifier = await api.Classifier.create({ ...options, cell: 'mine' }, { seed: 3, threads: 2 });
    await classifier.whenThreaded();
    expect(classifier.threads).toBe(1);
    expect(await classifier.predict(drawn(40))).toHaveLength(40);
  });

  it.each([0, 1.5, -1])('refuses %s threads, and so little memory', async (threads) => {
    await expect(api.Classifier.create(options, { seed: 0, threads })).rejects.toThrow(`threads is ${threads}`);
    await expect(api.Classifier.create(options, { seed: 0, memory: threads })).rejects.toThrow(`memory is ${threads}`);
  });

  it('lets the process end without being closed, once its work is done', () => {
    const script = `
      const { Classifier, createDataset } = await import(${JSON.stringify(compiled)});
      const classifier = await Classifier.create({ inputSize: 1, classes: 2 }, { seed: 0, threads: 3 });
      await classifier.whenThreaded();
      const data = createDataset({ x: new Float32Array(500), shape: [100, 5, 1] });
      console.log(classifier.threads, (await classifier.logits(data)).length);`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect({ stdout, stderr, status }).toEqual({ stdout: '3 200\n', stderr: '', status: 0 });
  });
});
