import type { z } from 'zod';
import { missingOptions } from '../data/missing.js';
import type { Format } from './format.js';

/** The UEA archive's format. */
export const ts = {
  name: 'ts',
  extensions: ['.ts'],
  description: 'series of the UEA archive and of aeon, of equal length or not, with class labels',
  options: missingOptions,
  dataset: {
    holds: '(UEA, UCR archive)',
    read: async ({ bytes, name }, { missing }: z.output<typeof missingOptions>) => {
      const dataset = (await import('./ts.js')).decodeTs(bytes, name, { missing });
      return { ...dataset, shape: [dataset.samples, dataset.time, dataset.features] };
    },
  },
} as const satisfies Format;
