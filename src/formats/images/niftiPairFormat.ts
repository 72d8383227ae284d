import type { Format } from '../format.js';

/** NIfTI as a pair of files. */
export const niftiPair = {
  name: 'nifti-pair',
  extensions: ['.hdr', '.img', '.hdr.gz', '.img.gz'],
  description: 'image of a run as a pair of files, header and numbers, of which either is named',
  holds: 'recordings',
} as const satisfies Format;
