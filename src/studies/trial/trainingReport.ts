import type { ClassifierConfig } from '../../model/config.js';
import type { Report } from '../../report/document.js';
import { trainingCurves } from '../../report/figures/trainingCurves.js';
import { formatNumber } from '../../report/numberFormat.js';
import type { TrainingResult } from '../../training/trainer.js';
import { type TestedData, testSections, testSentences } from '../crossValidation/testBlocks.js';
import { endedBy, keptOf, stepsOf, trainedFor } from './trainingEnd.js';

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
  const { validationAccuracy } = history[bestEpoch - 1];
  const validated = validationAccuracy === undefined ? '' : `, validation accuracy ${percent(validationAccuracy)}`;
  const ended = `ended by ${endedBy(stopped, result.config.chooseBy)}`;
  const trained = `After ${trainedFor(result)} (${ended}) the parameters of ${keptOf(result)} were kept: training accuracy ${trainingAccuracy(result)}${validated}.`;
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

/** Of the epoch that was kept; where steps were, of which parameters it is: those may be of an earlier check than the end's. */
function trainingAccuracy(result: TrainingResult): string {
  const { history, bestEpoch } = result;
  const atEnd = history.at(-1)?.accuracyWhenEnded;
  if (atEnd !== undefined) return `when it ended ${percent(atEnd)}`;
  const ofEpoch = percent(history[bestEpoch - 1].accuracy);
  return stepsOf(result).bestStep === undefined ? ofEpoch : `in epoch ${bestEpoch}, with dropout, ${ofEpoch}`;
}

function percent(share: number): string {
  return `${formatNumber(share, 'percent')} %`;
}
