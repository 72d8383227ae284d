import type { Block } from '../../report/block.js';
import type { Report } from '../../report/document.js';
import { heatmapGrid } from '../../report/figures/panelGrid.js';
import { chanceMeanings, mapsOf, studySettings } from './boxBlocks.js';
import { BOX_LAST_STEPS, type BoxOutcome, type BoxStudyOptions } from './boxes.js';
import type { BoxSummary } from './boxSummary.js';
import { chanceSentences, differenceTable, orderSentences, summaryTable } from './summaryTable.js';

/** The self-contained report of `reproduce table`. */
export function tableReport(
  summaries: readonly BoxSummary[],
  outcomes: readonly BoxOutcome[],
  options: BoxStudyOptions,
  facts: readonly (readonly [string, string | number])[],
): Report {
  return {
    title: 'The paper’s first table, measured again',
    lead: [...orderSentences(summaries), ...chanceSentences(summaries)].join(' '),
    sections: [
      {
        heading: 'All measurements',
        blocks: [
          { kind: 'table', ...summaryTable(summaries, BOX_LAST_STEPS, options.seeds.length) },
          chanceMeanings(outcomes),
        ],
      },
      { heading: 'One sample of each box, and its maps', blocks: mapsFigure(outcomes) },
      {
        heading: 'Against the published values',
        blocks: [
          { kind: 'table', ...differenceTable(summaries) },
          {
            kind: 'text',
            paragraphs: [
              `What is different here: a fifth of the training samples chooses the epoch and does not train; a training ends at 100 % training accuracy, after 400 epochs, or where the validation loss has not improved for ${options.patience} epochs; ${options.seeds.length} seeds are averaged where the paper does not say how many. Models with attention reach 100 % within a few epochs, so their maps are those of barely trained models; the paper does not say how long its models were trained beyond that.`,
            ],
          },
        ],
      },
      { heading: 'How this was made', blocks: [{ kind: 'facts', entries: studySettings(outcomes, options) }] },
    ],
    footer: facts,
  };
}

function mapsFigure(outcomes: readonly BoxOutcome[]): Block[] {
  const shown = mapsOf(outcomes);
  if (shown.rows.length === 0) return [];
  return [
    {
      kind: 'figure',
      figure: heatmapGrid({ ...shown, title: 'One test sample of each box and its saliency maps' }),
      caption:
        'The first test sample of the first seed. Maps are the magnitude of the gradient of the true class’s probability.',
    },
  ];
}
