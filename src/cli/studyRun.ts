import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { UnvanishError } from '../errors.js';
import { checkFolder } from '../files/files.js';
import { ResultStore } from '../studies/executors/store.node.js';
import type { ResultOf, Task, TaskData } from '../studies/executors/task.node.js';
import { runTasks } from '../studies/executors/workers.node.js';
import { version } from '../version.node.js';
import { interruptSignal } from './terminal/failure.js';
import { Progress } from './terminal/progress.js';

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

/** What of a task progress needs to know. */
interface Named {
  readonly id: string;
  readonly label: string;
}

/** Progress of many tasks drawn by the parts that they belong to: a bar a part, with the task that is at work. */
export class PartProgress<Task extends Named> {
  private readonly done = new Map<string, Map<string, number>>();

  constructor(
    tasks: readonly Task[],
    private readonly partOf: (task: Task) => string,
    private readonly progress: Progress,
  ) {
    for (const task of tasks) {
      const part = this.done.get(partOf(task)) ?? new Map<string, number>();
      this.done.set(partOf(task), part.set(task.id, 0));
    }
  }

  /** `done` of 1. */
  update(task: Task, done: number, text: string): void {
    const part = this.done.get(this.partOf(task)) as Map<string, number>;
    part.set(task.id, done);
    const all = [...part.values()];
    const ended = all.filter((share) => share === 1).length;
    const at =
      all.length === 1 ? text : ended === all.length ? 'done' : `${ended} of ${all.length} · ${task.label}, ${text}`;
    this.progress.update(this.partOf(task), all.reduce((sum, share) => sum + share, 0) / all.length, at);
  }
}
