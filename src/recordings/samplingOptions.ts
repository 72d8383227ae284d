import { z } from 'zod';
import { parseOptions } from '../options.js';

const error = 'time steps (14) or seconds (35s) were expected';
const span = z
  .union([z.number().int().min(1).max(10_000_000), z.string().regex(/^\d{1,7}(?:\.\d{1,6})?s$/, { error })], { error })
  .meta({ value: 'span' });
const seconds = z.number().min(0).max(3600).meta({ value: 'seconds' });

/** How recordings become samples, as plain serialisable data. */
export const samplingSchema = z
  .strictObject({
    cut: z
      .enum(['blocks', 'windows', 'runs'])
      .default('blocks')
      .meta({ value: 'into' })
      .describe(
        'what runs are cut into: the block of each event, windows of fixed length, or left whole, their task the class',
      ),
    classes: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .meta({ value: 'a,b' })
      .describe('events that are classes (of runs: tasks), in this order; by default all, sorted'),
    ignore: z
      .array(z.string())
      .default(['rest', 'resting', 'baseline', 'fixation', 'fix', 'fixation cross', 'iti', 'isi', 'null'])
      .meta({ value: 'a,b' })
      .describe('events that are no class, in whatever capitals, where the classes are not named'),
    lag: seconds
      .default(5)
      .describe(
        'seconds by which all events are moved: how far the haemodynamic response is behind; of .edf, .bdf and .vhdr 0',
      ),
    blockLength: span
      .optional()
      .describe('length of a block or window: time steps (14) or seconds (35s); by default each block’s own'),
    lead: seconds
      .default(0)
      .describe('seconds before each block, moved by the lag, that its sample begins with; beside its length'),
    blockStride: span.optional().describe('from one window to the next, likewise; by default the length'),
    blockBaseline: seconds.default(0).describe('subtract from each block the mean of so many seconds before its onset'),
  })
  .describe('sampling');

/** Checked options, with every default filled in. */
export type SamplingConfig = z.output<typeof samplingSchema>;
/** Options as one writes them: everything has a default. */
export type SamplingOptions = z.input<typeof samplingSchema>;

/**
 * Checks options and fills in their defaults.
 *
 * @throws UnvanishError `option`, naming the field and what it allows.
 */
export function samplingConfig(options: SamplingOptions): SamplingConfig {
  return parseOptions(samplingSchema, options);
}

/** A span of time, as the options have it, in whole time steps of so many seconds; at least one. */
export function timeStepsOf(span: number | string, samplingInterval: number): number {
  if (typeof span === 'number') return span;
  return Math.max(1, Math.round(Number(span.slice(0, -1)) / samplingInterval));
}
