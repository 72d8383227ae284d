import type { Block } from '../../report/block.js';
import { type Report, renderReport } from '../../report/document.js';
import { confusionFigure } from '../../report/figures/confusionFigure.js';
import { trainingCurves } from '../../report/figures/trainingCurves.js';
import { crossValidationModels } from '../crossValidation/crossValidationFiles.js';
import { accuracyTable, foldTable } from '../crossValidation/crossValidationTables.js';
import { filesOf } from '../crossValidation/crossValidationWork.js';
import type { StudyFacts, StudyWork } from '../study.js';
import { brainBlocks, regionMapBlocks, removalBlocks, taskShareBlocks, timeBlocks, truthBlocks } from './fmriBlocks.js';
import { fmriJson } from './fmriJson.js';
import type { FmriOptions } from './fmriOptions.js';
import {
  accuracySentences,
  FEW_CLASSES,
  fmriSentences,
  onTaskSentences,
  regionSentences,
  removalSentences,
  truthSentences,
} from './fmriSentences.js';
import { regionTable } from './fmriTables.js';
import { type FmriPlan, type FmriResult, type FmriSource, fmriPlan, fmriResult } from './fmriWork.js';

/** A cross-validation of task fMRI: which regions, when, how surely, and whether it beats chance. */
export const work: StudyWork<FmriOptions, FmriSource, FmriPlan, FmriResult> = {
  plan: (options, source) => fmriPlan(source, options),
  summarise: fmriResult,
  models: ({ summary }) => crossValidationModels(summary),
  files: filesOf,
  document: fmriJson,
  report: (result, facts) => renderReport(fmriReport(result, facts)),
  paragraphs: (result, draw) => [draw(accuracyTable(result.summary)), ...fmriSentences(result)],
};

function fmriReport(result: FmriResult, facts: StudyFacts): Report {
  const { summary, plan } = result;
  const { name } = plan.source;
  const truth = truthBlocks(result);
  const shares = taskShareBlocks(result);
  const said = (sentences: readonly string[]): Block[] =>
    sentences.length > 0 ? [{ kind: 'text', paragraphs: sentences }] : [];
  return {
    title: `Which regions, and when: ${name}`,
    lead: [...accuracySentences(result), ...regionSentences(result)].join(' '),
    sections: [
      {
        heading: 'Which regions, and when',
        blocks: [
          ...brainBlocks(result).flatMap(({ overTime, byClass }) => (byClass ? [overTime, byClass] : [overTime])),
          ...regionMapBlocks(result),
          ...timeBlocks(result),
          ...regionTables(result),
        ],
      },
      {
        heading: 'Does it beat chance?',
        blocks: [
          { kind: 'table', ...accuracyTable(summary) },
          {
            kind: 'grid',
            figures: summary.models.map(
              ({ label, confusion: { counts } }) =>
                (width: number) =>
                  confusionFigure({ title: label, counts, classNames: summary.classes.map(({ name }) => name) }, width),
            ),
            caption: 'Samples held out, by true class (row) and predicted class (column); colours are shares of a row.',
          },
        ],
      },
      {
        heading: 'What is lost when salient inputs are removed',
        blocks: [...said(removalSentences(result)), ...removalBlocks(result)],
      },
      ...(shares.length > 0
        ? [{ heading: 'On task and off task', blocks: [...said(onTaskSentences(result)), ...shares] }]
        : []),
      ...(truth.length > 0
        ? [
            {
              heading: 'Do the maps find the truth?',
              blocks: [...said(truthSentences(result)), ...truth, ...chanceMeanings(result)],
            },
          ]
        : []),
      { heading: 'How this was made', blocks: howMade(result) },
    ],
    footer: facts,
  };
}

/** The regions of the first model, and folded away those of the others, and of many classes. */
function regionTables(result: FmriResult): Block[] {
  return result.summary.models.map(({ label }, model): Block => {
    const table: Block = { kind: 'table', ...regionTable(result, model) };
    return model === 0 && result.summary.classes.length <= FEW_CLASSES
      ? table
      : { kind: 'details', summary: `Regions with most saliency: ${label}`, blocks: [table] };
  });
}

function chanceMeanings({ chance = [] }: FmriResult): Block[] {
  return [{ kind: 'facts', entries: chance.map(({ label, description }) => [label, description]) }];
}

function howMade({ summary, removal, plan: { training, division, source } }: FmriResult): Block[] {
  const { origin, dataset: data } = source;
  return [
    {
      kind: 'facts',
      entries: [
        ...origin,
        ['samples × time steps × regions', `${data.samples} × ${data.time} × ${data.features}`],
        ['division', division],
        ['standardised', 'each region over all time, with the statistics of a fold’s training part'],
        ['choice of the epoch', 'none: the last one is kept'],
        ['saliency', 'gradient of the true class’s probability, magnitude'],
        ['removed inputs become', removal.fill],
        ...Object.entries(training).map(([name, value]) => [name, `${value}`] as const),
      ],
    },
    { kind: 'details', summary: 'Each fold', blocks: [{ kind: 'table', ...foldTable(summary) }] },
    ...summary.models.map(
      ({ label, config, final: { history, bestEpoch } }): Block => ({
        kind: 'details',
        summary: `${label}: configuration, and training on all data`,
        blocks: [
          { kind: 'facts', entries: Object.entries(config).map(([name, value]) => [name, `${value}`]) },
          {
            kind: 'grid',
            figures: trainingCurves({ name: label, history, bestEpoch }),
            caption: 'The model that is kept in the run folder; with dropout, of the running epoch.',
          },
        ],
      }),
    ),
  ];
}
