import { Worker } from 'node:worker_threads';
import { type ErrorRecord, errorOfRecord, UnvanishError } from '../../errors.js';
import type { ResultStore } from './store.node.js';
import type { ResultOf, Task, TaskData, TaskProgress } from './task.node.js';

export interface RunTasksOptions {
  /** Tasks at the same time. */
  readonly threads: number;
  /** What the tasks refer to. */
  readonly data?: TaskData | undefined;
  /** Keeps each result as it comes, so that an interrupted study goes on where it was. */
  readonly store?: ResultStore | undefined;
  readonly onProgress?: (task: Task, progress: TaskProgress) => void;
  readonly signal?: AbortSignal | undefined;
  /** The module that workers run. */
  readonly worker?: URL;
}

const OWN_WORKER = new URL('./worker.node.js', import.meta.url);

type Message = {
  readonly progress?: TaskProgress;
  readonly result?: unknown;
  readonly error?: ErrorRecord;
};

/**
 * Runs tasks on worker threads, each with an engine of its own; results in the order of the tasks. What a task computes
 * does not depend on how many run beside it.
 *
 * @throws what the first failing task threw; UnvanishError `aborted` where the signal says so. The other workers are ended.
 */
export async function runTasks<Kind extends Task>(
  tasks: readonly Kind[],
  { threads, data, store, onProgress, signal, worker: module = OWN_WORKER }: RunTasksOptions,
): Promise<ResultOf<Kind>[]> {
  const results = new Array<ResultOf<Kind>>(tasks.length);
  let next = 0;
  /** Set once the run is over, well or badly: no worker may start after that. */
  let over = false;
  const workers = new Set<Worker>();
  const drain = async () => {
    let worker: Worker | undefined;
    for (let index = next++; index < tasks.length && !over; index = next++) {
      const task = tasks[index] as Kind;
      let result = await store?.get(task);
      if (over) return;
      if (result === undefined) {
        if (!worker) {
          worker = new Worker(module, { workerData: data });
          workers.add(worker);
        }
        result = await runOn(worker, task, (progress) => onProgress?.(task, progress), signal);
        await store?.put(task, result);
      }
      onProgress?.(task, { done: 1, text: 'done' });
      results[index] = result as ResultOf<Kind>;
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, Math.min(threads, tasks.length)) }, drain));
  } finally {
    over = true;
    await Promise.all([...workers].map((worker) => worker.terminate()));
  }
  return results;
}

function runOn(
  worker: Worker,
  task: Task,
  onProgress: (progress: TaskProgress) => void,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void) => {
      worker.off('message', receive);
      worker.off('error', fail);
      worker.off('messageerror', fail);
      worker.off('exit', exit);
      signal?.removeEventListener('abort', abort);
      finish();
    };
    const receive = ({ progress, result, error }: Message) => {
      if (progress) onProgress(progress);
      else if (error) settle(() => reject(errorOfRecord(error, `${task.label}: `)));
      else settle(() => resolve(result));
    };
    const fail = (error: Error) => settle(() => reject(error));
    const exit = (code: number) => fail(new Error(`a worker thread ended (${code}) in the middle of ${task.label}`));
    const abort = () => settle(() => reject(new UnvanishError('aborted', `${task.label} was stopped`)));
    worker.on('message', receive);
    worker.on('error', fail);
    worker.on('messageerror', fail);
    worker.on('exit', exit);
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort);
    worker.postMessage(task);
  });
}
