import { boxVariants } from '../../data/synthetic/boxes.js';
import type { Block } from '../../report/block.js';
import { lineChart } from '../../report/figures/lineChart.js';
import { publishedOrder } from './boxConclusions.js';
import type { BoxSummary } from './boxSummary.js';
import { orderSentences } from './summaryTable.js';

/** Where the moving box may be, first to last. */
export const MOVING_BOXES = ['moving-0', 'moving-10', 'moving-20', 'moving-30', 'moving-40'] as const;

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

/** What of the published order holds at which places. */
export function placeSentences(summaries: readonly BoxSummary[]): string[] {
  return orderSentences(publishedOrder(summaries), { one: (box) => `start ${startOf(box)}`, all: 'places' });
}

/** Each measurement against where in time the box begins, a line a model. */
export function movingBoxCharts(summaries: readonly BoxSummary[], seeds: number): Block {
  const models = summaries[0]?.models ?? [];
  const starts = summaries.map(({ box }) => startOf(box));
  return {
    kind: 'grid',
    figures: charted.map(({ column, label, note }) => (width: number) => {
      const noise = summaries.map(
        ({ chance }) => chance.find(({ name }) => name === 'uniform')?.values[column]?.mean ?? Number.NaN,
      );
      return lineChart(
        {
          title: `${label} (${note})`,
          series: models.map((model, slot) => {
            const values = summaries.map((summary) => summary.models[slot].values[column]);
            return {
              name: model.label,
              x: starts,
              y: values.map(({ mean }) => mean),
              ...(seeds > 1 && { low: values.map(({ low }) => low), high: values.map(({ high }) => high) }),
              slot,
            };
          }),
          xLabel: 'time at which the box begins',
          yLabel: label,
          reference: { value: noise.reduce((sum, value) => sum + value, 0) / noise.length, label: 'uniform noise' },
        },
        width,
      );
    }),
    caption: `Means over ${seeds} ${seeds === 1 ? 'seed' : 'seeds, with 95 % confidence intervals'}; the dotted line is what a map of uniform noise scores.`,
  };
}
