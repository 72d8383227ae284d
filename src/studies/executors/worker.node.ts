import { parentPort } from 'node:worker_threads';
import { recordOfError } from '../../errors.js';
import { runTask } from './task.node.js';
import type { WorkerRequest } from './workers.node.js';

/** Data by their content hash: sent with the first task that is of them. */
const known = new Map<string, unknown>();

// One task at a time; the pool in workers.node.ts sends the next one when a result has come back.
parentPort?.on('message', async ({ task, data }: WorkerRequest) => {
  try {
    if (data !== undefined && task.data !== undefined) known.set(task.data, data);
    const onProgress = (progress: object) => parentPort?.postMessage({ progress });
    const result = await runTask(task, task.data === undefined ? undefined : known.get(task.data), { onProgress });
    parentPort?.postMessage({ result });
  } catch (error) {
    parentPort?.postMessage({ error: recordOfError(error as Error) });
  }
});
