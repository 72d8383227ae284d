import type { ArchiveMember } from './archive.js';
import { type ArchiveOptions, archiveOptions } from './arrayOptions.js';
import type { Format, FormatOptions } from './format.js';
import type { NamedFile } from './namedFile.js';

/** What all formats that hold several arrays by name read alike. */
export function archiveRoles(membersOf: (file: NamedFile) => Promise<readonly ArchiveMember[]>) {
  return {
    options: archiveOptions,
    dataset: {
      holds: '(x, y, lengths, mask, feature_names)',
      read: async (file, options: ArchiveOptions) =>
        (await import('./archive.js')).seriesOfArchive(await membersOf(file), file.name, options),
    },
    array: {
      read: async (file, field, options?: FormatOptions) =>
        (await import('./archive.js')).arrayOfArchive(await membersOf(file), field, file.name, options),
      names: async (file) => (await membersOf(file)).map(({ name }) => name),
      all: async (file) => (await membersOf(file)).map((member) => [member.name, member.read('')] as const),
    },
  } as const satisfies Partial<Format>;
}
