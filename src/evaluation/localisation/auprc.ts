import type { SeriesShape } from '../maps.js';
import { type MapMeasurement, noSettings } from '../measurement.js';
import { rankCells } from './ranking.js';

/**
 * Area under the precision-recall curve as average precision: sum over thresholds of (R_n - R_{n-1}) P_n, with one
 * threshold for each distinct value, so ties enter together and nothing is interpolated (as scikit-learn's
 * `average_precision_score`). In (0, 1].
 *
 * A constant or zero map scores the prevalence: the share of cells that the mask marks.
 */
export function auprc(map: Float32Array, truth: Uint8Array, shape: SeriesShape): number | undefined {
  const { marked, unmarked, totalMarked, totalUnmarked } = rankCells(map, truth, shape);
  if (totalMarked === 0 || totalUnmarked === 0) return undefined;
  let weighted = 0;
  let hits = 0;
  let chosen = 0;
  for (let group = 0; group < marked.length; group++) {
    hits += marked[group];
    chosen += marked[group] + unmarked[group];
    weighted += marked[group] * (hits / chosen);
  }
  // Dividing once, at the end, keeps a perfect map at 1 exactly.
  return weighted / totalMarked;
}

/** Area under the precision-recall curve, as the registry lists it. */
export const auprcMeasurement = {
  name: 'auprc',
  label: 'AUPRC',
  family: 'localisation',
  better: 'higher',
  bounds: [0, 1],
  description:
    'Area under the precision-recall curve (average precision); chance is the share of cells that the mask marks.',
  reference: 'Davis and Goadrich, ICML 2006; scikit-learn average_precision_score',
  settings: noSettings,
  needs: ['truth'],
  measure: auprc,
} as const satisfies MapMeasurement;
