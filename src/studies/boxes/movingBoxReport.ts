import type { Report } from '../../report/document.js';
import { heatmapGrid } from '../../report/figures/panelGrid.js';
import { chanceMeanings, mapsOf, studySettings } from './boxBlocks.js';
import { BOX_LAST_STEPS, type BoxOutcome, type BoxStudyOptions } from './boxes.js';
import type { BoxSummary } from './boxSummary.js';
import { movingBoxCharts, startOf } from './movingBoxBlocks.js';
import { summaryTable } from './summaryTable.js';

/** The self-contained report of `reproduce moving-box`. */
export function movingBoxReport(
  summaries: readonly BoxSummary[],
  outcomes: readonly BoxOutcome[],
  options: BoxStudyOptions,
  facts: readonly (readonly [string, string | number])[],
): Report {
  const starts = summaries.map(({ box }) => startOf(box));
  return {
    title: 'Saliency as the box moves in time',
    lead: `The same box of 60 × 60 begins at time ${starts.join(', ')} of 100, and a model is trained for each place. What a model’s maps are worth should not depend on when the evidence came; for models whose saliency vanishes it does.`,
    sections: [
      {
        heading: 'Measurements by the box’s place',
        blocks: [movingBoxCharts(summaries, options.seeds.length)],
      },
      {
        heading: 'One sample of each place, and its maps',
        blocks: [
          {
            kind: 'figure',
            figure: heatmapGrid({ ...mapsOf(outcomes), title: 'One test sample of each place and its saliency maps' }),
            caption: 'Maps are the magnitude of the gradient of the true class’s probability.',
          },
        ],
      },
      {
        heading: 'All measurements',
        blocks: [
          { kind: 'table', ...summaryTable(summaries, BOX_LAST_STEPS, options.seeds.length) },
          chanceMeanings(outcomes),
        ],
      },
      { heading: 'How this was made', blocks: [{ kind: 'facts', entries: studySettings(outcomes, options) }] },
    ],
    footer: facts,
  };
}
