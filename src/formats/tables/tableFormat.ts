import type { Dataset, DatasetFields } from '../../data/dataset.js';
import type { Format } from '../format.js';
import type { NamedFile } from '../namedFile.js';
import { type TableConfig, tableOptions } from './tableOptions.js';
import type { TableRows } from './tableRows.js';

/** What all formats of tables read alike, whatever their rows come from. */
export function tableRoles(rowsOf: (file: NamedFile, options: TableConfig) => Promise<TableRows>) {
  return {
    options: tableOptions,
    dataset: {
      holds: '(long or wide)',
      read: async (file, options: TableConfig) => {
        const { decodeTable } = await import('./wideCsv.js');
        return fieldsOf(decodeTable(await rowsOf(file, options), options));
      },
    },
    series: {
      read: async (file, options: TableConfig) => {
        const { decodeWideTable } = await import('./wideCsv.js');
        return fieldsOf(decodeWideTable(await rowsOf(file, options), { ...options, columns: 'features' }));
      },
    },
  } as const satisfies Partial<Format>;
}

function fieldsOf(dataset: Dataset): DatasetFields {
  return { ...dataset, shape: [dataset.samples, dataset.time, dataset.features] };
}
