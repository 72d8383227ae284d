import { type ArrayOptions, arrayOptions } from '../arrayOptions.js';
import { type Format, takesTexts } from '../format.js';
import type { NamedFile } from '../namedFile.js';

const array = async ({ name, bytes }: NamedFile, field: string) => ({
  array: (await import('./npy.js')).decodeNpyArray(bytes, { file: name, field, texts: takesTexts(field) }),
  where: name,
});

/** NumPy's arrays. */
export const npy = {
  name: 'npy',
  extensions: ['.npy'],
  description: 'NumPy’s array: any type of number, byte order and memory order; labels and groups of text, too',
  options: arrayOptions,
  dataset: {
    holds: '[sample, time, feature]',
    read: async (file, options: ArrayOptions) =>
      (await import('../seriesArray.js')).seriesOfArray(await array(file, 'x'), options),
  },
  series: {
    read: async (file, options: ArrayOptions) =>
      (await import('../seriesArray.js')).oneSeriesOfArray(await array(file, 'x'), options),
  },
  array: { read: array },
  maps: {
    mean: false,
    read: async ({ name, bytes }) => (await import('../maps/arrayMaps.js')).readNpyMaps(bytes, name),
    write: async (_, { maps }) => (await import('./npy.js')).encodeNpy(maps),
  },
} as const satisfies Format;
