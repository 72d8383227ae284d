import { markedCells, type SeriesShape, validCells } from '../maps.js';
import { type MapMeasurement, noSettings } from '../measurement.js';
import { scaleMap } from './scaleMap.js';

/**
 * Weighted Jaccard similarity of the truth mask A and the scaled map B: sum(min(A, B)) / sum(max(A, B)), in [0, 1].
 *
 * A constant or zero map scores 0. Uniform noise scores p / (1 + p) where the mask marks a share p of the cells
 * (.19 on the earlier box), so it is read beside the chance rows.
 */
export function weightedJaccard(map: Float32Array, truth: Uint8Array, shape: SeriesShape): number | undefined {
  const cells = validCells(shape, map, truth);
  if (markedCells(truth, shape) === undefined) return undefined;
  const scaled = scaleMap(map, shape);
  let shared = 0;
  let either = 0;
  for (let cell = 0; cell < cells; cell++) {
    if (truth[cell] !== 0) {
      shared += scaled[cell];
      either += 1;
    } else {
      either += scaled[cell];
    }
  }
  return shared / either;
}

/** Weighted Jaccard similarity, as the registry lists it. */
export const weightedJaccardMeasurement = {
  name: 'weightedJaccard',
  label: 'WJac',
  family: 'localisation',
  better: 'higher',
  bounds: [0, 1],
  description: 'Weighted Jaccard similarity, sum(min) / sum(max), of the truth mask and the map scaled to [0, 1].',
  reference: 'Ismail, Gunady, Pessoa, Corrada Bravo, Feizi, NeurIPS 2019',
  settings: noSettings,
  needs: ['truth'],
  measure: weightedJaccard,
} as const satisfies MapMeasurement;
