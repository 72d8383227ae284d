import type { Estimate } from '../evaluation/estimate.js';
import type { ClassifierConfig } from '../model/config.js';
import type { TrainingResult } from '../training/trainer.js';
import type { Report } from './document.js';
import { endedBy } from './endedBy.js';
import { formatEstimate, formatNumber } from './numberFormat.js';
import { trainingCurves } from './trainingCurves.js';

/** The report of one training. */
export function trainingReport(run: {
  readonly name: string;
  readonly config: ClassifierConfig;
  readonly result: TrainingResult;
  readonly accuracy: Estimate | undefined;
  readonly facts: readonly (readonly [string, string | number])[];
}): Report {
  const { name, config, result, accuracy, facts } = run;
  const { history, bestEpoch, stopped } = result;
  const kept = history[bestEpoch - 1];
  const percent = (share: number | undefined) => (share === undefined ? '–' : `${formatNumber(share, 'percent')} %`);
  const tested = accuracy
    ? `It predicts ${formatEstimate(accuracy, 'percent')} % of the ${accuracy.n} test samples right.`
    : 'No test data were given, so nothing is known of unseen samples beyond the validation figures, which chose the epoch.';
  return {
    title: `Training on ${name}`,
    lead: `After ${history.length} epochs (ended by ${endedBy[stopped]}) the parameters of epoch ${bestEpoch} were kept: training accuracy ${percent(kept?.accuracy)}, validation accuracy ${percent(kept?.validationAccuracy)}. ${tested}`,
    sections: [
      {
        heading: 'Training curves',
        blocks: [
          {
            kind: 'grid',
            figures: trainingCurves({ name: 'training', history, bestEpoch }),
            caption: 'Training figures are of the running epoch, with dropout.',
          },
        ],
      },
      {
        heading: 'How this was made',
        blocks: [
          {
            kind: 'facts',
            entries: Object.entries({ ...config, ...result.config }).map(
              ([name, value]) => [name, `${value}`] as const,
            ),
          },
        ],
      },
    ],
    footer: facts,
  };
}
