import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('gives nothing back that is not as it was written, and says which file cannot be read', async () => {
    const folder = join(root, 'damaged');
    const store = new ResultStore(folder, '1');
    const result = { value: Float32Array.of(1, 2), words: 'as it was' };
    await store.put(task, result);
    const file = join(folder, store.nameOf(task));
    const whole = readFileSync(file);
    for (let at = 0; at < whole.length; at += 5) {
      writeFileSync(
        file,
        Uint8Array.from(whole, (byte, index) => (index === at ? byte ^ 0x41 : byte)),
      );
      // What no reader of ZIP looks at may be anything.
      const found = await store.get(task);
      if (found !== undefined) expect(found).toEqual(result);
    }
    writeFileSync(file, whole.subarray(0, 100));
    expect(await store.get(task)).toBeUndefined();
    rmSync(file);
    mkdirSync(file);
    await expect(store.get(task)).rejects.toThrow(`${file}: cannot read: it is a folder`);
    await expect(store.put(task, result)).rejects.toThrow(`${file}: cannot write: `);
    expect(readdirSync(folder)).toEqual([store.nameOf(task)]);
  });
});
