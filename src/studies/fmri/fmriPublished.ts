import { formatNumber } from '../../report/numberFormat.js';
import type { Table, TableRow } from '../../report/table.js';
import type { CrossValidatedModel } from '../crossValidation/crossValidationSummary.js';
import type { RemovalRanking } from '../crossValidation/heldOutRemoval.js';
import type { FmriResult } from './fmriWork.js';

/**
 * What the figures of the authors' poster show of their recordings (Ismail et al. 2019), read off to about one percent: accuracy lost, in
 * points, with half of the inputs removed, and the share on task of the 10 and the 50 % that are most salient.
 */
const published = {
  lost: { 'plain own': 0.11, 'input-cell attention own': 0.164, 'plain other': 0.205 },
  onTask: { plain: [0.33, 0.66], 'input-cell attention': [0.97, 0.91] },
} as const;

const HALF = 0.5;
const TENTH = 0.1;
const readOff = 'ours (the paper’s own recordings, read off its poster’s figure)';

/** Accuracy lost with half of the inputs removed, the published values behind ours; undefined where that share was not removed. */
export function publishedRemovalTable({ removal, summary }: FmriResult): Table | undefined {
  const rows = removal.curves.flatMap(({ key, ranking, curve }): TableRow[] => {
    const model = summary.models.find((candidate) => candidate.key === key) as CrossValidatedModel;
    const value = published.lost[`${model.role} ${ranking}` as keyof typeof published.lost];
    const at = curve.shares.indexOf(HALF);
    if (value === undefined || at < 0) return [];
    return [
      {
        header: `${model.label}, ${byWhose[ranking]}`,
        cells: { lost: formatNumber(curve.lost[at].mean, 'percent') },
        beside: { lost: `(${formatNumber(value, 'percent')})` },
      },
    ];
  });
  if (rows.length === 0) return undefined;
  return {
    caption: `Accuracy lost with half of the inputs removed, points: ${readOff}`,
    columns: [{ key: 'lost', label: 'Points' }],
    rows,
  };
}

const byWhose: Readonly<Record<RemovalRanking, string>> = {
  own: 'by its own maps',
  other: 'by the other’s maps',
  random: 'at random',
};

/** The share on task of what is most salient, the published values behind ours; undefined where nothing is known of the task. */
export function publishedSharesTable({ summary }: FmriResult): Table | undefined {
  const rows = summary.models.flatMap(({ role, label, saliency }): TableRow[] => {
    const values = published.onTask[role as keyof typeof published.onTask];
    const onTask = saliency?.onTask;
    if (!onTask || !values) return [];
    const places = [TENTH, HALF].map((share) => onTask.shares.indexOf(share));
    if (places.includes(-1)) return [];
    const [tenth, half] = places.map((at) => formatNumber(onTask.onTask[at].mean, 'percent'));
    return [
      {
        header: label,
        cells: { tenth, half },
        beside: { tenth: `(${formatNumber(values[0], 'percent')})`, half: `(${formatNumber(values[1], 'percent')})` },
      },
    ];
  });
  if (rows.length === 0) return undefined;
  return {
    caption: `Share on task of the most salient inputs, %: ${readOff}`,
    columns: [
      { key: 'tenth', label: 'Top 10 %' },
      { key: 'half', label: 'Top 50 %' },
    ],
    rows,
  };
}
