import { z } from 'zod';
import { type PreprocessingConfig, preprocessingSchema } from '../recordings/preprocessing.js';
import {
  type SamplingConfig,
  type SamplingOptions,
  samplingConfig,
  samplingSchema,
} from '../recordings/samplingOptions.js';

const file = z.string().min(1).meta({ value: 'file' });

/** The files of recordings, and what they do not tell. */
const filesShape = {
  eventColumn: z
    .string()
    .min(1)
    .optional()
    .describe('column of the events that names them [default: trial_type]')
    .meta({ value: 'name' }),
  mask: file.optional().describe('image of the voxels to use [default: mask.nii.gz of the folder]'),
  atlas: file
    .optional()
    .describe('image of numbered regions, or of one map of weights a region, or .dlabel.nii: regions become features'),
  maskThreshold: z
    .number()
    .positive()
    .optional()
    .describe('from which value on a voxel is inside the mask, where that holds probabilities')
    .meta({ value: 'value' }),
  regionNames: file
    .optional()
    .describe('names of the regions: a table with index and name, what FreeSurfer, FSL or SPM write, or one a line'),
  resample: z
    .boolean()
    .optional()
    .describe('take the nearest voxels of a mask or an atlas of another grid than the images’'),
  files: z
    .string()
    .min(1)
    .optional()
    .describe('which series to read, where a run has several; * stands for anything')
    .meta({ value: 'pattern' }),
  channels: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .describe('signals to read of .edf, .bdf or .vhdr; * stands for anything [default: all]')
    .meta({ value: 'a,b' }),
  tr: z
    .number()
    .positive()
    .max(1e5)
    .optional()
    .describe('from one time step to the next [default: what sidecar or header say]')
    .meta({ value: 'seconds' }),
};

/** The classes of whole runs, where a table has them by subject; options of tables say the same of other files. */
const labelShape = {
  labels: file.optional(),
  labelColumn: z.string().optional(),
  subjectColumn: z.string().optional(),
};

/** How a folder of runs, or an image, becomes samples; plain data, kept in a run's `run.json`. */
export const settingsSchema = z.strictObject({
  ...filesShape,
  ...labelShape,
  preprocessing: preprocessingSchema,
  sampling: samplingSchema,
});
export type RecordingSettings = z.output<typeof settingsSchema>;

/** The options that say how recordings are read, each by itself; what is left out is as in a model's run, or the default. */
export const recordingShape = {
  events: file
    .optional()
    .describe('events of an image: BIDS .tsv, or .txt of three columns [default: the one beside it]'),
  ...filesShape,
  ...samplingSchema.shape,
  ...preprocessingSchema.shape,
};
export type RecordingOptions = Partial<z.output<z.ZodObject<typeof filesShape>>> &
  Partial<z.output<z.ZodObject<typeof labelShape>>> &
  SamplingOptions &
  Partial<PreprocessingConfig> & { readonly events?: string | undefined };

/**
 * The settings that options, a model's run and the defaults make together.
 *
 * @param usual what takes the place of the defaults of sampling for such recordings.
 */
export function recordingSettings(
  options: RecordingOptions,
  saved?: RecordingSettings,
  usual: SamplingOptions = {},
): RecordingSettings {
  return {
    ...saved,
    ...given(options, filesShape),
    ...given(options, labelShape),
    preprocessing: preprocessingSchema.parse({
      ...saved?.preprocessing,
      ...given(options, preprocessingSchema.shape),
    }),
    sampling: samplingOf(options, saved?.sampling, usual),
  };
}

function samplingOf(
  options: RecordingOptions,
  saved: SamplingConfig | undefined,
  usual: SamplingOptions,
): SamplingConfig {
  const told = given(options, samplingSchema.shape);
  const cut = told.cut ?? saved?.cut ?? usual.cut;
  // A stride that was kept is of the run's own windows.
  const kept = saved && cut !== 'windows' ? { ...saved, blockStride: undefined } : saved;
  return samplingConfig({ ...usual, ...kept, ...told });
}

/** The first of the options of recordings that is given, as errors name it. */
export function firstRecordingOption(options: RecordingOptions): string | undefined {
  const [key] = Object.keys(given(options, recordingShape));
  if (key === undefined) return undefined;
  return key === 'zscore' ? `\`zscore: ${options.zscore}\`` : `\`${key}\``;
}

/** Those of the options that a schema has and that are told. */
export function given<Options extends object>(options: Options, shape: object): Partial<Options> {
  const told = Object.entries(options).filter(([key, value]) => value !== undefined && Object.hasOwn(shape, key));
  return Object.fromEntries(told) as Partial<Options>;
}
