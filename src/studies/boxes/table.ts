import type { Study } from '../study.js';
import { type TableOptions, tableSchema } from './boxOptions.js';
import type { BoxTask } from './boxTrials.js';

/** The paper’s first table. */
export const table: Study<TableOptions> = {
  name: 'table',
  description: 'table 1: six boxes, LSTM, Bi-LSTM, self-attention and input-cell attention, several seeds',
  options: tableSchema,
  examples: [
    'reproduce table',
    'reproduce table --boxes mixed,three-middle --seeds 3',
    'reproduce table --all --out runs/table-all',
  ],
  run: async (task: BoxTask, _, hooks) => (await import('./boxTrials.js')).runBoxTask(task, hooks),
  testData: async (options, key) => (await import('./boxTrials.js')).boxTestData(options, key),
  load: async () => (await import('./tableReport.js')).work,
};
