import type { BoxName } from '../../data/synthetic/boxes.js';
import { BOX_LAST_STEPS } from '../../studies/boxes/boxes.js';
import { movingBoxReport } from '../../studies/boxes/movingBoxReport.js';
import { summaryTable } from '../../studies/boxes/summaryTable.js';
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
      document: async (...given) => ({ boxes: summary(...given) }),
      report: async (outcomes, study, facts) => movingBoxReport(summary(outcomes, study), outcomes, study, facts),
      table: async (outcomes, study) => summaryTable(summary(outcomes, study), BOX_LAST_STEPS, study.seeds.length),
    },
    options,
  );
}
