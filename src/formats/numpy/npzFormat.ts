import { type ArchiveOptions, archiveOptions } from '../arrayOptions.js';
import type { Format, FormatOptions } from '../format.js';
import type { NamedFile } from '../namedFile.js';

const members = async ({ name, bytes }: NamedFile) => (await import('./npz.js')).npzMembers(bytes, name);

/** NumPy's archives of arrays. */
export const npz = {
  name: 'npz',
  extensions: ['.npz'],
  description: 'NumPy’s archive of arrays, packed or not; those that nothing reads are named',
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
  maps: {
    mean: false,
    read: async ({ name, bytes }) => (await import('../maps/arrayMaps.js')).readNpzMaps(bytes, name),
    write: async (_, saliency) => (await import('../maps/arrayMaps.js')).writeNpzMaps(saliency),
  },
} as const satisfies Format;
