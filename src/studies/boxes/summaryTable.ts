import { measurements } from '../../evaluation/index.js';
import { formatNumber } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import { measurementColumns } from '../trial/measurementTable.js';
import { type BesideNoise, BLIND_JACCARD, type OrderHeld } from './boxConclusions.js';
import type { BoxSummary } from './boxSummary.js';

/** Stands behind values that differ from those of the plain model. */
const MARK = '*';

/** All boxes of a study over several seeds: each model with the published values below it, and the chance rows. */
export function summaryTable(summaries: readonly BoxSummary[], lastSteps: number, seeds: number): Table {
  const marked = summaries.some(({ models }) => models.some(({ comparison }) => comparison));
  return {
    caption: `How well the maps mark the box: mean over ${seeds} seeds [95 % confidence interval]${marked ? `; ${MARK} differs from the plain model of the same cell (paired permutation test, Holm’s correction, the same sign for every seed)` : ''}`,
    columns: measurementColumns(measuredColumns(summaries), lastSteps, { withAccuracy: true }).map((column) =>
      column.key === 'accuracy'
        ? { ...column, description: 'Share of test samples whose class is predicted.' }
        : column,
    ),
    rows: summaries.flatMap(({ box, models, chance }): TableRow[] => [
      ...models.flatMap(({ label, values, comparison, published }): TableRow[] => [
        {
          group: box,
          header: label,
          cells: values,
          marks: Object.fromEntries(
            Object.entries(comparison ?? {}).flatMap(([column, { matters }]) => (matters ? [[column, MARK]] : [])),
          ),
        },
        ...(published ? [{ group: box, header: `${label}, published`, cells: published }] : []),
      ]),
      ...chance.map(({ label, values }): TableRow => ({ group: box, header: label, kind: 'chance', cells: values })),
    ]),
  };
}

/** The columns that are measurements of maps. */
function measuredColumns(summaries: readonly BoxSummary[]): string[] {
  return Object.keys(summaries[0]?.models[0]?.values ?? {}).filter((column) => measurements.has(column));
}

/** Ours minus the published values. */
export function differenceTable(summaries: readonly BoxSummary[]): Table {
  const columns = ['weightedJaccard', 'euclidean', 'accuracy'] as const;
  return {
    caption: 'Ours minus the published values',
    columns: [
      { key: 'weightedJaccard', label: 'WJac' },
      { key: 'euclidean', label: 'Euc' },
      { key: 'accuracy', label: 'Accuracy, points', style: 'percent' },
    ],
    rows: summaries.flatMap(({ box, models }) =>
      models.flatMap(({ label, values, published }) =>
        published
          ? [
              {
                group: box,
                header: label,
                cells: Object.fromEntries(columns.map((column) => [column, values[column].mean - published[column]])),
              },
            ]
          : [],
      ),
    ),
  };
}

/** What of the published order holds, part by part. */
export function orderSentences(order: readonly OrderHeld[]): string[] {
  const orders = order.filter(({ blind }) => blind.length > 0);
  const failed = orders.filter(({ holds }) => !holds);
  if (orders.length === 0) return ['No model was blind on any of these boxes.'];
  const where = orders.map(({ box }) => box).join(', ');
  const compared = order.filter(({ inputCellFirst }) => inputCellFirst !== undefined);
  const turned = compared.filter(({ inputCellFirst }) => !inputCellFirst).map(({ box }) => box);
  return [
    failed.length === 0
      ? `On every box where models without attention are blind (${where}; weighted Jaccard below ${formatNumber(BLIND_JACCARD)}), all models with attention score higher, as published.`
      : `Otherwise than published, models with attention do not all score higher than blind ones on ${failed.map(({ box }) => box).join(', ')}; they do on ${orders.length - failed.length} of the ${orders.length} boxes where models without attention are blind.`,
    ...(compared.length === 0
      ? []
      : [
          turned.length === 0
            ? 'Input-cell attention scores higher than self-attention on every box, as published.'
            : `Input-cell attention scores higher than self-attention on ${compared.length - turned.length} of ${compared.length} boxes; on ${turned.join(', ')} it is the other way round than published. Neither is tested.`,
        ]),
  ];
}

/** How many models beat noise. */
export function noiseSentence({ pairs, below, localising, intervals }: BesideNoise): string {
  return `Uniform noise has a larger weighted Jaccard than ${below} of the ${pairs} pairs of model and box; in ${localising} of them the maps localise the box better than chance (AUROC above ${formatNumber(0.5)}${intervals ? ', with its interval' : ''}).`;
}
