import { z } from 'zod';
import { missingOptions } from '../../data/missing.js';

const column = z.string().trim().min(1).normalize('NFC').meta({ value: 'name' });
const columns = z.array(z.string().trim().min(1).normalize('NFC')).min(1).meta({ value: 'a,b' });

/** What separates fields, by the names that options give. */
export const separators = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const;
export type Separator = keyof typeof separators;

/** What the reading of tables can be told: which columns are what, whatever they are called, and what of missing values. */
export const tableOptions = missingOptions.extend({
  sampleColumn: column.optional().describe('column of a table that tells which sample a row is of [default: sample]'),
  timeColumn: column.optional().describe('column that tells its time [default: time]'),
  labelColumn: column.optional().describe('column that tells the class of its sample [default: label]'),
  subjectColumn: column.optional().describe('column that tells whose sample it is [default: subject]'),
  featureColumns: columns.optional().describe('columns that are features [default: all that are nothing else]'),
  ignoreColumns: columns.optional().describe('columns that are left out'),
  fileColumn: column.optional().describe('column that names the file of a sample [default: file]'),
  columns: z
    .enum(['features', 'steps'])
    .optional()
    .describe('what columns are that are nothing else [default: steps where they are called 0, 1, 2, ...]')
    .meta({ value: 'what' }),
  separator: z
    .enum(Object.keys(separators) as Separator[])
    .optional()
    .describe('what separates the fields of a table in text [default: what the rows say]')
    .meta({ value: 'what' }),
  decimal: z
    .enum(['point', 'comma'])
    .optional()
    .describe('what its numbers have before their fractions [default: what they say]')
    .meta({ value: 'what' }),
  encoding: z
    .string()
    .refine(isEncoding, { error: 'a name of an encoding was expected, such as windows-1252' })
    .optional()
    .describe('encoding of a table in text [default: UTF-8, or UTF-16 by its mark]')
    .meta({ value: 'name' }),
});

function isEncoding(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}

/** Options as one writes them; all have a default. */
export type TableOptions = z.input<typeof tableOptions>;
export type TableConfig = z.output<typeof tableOptions>;
/** The options that name columns. */
export type ColumnOptions = Omit<TableOptions, 'missing' | 'separator' | 'decimal' | 'encoding'>;

/** What errors say about a first row of numbers. */
export const NO_HEADER =
  'add a header, or save it as .npy; where each row is a class and then the values of a series, say `classFirst`';

/** What errors say about columns that are not understood. */
export const NAME_COLUMNS =
  'say what the columns are with `sampleColumn`, `timeColumn`, `labelColumn`, `subjectColumn` or `featureColumns`, or leave some out with `ignoreColumns`';
