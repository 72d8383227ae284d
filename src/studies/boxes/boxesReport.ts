import type { Block } from '../../report/block.js';
import type { Report, Section } from '../../report/document.js';
import { heatmapGrid } from '../../report/figures/panelGrid.js';
import { trainingCurves } from '../../report/figures/trainingCurves.js';
import { formatNumber } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import type { StudyFacts } from '../study.js';
import { measurementCells, measurementColumns } from '../trial/measurementTable.js';
import { evaluationJson, trialJson } from '../trial/resultJson.js';
import { endedBy } from '../trial/trainingEnd.js';
import type { ExampleMap } from '../trial/trial.js';
import { chanceMeanings, exampleRow, saliencyByTimeOfBox, studySettings } from './boxBlocks.js';
import { type BoxHeadline, boxHeadline, noiseJaccard, trialsBelowNoise } from './boxConclusions.js';
import { modelsOf } from './boxModels.js';
import type { BoxesOptions } from './boxOptions.js';
import type { BoxOutcome } from './boxTrials.js';
import { type BoxResults, boxWork } from './boxWork.js';

/** The table of the study: for each box its models, the published values, and the chance rows. */
export function boxesTable(outcomes: readonly BoxOutcome[]): Table {
  const rows = outcomes.flatMap(({ box, trials, chance }): TableRow[] => [
    ...trials.flatMap(({ model, result }): TableRow[] => {
      const published = model.published?.[box];
      return [
        { group: box, header: result.spec.model, cells: measurementCells(result.evaluation, result.accuracy) },
        ...(published ? [{ group: box, header: `${result.spec.model}, published`, cells: published }] : []),
      ];
    }),
    ...chance[0].rows.map(
      ({ label, evaluation }): TableRow => ({
        group: box,
        header: label,
        kind: 'chance',
        cells: measurementCells(evaluation),
      }),
    ),
  ]);
  const first = outcomes[0]?.trials[0]?.result;
  return {
    caption:
      'How well the maps mark the box, and where in time their saliency lies: mean [95 % confidence interval] over test samples',
    columns: measurementColumns(Object.keys(first?.evaluation.measured ?? {}), first?.spec.lastSteps ?? 10, {
      withAccuracy: true,
    }),
    rows,
  };
}

/** What `reproduce boxes` says in words. */
interface BoxesConclusions {
  readonly headline: BoxHeadline | undefined;
  /** How many models noise beats. */
  readonly noise: ReturnType<typeof trialsBelowNoise>;
}

/** `reproduce boxes`: models side by side on chosen boxes, one seed. */
export const work = boxWork<BoxesOptions, BoxesConclusions>({
  name: 'boxes',
  choose: ({ boxes, models }) => ({ boxes, models: modelsOf(models), examples: [0, 1] }),
  conclude: (outcomes) => ({ headline: boxHeadline(outcomes), noise: trialsBelowNoise(outcomes) }),
  document: ({ outcomes }) => ({
    boxes: outcomes.map(({ box, trials, chance }) => ({
      box,
      models: trials.map(({ result }) => trialJson(result)),
      chance: chance[0].rows.map(({ label, evaluation }) => ({ row: label, ...evaluationJson(evaluation) })),
    })),
  }),
  table: ({ outcomes }) => boxesTable(outcomes),
  report: boxesReport,
});

function boxesReport({ outcomes, study, conclusions }: BoxResults<BoxesConclusions>, facts: StudyFacts): Report {
  return {
    title: 'Saliency vanishes over time, and input-cell attention mends it',
    lead: lead(conclusions.headline),
    sections: [
      ...outcomes.map((outcome) => boxSection(outcome)),
      {
        heading: 'All measurements',
        blocks: [{ kind: 'table', ...boxesTable(outcomes) }, chanceMeanings(outcomes), reading(conclusions)],
      },
      {
        heading: 'Training',
        blocks: outcomes.map(
          ({ box, trials }): Block => ({
            kind: 'details',
            summary: `Training curves, ${box} box`,
            blocks: [
              {
                kind: 'grid',
                figures: trials.flatMap(({ result }) =>
                  trainingCurves({
                    name: `${box}, ${result.spec.model}`,
                    history: result.history,
                    bestEpoch: result.bestEpoch,
                  }),
                ),
                caption: trials
                  .map(
                    ({ result }) =>
                      `${result.spec.model}: ${result.history.length} epochs, ended by ${endedBy(result.stopped, result.spec.training.chooseBy)}; the parameters of epoch ${result.bestEpoch} kept, chosen by validation loss.`,
                  )
                  .join(' '),
              },
            ],
          }),
        ),
      },
      {
        heading: 'How this was made',
        blocks: [{ kind: 'facts', entries: studySettings(outcomes, study) }],
      },
    ],
    footer: facts,
  };
}

function lead(headline: BoxHeadline | undefined): string {
  if (!headline) return 'Gradient saliency of recurrent classifiers on the paper’s synthetic boxes.';
  const { outcome, plain, attending } = headline;
  const percent = ({ result }: typeof plain) =>
    `${formatNumber(result.evaluation.shareOfLast.estimate?.mean ?? 0, 'percent')} %`;
  const score = ({ result }: typeof plain) =>
    formatNumber(result.evaluation.measured.weightedJaccard.estimate?.mean ?? Number.NaN);
  const accuracy = ({ result }: typeof plain) => formatNumber(result.accuracy.mean, 'percent');
  return (
    `On the ${outcome.box} box, ${percent(plain)} of the plain ${plain.model.label}’s gradient saliency lies in the last ${plain.result.spec.lastSteps} of 100 time steps, ` +
    `with input-cell attention ${percent(attending)}. Weighted Jaccard with the true box goes from ${score(plain)} to ${score(attending)}, ` +
    `test accuracy from ${accuracy(plain)} to ${accuracy(attending)} %. ` +
    `Read these beside the chance rows: a map of uniform noise has a weighted Jaccard of ${formatNumber(noiseJaccard(outcome))}, and only AUROC and AUPRC tell whether a map localises.`
  );
}

function boxSection({ box, trials }: BoxOutcome): Section {
  const first = trials[0]?.result;
  return {
    heading: `The ${box} box`,
    blocks: [
      {
        kind: 'figure',
        figure: heatmapGrid({
          title: `Samples of the ${box} box and their saliency maps`,
          columns: [
            {
              label: 'sample',
              note: 'as the models see it',
              scale: 'diverging',
              unit: 'x, standardised',
              domain: 'column',
            },
            ...trials.map(({ result }) => ({
              label: result.spec.model,
              scale: 'sequential' as const,
              unit: '|dP/dx|',
              domain: 'panel' as const,
            })),
          ],
          rows: (first?.examples ?? []).map((example, index) =>
            exampleRow(
              example,
              trials.map(({ result }) => result.examples[index] as ExampleMap),
            ),
          ),
          outlineLabel: 'Where the class is visible (the truth mask).',
        }),
        caption: `Two test samples. Maps are the magnitude of the gradient of the true class’s probability.`,
      },
      {
        kind: 'figure',
        figure: saliencyByTimeOfBox({ box, trials }),
        caption:
          'Share of a map’s saliency at each time step, mean over the test samples; a logarithmic scale, cut off at .01 %.',
      },
    ],
  };
}

/** How to read the table. */
function reading({ noise: { below, pairs } }: BoxesConclusions): Block {
  return {
    kind: 'text',
    paragraphs: [
      `Weighted Jaccard and Euclidean distance are the paper’s measurements. They reward any map that is not empty: on weighted Jaccard uniform noise beats ${below} of the ${pairs} models here. AUROC is .5 for a map that does not tell inside from outside, and below .5 for one that points away from the box.`,
      'Where these numbers differ from the published ones: a fifth of the training samples chooses the epoch here and does not train, training stops at 100 % training accuracy, which input-cell attention reaches within a few epochs, and one seed is shown where the paper does not say how many.',
      '|x| and |x| blurred are taken of the series before standardisation: standardising each (time, feature) over both classes makes |x| as large inside the box as outside it.',
    ],
  };
}
