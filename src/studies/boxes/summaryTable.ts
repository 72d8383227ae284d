import { measurements } from '../../evaluation/index.js';
import { formatNumber } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import { measurementColumns } from '../trial/measurementTable.js';
import { TEST_CHOSEN, TEST_CHOSEN_NOTE, unmarked } from './authorsProtocol.js';
import { type BesideNoise, BLIND_JACCARD, type OrderHeld } from './boxConclusions.js';
import type { BoxSummary } from './boxSummary.js';

/** Stands behind values that differ from those of the plain model. */
const MARK = '*';

/**
 * All boxes of a study over several seeds: each model with the published values below it, and the chance rows. Models that their test
 * samples chose are marked by their names.
 */
export function summaryTable(summaries: readonly BoxSummary[], lastSteps: number, seeds: number): Table {
  const testChosen = summaries.some(({ models }) => models.some(({ label }) => label.endsWith(TEST_CHOSEN)));
  const marked = summaries.some(({ models }) => models.some(({ comparison }) => comparison));
  return {
    caption: `How well the maps mark the box: mean over ${seeds} seeds [95 % confidence interval]${marked ? `; ${MARK} differs from the plain model of the same cell (paired permutation test, Holm’s correction, the same sign for every seed)` : ''}${testChosen ? `. ${TEST_CHOSEN_NOTE}` : ''}`,
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
        ...(published ? [{ group: box, header: `${unmarked(label)}, published`, cells: published }] : []),
      ]),
      ...chance.map(({ label, values }): TableRow => ({ group: box, header: label, kind: 'chance', cells: values })),
    ]),
  };
}

/** The columns that are measurements of maps. */
function measuredColumns(summaries: readonly BoxSummary[]): string[] {
  return Object.keys(summaries[0]?.models[0]?.values ?? {}).filter((column) => measurements.has(column));
}

/** Stands behind differences from a published value that lies within what the seeds have. */
const WITHIN = '✓';
/** By how much a value may be off that was printed with three digits behind the point. */
const ROUNDED = 5e-4;

/** Ours minus the published values, and which of these lie between the lowest and the highest seed. */
export function differenceTable(summaries: readonly BoxSummary[]): Table {
  const columns = ['weightedJaccard', 'euclidean', 'accuracy'] as const;
  const seeds = summaries[0]?.models[0]?.bySeed.weightedJaccard.length ?? 0;
  return {
    caption: `Ours minus the published values${seeds > 1 ? `; ${WITHIN} the published value lies between the lowest and the highest of the ${seeds} seeds` : ''}`,
    columns: [
      { key: 'weightedJaccard', label: 'WJac' },
      { key: 'euclidean', label: 'Euc' },
      { key: 'accuracy', label: 'Accuracy, points', style: 'percent' },
    ],
    rows: summaries.flatMap(({ box, models }) =>
      models.flatMap(({ label, values, bySeed, published }): TableRow[] => {
        if (!published) return [];
        const known = columns.filter((column) => published[column] !== undefined);
        const within = known.filter((column) => {
          const [low, high] = [Math.min(...bySeed[column]), Math.max(...bySeed[column])];
          return seeds > 1 && published[column] >= low - ROUNDED && published[column] <= high + ROUNDED;
        });
        return [
          {
            group: box,
            header: label,
            cells: Object.fromEntries(known.map((column) => [column, values[column].mean - published[column]])),
            marks: Object.fromEntries(within.map((column) => [column, WITHIN])),
          },
        ];
      }),
    ),
  };
}

/** What of the published order holds, part by part; `named` is what a box is called: a box, a place. */
export function orderSentences(order: readonly OrderHeld[], named: (box: string) => string = (box) => box): string[] {
  const orders = order.filter(({ blind }) => blind.length > 0);
  const failed = orders.filter(({ holds }) => !holds);
  const listed = (boxes: readonly { readonly box: string }[]) => boxes.map(({ box }) => named(box)).join(', ');
  const blind =
    orders.length === 0
      ? 'No model was blind on any of these boxes.'
      : failed.length === 0
        ? `On every box where models without attention are blind (${listed(orders)}; weighted Jaccard below ${formatNumber(BLIND_JACCARD)}), all models with attention score higher, as published.`
        : `Otherwise than published, models with attention do not all score higher than blind ones on ${listed(failed)}; they do on ${orders.length - failed.length} of the ${orders.length} boxes where models without attention are blind.`;
  return [blind, ...attentionSentences(order, listed)];
}

/** On which boxes input-cell attention scores higher than self-attention, and on which the published order is reversed. */
function attentionSentences(
  order: readonly OrderHeld[],
  listed: (boxes: readonly OrderHeld[]) => string,
): readonly string[] {
  const compared = order.filter(({ attention }) => attention !== undefined);
  if (compared.length === 0) return [];
  const above = compared.filter(({ attention }) => Number(attention?.difference) > 0);
  const turned = compared.filter((each) => !above.includes(each));
  const sure = (boxes: readonly OrderHeld[]) => {
    const found = boxes.filter(({ attention }) => attention?.matters);
    return found.length === boxes.length
      ? ''
      : found.length === 0
        ? ', nowhere surely'
        : `, surely on ${listed(found)}`;
  };
  const first =
    turned.length === 0
      ? `Input-cell attention scores higher than self-attention on all of them, as published${sure(above)}`
      : above.length === 0
        ? `Otherwise than published, input-cell attention scores lower than self-attention on all of them${sure(turned)}`
        : `Input-cell attention scores higher than self-attention, as published, on ${listed(above)}${sure(above)}; on ${listed(turned)} the published order is reversed${sure(turned)}`;
  return [`${first} (paired permutation tests, Holm’s correction, the same sign for every seed).`];
}

/** How many models beat noise. */
export function noiseSentence({ pairs, below, localising, intervals }: BesideNoise): string {
  return `Uniform noise has a larger weighted Jaccard than ${below} of the ${pairs} pairs of model and box; in ${localising} of them the maps localise the box better than chance (AUROC above ${formatNumber(0.5)}${intervals ? ', with its interval' : ''}).`;
}
