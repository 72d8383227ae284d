import { UnvanishError } from '../../errors.js';
import type { Format } from '../format.js';
import type { NamedFile } from '../namedFile.js';

const field = async ({ name, bytes }: NamedFile, wanted: string) => {
  const array = (await import('./npz.js')).decodeNpz(bytes, name, { only: [wanted] }).get(wanted);
  return array && { array, where: `${name}[${wanted}]` };
};

/** NumPy's archives of arrays. */
export const npz = {
  name: 'npz',
  extensions: ['.npz'],
  description: 'NumPy’s archive of arrays, packed or not; arrays of other names are left alone',
  dataset: {
    holds: '(x, y, lengths, mask)',
    read: async (file) => {
      const x = await field(file, 'x');
      if (x) return (await import('../seriesArray.js')).seriesOfArray(x);
      throw new UnvanishError('format', `${file.name}: has no array x; the arrays x, y, lengths, mask are read`);
    },
  },
  array: {
    read: field,
    all: async ({ name, bytes }) => (await import('./npz.js')).decodeNpz(bytes, name),
  },
  maps: {
    mean: false,
    read: async ({ name, bytes }) => (await import('../maps/arrayMaps.js')).readNpzMaps(bytes, name),
    write: async (_, saliency) => (await import('../maps/arrayMaps.js')).writeNpzMaps(saliency),
  },
} as const satisfies Format;
