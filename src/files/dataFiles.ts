import { basename, dirname, join, resolve } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import type { MissingValues } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { decodeDataset } from '../formats/datasetFile.js';
import { inFile } from '../formats/namedFile.js';
import { preprocess } from '../recordings/preprocessing.js';
import type { Recording } from '../recordings/recording.js';
import { samplesOf } from '../recordings/sampling.js';
import { exists, isFolder, readNamed, readOptional } from './files.js';
import { isManifest, mayBeManifest, readManifestSeries } from './manifestData.js';
import {
  firstFlag,
  parseSavedSettings,
  type RecordingFlags,
  type RecordingSettings,
  recordingSettings,
  type SavedSettings,
} from './recordingSettings.js';
import { isRest, listRecordings, type ReadingProgress, type RecordingListing, readRecordings } from './recordings.js';
import { namesWeights, RUN_FILE } from './runFolder.js';

/** The options that belong to a path to data. */
export interface DataOptions extends RecordingFlags {
  readonly labels?: string | undefined;
  readonly lengths?: string | undefined;
  readonly missing?: MissingValues | undefined;
  readonly onProgress?: ReadingProgress | undefined;
}

/** Where a dataset comes from, as the command line has it. */
export interface DataFiles {
  readonly data: string;
  readonly labels?: string | undefined;
  readonly lengths?: string | undefined;
  readonly missing?: MissingValues | undefined;
  readonly onProgress?: ReadingProgress | undefined;
  /** How recordings become samples: what the command line says of it, and what a model's run did. */
  readonly recordings?: { readonly flags: RecordingFlags; readonly saved?: RecordingSettings | undefined } | undefined;
}

/** The files of a path, by the options of a command; `model` is a run folder whose settings hold unless told otherwise. */
export async function dataFiles(data: string, options: DataOptions, model?: string): Promise<DataFiles> {
  const { labels, lengths, missing, onProgress } = options;
  const saved = model === undefined ? undefined : await savedSettings(model);
  return {
    data,
    labels,
    lengths,
    missing: missing ?? saved?.missing,
    onProgress,
    recordings: { flags: options, saved: saved?.recordings },
  };
}

/** Reads series with what belongs to them. */
export async function readDataset(files: DataFiles): Promise<Dataset> {
  const settings = await recordingSettingsOf(files);
  if (settings) return readSamples(files, settings);
  const { data, labels, lengths, missing, recordings } = files;
  const stray = recordings && firstFlag(recordings.flags);
  if (stray) throw new UnvanishError('option', `${stray}: is for folders and images; ${data} holds samples already`);
  const file = await readNamed(data);
  if (mayBeManifest(data) && isManifest(file)) {
    const given = labels === undefined ? lengths && '--lengths' : '--labels';
    if (given)
      throw new UnvanishError('option', `${given}: ${data} names a file for each sample, and may have its label`);
    return readManifestSeries(file, missing);
  }
  return decodeDataset({
    data: file,
    labels: await readOptional(labels),
    lengths: await readOptional(lengths),
    missing,
  });
}

/** How the data become samples, where they are recordings: a folder, an image, or a table with events. */
export async function recordingSettingsOf({ data, recordings }: DataFiles): Promise<RecordingSettings | undefined> {
  const { flags = {}, saved } = recordings ?? {};
  const areRecordings = /\.nii(?:\.gz)?$/i.test(data) || flags.events !== undefined || (await isFolder(data));
  return areRecordings ? recordingSettings(flags, saved) : undefined;
}

/** As `recordingSettingsOf`, for a run to keep: files by their whole paths, so that they are found from any folder. */
export async function settingsToKeep(files: DataFiles): Promise<RecordingSettings | null> {
  const settings = await recordingSettingsOf(files);
  if (!settings) return null;
  const whole = (['mask', 'atlas', 'regionNames'] as const).flatMap((key) => {
    const path = settings[key];
    return path === undefined ? [] : [[key, resolve(path)]];
  });
  return { ...settings, ...Object.fromEntries(whole) };
}

/** The file that labels come from. */
export function labelsFile({ data, labels }: DataFiles): string {
  return labels ?? data;
}

async function readSamples(files: DataFiles, settings: RecordingSettings): Promise<Dataset> {
  const read = await readRuns(files, settings);
  return inFile(files.data, () => samplesOf(preprocessed(read, settings), settings.sampling));
}

/** Runs after their preprocessing, each of which takes the place of what was recorded, so that memory holds one of the two. */
function preprocessed(recordings: Recording[], { preprocessing }: RecordingSettings): readonly Recording[] {
  recordings.forEach((recording, run) => {
    recordings[run] = preprocess(recording, preprocessing);
  });
  return recordings;
}

/**
 * Reads runs as they were recorded.
 *
 * @throws UnvanishError of every code that the formats have; `missing` for a run without events, unless whole runs are samples.
 */
export async function readRuns(files: DataFiles, settings: RecordingSettings): Promise<Recording[]> {
  const { data, missing, onProgress, recordings } = files;
  const stray = (['labels', 'lengths'] as const).find((key) => files[key] !== undefined);
  if (stray) {
    throw new UnvanishError('option', `--${stray}: of folders and images, events say what the samples are`);
  }
  const source = { data, events: recordings?.flags.events, missing, settings, onProgress };
  const listing = await listRecordings(source);
  checkEvents(listing, settings);
  return readRecordings(source, listing);
}

function checkEvents({ root, recordings }: RecordingListing, { sampling }: RecordingSettings): void {
  const without = recordings.find((files) => files.events.length === 0 && !isRest(files));
  if (sampling.cut === 'runs' || !without) return;
  throw new UnvanishError(
    'missing',
    `${join(root, without.series)}: has no events`,
    'put *_events.tsv (onset, duration, trial_type) beside it, leave it out with --files, or see unvanish inspect',
  );
}

/** What a run folder keeps of how its data became samples; weights in it, where it names them as its own, know it too. */
async function savedSettings(model: string): Promise<SavedSettings | undefined> {
  const isRun = await isFolder(model);
  const file = join(isRun ? model : dirname(model), RUN_FILE);
  if (!(await exists(file))) return undefined;
  const { bytes } = await readNamed(file);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    if (!isRun) return undefined;
    throw new UnvanishError('format', `${file}: is no JSON`);
  }
  return isRun || namesWeights(json, basename(model)) ? parseSavedSettings(json, file) : undefined;
}
