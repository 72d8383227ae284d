import { UnvanishError } from '../../errors.js';
import type { Study } from '../study.js';
import { type PosterOptions, posterSchema } from './posterOptions.js';
import type { PosterSource } from './posterWork.js';

/** All experiments of the paper on one page; its tasks are those of the studies that it shows. */
export const poster: Study<PosterOptions, PosterSource> = {
  name: 'poster',
  description:
    'all of it on one page: every figure and table of the paper’s poster, beside published values and chance',
  options: posterSchema,
  examples: [
    'reproduce poster --fetch',
    'reproduce poster --quick',
    'reproduce poster --fetch --fmri ds000105 --mask brain.nii.gz',
    'reproduce poster --quick --mnist data/mnist --out runs/quick --json',
  ],
  source: 'digits and recordings',
  run: async ({ id }) => {
    throw new UnvanishError('option', `${id}: a poster has no tasks of its own`);
  },
  load: async () => (await import('./posterReport.js')).work,
};
