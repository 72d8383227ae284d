import { z } from 'zod';
import { missingOptions } from '../data/missing.js';

/** What the axes of an array may be called: those of epochs are MNE's words for the same. */
const AXES: Readonly<Record<string, Axis>> = {
  sample: 'sample',
  epoch: 'sample',
  trial: 'sample',
  time: 'time',
  feature: 'feature',
  channel: 'feature',
};

/** What an axis of series is. */
export type Axis = 'sample' | 'time' | 'feature';

/** What can be told of an array of series. */
export const arrayOptions = missingOptions.extend({
  axes: z
    .array(z.string())
    .refine(areAxes, {
      error: `time, and if wanted sample (epoch, trial) and feature (channel), each once, were expected`,
    })
    .optional()
    .describe('order of the axes of an array [default: sample,time,feature]')
    .meta({ value: 'a,b,c' }),
});
export type ArrayOptions = z.output<typeof arrayOptions>;

const FIELD = /^(?:x|y|lengths|mask|feature_names)=.+$/s;

/** The same of several arrays in one file. */
export const archiveOptions = arrayOptions.extend({
  arrays: z
    .array(z.string())
    .refine((told) => told.every((one) => FIELD.test(one)), {
      error: 'names of arrays were expected, as in x=X_train,y=y_train; x, y, lengths, mask and feature_names are read',
    })
    .optional()
    .describe('names of the arrays of an archive [default: x=x,y=y, …; lengths, mask, feature_names]')
    .meta({ value: 'x=name,…' }),
});
export type ArchiveOptions = z.output<typeof archiveOptions>;

/** Axes by the names that this project has for them. */
export function axesOf(names: readonly string[]): Axis[] {
  return names.map((name) => AXES[name]);
}

function areAxes(names: readonly string[]): boolean {
  const axes = names.every((name) => Object.hasOwn(AXES, name)) ? axesOf(names) : [];
  return axes.includes('time') && new Set(axes).size === axes.length;
}
