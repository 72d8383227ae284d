import { boxVariants } from '../data/synthetic/boxes.js';
import { BOX_LAST_STEPS, type BoxOutcome, type BoxStudyOptions } from '../study/boxes.js';
import type { BoxSummary } from '../study/boxSummary.js';
import { chanceMeanings, mapsOf, studySettings } from './boxBlocks.js';
import type { Report } from './document.js';
import { lineChart } from './lineChart.js';
import { heatmapGrid } from './panelGrid.js';
import { summaryTable } from './summaryTable.js';

const charted = [
  { column: 'weightedJaccard', label: 'weighted Jaccard', note: 'higher is better' },
  { column: 'euclidean', label: 'Euclidean distance', note: 'lower is better' },
  { column: 'auroc', label: 'AUROC', note: 'higher is better' },
  { column: 'auprc', label: 'AUPRC', note: 'higher is better' },
] as const;

/** Where in time a box of the moving dataset begins. */
export function startOf(box: string): number {
  return boxVariants(box as Parameters<typeof boxVariants>[0])[0]?.[0]?.time[0] ?? 0;
}

/** The self-contained report of `reproduce moving-box`. */
export function movingBoxReport(
  summaries: readonly BoxSummary[],
  outcomes: readonly BoxOutcome[],
  options: BoxStudyOptions,
  facts: readonly (readonly [string, string | number])[],
): Report {
  const models = summaries[0]?.models ?? [];
  const starts = summaries.map(({ box }) => startOf(box));
  return {
    title: 'Saliency as the box moves in time',
    lead: `The same box of 60 × 60 begins at time ${starts.join(', ')} of 100, and a model is trained for each place. What a model’s maps are worth should not depend on when the evidence came; for models whose saliency vanishes it does.`,
    sections: [
      {
        heading: 'Measurements by the box’s place',
        blocks: [
          {
            kind: 'grid',
            figures: charted.map(({ column, label, note }) => (width: number) => {
              const noise = summaries.map(({ chance }) => chance[0]?.values[column]?.mean ?? Number.NaN);
              return lineChart(
                {
                  title: `${label} (${note})`,
                  series: models.map((model, slot) => {
                    const values = summaries.map((summary) => summary.models[slot].values[column]);
                    return {
                      name: model.label,
                      x: starts,
                      y: values.map(({ mean }) => mean),
                      ...(options.seeds.length > 1 && {
                        low: values.map(({ low }) => low),
                        high: values.map(({ high }) => high),
                      }),
                      slot,
                    };
                  }),
                  xLabel: 'time at which the box begins',
                  yLabel: label,
                  reference: {
                    value: noise.reduce((sum, value) => sum + value, 0) / noise.length,
                    label: 'uniform noise',
                  },
                },
                width,
              );
            }),
            caption: `Means over ${options.seeds.length} ${options.seeds.length === 1 ? 'seed' : 'seeds, with 95 % confidence intervals'}; the dotted line is what a map of uniform noise scores.`,
          },
        ],
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
