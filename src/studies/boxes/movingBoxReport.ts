import type { Report } from '../../report/document.js';
import { heatmapGrid } from '../../report/figures/panelGrid.js';
import type { StudyFacts } from '../study.js';
import { asAuthors, TEST_CHOSEN_NOTE } from './authorsProtocol.js';
import { chanceMeanings, explainedText, mapsOf, studySettings } from './boxBlocks.js';
import { modelsOf } from './boxModels.js';
import { type MovingBoxOptions, patienceOf } from './boxOptions.js';
import { type BoxSummary, summaryOverSeeds } from './boxSummary.js';
import { BOX_LAST_STEPS } from './boxTrials.js';
import { type BoxResults, boxWork } from './boxWork.js';
import { MOVING_BOXES, movingBoxCharts, placeSentences, startOf } from './movingBoxBlocks.js';
import { summaryTable } from './summaryTable.js';

/** The paper's four architectures against where in time the evidence lies. */
export const work = boxWork<MovingBoxOptions, readonly BoxSummary[]>({
  name: 'moving-box',
  choose: (options) => {
    const { protocol } = options;
    const keys = ['lstm', 'bi-lstm', 'self-attention', 'matrix'];
    const models = protocol === 'authors' ? asAuthors(modelsOf([...keys, 'normalised'])) : modelsOf(keys);
    return { boxes: MOVING_BOXES, models, protocol, patience: patienceOf(options), examples: [0] };
  },
  conclude: summaryOverSeeds,
  document: ({ conclusions: boxes, study }) => ({
    protocol: study.protocol,
    chosenBy: study.protocol === 'authors' ? 'test' : 'validation',
    boxes,
  }),
  table: ({ conclusions, study }) => summaryTable(conclusions, BOX_LAST_STEPS, study.seeds.length),
  sentences: ({ conclusions, study }) => [
    ...placeSentences(conclusions),
    ...(study.protocol === 'authors' ? [TEST_CHOSEN_NOTE] : []),
  ],
  report: movingBoxReport,
});

function movingBoxReport(
  { outcomes, study, conclusions: summaries }: BoxResults<readonly BoxSummary[]>,
  facts: StudyFacts,
): Report {
  const starts = summaries.map(({ box }) => startOf(box));
  return {
    title: 'Saliency as the box moves in time',
    lead: `The same box of 60 × 60 begins at time ${starts.join(', ')} of 100, and a model is trained for each place. What a model’s maps are worth should not depend on when the evidence came; for models whose saliency vanishes it does. ${[...placeSentences(summaries), ...(study.protocol === 'authors' ? [TEST_CHOSEN_NOTE] : [])].join(' ')}`,
    sections: [
      {
        heading: 'Measurements by the box’s place',
        blocks: [movingBoxCharts(summaries, study.seeds.length)],
      },
      {
        heading: 'One sample of each place, and its maps',
        blocks: [
          {
            kind: 'figure',
            figure: heatmapGrid({ ...mapsOf(outcomes), title: 'One test sample of each place and its saliency maps' }),
            caption: `Maps are the magnitude of the ${explainedText(outcomes)}.`,
          },
        ],
      },
      {
        heading: 'All measurements',
        blocks: [
          { kind: 'table', ...summaryTable(summaries, BOX_LAST_STEPS, study.seeds.length) },
          chanceMeanings(outcomes),
        ],
      },
      { heading: 'How this was made', blocks: [{ kind: 'facts', entries: studySettings(outcomes, study) }] },
    ],
    footer: facts,
  };
}
