import { formatNumber } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import type { CrossValidationSummary } from './crossValidationSummary.js';
import type { HeldOutRemoval } from './heldOutRemoval.js';

/** A share as the head of a column: `10 %`. */
export function shareLabel(share: number): string {
  return `${formatNumber(share, 'percent').replace(/\.0$/, '')} %`;
}

/** Accuracy left and lost, of each model by each order of removal. */
export function removalTable({
  removal,
  summary,
}: {
  readonly removal: HeldOutRemoval;
  readonly summary: CrossValidationSummary;
}): Table {
  const label = (key: string | undefined) => summary.models.find((model) => model.key === key)?.label ?? 'none';
  const shares = removal.curves[0].curve.shares.flatMap((share, index) => (share > 0 ? [{ share, index }] : []));
  return {
    caption: 'Accuracy lost, in points, as the most salient inputs are removed [95 % interval]',
    headerLabel: 'removed by',
    columns: [
      ...shares.map(({ share, index }) => ({
        key: `${index}`,
        label: shareLabel(share),
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
