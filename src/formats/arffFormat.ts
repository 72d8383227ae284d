import type { z } from 'zod';
import { missingOptions } from '../data/missing.js';
import type { Format } from './format.js';

/** The archives' other format, Weka's. */
export const arff = {
  name: 'arff',
  extensions: ['.arff'],
  description: 'series of the UEA and UCR archives in Weka’s format, of one dimension or relational',
  options: missingOptions,
  dataset: {
    holds: '(UEA, UCR archive)',
    read: async ({ bytes, name }, { missing }: z.output<typeof missingOptions>) => {
      const dataset = (await import('./arff.js')).decodeArff(bytes, name, { missing });
      return { ...dataset, shape: [dataset.samples, dataset.time, dataset.features] };
    },
  },
} as const satisfies Format;
