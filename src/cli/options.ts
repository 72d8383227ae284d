import { type Command, InvalidArgumentError, Option } from 'commander';
import { missingChoices } from '../data/missing.js';

/** What a path to series may be. */
export const DATA_HELP =
  '.npy [sample, time, feature], .npz (x, y, lengths, mask), .csv, .tsv or .parquet (long or wide; .csv may name a file a sample), .ts, a folder of runs (BIDS, HCP, run-1/bold.nii.gz), or an image';

/** A whole number of at least `least`, for commander. */
export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`A whole number at least ${least} was expected.`);
    }
    return value;
  };
}

/** An option of comma-separated names, each one of those allowed; `all` is all of them. */
export function namesOption<Name extends string>(
  flags: string,
  description: string,
  allowed: readonly Name[],
  chosen: readonly Name[],
): Option {
  return new Option(flags, `${description}, or all`).default(chosen, chosen.join(',') || 'none').argParser((text) => {
    if (text === 'all') return allowed;
    const names = text.split(',').map((name) => {
      const found = allowed.find((candidate) => candidate === name.trim());
      if (!found) throw new InvalidArgumentError(`Allowed are ${allowed.join(', ')}, or all.`);
      return found;
    });
    return [...new Set(names)];
  });
}

/** What belongs to a path to series. */
export function addDataOptions(command: Command): Command {
  return command
    .option('--labels <file>', 'class of each sample: .npy, .npz (y) or .csv [default: what the data say]')
    .option('--lengths <file>', 'valid time steps of each sample, .npy or .npz (lengths) [default: what the data say]')
    .addOption(
      new Option('--missing <what>', 'missing values of a .ts or a wide table')
        .choices(missingChoices)
        .default(undefined, 'refuse, or as the model’s run did'),
    );
}

/** How a command reports: the same two options everywhere. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--json', 'print one JSON document on stdout, and nothing else there')
    .option('--quiet', 'show no progress');
}

/** An option that has another name now: refused with the new one. */
export function renamedOption(old: string, now: string): Option {
  return new Option(`${old} <value>`).hideHelp().argParser(() => {
    throw new InvalidArgumentError(`It is called ${now} now.`);
  });
}
