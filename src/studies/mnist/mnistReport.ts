import { shareIn } from '../../evaluation/distribution/timeShare.js';
import { type Report, renderReport } from '../../report/document.js';
import { trainingCurves } from '../../report/figures/trainingCurves.js';
import { formatNumber } from '../../report/numberFormat.js';
import { contentHash } from '../plainData.js';
import type { StudyFacts, StudyModel, StudyPlan, StudyWork } from '../study.js';
import { trialJson } from '../trial/resultJson.js';
import type { TrialResult } from '../trial/trial.js';
import { digitsFigure, mnistTable, saliencyByRow } from './mnistBlocks.js';
import type { MnistOptions } from './mnistOptions.js';
import { type MnistArrays, type MnistTask, mnistTasks } from './mnistTrials.js';

/** What PyTorch 1.13 gave for the same models after 3 epochs: share of the saliency in the first and last 7 of 28 rows. */
const measuredElsewhere =
  'With PyTorch 1.13 the LSTM was measured to have 69 % of its saliency in the last 7 of 28 rows at hidden 5 and 24 % at hidden 128; input-cell attention 56 % in the first 7 rows at hidden 5 and 42 % at hidden 128.';

interface MnistPlan extends StudyPlan {
  readonly tasks: readonly MnistTask[];
}

/** Both models at two sizes on the images that were read. */
export const work: StudyWork<MnistOptions, MnistArrays, MnistPlan, readonly TrialResult[]> = {
  async plan(options, images) {
    const hash = await contentHash(images);
    return { tasks: mnistTasks(options, hash), data: new Map([[hash, images]]) };
  },
  async summarise({ tasks }, results) {
    return tasks.map(({ id }) => results.get(id) as TrialResult);
  },
  models: mnistModels,
  document: (results) => ({ trials: results.map(trialJson) }),
  report: (results, facts) => renderReport(mnistReport(results, facts)),
  paragraphs: (results, draw) => [draw(mnistTable(results))],
};

/** The models, each in a file of its own. */
export function mnistModels(results: readonly TrialResult[]): StudyModel[] {
  return results.map(({ spec: { id, model }, config, weights }) => ({
    key: id,
    label: model,
    file: `${id}.safetensors`,
    config,
    weights,
  }));
}

function mnistReport(results: readonly TrialResult[], facts: StudyFacts): Report {
  return {
    title: 'MNIST, read row by row',
    lead: lead(results),
    sections: [
      {
        heading: 'Digits and their maps',
        blocks: [digitsFigure(results)],
      },
      {
        heading: 'Saliency by row',
        blocks: [
          saliencyByRow(results),
          {
            kind: 'text',
            paragraphs: [
              'Where this differs from the paper: how far an LSTM’s saliency vanishes depends on its size. Compare hidden 5, the paper’s, where it gathers in the last rows, with hidden 128, where it reaches back over the digit.',
              'Input-cell attention leans the other way, towards the first rows: M_t is a running mean in which a step’s weight at time t is about 1/t, so early rows enter every later matrix, and late rows few.',
              measuredElsewhere,
            ],
          },
          { kind: 'table', ...mnistTable(results) },
        ],
      },
      {
        heading: 'Training',
        blocks: [
          {
            kind: 'grid',
            figures: results.flatMap(({ spec, history, bestEpoch }) =>
              trainingCurves({ name: spec.model, history, bestEpoch }),
            ),
            caption: results
              .map(
                ({ spec, history, bestEpoch }) =>
                  `${spec.model}: the parameters of epoch ${bestEpoch} of ${history.length} kept, chosen by validation loss.`,
              )
              .join(' '),
          },
        ],
      },
      { heading: 'How this was made', blocks: [{ kind: 'facts', entries: settings(results) }] },
    ],
    footer: facts,
  };
}

function lead(results: readonly TrialResult[]): string {
  return results
    .map(({ spec, accuracy, evaluation }) => {
      const first = formatNumber(shareIn(evaluation.saliencyByTime, 0, 7), 'percent');
      const last = formatNumber(evaluation.shareOfLast.estimate?.mean ?? 0, 'percent');
      return `${spec.model}: ${formatNumber(accuracy.mean, 'percent')} % of the test digits right; ${first} % of its saliency in the first 7 of 28 rows, ${last} % in the last 7.`;
    })
    .join(' ');
}

function settings(results: readonly TrialResult[]): [string, string | number][] {
  const attention = results.find(({ config }) => config.inputCellAttention !== 'none')?.config;
  const training = results[0]?.spec.training;
  return [
    ['seed', training?.seed ?? 0],
    [
      'data',
      '28 rows are 28 time steps of 28 features, grey values at mean 0 and deviation 1; a twelfth of the training images chooses the epoch',
    ],
    [
      'attention',
      attention
        ? `${attention.inputCellAttention} feed, ${attention.hops} hops, ${attention.attentionSize} hidden units`
        : 'none',
    ],
    [
      'training',
      `Adam ${training?.learningRate}, batch ${training?.batchSize}, gradient norm clipped at ${training?.gradientClip}`,
    ],
    ['saliency', 'gradient of the true digit’s probability, magnitude'],
  ];
}
