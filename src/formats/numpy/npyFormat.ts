import type { Format } from '../format.js';
import type { NamedFile } from '../namedFile.js';

const array = async ({ name, bytes }: NamedFile) => ({
  array: (await import('./npy.js')).decodeNpy(bytes, name),
  where: name,
});

/** NumPy's arrays. */
export const npy = {
  name: 'npy',
  extensions: ['.npy'],
  description: 'NumPy’s array: any type of number, byte order and memory order',
  dataset: {
    holds: '[sample, time, feature]',
    read: async (file) => (await import('../seriesArray.js')).seriesOfArray(await array(file)),
  },
  series: { read: async (file) => (await import('../seriesArray.js')).oneSeriesOfArray(await array(file)) },
  array: { read: array },
  maps: {
    mean: false,
    read: async ({ name, bytes }) => (await import('../maps/arrayMaps.js')).readNpyMaps(bytes, name),
    write: async (_, { maps }) => (await import('./npy.js')).encodeNpy(maps),
  },
} as const satisfies Format;
