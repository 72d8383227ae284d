import { z } from 'zod';
import { type MissingValues, missingChoices } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { firstIssue } from '../options.js';
import { type PreprocessingConfig, preprocessingSchema } from '../recordings/preprocessing.js';
import { type SamplingConfig, samplingConfig, samplingSchema } from '../recordings/samplingOptions.js';

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
  readonly blockStride?: number | string;
  readonly blockBaseline?: number;
  readonly detrend?: PreprocessingConfig['detrend'];
  readonly confounds?: string[];
  readonly zscore?: boolean;
}

const SAMPLING_FLAGS = ['cut', 'classes', 'ignore', 'lag', 'lead'] as const;
const BLOCK_FLAGS = ['blockLength', 'blockStride', 'blockBaseline'] as const;
const FILE_FLAGS = ['eventColumn', 'mask', 'atlas', 'regionNames', 'files', 'tr'] as const;

/** The settings that flags, a model's run and the defaults make together. */
export function recordingSettings(flags: RecordingFlags, saved?: RecordingSettings): RecordingSettings {
  const sampling = samplingConfig({
    ...saved?.sampling,
    ...given(flags, SAMPLING_FLAGS),
    ...(flags.blockLength !== undefined && { length: flags.blockLength }),
    ...(flags.blockStride !== undefined && { stride: flags.blockStride }),
    ...(flags.blockBaseline !== undefined && { baseline: flags.blockBaseline }),
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
  const keys = ['events', ...FILE_FLAGS, ...SAMPLING_FLAGS, ...BLOCK_FLAGS, 'detrend', 'confounds'] as const;
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
