import { UnvanishError } from '../../errors.js';
import type { StopSignal } from '../../stopSignal.js';
import { studies } from '../index.js';
import type { StudyProgress, Task } from '../study.js';

/** Runs one task of any study, here; `data` is what its content hash stands for. */
export async function runTask(
  task: Task,
  data: unknown,
  {
    signal,
    onProgress,
  }: { readonly signal?: StopSignal | undefined; readonly onProgress: (progress: StudyProgress) => void },
): Promise<unknown> {
  if (task.data !== undefined && data === undefined) {
    throw new UnvanishError('missing', `${task.label}: the executor was not given the data ${task.data}`);
  }
  return studies.get(task.study).run(task, data, {
    signal,
    onProgress: ({ epoch, epochs, batch, batches, last }) =>
      onProgress({
        done: (epoch - 1 + batch / batches) / epochs,
        text: `epoch ${epoch}/${epochs}${last ? `, training accuracy ${(100 * last.accuracy).toFixed(1)} %` : ''}`,
      }),
  });
}
