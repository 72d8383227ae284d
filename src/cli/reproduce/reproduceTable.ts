import type { BoxName } from '../../data/synthetic/boxes.js';
import { BOX_LAST_STEPS } from '../../studies/boxes/boxes.js';
import { orderSentences, summaryTable } from '../../studies/boxes/summaryTable.js';
import { tableReport } from '../../studies/boxes/tableReport.js';
import { type BoxCommandOptions, modelKeys, reproduceBoxStudy, summaries } from './boxStudy.js';

interface TableOptions extends BoxCommandOptions {
  readonly boxes: readonly BoxName[];
  readonly all?: boolean;
}

/** `reproduce table`: the paper's table 1, several seeds. */
export async function reproduceTable(options: TableOptions): Promise<void> {
  const summary = summaries();
  await reproduceBoxStudy(
    {
      command: 'reproduce table',
      boxes: options.boxes,
      models: modelKeys(options.all ? ['lstm', 'gru', 'rnn'] : ['lstm']),
      examples: [0],
      document: async (...given) => ({ boxes: summary(...given) }),
      report: async (outcomes, study, facts) => tableReport(summary(outcomes, study), outcomes, study, facts),
      table: async (outcomes, study) => summaryTable(summary(outcomes, study), BOX_LAST_STEPS, study.seeds.length),
      conclusions: async (...given) => orderSentences(summary(...given)),
    },
    options,
  );
}
