import type { Report } from '../../report/document.js';
import { formatNumber } from '../../report/numberFormat.js';
import type { StudyFacts } from '../study.js';
import { trialJson } from '../trial/resultJson.js';
import { chanceMeanings, studySettings } from './boxBlocks.js';
import { boxesTable } from './boxesReport.js';
import { modelsOf } from './boxModels.js';
import type { VanishingOptions } from './boxOptions.js';
import { BOX_LAST_STEPS, type BoxOutcome } from './boxTrials.js';
import { type BoxResults, boxWork } from './boxWork.js';
import { saliencyByTimeChart, vanishingMaps } from './vanishingBlocks.js';

/** The paper's opening figure, with input-cell attention beside it. */
export const work = boxWork<VanishingOptions, undefined>({
  name: 'vanishing',
  choose: () => ({
    boxes: ['earlier', 'middle', 'latter'],
    models: modelsOf(['lstm', 'matrix']),
    examples: [0],
  }),
  conclude: () => undefined,
  document: ({ outcomes }) => ({
    boxes: outcomes.map(({ box, trials }) => ({ box, models: trials.map(({ result }) => trialJson(result)) })),
  }),
  table: ({ outcomes }) => boxesTable(outcomes),
  report: vanishingReport,
});

/** For each model samples above, their saliency maps below. */
function vanishingReport({ outcomes, study }: BoxResults<undefined>, facts: StudyFacts): Report {
  const models = outcomes[0]?.trials.map(({ result }) => result.spec.model) ?? [];
  return {
    title: 'Saliency vanishes over time',
    lead: lead(outcomes),
    sections: [
      {
        heading: 'Samples above, their saliency below',
        blocks: [
          {
            kind: 'grid',
            figures: models.map((_, model) => vanishingMaps(outcomes, [model])),
            caption:
              'One test sample of each dataset; the class shows only inside the outlined box. Maps are the magnitude of the gradient of the true class’s probability.',
          },
        ],
      },
      {
        heading: 'Where in time the saliency lies',
        blocks: [
          {
            kind: 'grid',
            figures: models.map((_, model) => saliencyByTimeChart(outcomes, model)),
            caption: 'Share of a map’s saliency at each time step, mean over the test samples; a logarithmic scale.',
          },
        ],
      },
      { heading: 'All measurements', blocks: [{ kind: 'table', ...boxesTable(outcomes) }, chanceMeanings(outcomes)] },
      { heading: 'How this was made', blocks: [{ kind: 'facts', entries: studySettings(outcomes, study) }] },
    ],
    footer: facts,
  };
}

function lead(outcomes: readonly BoxOutcome[]): string {
  const models = outcomes[0]?.trials.length ?? 0;
  const sentence = (model: number) => {
    const shares = outcomes.map(({ box, trials }) => {
      const share = trials[model].result.evaluation.shareOfLast.estimate?.mean ?? Number.NaN;
      return `${formatNumber(share, 'percent')} % (${box})`;
    });
    return `${outcomes[0].trials[model].result.spec.model}: ${shares.join(', ')}`;
  };
  return `Share of the saliency in the last ${BOX_LAST_STEPS} of 100 time steps, by where the evidence lies — ${Array.from({ length: models }, (_, model) => sentence(model)).join('; ')}. Evenly spread saliency would have ${BOX_LAST_STEPS} %.`;
}
