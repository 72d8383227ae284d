import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UnvanishError } from '../../errors.js';
import type { ResultOf, Task, TaskData } from '../../study/executors/task.node.js';
import { runTasks } from '../../study/executors/workers.node.js';
import { ResultStore } from '../../study/store.node.js';
import { version } from '../../version.node.js';
import { checkFolder } from '../files.js';
import { interruptSignal } from '../terminal/interrupt.js';
import { Progress } from '../terminal/progress.js';
import { PartProgress } from './partProgress.js';

/** Options that all studies have. */
export interface StudyOptions {
  readonly out: string;
  readonly seed: number;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/**
 * Runs the tasks of a study with progress; interrupted and started again it goes on where it was. `finish` writes what
 * the study leaves, then the results kept for resuming are removed. `data` are what the tasks refer to.
 */
export async function runStudy<Kind extends Task>(
  tasks: readonly Kind[],
  { out, threads = availableParallelism(), quiet = false }: StudyOptions,
  finish: (results: ResultOf<Kind>[]) => Promise<void>,
  data?: TaskData,
  /** Where there are too many tasks for a bar each: the part of the study that a task belongs to. */
  partOf: (task: Task) => string = ({ label }) => label,
): Promise<void> {
  await checkFolder(out);
  const store = new ResultStore(join(out, '.unvanish-trials'), version);
  const progress = new Progress([...new Set(tasks.map(partOf))], { quiet });
  const parts = new PartProgress<Task>(tasks, partOf, progress);
  let results: ResultOf<Kind>[];
  try {
    results = await runTasks(tasks, {
      threads,
      data,
      store,
      onProgress: (task, { done, text }) => parts.update(task, done, text),
      signal: interruptSignal(),
    });
  } catch (error) {
    if (!(error instanceof UnvanishError && error.code === 'aborted')) throw error;
    throw new UnvanishError('aborted', error.message, 'the same command keeps the trials that were finished');
  } finally {
    progress.stop();
  }
  await finish(results);
  await store.clear();
}
