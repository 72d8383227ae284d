import { parentPort, workerData } from 'node:worker_threads';
import { recordOfError } from '../../errors.js';
import { runTask, type Task } from './task.node.js';

// One task at a time; the pool in workers.node.ts sends the next one when a result has come back.
parentPort?.on('message', async (task: Task) => {
  try {
    const result = await runTask(task, workerData ?? undefined, (progress) => parentPort?.postMessage({ progress }));
    parentPort?.postMessage({ result });
  } catch (error) {
    parentPort?.postMessage({ error: recordOfError(error as Error) });
  }
});
