import type { Table, TableRow } from '../../report/table.js';
import { shareLabel } from '../crossValidation/removalTable.js';
import { columnsOf, estimatesOf } from '../trial/measurementTable.js';
import type { FmriResult } from './fmriWork.js';

/** Regions of one class that are named; as many as one reads. */
const TOP_REGIONS = 5;

/** For each class the regions with most saliency in the maps of one model, by its position. */
export function regionTable({ summary, profiles, groupKind, plan }: FmriResult, model: number): Table {
  const { dataset: data } = plan.source;
  const even = 1 / data.features;
  return {
    caption: `${summary.models[model].label}: regions with most saliency, by class [95 % interval over ${groupKind}s]`,
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
    caption: 'How much of the most salient inputs lies on task, in % [95 % interval]; the rest lies off task',
    columns: shares.map((share, index) => ({ key: `${index}`, label: `Top ${shareLabel(share)}`, style: 'percent' })),
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
