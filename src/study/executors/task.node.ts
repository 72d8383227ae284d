import type { TrainingHooks } from '../../training/trainer.js';
import { type BoxChanceResult, type BoxChanceTask, type BoxTrialTask, runBoxChance, runBoxTrial } from '../boxes.js';
import { type MnistTrialTask, runMnistTrial } from '../mnist.js';
import { readMnist } from '../mnistFiles.node.js';
import type { TrialResult } from '../trial.js';

/** A piece of a study that depends on no other piece: plain data, named by its id. */
export type Task = BoxTrialTask | BoxChanceTask | MnistTrialTask;

/** What a task comes to. */
export type ResultOf<Kind extends Task> = Kind extends BoxChanceTask ? BoxChanceResult : TrialResult;

/** How far a task is: `done` of 1, and a few words. */
export interface TaskProgress {
  readonly done: number;
  readonly text: string;
}

/** Runs one task, here. */
export async function runTask(
  task: Task,
  onProgress: (progress: TaskProgress) => void,
): Promise<TrialResult | BoxChanceResult> {
  const hooks: TrainingHooks = {
    onProgress: ({ epoch, epochs, batch, batches, last }) =>
      onProgress({
        done: (epoch - 1 + batch / batches) / epochs,
        text: `epoch ${epoch}/${epochs}${last ? `, training accuracy ${(100 * last.accuracy).toFixed(1)} %` : ''}`,
      }),
  };
  if (task.kind === 'box trial') return runBoxTrial(task, hooks);
  if (task.kind === 'box chance') return runBoxChance(task);
  return runMnistTrial(task, await readMnist(task.folder), hooks);
}
