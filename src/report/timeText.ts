import type { Dataset } from '../data/dataset.js';
import { formatQuantity } from './numberFormat.js';

/** A time step as text: in seconds where the data tell how long a step is. */
export function timeText({ samplingInterval }: Pick<Dataset, 'samplingInterval'>, step: number): string {
  return samplingInterval === undefined ? `step ${step}` : `${formatQuantity(step * samplingInterval)} s`;
}
