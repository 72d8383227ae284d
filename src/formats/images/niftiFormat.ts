import type { Format } from '../format.js';

/** NIfTI. */
export const nifti = {
  name: 'nifti',
  extensions: ['.nii', '.nii.gz'],
  description: 'image of a run, 4-D, NIfTI-1 or NIfTI-2; maps as their mean over samples',
  holds: 'recordings',
  maps: {
    mean: true,
    write: async (name, saliency) => (await import('../maps/imageMaps.js')).encodeVolumeMaps(name, saliency),
    check: async (name, space, features) => {
      (await import('../maps/imageMaps.js')).checkVolumeMaps(name, space, features);
    },
  },
} as const satisfies Format;
