import type { Format } from '../format.js';

/** CIFTI-2. */
export const cifti = {
  name: 'cifti',
  extensions: ['.ptseries.nii', '.pscalar.nii', '.dtseries.nii', '.dscalar.nii'],
  description: 'CIFTI-2, parcels or vertices and voxels of a run; maps as their mean over samples, or over time too',
  holds: 'recordings',
  maps: {
    mean: true,
    write: async (name, saliency) => (await import('../maps/imageMaps.js')).encodeCiftiMaps(name, saliency),
    check: async (name, space, features) => {
      (await import('../maps/imageMaps.js')).checkCiftiMaps(name, space, features);
    },
  },
} as const satisfies Format;
