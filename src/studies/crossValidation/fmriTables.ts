import type { Dataset } from '../../data/dataset.js';
import { formatNumber } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import type { FmriResult } from '../fmri/fmri.js';
import { columnsOf, estimatesOf } from '../trial/measurementTable.js';

/** Regions of one class that are named; as many as one reads. */
const TOP_REGIONS = 5;

const percentLabel = (share: number) => `${formatNumber(share, 'percent').replace(/\.0$/, '')} %`;

/** For each class the regions with most saliency in the maps of one model, by its position. */
export function regionTable({ summary, profiles, groupKind }: FmriResult, data: Dataset, model: number): Table {
  const even = 1 / data.features;
  return {
    caption: `${summary.models[model].label}: regions with most saliency, by class [95 % bootstrap interval over ${groupKind}s]`,
    headerLabel: 'region',
    columns: [
      {
        key: 'times',
        label: 'Times even',
        style: 'quantity',
        description: `Share of a held-out sample’s saliency over an even one of ${data.features} regions.`,
      },
      {
        key: 'sure',
        label: 'More than even',
        align: 'left',
        description:
          'Whether the whole interval lies above 1. Regions are picked by their share, so some that are not special will.',
      },
    ],
    rows: summary.classes.flatMap(({ name }, index) =>
      [...profiles[model][index].byFeature]
        .sort((a, b) => b.share.mean - a.share.mean)
        .slice(0, TOP_REGIONS)
        .map(
          ({ name: region, share: { mean, low, high, n } }): TableRow => ({
            group: name,
            header: region,
            cells: {
              times: { mean: mean / even, low: low / even, high: high / even, n },
              sure: low > even ? 'yes' : 'not surely',
            },
          }),
        ),
    ),
  };
}

/** Accuracy left and lost, of each model by each order of removal. */
export function removalTable({ removal, summary }: Pick<FmriResult, 'removal' | 'summary'>): Table {
  const label = (key: string | undefined) => summary.models.find((model) => model.key === key)?.label ?? 'none';
  const shares = removal.curves[0].curve.shares.flatMap((share, index) => (share > 0 ? [{ share, index }] : []));
  return {
    caption: 'Accuracy lost, in points, as the most salient inputs are removed [95 % bootstrap interval]',
    headerLabel: 'removed by',
    columns: [
      ...shares.map(({ share, index }) => ({
        key: `${index}`,
        label: percentLabel(share),
        style: 'percent' as const,
      })),
      {
        key: 'area',
        label: 'Area',
        description: 'Area under the curve of accuracy over its range: the mean accuracy that is left.',
      },
      {
        key: 'more',
        label: 'Than random',
        style: 'percent',
        description: 'Mean loss minus that of random removal from the same samples, in points.',
      },
    ],
    rows: removal.curves.map(
      ({ key, ranking, rankedBy, curve, moreThanRandom }): TableRow => ({
        group: `${label(key)} classifies`,
        header: ranking === 'random' ? 'random' : `maps of ${label(rankedBy)}`,
        kind: ranking === 'random' ? 'chance' : 'model',
        cells: {
          ...Object.fromEntries(shares.map(({ index }) => [`${index}`, curve.lost[index]])),
          area: curve.area.accuracy.estimate,
          more: moreThanRandom,
        },
      }),
    ),
  };
}

/** Shares on task of each model, their difference, and what uniform saliency gives. */
export function onTaskTable({ summary, moreOnTask }: FmriResult): Table {
  const known = summary.models.flatMap(({ label, saliency }) =>
    saliency?.onTask ? [{ label, onTask: saliency.onTask }] : [],
  );
  const [first] = known;
  const shares = first?.onTask.shares ?? [];
  const cells = (values: readonly TableRow['cells'][string][]) =>
    Object.fromEntries(values.map((value, index) => [`${index}`, value]));
  return {
    caption: 'How much of the most salient inputs lies on task, in % [95 % bootstrap interval]; the rest lies off task',
    columns: shares.map((share, index) => ({ key: `${index}`, label: `Top ${percentLabel(share)}`, style: 'percent' })),
    rows: [
      ...known.map(({ label, onTask }): TableRow => ({ header: label, cells: cells(onTask.onTask) })),
      ...(moreOnTask ? [{ header: 'difference, in points', cells: cells(moreOnTask) }] : []),
      {
        header: 'uniform saliency',
        kind: 'chance',
        cells: cells(shares.map(() => first?.onTask.uniform.mean)),
      },
    ],
  };
}

/** Maps of both models against the truth mask, beside maps that need no model. */
export function truthTable({ summary }: FmriResult, chance: NonNullable<FmriResult['chance']>): Table {
  return {
    caption:
      'How well the maps find the regions and times at which the tasks differ: mean over samples [95 % confidence interval]',
    columns: columnsOf(Object.keys(chance[0]?.evaluation.measured ?? {})),
    rows: [
      ...summary.models.map(({ label, measured }): TableRow => ({ header: label, cells: { ...measured } })),
      ...chance.map(
        ({ label, evaluation }): TableRow => ({ header: label, kind: 'chance', cells: estimatesOf(evaluation) }),
      ),
    ],
  };
}
