import type { Format } from '../format.js';

/** Recordings of EEG and its kin. */
export const edf = {
  name: 'edf',
  extensions: ['.edf', '.bdf'],
  description: 'signals of a run in EDF, EDF+, BDF or BDF+, with its annotations or triggers as events',
  holds: 'recordings',
} as const satisfies Format;

/** BrainVision's three files, of which the header is named. */
export const brainVision = {
  name: 'brainvision',
  extensions: ['.vhdr'],
  description: 'signals of a run in BrainVision’s three files, with its markers as events; the header is named',
  holds: 'recordings',
} as const satisfies Format;
