import type { z } from 'zod';
import type { Dataset, DatasetFields } from '../../data/dataset.js';
import type { Format } from '../format.js';
import type { NamedFile } from '../namedFile.js';
import { tableOptions } from './tableOptions.js';
import type { TableRows } from './tableRows.js';

/** What all formats of tables read alike, whatever their rows come from. */
export function tableRoles(rowsOf: (file: NamedFile) => Promise<TableRows>) {
  return {
    options: tableOptions,
    dataset: {
      holds: '(long or wide)',
      read: async (file, options: z.output<typeof tableOptions>) => {
        const { decodeTable } = await import('./wideCsv.js');
        return fieldsOf(decodeTable(await rowsOf(file), options));
      },
    },
    series: {
      read: async (file, options: z.output<typeof tableOptions>) => {
        const { decodeWideTable } = await import('./wideCsv.js');
        return fieldsOf(decodeWideTable(await rowsOf(file), options, { columns: 'features' }));
      },
    },
  } as const satisfies Partial<Format>;
}

function fieldsOf(dataset: Dataset): DatasetFields {
  return { ...dataset, shape: [dataset.samples, dataset.time, dataset.features] };
}
