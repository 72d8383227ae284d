import type { ClassifierConfig } from '../../model/config.js';
import type { Report } from '../../report/document.js';
import { trainingCurves } from '../../report/figures/trainingCurves.js';
import { formatNumber } from '../../report/numberFormat.js';
import type { StopReason } from '../../training/state.js';
import type { TrainingResult } from '../../training/trainer.js';
import { type TestedData, testSections, testSentences } from '../crossValidation/testBlocks.js';

/** The report of one training. */
export function trainingReport(run: {
  readonly name: string;
  readonly config: ClassifierConfig;
  readonly result: TrainingResult;
  /** Absent where there are no test data. */
  readonly test: TestedData | undefined;
  /** How recordings became samples, where they did. */
  readonly origin?: readonly (readonly [term: string, value: string | number])[];
  readonly facts: readonly (readonly [string, string | number])[];
}): Report {
  const { name, config, result, test, origin = [], facts } = run;
  const { history, bestEpoch, stopped } = result;
  const percent = (share: number) => `${formatNumber(share, 'percent')} %`;
  const { accuracy, validationAccuracy } = history[bestEpoch - 1];
  const validated = validationAccuracy === undefined ? '' : `, validation accuracy ${percent(validationAccuracy)}`;
  const trained = `After ${history.length} epoch${history.length === 1 ? '' : 's'} (ended by ${endedBy[stopped]}) the parameters of epoch ${bestEpoch} were kept: training accuracy ${percent(accuracy)}${validated}.`;
  const untested = `No test data were given, so nothing is known of unseen samples${validated && ' beyond the validation figures, which chose these parameters'}.`;
  return {
    title: `Training on ${name}`,
    lead: test ? [...testSentences(test), trained].join(' ') : `${trained} ${untested}`,
    sections: [
      ...(test ? testSections(test) : []),
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
            entries: [
              ...origin,
              ...Object.entries({ ...config, ...result.config }).map(
                ([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : `${value}`] as const,
              ),
            ],
          },
        ],
      },
    ],
    footer: facts,
  };
}

/** What ended a training, to be read after "ended by". */
export const endedBy: Readonly<Record<StopReason, string>> = {
  epochs: 'the number of epochs',
  steps: 'the number of steps',
  'training accuracy': 'the training accuracy',
  patience: 'a validation loss that got no better',
};
