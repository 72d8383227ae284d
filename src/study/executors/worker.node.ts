import { parentPort, workerData } from 'node:worker_threads';
import { UnvanishError } from '../../errors.js';
import { runTask, type Task } from './task.node.js';

// One task at a time; the pool in workers.node.ts sends the next one when a result has come back.
parentPort?.on('message', async (task: Task) => {
  try {
    const result = await runTask(task, workerData ?? undefined, (progress) => parentPort?.postMessage({ progress }));
    parentPort?.postMessage({ result });
  } catch (error) {
    const known = error instanceof UnvanishError ? { code: error.code, remedy: error.remedy } : {};
    const { message, stack } = error as Error;
    parentPort?.postMessage({ error: { message, stack, ...known } });
  }
});
