import { archiveRoles } from '../archiveFormat.js';
import type { Format } from '../format.js';

/** NumPy's archives of arrays. */
export const npz = {
  name: 'npz',
  extensions: ['.npz'],
  description: 'NumPy’s archive of arrays, packed or not; those that nothing reads are named',
  ...archiveRoles(async ({ name, bytes }) => (await import('./npz.js')).npzMembers(bytes, name)),
  maps: {
    mean: false,
    read: async ({ name, bytes }) => (await import('../maps/arrayMaps.js')).readNpzMaps(bytes, name),
    write: async (_, saliency) => (await import('../maps/arrayMaps.js')).writeNpzMaps(saliency),
  },
} as const satisfies Format;
