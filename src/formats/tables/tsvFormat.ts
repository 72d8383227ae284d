import type { Format } from '../format.js';
import { csv } from './csvFormat.js';

/** Tables separated by tabs. */
export const tsv = {
  name: 'tsv',
  extensions: ['.tsv'],
  description: 'the same, separated by tabs',
  isReadInPieces: true,
  options: csv.options,
  dataset: csv.dataset,
  series: csv.series,
  column: csv.column,
} as const satisfies Format;
