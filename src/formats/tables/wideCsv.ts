import type { Dataset } from '../../data/dataset.js';
import type { MissingValues } from '../../data/missing.js';
import { decodeFeatureColumns } from './featureColumns.js';
import { csvTable, type TableRows } from './tableRows.js';
import { decodeTimeColumns } from './timeColumns.js';
import { hasTimeColumns, wideColumns } from './wideHeader.js';

export interface WideOptions {
  /** What becomes of missing values; default `refuse`. */
  readonly missing?: MissingValues | undefined;
  /** `features` where columns are no time steps, whatever their names; by default names tell. */
  readonly columns?: 'features' | undefined;
}

/**
 * Reads series from a wide table, TSV (by the name) or CSV, with a header:
 *
 * - one row a time step, one column a feature, and if wanted `sample` and `time`: without `sample` the table is one series,
 *   without `time` rows are in order;
 * - one row a series, where the columns are named by time steps, 0, 1, 2, ... or 1, 2, 3, ..., and if wanted `sample` and `feature`:
 *   without `sample` each row is one. Series end where the fields behind are empty.
 *
 * Both may have `label`, `subject` and `run`, the same in all rows of a sample.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, `not-finite`, `labels` or `size`, naming the row and the column.
 */
export function decodeWideCsv(content: string | Uint8Array, file: string, options: WideOptions = {}): Dataset {
  return decodeWideTable(csvTable(content, file), options);
}

/**
 * Reads series from any wide table: see `decodeWideCsv`.
 *
 * @throws UnvanishError as `decodeWideCsv`.
 */
export function decodeWideTable(rows: TableRows, { missing = 'refuse', columns: said }: WideOptions = {}): Dataset {
  const columns = wideColumns(rows.header(), rows.file);
  const table = { rows, columns, missing };
  return said === 'features' || !hasTimeColumns(columns) ? decodeFeatureColumns(table) : decodeTimeColumns(table);
}
