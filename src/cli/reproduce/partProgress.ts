import type { Progress } from '../terminal/progress.js';

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
