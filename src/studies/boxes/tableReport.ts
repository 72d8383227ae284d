import type { Block } from '../../report/block.js';
import type { Report } from '../../report/document.js';
import { heatmapGrid } from '../../report/figures/panelGrid.js';
import type { StudyFacts } from '../study.js';
import { asAuthors, MIXED_WITHOUT_EVIDENCE, TEST_CHOSEN_NOTE } from './authorsProtocol.js';
import { chanceMeanings, explainedText, mapsOf, studySettings } from './boxBlocks.js';
import { type TableConclusions, tableConclusions } from './boxConclusions.js';
import { modelsOfCells } from './boxModels.js';
import { patienceOf, type TableOptions } from './boxOptions.js';
import { BOX_LAST_STEPS, type BoxOutcome, type BoxStudyOptions } from './boxTrials.js';
import { type BoxResults, boxWork } from './boxWork.js';
import { differenceTable, noiseSentence, orderSentences, summaryTable } from './summaryTable.js';

/** The paper's table 1, several seeds. */
export const work = boxWork<TableOptions, TableConclusions>({
  name: 'table',
  choose: ({ boxes, all, ...options }) => {
    const cells = all ? ['lstm', 'gru', 'rnn'] : ['lstm'];
    const { protocol } = options;
    const models =
      protocol === 'authors' ? asAuthors(modelsOfCells(cells, { normalised: true })) : modelsOfCells(cells);
    return { boxes, models, protocol, patience: patienceOf(options), examples: [0] };
  },
  conclude: tableConclusions,
  document: ({ conclusions: { boxes }, study }) => ({
    protocol: study.protocol,
    chosenBy: study.protocol === 'authors' ? 'test' : 'validation',
    boxes,
  }),
  table: ({ conclusions: { boxes }, study }) => summaryTable(boxes, BOX_LAST_STEPS, study.seeds.length),
  sentences: ({ conclusions: { order }, study }) => [...orderSentences(order), ...protocolSentences(study)],
  report: tableReport,
});

function tableReport(
  { outcomes, study, conclusions: { boxes, order, noise } }: BoxResults<TableConclusions>,
  facts: StudyFacts,
): Report {
  return {
    title: `The paper’s first table, measured again${study.protocol === 'authors' ? ', as the authors’ scripts do it' : ''}`,
    lead: [...orderSentences(order), noiseSentence(noise), ...protocolSentences(study)].join(' '),
    sections: [
      {
        heading: 'All measurements',
        blocks: [
          { kind: 'table', ...summaryTable(boxes, BOX_LAST_STEPS, study.seeds.length) },
          chanceMeanings(outcomes),
        ],
      },
      { heading: 'One sample of each box, and its maps', blocks: mapsFigure(outcomes) },
      {
        heading: 'Against the published values',
        blocks: [
          { kind: 'table', ...differenceTable(boxes) },
          {
            kind: 'text',
            paragraphs: [study.protocol === 'authors' ? authorsDifferences : paperDifferences(study)],
          },
        ],
      },
      { heading: 'How this was made', blocks: [{ kind: 'facts', entries: studySettings(outcomes, study) }] },
    ],
    footer: facts,
  };
}

/** What one has to know of the figures of the authors' protocol. */
function protocolSentences({ protocol, boxes }: BoxStudyOptions): string[] {
  if (protocol !== 'authors') return [];
  return [...(boxes.includes('mixed') ? [MIXED_WITHOUT_EVIDENCE] : []), TEST_CHOSEN_NOTE];
}

function paperDifferences({ patience, seeds }: BoxStudyOptions): string {
  return `What is different here: a fifth of the training samples chooses the epoch and does not train; a training ends at 100 % training accuracy, after 400 epochs, or where the validation loss has not improved for ${patience} epochs; ${seeds.length === 1 ? 'one seed is shown' : `${seeds.length} seeds are averaged`} where the paper does not say how many. Models with attention reach 100 % within a few epochs, so their maps are those of barely trained models; the paper does not say how long its models were trained beyond that.`;
}

const authorsDifferences =
  'What is different here: the draws themselves, classes that alternate, arithmetic in 32 bits. The scripts look at training accuracy every ten batches, in their last version every three with input-cell attention: here it is never three. Which cell the paper’s figures of input-cell attention are of is not known. The scripts of 2019-09-17 have two, a matrix, which is the normalised feed here and that of the released weights, and a vector (a softmax over the hops of each step, not over the steps), which is not run here; the mean feed came on 2019-09-22. A matrix that is not normalised, as the paper has it, is in none of their versions. So the published values stand beside each feed.';

function mapsFigure(outcomes: readonly BoxOutcome[]): Block[] {
  const shown = mapsOf(outcomes);
  if (shown.rows.length === 0) return [];
  return [
    {
      kind: 'figure',
      figure: heatmapGrid({ ...shown, title: 'One test sample of each box and its saliency maps' }),
      caption: `The first test sample of the first seed. Maps are the magnitude of the ${explainedText(outcomes)}.`,
    },
  ];
}
