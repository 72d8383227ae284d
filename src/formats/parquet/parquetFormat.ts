import type { Format } from '../format.js';
import { tableRoles } from '../tables/tableFormat.js';

/** Parquet. */
export const parquet = {
  name: 'parquet',
  extensions: ['.parquet'],
  description: 'table of flat columns, in all encodings and packings that pandas writes',
  ...tableRoles(async ({ bytes, name }, options) => (await import('./parquet.js')).readParquet(bytes, name, options)),
} as const satisfies Format;
