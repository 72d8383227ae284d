import type { TrainingHooks } from '../../training/trainer.js';
import {
  type BoxChanceResult,
  type BoxChanceTask,
  type BoxTrialTask,
  runBoxChance,
  runBoxTrial,
} from '../boxes/boxes.js';
import {
  type CrossValidationData,
  type FinalResult,
  type FinalTask,
  type FoldResult,
  type FoldTask,
  runFinalTrial,
  runFoldTrial,
} from '../crossValidation/crossValidation.js';
import { type MnistTrialTask, runMnistTrial } from '../mnist/mnist.js';
import { readMnist } from '../mnist/mnistFiles.node.js';
import type { TrialResult } from '../trial/trial.js';

/** A piece of a study that depends on no other piece: plain data, named by its id. */
export type Task = BoxTrialTask | BoxChanceTask | MnistTrialTask | FoldTask | FinalTask;

/** Data that tasks refer to instead of holding them: each worker gets them once. */
export type TaskData = CrossValidationData;

/** What each kind of task comes to. */
interface ResultOfKind {
  'box trial': TrialResult;
  'box chance': BoxChanceResult;
  'mnist trial': TrialResult;
  'fold trial': FoldResult;
  'final trial': FinalResult;
}

/** What a task comes to. */
export type ResultOf<Kind extends Task> = ResultOfKind[Kind['kind']];

/** How far a task is: `done` of 1, and a few words. */
export interface TaskProgress {
  readonly done: number;
  readonly text: string;
}

/** Runs one task, here. */
export async function runTask(
  task: Task,
  data: TaskData | undefined,
  onProgress: (progress: TaskProgress) => void,
): Promise<ResultOf<Task>> {
  const hooks: TrainingHooks = {
    onProgress: ({ epoch, epochs, batch, batches, last }) =>
      onProgress({
        done: (epoch - 1 + batch / batches) / epochs,
        text: `epoch ${epoch}/${epochs}${last ? `, training accuracy ${(100 * last.accuracy).toFixed(1)} %` : ''}`,
      }),
  };
  switch (task.kind) {
    case 'box trial':
      return runBoxTrial(task, hooks);
    case 'box chance':
      return runBoxChance(task);
    case 'mnist trial':
      return runMnistTrial(task, await readMnist(task.folder), hooks);
    case 'fold trial':
      return runFoldTrial(task, given(task, data), hooks);
    case 'final trial':
      return runFinalTrial(task, given(task, data), hooks);
  }
}

function given({ label }: Task, data: TaskData | undefined): TaskData {
  if (data) return data;
  throw new Error(`${label}: the executor was given no data`);
}
