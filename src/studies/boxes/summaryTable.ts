import { measurements } from '../../evaluation/index.js';
import { formatNumber } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import { measurementColumns } from '../trial/measurementTable.js';
import { TEST_CHOSEN, TEST_CHOSEN_NOTE, unmarked } from './authorsProtocol.js';
import { type BesideNoise, BLIND_JACCARD, type OrderHeld } from './boxConclusions.js';
import type { BoxSummary, ModelSummary } from './boxSummary.js';

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
    caption: `How well the maps mark the box: ${seeds === 1 ? 'one seed' : `mean over ${seeds} seeds [95 % confidence interval]`}${marked ? `; ${MARK} differs from the plain model of the same cell (paired permutation test, Holm’s correction${seeds === 1 ? '' : ', the same sign for every seed'})` : ''}${testChosen ? `. ${TEST_CHOSEN_NOTE}` : ''}`,
    columns: measurementColumns(measuredColumns(summaries), lastSteps, { withAccuracy: true }).map((column) =>
      column.key === 'accuracy'
        ? { ...column, description: 'Share of test samples whose class is predicted.' }
        : column,
    ),
    rows: summaries.flatMap(({ box, models, chance }): TableRow[] => [
      ...models.flatMap(({ label, role, values, comparison, published }): TableRow[] => [
        {
          group: box,
          header: label,
          cells: values,
          marks: Object.fromEntries(
            Object.entries(comparison ?? {}).flatMap(([column, { matters }]) => (matters ? [[column, MARK]] : [])),
          ),
        },
        ...(published ? [{ group: box, header: publishedLabel(box, { label, role }), cells: published }] : []),
      ]),
      ...chance.map(({ label, values }): TableRow => ({ group: box, header: label, kind: 'chance', cells: values })),
    ]),
  };
}

/** What a row of published values is called: of the moving box they are read off a figure. */
function publishedLabel(box: string, { label, role }: Pick<ModelSummary, 'label' | 'role'>): string {
  const readOff = box.startsWith('moving-') ? ', read off the authors’ poster (± .003)' : '';
  const feed = role === 'input-cell attention' && label !== unmarked(label) ? ' (which feed is not known)' : '';
  return `${unmarked(label)}, published${feed}${readOff}`;
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

/** What the boxes of a study are called in sentences. */
interface BoxNaming {
  readonly one: (box: string) => string;
  readonly all: string;
}

/** What of the published order holds, part by part. */
export function orderSentences(
  order: readonly OrderHeld[],
  { one, all }: BoxNaming = { one: (box) => box, all: 'boxes' },
): string[] {
  if (order.length === 0) return [];
  const orders = order.filter(({ blind }) => blind.length > 0);
  const failed = orders.filter(({ holds }) => !holds);
  const listed = (boxes: readonly OrderHeld[]) => boxes.map(({ box }) => one(box)).join(', ');
  const blind =
    orders.length === 0
      ? 'No model was blind on any of these boxes.'
      : failed.length === 0
        ? `On every box where models without attention are blind (${listed(orders)}; weighted Jaccard below ${formatNumber(BLIND_JACCARD)}), all models with attention score higher, as published.`
        : `Otherwise than published, models with attention do not all score higher than blind ones on ${listed(failed)}; they do on ${orders.length - failed.length} of the ${orders.length} boxes where models without attention are blind.`;
  return [
    blind,
    ...attentionSentences(order, (boxes) =>
      boxes.length === order.length && order.length > 1 ? `all ${order.length} ${all}` : listed(boxes),
    ),
  ];
}

/** On which boxes input-cell attention scores surely higher than self-attention, on which surely lower, and on which neither is sure. */
function attentionSentences(
  order: readonly OrderHeld[],
  listed: (boxes: readonly OrderHeld[]) => string,
): readonly string[] {
  const compared = order.filter(({ attention }) => attention !== undefined);
  const [first] = compared;
  if (!first?.attention) return [];
  const where = (holds: (difference: number, matters: boolean) => boolean) =>
    compared.filter(({ attention }) => attention && holds(attention.difference, attention.matters));
  const above = where((difference, matters) => matters && difference > 0);
  const below = where((difference, matters) => matters && difference < 0);
  const unsure = where((_, matters) => !matters);
  const { feed, seeds } = first.attention;
  const parts = [
    ...(above.length > 0 ? [`scores higher than self-attention, as published, on ${listed(above)}`] : []),
    ...(below.length > 0
      ? [
          `${above.length > 0 ? 'lower' : 'scores lower than self-attention'}, the published order reversed, on ${listed(below)}`,
        ]
      : []),
    ...(unsure.length > 0
      ? [
          `${above.length + below.length > 0 ? 'not told apart' : 'is not told apart from self-attention'} on ${listed(unsure)}`,
        ]
      : []),
  ];
  const how =
    seeds > 1
      ? 'paired permutation tests, Holm’s correction, the same sign for every seed'
      : 'paired permutation tests over the test samples, Holm’s correction; one seed says nothing of models trained anew';
  return [`Input-cell attention${feed === 'matrix' ? '' : ` (${feed})`} ${parts.join('; ')} (${how}).`];
}

/** How many models beat noise. */
export function noiseSentence({ pairs, below, localising, intervals }: BesideNoise): string {
  return `Uniform noise has a larger weighted Jaccard than ${below} of the ${pairs} pairs of model and box; in ${localising} of them the maps localise the box better than chance (AUROC above ${formatNumber(0.5)}${intervals ? ', with its interval' : ''}).`;
}
