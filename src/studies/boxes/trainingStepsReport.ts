import type { Block } from '../../report/block.js';
import type { Report } from '../../report/document.js';
import { lineChart } from '../../report/figures/lineChart.js';
import { formatNumber, type NumberStyle } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import type { StudyFacts } from '../study.js';
import { chanceMeanings } from './boxBlocks.js';
import { type BoxModel, modelsOf } from './boxModels.js';
import { FIRST_STEPS, type TrainingStepsOptions } from './boxOptions.js';
import { type BoxSummary, type ModelSummary, summaryOverSeeds } from './boxSummary.js';
import type { BoxStudyOptions } from './boxTrials.js';
import { type BoxResults, boxWork } from './boxWork.js';

/** The models that are followed, in the order of their colours in all charts of boxes. */
const FOLLOWED = ['self-attention', 'matrix', 'mean', 'normalised'] as const;
const SLOTS = [2, 3, 4, 5] as const;

/** One model of one box after some steps of training. */
interface AfterSteps {
  readonly steps: number;
  readonly values: ModelSummary['values'];
  readonly bySeed: ModelSummary['bySeed'];
}

/** One box: each model over its trainings, from the shortest to the longest. */
interface StepsOfBox {
  readonly box: string;
  readonly models: readonly {
    readonly key: string;
    readonly label: string;
    readonly published: ModelSummary['published'];
    readonly after: readonly AfterSteps[];
  }[];
  readonly chance: BoxSummary['chance'];
}

/** Every model is trained anew for each number of steps: the draws are the same, so that it is the longer training cut short. */
export const work = boxWork<TrainingStepsOptions, readonly StepsOfBox[]>({
  name: 'training-steps',
  choose: ({ boxes, mostSteps }) => ({ boxes, models: trainedFor(stepsUpTo(mostSteps)), examples: [] }),
  conclude: (outcomes, study) => summaryOverSeeds(outcomes, study).map((summary) => stepsOfBox(summary, study)),
  document: ({ conclusions: boxes }) => ({ boxes }),
  table: ({ conclusions, study }) => stepsTable(conclusions, study),
  sentences: ({ conclusions }) => fallSentences(conclusions),
  report: stepsReport,
});

function stepsUpTo(most: number): number[] {
  const steps: number[] = [];
  for (let count = FIRST_STEPS; count < most; count *= 2) steps.push(count);
  return [...steps, most];
}

/** The models after so many steps; 100 % training accuracy does not end a training here. */
function trainedFor(counts: readonly number[]): BoxModel[] {
  return modelsOf(FOLLOWED).flatMap((model) =>
    counts.map((steps) => ({
      ...model,
      key: `${model.key}-${steps}`,
      label: `${model.label}, ${steps} steps`,
      training: { steps, epochs: 100_000, stopAtAccuracy: 0 },
    })),
  );
}

function stepsOfBox({ box, models, chance }: BoxSummary, study: BoxStudyOptions): StepsOfBox {
  return {
    box,
    chance,
    models: modelsOf(FOLLOWED).map(({ key, label }) => {
      const own = models.filter((model) => model.key.slice(0, model.key.lastIndexOf('-')) === key);
      return {
        key,
        label,
        published: own[0]?.published,
        after: own.map(({ key: named, values, bySeed }) => {
          const steps = study.models.find((model) => model.key === named)?.training?.steps ?? 0;
          return { steps, values, bySeed };
        }),
      };
    }),
  };
}

/** Accuracy from which a model is one that tells the classes apart. */
const LEARNT = 0.99;

/**
 * Weighted Jaccard, for each box and model, after the first number of steps at which its test accuracy is high, and after the last: before
 * that maps are of models that do not tell the classes apart.
 */
function fallSentences(boxes: readonly StepsOfBox[]): string[] {
  const pairs = boxes.flatMap(({ models }) =>
    models.map(({ after }) => ({
      first: after.find(({ values }) => values.accuracy.mean >= LEARNT),
      last: after[after.length - 1],
    })),
  );
  const longer = pairs.filter(({ first, last }) => first && first.steps < last.steps);
  const fell = longer.filter(({ first, last }) => first && jaccardOf(last) < jaccardOf(first)).length;
  const percent = `${formatNumber(LEARNT, 'percent')} %`;
  return [
    ...(longer.length === 0
      ? []
      : [
          `In ${fell} of ${longer.length} pairs of model and box weighted Jaccard is lower after the longest training than when ${percent} of the test samples were first predicted right.`,
        ]),
    ...boxes.map(({ box, models }) => {
      const each = models.map(({ label, after }) => {
        const first = after.find(({ values }) => values.accuracy.mean >= LEARNT);
        const last = after[after.length - 1];
        const at = (one: AfterSteps) => `${formatNumber(jaccardOf(one))} after ${one.steps}`;
        if (!first) return `${label} ${at(last)} (accuracy ${formatNumber(last.values.accuracy.mean, 'percent')} %)`;
        return first === last ? `${label} ${at(last)}` : `${label} ${at(first)}, ${at(last)}`;
      });
      return `On the ${box} box, first at ${percent} and last: ${each.join('; ')} steps.`;
    }),
  ];
}

function jaccardOf({ values }: AfterSteps): number {
  return values.weightedJaccard.mean;
}

const charted: readonly { column: string; label: string; style?: NumberStyle }[] = [
  { column: 'weightedJaccard', label: 'weighted Jaccard' },
  { column: 'auroc', label: 'AUROC' },
  { column: 'accuracy', label: 'test accuracy', style: 'percent' },
];

function stepsReport(
  { outcomes, study, conclusions: boxes }: BoxResults<readonly StepsOfBox[]>,
  facts: StudyFacts,
): Report {
  return {
    title: 'What maps are worth by how long a model was trained',
    lead: fallSentences(boxes).join(' '),
    sections: [
      ...boxes.map((box) => ({ heading: `The ${box.box} box`, blocks: [stepsCharts(box, study)] })),
      {
        heading: 'All measurements',
        blocks: [{ kind: 'table' as const, ...stepsTable(boxes, study) }, chanceMeanings(outcomes)],
      },
      {
        heading: 'How this was made',
        blocks: [
          {
            kind: 'facts' as const,
            entries: [
              ['seed (data, initialisation, dropout, shuffle, chance)', study.seeds.join(', ')],
              ['training samples', `${study.trainingSamples}, all of which train`],
              ['test samples', study.testSamples],
              [
                'training',
                'Adam 10⁻³, batch 50, dropout .1 on input and hidden state; the parameters after the last step are measured, whatever the accuracy',
              ],
              ['saliency', 'gradient of the true class’s probability, magnitude'],
            ],
          },
        ],
      },
    ],
    footer: facts,
  };
}

/** Each measurement against the steps of training, a line a model. */
function stepsCharts({ models, chance }: StepsOfBox, { seeds }: BoxStudyOptions): Block {
  const names = models[0].after.map(({ steps }) => `${steps}`);
  return {
    kind: 'grid',
    figures: charted.map(({ column, label, style }) => (width: number) => {
      const noise = chance.find(({ name }) => name === 'uniform')?.values[column]?.mean;
      return lineChart(
        {
          title: `${label} by steps of training`,
          series: models.map((model, index) => {
            const values = model.after.map(({ values }) => values[column]);
            return {
              name: model.label,
              x: values.map((_, place) => place),
              y: values.map(({ mean }) => mean),
              ...(seeds.length > 1 && { low: values.map(({ low }) => low), high: values.map(({ high }) => high) }),
              slot: SLOTS[index],
            };
          }),
          xLabel: 'steps of training',
          xNames: names,
          yLabel: label,
          ...(style === 'percent' && { yFormat: 'percent' as const }),
          ...(noise !== undefined && { reference: { value: noise, label: 'uniform noise' } }),
        },
        width,
      );
    }),
    caption: `Means over ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds, with 95 % confidence intervals'}. Each point has twice as many steps of 50 samples as the one before, the last one at the most.`,
  };
}

function stepsTable(boxes: readonly StepsOfBox[], { seeds }: BoxStudyOptions): Table {
  const steps = boxes[0].models[0].after.map((after) => after.steps);
  return {
    caption: `By steps of training: mean over ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds [95 % confidence interval]'}`,
    columns: steps.map((count) => ({ key: `${count}`, label: `${count} steps` })),
    rows: boxes.flatMap(({ box, models }) =>
      charted.flatMap(({ column, label, style }): TableRow[] =>
        models.map(({ label: header, after }) => ({
          group: `${box}: ${label}${style === 'percent' ? ', share' : ''}`,
          header,
          cells: Object.fromEntries(after.map(({ steps: count, values }) => [`${count}`, values[column]])),
        })),
      ),
    ),
  };
}
