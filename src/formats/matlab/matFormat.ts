import { archiveRoles } from '../archiveFormat.js';
import type { Format } from '../format.js';

/** MATLAB's files of variables. */
export const mat = {
  name: 'mat',
  extensions: ['.mat'],
  description: 'MATLAB’s variables, versions 5 to 7.2: arrays of numbers, text and cells of text',
  ...archiveRoles(async ({ name, bytes }) => (await import('./matFile.js')).matMembers(bytes, name)),
} as const satisfies Format;
