import type { Format } from '../format.js';
import { tableRoles } from '../tables/tableFormat.js';

/** Parquet. */
export const parquet = {
  name: 'parquet',
  extensions: ['.parquet'],
  description: 'table of flat columns, plain or by dictionary, packed with Snappy or gzip: what pandas writes',
  ...tableRoles(async ({ bytes, name }) => (await import('./parquet.js')).readParquet(bytes, name)),
} as const satisfies Format;
