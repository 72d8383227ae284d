import type { Recording } from './recording.js';
import { type SamplingOptions, samplingConfig } from './samplingOptions.js';
import { eventClasses } from './taskIntervals.js';

/**
 * Options of `blockSamples` such that a sample lasts from the onset of its block to where the next one may begin: with a lead as long
 * as the lag, and to the shortest time from one onset of a class to the next over all runs, but at least to the block's end. So samples
 * have time steps off task before and after it, unless blocks follow each other without rest. What the options say themselves
 * stays.
 *
 * @throws UnvanishError `option`, or `labels` where no event is of a class.
 */
export function fromOnsetToOnset(recordings: readonly Recording[], options: SamplingOptions): SamplingOptions {
  const config = samplingConfig(options);
  if (options.blockLength !== undefined || options.lead !== undefined) return options;
  const classes = new Set(eventClasses(recordings, config));
  let shortest = Number.POSITIVE_INFINITY;
  let longest = 0;
  for (const { events } of recordings) {
    const own = events.filter(({ name }) => classes.has(name)).sort((a, b) => a.onset - b.onset);
    own.forEach(({ onset, duration }, index) => {
      longest = Math.max(longest, duration || 0);
      const before = own[index - 1];
      if (before && onset > before.onset) shortest = Math.min(shortest, onset - before.onset);
    });
  }
  const seconds = recordings[0].samplingInterval;
  const lead = Math.round(config.lag / seconds);
  const period = Number.isFinite(shortest) ? Math.floor(shortest / seconds) - lead : 0;
  return { ...options, lead: config.lag, blockLength: Math.max(1, Math.round(longest / seconds), period) };
}
