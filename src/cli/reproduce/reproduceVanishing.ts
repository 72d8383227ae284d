import { boxesTable } from '../../studies/boxes/boxesReport.js';
import { vanishingReport } from '../../studies/boxes/vanishingReport.js';
import { trialJson } from '../../studies/trial/resultJson.js';
import { type BoxCommandOptions, reproduceBoxStudy } from './boxStudy.js';

/** `reproduce vanishing`: the paper's opening figure, with input-cell attention beside it. */
export async function reproduceVanishing(options: BoxCommandOptions): Promise<void> {
  await reproduceBoxStudy(
    {
      command: 'reproduce vanishing',
      boxes: ['earlier', 'middle', 'latter'],
      models: ['lstm', 'matrix'],
      examples: [0],
      document: async (outcomes) => ({
        boxes: outcomes.map(({ box, trials }) => ({ box, models: trials.map(({ result }) => trialJson(result)) })),
      }),
      report: async (...given) => vanishingReport(...given),
      table: async (outcomes) => boxesTable(outcomes),
    },
    options,
  );
}
