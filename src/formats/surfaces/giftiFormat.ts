import type { Format } from '../format.js';

/** GIFTI. What is in a file, its content tells, whatever its name. */
export const gifti = {
  name: 'gifti',
  extensions: ['.func.gii', '.shape.gii', '.gii', '.func.gii.gz', '.shape.gii.gz', '.gii.gz'],
  description:
    'GIFTI, numbers of the vertices of a surface over time, or maps of them; maps as their mean over samples',
  instead:
    'a .gii is a surface, its labels, or numbers of its vertices; a .csv with a column file may name one .func.gii a sample',
  series: { read: async (file) => (await import('./vertexSeries.js')).vertexSeries(file) },
  maps: {
    mean: true,
    write: async (name, saliency) => (await import('../maps/surfaceMaps.js')).encodeSurfaceMaps(name, saliency),
    check: async (name, space, features) => {
      (await import('../maps/surfaceMaps.js')).checkSurfaceMaps(name, space, features);
    },
  },
} as const satisfies Format;
