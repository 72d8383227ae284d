import { crossValidation } from '../crossValidation/crossValidation.js';
import type { Study } from '../study.js';
import { type FmriOptions, fmriSchema } from './fmriOptions.js';
import type { FmriSource } from './fmriWork.js';

/** A cross-validation of task fMRI with a report of its own. */
export const fmri: Study<FmriOptions, FmriSource> = {
  name: 'fmri',
  description: 'task fMRI: which regions mattered, and when; accuracy lost by removal; shares on and off task',
  options: fmriSchema,
  notes: `Without data it simulates: block designs of three tasks, the canonical
haemodynamic response, networks of regions, drift and noise, with known truth.
Of data, a sample lasts from the onset of its block to where the next may begin,
so that it has time steps off task, too; --lead and --block-length say otherwise.`,
  examples: [
    'reproduce fmri',
    'reproduce fmri --subjects 20 --seed 3 --out runs/fmri-20',
    'reproduce fmri --bids ds000105 --mask brain.nii.gz --groups run',
    'reproduce fmri haxby --classes face,house --out runs/face-house',
  ],
  source: 'recordings',
  run: crossValidation.run,
  load: async () => (await import('./fmriReport.js')).work,
};
