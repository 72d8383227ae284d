import type { Format } from '../format.js';
import { csv } from './csvFormat.js';

/** Lists of labels or groups. */
export const text = {
  name: 'text',
  extensions: ['.txt'],
  description: 'one label or group a line',
  column: csv.column,
} as const satisfies Format;
