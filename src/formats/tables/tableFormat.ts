import type { z } from 'zod';
import type { Dataset, DatasetFields } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { classFirstShape } from '../classFirstOptions.js';
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

const textOptions = tableOptions.extend(classFirstShape);

/** What tables of text are read as: as all tables, or without a header. */
export const textTableRoles = withClassFirst(
  tableRoles(async (file, options) =>
    (await import('./tableRows.js')).csvTable(file.pieces ?? file.bytes, file.name, options),
  ),
);

function withClassFirst({ dataset, series }: ReturnType<typeof tableRoles>) {
  return {
    options: textOptions,
    dataset: {
      ...dataset,
      read: (file, { classFirst, ...options }: z.output<typeof textOptions>) =>
        classFirst ? classFirstSeries(file, options) : dataset.read(file, options),
    },
    series: {
      read: (file, { classFirst, ...options }: z.output<typeof textOptions>) => {
        if (!classFirst) return series.read(file, options);
        throw new UnvanishError(
          'option',
          `\`classFirst\`: ${file.name} is one series, of which a manifest may have the class`,
        );
      },
    },
  } as const satisfies Partial<Format>;
}

async function classFirstSeries(file: NamedFile, { missing, ...columns }: TableConfig): Promise<DatasetFields> {
  const stray = Object.entries(columns).find(([, value]) => value !== undefined)?.[0];
  if (stray) throw new UnvanishError('option', `\`${stray}\`: ${file.name} has no header, as \`classFirst\` says`);
  return (await import('../classFirst.js')).decodeClassFirst(file.bytes, file.name, missing);
}

function fieldsOf(dataset: Dataset): DatasetFields {
  return { ...dataset, shape: [dataset.samples, dataset.time, dataset.features] };
}
