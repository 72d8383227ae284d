import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ResultStore } from '../../../src/studies/executors/store.node.js';
import type { Task } from '../../../src/studies/study.js';

const root = mkdtempSync(join(tmpdir(), 'unvanish-store-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const spec = { kind: 'chance', box: 'earlier', seed: 0, trainingSamples: 20, testSamples: 4 };
const task: Task = { study: 'boxes', id: 'earlier-chance', label: 'chance', spec };

describe('ResultStore', () => {
  it('gives a result back to exactly its task and version', async () => {
    const folder = join(root, 'kept');
    await new ResultStore(folder, '1').put(task, { value: Float32Array.of(1, 2) });
    expect(await new ResultStore(folder, '1').get(task)).toEqual({ value: Float32Array.of(1, 2) });
    expect(await new ResultStore(folder, '2').get(task)).toBeUndefined();
    expect(await new ResultStore(folder, '1').get({ ...task, spec: { ...spec, seed: 1 } })).toBeUndefined();
  });

  it('removes its own files and leaves what somebody else put there', async () => {
    const folder = join(root, 'shared');
    const store = new ResultStore(folder, '1');
    await store.put(task, 1);
    writeFileSync(join(folder, 'thesis.txt'), 'mine');
    await store.clear();
    expect(readdirSync(folder)).toEqual(['thesis.txt']);
  });

  it('leaves no folder behind where all of it was its own', async () => {
    const folder = join(root, 'own');
    const store = new ResultStore(folder, '1');
    await store.put(task, 1);
    await store.clear();
    expect(existsSync(folder)).toBe(false);
  });
});
