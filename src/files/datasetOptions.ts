import { z } from 'zod';
import type { Finding } from '../data/finding.js';
import { readingOptions } from '../formats/index.js';
import type { TableOptions } from '../formats/tables/tableOptions.js';
import { parseOptions } from '../options.js';
import { type RecordingOptions, recordingShape } from './recordingSettings.js';

/** Told how far the reading of several runs is: `done` of 1, and a few words; 1 also where it failed. */
export type ReadingProgress = (progress: { readonly done: number; readonly text: string }) => void;

/** What the reading of a path can be told, beside how recordings become samples and what its format can be told. */
export interface DatasetOptions extends TableOptions, RecordingOptions {
  /** The file that has the class of each sample; in an archive `y`. */
  readonly labels?: string | undefined;
  /** The file that has the time steps of each sample; in an archive `lengths`. */
  readonly lengths?: string | undefined;
  /** The file that has the truth mask; in an archive `mask`. */
  readonly truth?: string | undefined;
  /** One name a feature, in the place of those of the data. */
  readonly featureNames?: readonly string[] | undefined;
  /** Cuts all samples to the first steps that the shortest has, or to as many as these. */
  readonly equalLengths?: boolean | number | undefined;
  /** A run folder, or weights in it: what its data were read with holds where nothing else is told. */
  readonly run?: string | undefined;
  readonly onProgress?: ReadingProgress | undefined;
  /** Told what one should know of runs that are read: events that are left out, names that fit no region, and the like. */
  readonly onFinding?: ((finding: Finding) => void) | undefined;
  /** What a format of the user's own can be told. */
  readonly [option: string]: unknown;
}

const path = z.string().min(1).meta({ value: 'file' });
/** Whether samples are cut to one length, or to which. */
const lengthField = z.union([z.boolean(), z.int().min(1)]);

const ownShape = {
  labels: path.optional(),
  lengths: path.optional(),
  truth: path.optional(),
  equalLengths: lengthField
    .optional()
    .describe('cut all samples to the first steps that the shortest has, so that lengths say nothing'),
  featureNames: z.array(z.string()).optional().describe('names of the features, where the data have none'),
  run: path.optional(),
  onProgress: z.custom<ReadingProgress>((value) => typeof value === 'function').optional(),
  onFinding: z.custom<(finding: Finding) => void>((value) => typeof value === 'function').optional(),
};

/** The fields of `DatasetOptions`, those of the formats as they are now. */
export function datasetShape(): Readonly<Record<string, z.ZodType>> {
  return { ...ownShape, ...readingOptions(), ...recordingShape };
}

/**
 * Those of the options that are told, checked; defaults are not filled in, since a run may say others.
 *
 * @throws UnvanishError `option`.
 */
export function checkedOptions(options: DatasetOptions): DatasetOptions {
  const checked = parseOptions(z.strictObject(datasetShape()), options, 'readDataset');
  const told = Object.entries(checked).filter(([key]) => options[key] !== undefined);
  return Object.fromEntries(told);
}
