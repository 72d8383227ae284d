import type { BoxName } from '../../data/synthetic/boxes.js';
import { boxesReport, boxesTable } from '../../studies/boxes/boxesReport.js';
import { evaluationJson, trialJson } from '../../studies/trial/resultJson.js';
import { type BoxCommandOptions, reproduceBoxStudy } from './boxStudy.js';

interface BoxesOptions extends BoxCommandOptions {
  readonly boxes: readonly BoxName[];
  readonly models: readonly string[];
}

/** `reproduce boxes`: models side by side on chosen boxes, one seed. */
export async function reproduceBoxes(options: BoxesOptions): Promise<void> {
  await reproduceBoxStudy(
    {
      command: 'reproduce boxes',
      boxes: options.boxes,
      models: options.models,
      examples: [0, 1],
      document: async (outcomes) => ({
        boxes: outcomes.map(({ box, trials, chance }) => ({
          box,
          models: trials.map(({ result }) => trialJson(result)),
          chance: (chance[0]?.rows ?? []).map(({ label, evaluation }) => ({
            row: label,
            ...evaluationJson(evaluation),
          })),
        })),
      }),
      report: async (...given) => boxesReport(...given),
      table: async (outcomes) => boxesTable(outcomes),
    },
    options,
  );
}
