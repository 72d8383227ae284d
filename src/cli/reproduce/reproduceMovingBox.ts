import type { BoxName } from '../../data/synthetic/boxes.js';
import { movingBoxReport } from '../../report/pages/movingBoxReport.js';
import { summaryTable } from '../../report/summaryTable.js';
import { BOX_LAST_STEPS } from '../../study/boxes.js';
import { type BoxCommandOptions, reproduceBoxStudy, summaries } from './boxStudy.js';

const MOVING: readonly BoxName[] = ['moving-0', 'moving-10', 'moving-20', 'moving-30', 'moving-40'];

/** `reproduce moving-box`: the paper's four architectures against where in time the evidence lies. */
export async function reproduceMovingBox(options: BoxCommandOptions): Promise<void> {
  const summary = summaries();
  await reproduceBoxStudy(
    {
      command: 'reproduce moving-box',
      boxes: MOVING,
      models: ['lstm', 'bi-lstm', 'self-attention', 'matrix'],
      examples: [0],
      document: async (...given) => ({ boxes: await summary(...given) }),
      report: async (outcomes, study, facts) => movingBoxReport(await summary(outcomes, study), outcomes, study, facts),
      table: async (outcomes, study) =>
        summaryTable(await summary(outcomes, study), BOX_LAST_STEPS, study.seeds.length),
    },
    options,
  );
}
