import { describe, expect, it } from 'vitest';
import { runTasks } from '../../../src/studies/executors/workers.node.js';
import type { Task } from '../../../src/studies/study.js';

const task = (id: string) => ({ study: 'boxes', id, label: id, spec: {} }) satisfies Task;
const worker = new URL('./workers/exits.mjs', import.meta.url);
/** Node's own count of the handles that keep it alive. */
const messagePorts = () => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort').length;

describe('runTasks', () => {
  it('gives results in the order of the tasks, whatever the number of threads', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'];
    for (const threads of [1, 2, 9]) {
      expect([...(await runTasks(ids.map(task), { threads, worker }))]).toEqual(ids.map((id) => [id, id]));
    }
  });

  it('fails where a worker ends in the middle of a task, and leaves no other behind', async () => {
    const before = messagePorts();
    const tasks = ['a', 'bad', 'c', 'd'].map(task);
    await expect(runTasks(tasks, { threads: 2, worker })).rejects.toThrow(
      'a worker thread ended (3) in the middle of bad',
    );
    expect(messagePorts()).toBe(before);
  });

  it('starts nothing after it was aborted', async () => {
    const before = messagePorts();
    const abort = new AbortController();
    const run = runTasks(['a', 'b', 'c'].map(task), { threads: 2, worker, signal: abort.signal });
    abort.abort();
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
    expect(messagePorts()).toBe(before);
  });
});
