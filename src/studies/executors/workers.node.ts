import { Worker } from 'node:worker_threads';
import { type ErrorRecord, errorOfRecord, UnvanishError } from '../../errors.js';
import { namesRegistered } from '../../registry.js';
import type { StopSignal } from '../../stopSignal.js';
import type { StudyProgress, Task } from '../study.js';
import type { ResultStore } from './store.node.js';
import { runTask } from './task.node.js';

export interface RunTasksOptions {
  /** Tasks at the same time. */
  readonly threads: number;
  /** What the tasks are of, by its content hash. */
  readonly data?: ReadonlyMap<string, unknown> | undefined;
  /** Keeps each result as it comes, so that an interrupted study goes on where it was. */
  readonly store?: ResultStore | undefined;
  readonly onProgress?: (task: Task, progress: StudyProgress) => void;
  readonly signal?: StopSignal | undefined;
  /** The module that workers run. */
  readonly worker?: URL;
}

/** What a worker is sent: data go with the first task that is of them. */
export interface WorkerRequest {
  readonly task: Task;
  readonly data?: unknown;
}

const OWN_WORKER = new URL('./worker.node.js', import.meta.url);

type Message = {
  readonly progress?: StudyProgress;
  readonly result?: unknown;
  readonly error?: ErrorRecord;
};

/**
 * Runs tasks on worker threads, each with an engine of its own; results by the ids of the tasks, in their order. What a task computes does not
 * depend on how many run beside it. What was registered in this process is not known to workers: tasks that name it run here, one after the other.
 *
 * @throws what the first failing task threw; UnvanishError `aborted` where the signal says so. The other workers are ended.
 */
export async function runTasks(
  tasks: readonly Task[],
  { threads, data, store, onProgress, signal, worker: module = OWN_WORKER }: RunTasksOptions,
): Promise<Map<string, unknown>> {
  const results = new Map<string, unknown>();
  let next = 0;
  /** Set once the run is over, well or badly: no worker may start after that. */
  let over = false;
  const workers = new Set<Worker>();
  const drain = async () => {
    let worker: Worker | undefined;
    const sent = new Set<string>();
    const run = (task: Task) => {
      const report = (progress: StudyProgress) => onProgress?.(task, progress);
      const own = task.data === undefined ? undefined : data?.get(task.data);
      if (namesRegistered([task.study, task.spec])) return runTask(task, own, { signal, onProgress: report });
      if (!worker) {
        worker = new Worker(module);
        workers.add(worker);
      }
      const known = task.data === undefined || sent.has(task.data);
      if (task.data !== undefined) sent.add(task.data);
      return runOn(worker, known ? { task } : { task, data: own }, report, signal);
    };
    for (let index = next++; index < tasks.length && !over; index = next++) {
      const task = tasks[index];
      let result = await store?.get(task);
      if (over) return;
      if (result === undefined) {
        result = await run(task);
        await store?.put(task, result);
      }
      onProgress?.(task, { done: 1, text: 'done' });
      results.set(task.id, result);
    }
  };
  const here = tasks.some(({ study, spec }) => namesRegistered([study, spec]));
  try {
    await Promise.all(Array.from({ length: here ? 1 : Math.max(1, Math.min(threads, tasks.length)) }, drain));
  } finally {
    over = true;
    await Promise.all([...workers].map((worker) => worker.terminate()));
  }
  return new Map(tasks.map(({ id }) => [id, results.get(id)]));
}

function runOn(
  worker: Worker,
  request: WorkerRequest,
  onProgress: (progress: StudyProgress) => void,
  signal: StopSignal | undefined,
): Promise<unknown> {
  const { label } = request.task;
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
      else if (error) settle(() => reject(errorOfRecord(error, `${label}: `)));
      else settle(() => resolve(result));
    };
    const fail = (error: Error) => settle(() => reject(error));
    const exit = (code: number) => fail(new Error(`a worker thread ended (${code}) in the middle of ${label}`));
    const abort = () => settle(() => reject(new UnvanishError('aborted', `${label} was stopped`)));
    worker.on('message', receive);
    worker.on('error', fail);
    worker.on('messageerror', fail);
    worker.on('exit', exit);
    if (signal?.aborted) return abort();
    signal?.addEventListener('abort', abort);
    worker.postMessage(request);
  });
}
