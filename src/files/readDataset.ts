import { join } from 'node:path';
import type { Dataset } from '../data/dataset.js';
import { equalLengths } from '../data/equalLengths.js';
import { UnvanishError } from '../errors.js';
import { decodeDataset } from '../formats/datasetFile.js';
import { inFile } from '../formats/namedFile.js';
import { preprocess } from '../recordings/preprocessing.js';
import type { Recording } from '../recordings/recording.js';
import { samplesOf } from '../recordings/sampling.js';
import type { DatasetOptions } from './datasetOptions.js';
import { readOptional, readSeriesFile } from './files.js';
import { readManifestSeries } from './manifestSeries.js';
import type { RecordingSettings } from './recordingSettings.js';
import { isRest, listRecordings, type RecordingListing, readRecordings } from './recordings.js';
import { type FileSource, featureRemedy, type RecordingsSource, resolveSource, type Source } from './source.js';

/**
 * Reads series from whatever a path is: a file of samples of any format, a table that names a file for each, a folder of runs
 * (BIDS, HCP, a folder a run), or an image.
 *
 * @throws UnvanishError of every code that the formats have, naming the file; `option` for options that are not for it.
 */
export async function readDataset(path: string, options: DatasetOptions = {}): Promise<Dataset> {
  return readSource(await resolveSource(path, options));
}

/**
 * Reads the series of a path that was resolved.
 *
 * @throws UnvanishError as `readDataset`.
 */
export async function readSource(source: Source): Promise<Dataset> {
  if (source.kind === 'file') return asTold(await readFile(source), source);
  if (source.kind === 'manifest') return asTold(await readManifestSeries(source), source);
  const read = await readRuns(source);
  return inFile(source.path, () => samplesOfRuns(read, source));
}

/**
 * The samples that runs are cut into; each run is replaced by what its preprocessing makes of it.
 *
 * @throws UnvanishError as `readDataset`.
 */
export function samplesOfRuns(recordings: Recording[], source: RecordingsSource): Dataset {
  const { settings } = source;
  return asTold(samplesOf(preprocessed(recordings, settings), settings.sampling), source);
}

/** Data with the names and lengths that a source was told. */
function asTold(data: Dataset, source: Source): Dataset {
  const withNames = named(data, source);
  const { equalLengths: cut } = source;
  return cut ? equalLengths(withNames, cut === true ? undefined : cut) : withNames;
}

async function readFile({ path, labels, lengths, truth, reading }: FileSource): Promise<Dataset> {
  return decodeDataset({
    ...reading,
    data: await readSeriesFile(path),
    labels: await readOptional(labels),
    lengths: await readOptional(lengths),
    mask: await readOptional(truth),
  });
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
export async function readRuns(source: RecordingsSource): Promise<Recording[]> {
  const listing = await listRecordings(source);
  checkEvents(listing, source.settings);
  return readRecordings(source, listing);
}

function checkEvents({ root, recordings }: RecordingListing, { sampling }: RecordingSettings): void {
  const without = recordings.find((files) => files.events.length === 0 && files.kind !== 'signals' && !isRest(files));
  if (sampling.cut === 'runs' || !without) return;
  throw new UnvanishError(
    'missing',
    `${join(root, without.series)}: has no events`,
    'put *_events.tsv (onset, duration, trial_type) beside it, leave it out with `files`, or see unvanish inspect',
  );
}

/** Data with names for their features, where they are given. */
function named(data: Dataset, source: Source): Dataset {
  const { featureNames: given } = source;
  if (given === undefined) return data;
  const featureNames = given.map((name) => name.trim());
  if (
    featureNames.length !== data.features ||
    new Set(featureNames).size < data.features ||
    featureNames.includes('')
  ) {
    throw new UnvanishError(
      'option',
      `\`featureNames\`: ${featureNames.length} names for ${data.features} features; each needs one of its own`,
      featureRemedy(source, data, featureNames.length),
    );
  }
  return { ...data, featureNames };
}
