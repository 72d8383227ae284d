import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { type MissingValues, missingChoices } from '../../data/missing.js';
import { firstIssue } from '../../data/parseOptions.js';
import { type PreprocessingConfig, preprocessingSchema } from '../../data/recordings/preprocessing.js';
import { type SamplingConfig, samplingConfig, samplingSchema } from '../../data/recordings/samplingOptions.js';
import { UnvanishError } from '../../errors.js';
import { schemaOption } from '../schemaOption.js';

/** How a folder of runs, or an image, becomes samples; plain data, kept in a run's `run.json`. */
const settingsSchema = z.strictObject({
  mask: z.string().optional(),
  atlas: z.string().optional(),
  regionNames: z.string().optional(),
  eventColumn: z.string().optional(),
  files: z.string().optional(),
  tr: z.number().positive().max(1e5).optional(),
  preprocessing: preprocessingSchema,
  sampling: samplingSchema,
});
export type RecordingSettings = z.output<typeof settingsSchema>;

/** What the command line says of it; what it leaves out is as in a model's run, or the default. */
export interface RecordingFlags {
  readonly events?: string;
  readonly mask?: string;
  readonly atlas?: string;
  readonly regionNames?: string;
  readonly eventColumn?: string;
  readonly files?: string;
  readonly tr?: number;
  readonly cut?: SamplingConfig['cut'];
  readonly classes?: string[];
  readonly ignore?: string[];
  readonly lag?: number;
  readonly lead?: number;
  readonly blockLength?: number | string;
  readonly stride?: number | string;
  readonly baseline?: number;
  readonly detrend?: PreprocessingConfig['detrend'];
  readonly confounds?: string[];
  readonly zscore?: boolean;
}

const SAMPLING_FLAGS = ['cut', 'classes', 'ignore', 'lag', 'lead', 'stride', 'baseline'] as const;
const FILE_FLAGS = ['eventColumn', 'mask', 'atlas', 'regionNames', 'files', 'tr'] as const;

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
    .addOption(new Option('--stride <span>', stride.description).argParser(spanOf))
    .addOption(unset('--baseline <seconds>', baseline))
    .addOption(unset('--detrend <trend>', detrend))
    .addOption(names('--confounds <a,b>', confounds))
    .option('--no-zscore', 'keep the scale of each run, instead of bringing its features to mean 0 and deviation 1')
    .optionsGroup('Options:');
}

/** The settings that flags, a model's run and the defaults make together. */
export function recordingSettings(flags: RecordingFlags, saved?: RecordingSettings): RecordingSettings {
  const sampling = samplingConfig({
    ...saved?.sampling,
    ...given(flags, SAMPLING_FLAGS),
    ...(flags.blockLength !== undefined && { length: flags.blockLength }),
  });
  const preprocessing = preprocessingSchema.parse({
    ...saved?.preprocessing,
    ...given(flags, ['detrend', 'confounds']),
    ...(flags.zscore === false && { zscore: false }),
  });
  return { ...saved, ...given(flags, FILE_FLAGS), preprocessing, sampling };
}

/** What the `run.json` of a run says of how its data were read. */
export interface SavedSettings {
  readonly missing?: MissingValues | undefined;
  /** Where its data were recordings. */
  readonly recordings?: RecordingSettings | undefined;
}

const savedSchema = z.object({ missing: z.enum(missingChoices).nullish(), recordings: settingsSchema.nullish() });

/** @throws UnvanishError `format`, naming the file and the field. */
export function parseSavedSettings(json: unknown, file: string): SavedSettings {
  const found = savedSchema.safeParse(json);
  if (!found.success) throw new UnvanishError('format', `${file}: ${firstIssue(found.error)}`);
  const { missing, recordings } = found.data;
  return { missing: missing ?? undefined, recordings: recordings ?? undefined };
}

/** The first of the flags that is given, as one writes it. */
export function firstFlag(flags: RecordingFlags): string | undefined {
  const keys = ['events', ...FILE_FLAGS, ...SAMPLING_FLAGS, 'blockLength', 'detrend', 'confounds'] as const;
  const key = flags.zscore === false ? 'noZscore' : keys.find((one) => flags[one] !== undefined);
  return key && `--${key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
}

function given<Key extends keyof RecordingFlags>(
  flags: RecordingFlags,
  keys: readonly Key[],
): Pick<RecordingFlags, Key> {
  return Object.fromEntries(keys.filter((key) => flags[key] !== undefined).map((key) => [key, flags[key]])) as Pick<
    RecordingFlags,
    Key
  >;
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
