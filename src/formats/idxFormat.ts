import type { Format } from './format.js';
import type { NamedFile } from './namedFile.js';

const array = async ({ name, bytes }: NamedFile) => ({
  array: (await import('./idx.js')).decodeIdx(bytes, name),
  where: name,
});

/** MNIST's format. */
export const idx = {
  name: 'idx',
  extensions: ['.idx', '-ubyte'],
  description: 'array of MNIST and its kin, unpacked: the rows of an image are time steps',
  dataset: {
    holds: '[image, row, column] of MNIST',
    read: async (file) => (await import('./seriesArray.js')).seriesOfArray(await array(file)),
  },
  array: { read: array },
} as const satisfies Format;
