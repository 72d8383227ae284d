import { type Command, InvalidArgumentError, Option } from 'commander';
import type { z } from 'zod';
import { preprocessingSchema } from '../../recordings/preprocessing.js';
import { samplingSchema } from '../../recordings/samplingOptions.js';
import { schemaOption } from '../schemaOption.js';

/** Adds the options that say how runs become samples. */
export function addRecordingOptions(command: Command): Command {
  const { cut, classes, ignore, lag, length, lead, stride, baseline } = samplingSchema.shape;
  const { detrend, confounds } = preprocessingSchema.shape;
  return command
    .optionsGroup('Of a folder of runs (BIDS, HCP, run-1/bold.nii.gz), or an image:')
    .option('--events <file>', 'events of an image: BIDS .tsv, or .txt of three columns [default: the one beside it]')
    .option('--event-column <name>', 'column of the events that names them [default: trial_type]')
    .option('--mask <file>', 'image of the voxels to use [default: mask.nii.gz of the folder]')
    .option('--atlas <file>', 'image of numbered regions, or .dlabel.nii: regions become features')
    .option('--region-names <file>', 'names of the regions: .tsv or .csv with index and name, or one a line')
    .option('--files <pattern>', 'which series to read, where a run has several; * stands for anything')
    .option('--tr <seconds>', 'from one time step to the next [default: what sidecar or header say]', secondsOf)
    .addOption(unset('--cut <into>', cut))
    .addOption(names('--classes <a,b>', classes))
    .addOption(names('--ignore <a,b>', ignore, ignore.parse(undefined).join(',')))
    .addOption(unset('--lag <seconds>', lag))
    .addOption(new Option('--block-length <span>', length.description).argParser(spanOf))
    .addOption(unset('--lead <seconds>', lead))
    .addOption(new Option('--block-stride <span>', stride.description).argParser(spanOf))
    .addOption(unset('--block-baseline <seconds>', baseline))
    .addOption(unset('--detrend <trend>', detrend))
    .addOption(names('--confounds <a,b>', confounds))
    .option('--no-zscore', 'keep the scale of each run, instead of bringing its features to mean 0 and deviation 1')
    .optionsGroup('Options:');
}

/** An option whose default is shown but not set, so that what a model's run says can take its place. */
function unset(flags: string, field: z.ZodType): Option {
  const option = schemaOption(flags, field);
  return option.default(undefined, String(option.defaultValue));
}

function names(flags: string, field: z.ZodType, shown?: string): Option {
  return new Option(flags, field.description).default(undefined, shown).argParser((text) => {
    const list = text.split(',').map((name) => name.trim());
    if (list.includes('')) throw new InvalidArgumentError('Names separated by commas were expected.');
    return list;
  });
}

function spanOf(text: string): number | string {
  const span = /^\d+$/.test(text) ? Number(text) : text;
  if (samplingSchema.shape.length.safeParse(span).success) return span;
  throw new InvalidArgumentError('Time steps (14) or seconds (35s) were expected.');
}

function secondsOf(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 1e5) return value;
  throw new InvalidArgumentError('A number of seconds was expected.');
}
