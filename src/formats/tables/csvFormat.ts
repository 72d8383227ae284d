import type { Format } from '../format.js';
import { textTableRoles } from './tableFormat.js';

/** Tables separated by commas. */
export const csv = {
  name: 'csv',
  extensions: ['.csv'],
  description: 'table in text with a header, separated by commas: long (one value a row) or wide',
  ...textTableRoles,
  isReadInPieces: true,
  column: {
    read: async ({ bytes, name }, column, told) =>
      (await import('./sampleColumn.js')).decodeSampleColumn(bytes, name, column, told),
  },
  maps: {
    mean: false,
    read: async ({ bytes, name }) => (await import('../maps/arrayMaps.js')).readCsvMaps(bytes, name),
    write: async (_, saliency) => (await import('./csv.js')).encodeLongCsv(saliency.maps, saliency),
  },
} as const satisfies Format;
