import { markedCells, type SeriesShape, validCells } from '../maps.js';
import { type MapMeasurement, noSettings } from '../measurement.js';
import { scaleMap } from './scaleMap.js';

/**
 * Euclidean distance of the truth mask A and the scaled map B, in units of the mask's norm: ||A - B|| / ||A||.
 *
 * 0 for the mask itself, 1 for a constant or zero map; at most sqrt(cells / marked cells).
 */
export function euclidean(map: Float32Array, truth: Uint8Array, shape: SeriesShape): number | undefined {
  const cells = validCells(shape, map, truth);
  const marked = markedCells(truth, shape);
  if (marked === undefined) return undefined;
  const scaled = scaleMap(map, shape);
  let squares = 0;
  for (let cell = 0; cell < cells; cell++) {
    const difference = (truth[cell] !== 0 ? 1 : 0) - scaled[cell];
    squares += difference * difference;
  }
  return Math.sqrt(squares / marked);
}

/** Euclidean distance, as the registry lists it. */
export const euclideanMeasurement = {
  name: 'euclidean',
  label: 'Euc',
  family: 'localisation',
  better: 'lower',
  bounds: [0, Number.POSITIVE_INFINITY],
  description: 'Euclidean distance of the truth mask and the map scaled to [0, 1], divided by the norm of the mask.',
  reference: 'Ismail, Gunady, Pessoa, Corrada Bravo, Feizi, NeurIPS 2019',
  settings: noSettings,
  needs: ['truth'],
  measure: euclidean,
} as const satisfies MapMeasurement;
