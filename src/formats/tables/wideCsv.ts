import type { Dataset } from '../../data/dataset.js';
import { parseOptions } from '../../options.js';
import { checkOneSeries, withColumnAdvice } from './columnAdvice.js';
import { decodeLongTable } from './csv.js';
import { decodeFeatureColumns } from './featureColumns.js';
import { type TableConfig, type TableOptions, tableOptions } from './tableOptions.js';
import { csvTable, type TableRows } from './tableRows.js';
import { decodeTimeColumns } from './timeColumns.js';
import { hasTimeColumns, wideColumns } from './wideHeader.js';

/**
 * Reads series from a wide table in text (see `openCsv`), with a header:
 *
 * - one row a time step, one column a feature, and if wanted `sample` and `time`: without `sample` the table is one series,
 *   without `time` rows are in order;
 * - one row a series, where the columns are named by time steps, 0, 1, 2, ... or 1, 2, 3, ..., and if wanted `sample` and `feature`:
 *   without `sample` each row is one. Series end where the fields behind are empty.
 *
 * Both may have `label`, `subject` and `run`, the same in all rows of a sample. Options name columns that are called otherwise.
 *
 * @param file the name that errors give.
 * @throws UnvanishError `format`, `not-finite`, `labels` or `size`, naming the row and the column.
 */
export function decodeWideCsv(content: string | Uint8Array, file: string, options: TableOptions = {}): Dataset {
  const config = parseOptions(tableOptions, options, 'decodeWideCsv');
  return decodeWideTable(csvTable(content, file, config), config);
}

/**
 * Reads series from any wide table: see `decodeWideCsv`.
 *
 * @throws UnvanishError as `decodeWideCsv`.
 */
export function decodeWideTable(rows: TableRows, options: TableConfig): Dataset {
  const columns = wideColumns(rows.header(), rows.file, options);
  const table = { rows, columns, missing: options.missing };
  const isSteps = options.featureColumns === undefined && hasTimeColumns(columns);
  return options.columns === 'steps' || (options.columns === undefined && isSteps)
    ? decodeTimeColumns(table)
    : decodeFeatureColumns(table);
}

/**
 * Reads series from any table: long where there are columns feature and value, else wide.
 *
 * @throws UnvanishError as `decodeLongCsv` and `decodeWideCsv`.
 */
export function decodeTable(table: TableRows, options: TableConfig): Dataset {
  try {
    const header = table.header().map((field) => field.toLowerCase());
    const isLong = options.featureColumns === undefined && header.includes('feature') && header.includes('value');
    if (isLong) return decodeLongTable(table, options);
    const dataset = decodeWideTable(table, options);
    if (dataset.samples === 1 && options.sampleColumn === undefined && !header.includes('sample')) {
      checkOneSeries(table, options);
    }
    return dataset;
  } catch (error) {
    throw withColumnAdvice(error, table, options);
  }
}
