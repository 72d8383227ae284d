import type { SeriesShape } from '../maps.js';
import { type MapMeasurement, noSettings } from '../measurement.js';
import { rankCells } from './ranking.js';

/**
 * Area under the receiver operating characteristic: the probability that a marked cell has more saliency than an
 * unmarked one, ties counting one half (the Mann-Whitney U statistic divided by marked * unmarked). In [0, 1].
 *
 * A constant or zero map, which is one tie, scores .5 exactly.
 */
export function auroc(map: Float32Array, truth: Uint8Array, shape: SeriesShape): number | undefined {
  const { marked, unmarked, totalMarked, totalUnmarked } = rankCells(map, truth, shape);
  if (totalMarked === 0 || totalUnmarked === 0) return undefined;
  let wins = 0;
  let markedAbove = 0;
  for (let group = 0; group < marked.length; group++) {
    wins += unmarked[group] * (markedAbove + marked[group] / 2);
    markedAbove += marked[group];
  }
  return wins / (totalMarked * totalUnmarked);
}

/** Area under the ROC curve, as the registry lists it. */
export const aurocMeasurement = {
  name: 'auroc',
  label: 'AUROC',
  family: 'localisation',
  better: 'higher',
  bounds: [0, 1],
  description:
    'Area under the ROC curve: how often a cell that matters has more saliency than one that does not; .5 is chance.',
  reference: 'Hanley and McNeil, Radiology 143, 1982',
  settings: noSettings,
  needs: ['truth'],
  measure: auroc,
} as const satisfies MapMeasurement;
