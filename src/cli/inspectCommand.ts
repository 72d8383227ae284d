import type { Command } from 'commander';
import { addDataOptions, dataHelp } from './input/dataOptions.js';
import { addRecordingOptions } from './input/recordingOptions.js';
import { addReportOptions } from './options.js';

/** `unvanish inspect`. */
export function defineInspect(command: Command): void {
  command.usage('<data> [options]').argument('<data>', dataHelp());
  addDataOptions(command);
  addRecordingOptions(command);
  addReportOptions(command)
    .addHelpText(
      'after',
      `
Give the same options as for train: what is shown is what would be trained on.

Examples:
  unvanish inspect bids
  unvanish inspect scans --classes face,house --lag 0 --block-length 14
  unvanish inspect series.ts
  unvanish inspect x.npy --labels y.npy --json`,
    )
    .action(async (data, options) => (await import('./inspect.js')).inspect(data, options));
}
