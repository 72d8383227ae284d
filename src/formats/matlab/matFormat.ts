import { type ArchiveOptions, archiveOptions } from '../arrayOptions.js';
import type { Format, FormatOptions } from '../format.js';
import type { NamedFile } from '../namedFile.js';

const members = async ({ name, bytes }: NamedFile) => (await import('./matFile.js')).matMembers(bytes, name);

/** MATLAB's files of variables. */
export const mat = {
  name: 'mat',
  extensions: ['.mat'],
  description: 'MATLAB’s variables, versions 5 to 7.2: arrays of numbers, text and cells of text',
  options: archiveOptions,
  dataset: {
    holds: '(x, y, lengths, mask, feature_names)',
    read: async (file, options: ArchiveOptions) =>
      (await import('../archive.js')).seriesOfArchive(await members(file), file.name, options),
  },
  array: {
    read: async (file, field, options?: FormatOptions) =>
      (await import('../archive.js')).arrayOfArchive(await members(file), field, file.name, options),
    names: async (file) => (await members(file)).map(({ name }) => name),
    all: async (file) => (await members(file)).map((member) => [member.name, member.read('')] as const),
  },
} as const satisfies Format;
