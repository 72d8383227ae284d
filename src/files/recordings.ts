import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { interpolateMissing } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { inFile } from '../formats/namedFile.js';
import { decodeNumericTable } from '../formats/tables/numericTable.js';
import { decodeEvents, decodeThreeColumnEvents } from '../recordings/bids/events.js';
import { decodeSidecar } from '../recordings/bids/sidecar.js';
import {
  type FoundRecordings,
  findRecordings,
  type RecordingFiles,
  recordingOf,
} from '../recordings/findRecordings.js';
import type { Recording, RecordingEvent } from '../recordings/recording.js';
import { withCommonVoxels } from '../recordings/space/commonVoxels.js';
import type { ReadingProgress } from './datasetOptions.js';
import { asIoError, isFolder, readNamed } from './files.js';
import { type RunSeries, SeriesReader } from './seriesReader.js';
import type { RecordingsSource } from './source.js';
import { walkFolder } from './walkFolder.js';

/** Numbers that all runs together may have: 8 GiB of float32. */
const MOST_VALUES = 2 ** 31;

/** The files of a source. */
export interface RecordingListing extends FoundRecordings {
  /** The folder that paths are relative to. */
  readonly root: string;
  /** Links that lead out of the folder, and so are not followed. */
  readonly outside: readonly string[];
}

/**
 * Lists the runs of a folder, or the files beside the series of one.
 *
 * @throws UnvanishError `io`, `size`, `missing` or `option`, naming the folder.
 */
export async function listRecordings({ path, events, settings }: RecordingsSource): Promise<RecordingListing> {
  if (await isFolder(path)) {
    if (events !== undefined) {
      throw new UnvanishError('option', '`events`: is for one image; a folder has a file of events for each run');
    }
    const { paths, outside } = await walkFolder(path);
    return { ...inFile(path, () => findRecordings(paths, settings.files)), root: path, outside };
  }
  const root = dirname(path);
  const beside = await readdir(root).catch((error) => {
    throw asIoError(error, path, 'read');
  });
  const recording = recordingOf(basename(path), beside);
  const own = events === undefined ? recording : { ...recording, events: [relative(root, events)] };
  return { recordings: [own], root, outside: [] };
}

/**
 * Reads the runs of a listing: all that are not ones of rest, unless whole runs are samples.
 *
 * @param onFailure takes the error of a run that cannot be read, which is then left out; by default it is thrown.
 * @throws UnvanishError of every code that the formats have, naming the file.
 */
export async function readRecordings(
  source: RecordingsSource,
  listing: RecordingListing,
  onFailure: (error: unknown) => void = rethrow,
): Promise<Recording[]> {
  const { settings } = source;
  const wanted = listing.recordings.filter((files) => settings.sampling.cut === 'runs' || !isRest(files));
  const onProgress = wanted.length < 2 ? undefined : source.onProgress;
  const recordings: Recording[] = [];
  try {
    await readAll(wanted, source, listing, recordings, { onProgress, onFailure });
    return inFile(source.path, () => [...withCommonVoxels(recordings)]);
  } finally {
    onProgress?.({ done: 1, text: `${recordings.length} runs` });
  }
}

async function readAll(
  wanted: readonly RecordingFiles[],
  source: RecordingsSource,
  listing: RecordingListing,
  recordings: Recording[],
  { onProgress, onFailure }: { onProgress: ReadingProgress | undefined; onFailure: (error: unknown) => void },
): Promise<void> {
  const reader = new SeriesReader(source.settings, listing);
  let values = 0;
  for (const [position, files] of wanted.entries()) {
    onProgress?.({ done: position / wanted.length, text: files.name });
    const recording = await readRecording(files, reader, source, listing.root).catch((error) => {
      onFailure(error);
      return undefined;
    });
    if (!recording) continue;
    values += recording.x.length;
    if (values > MOST_VALUES) {
      throw new UnvanishError(
        'size',
        `${source.path}: its runs hold more than ${MOST_VALUES} numbers`,
        'give a mask or an atlas, or choose fewer runs with `files`',
      );
    }
    recordings.push(recording);
  }
}

function rethrow(error: unknown): never {
  throw error;
}

/** Whether a run is one of rest, which has no events. */
export function isRest({ task, events }: RecordingFiles): boolean {
  return events.length === 0 && /^rest/i.test(task ?? '');
}

async function readRecording(
  files: RecordingFiles,
  reader: SeriesReader,
  { settings, reading }: RecordingsSource,
  root: string,
): Promise<Recording> {
  const { name, subject, task } = files;
  const series = await reader.read(files);
  if (reading.missing === 'interpolate') interpolateMissing(series.x, series.features, join(root, files.series));
  const { x, time, features, featureNames, space } = series;
  return {
    name,
    subject,
    run: name,
    task,
    x,
    time,
    features,
    featureNames,
    samplingInterval: await samplingIntervalOf(files, series, settings.tr, root),
    events: await eventsOf(files, series, root, settings),
    confounds: settings.preprocessing.confounds.length > 0 ? await readConfounds(files, time, root) : undefined,
    space,
  };
}

/** What the user says, else the most specific sidecar that says it, else the file itself. */
async function samplingIntervalOf(
  { series, sidecars }: RecordingFiles,
  { samplingInterval }: RunSeries,
  tr: number | undefined,
  root: string,
): Promise<number> {
  if (tr !== undefined) return tr;
  for (const path of sidecars) {
    const { bytes, name } = await readNamed(join(root, path));
    const said = decodeSidecar(bytes, name).samplingInterval;
    if (said !== undefined) return said;
  }
  if (samplingInterval !== undefined) return samplingInterval;
  throw new UnvanishError(
    'missing',
    `${join(root, series)}: nothing says how many seconds a time step takes`,
    'give it with `tr`, or as RepetitionTime in a .json beside it',
  );
}

/** Those of the files beside a series, which someone chose; else those that its own file has. */
async function eventsOf(
  files: RecordingFiles,
  { events = [] }: RunSeries,
  root: string,
  { eventColumn, sampling }: RecordingsSource['settings'],
): Promise<readonly RecordingEvent[]> {
  if (files.events.length > 0) return readEvents(files, root, eventColumn);
  if (files.kind !== 'signals' || events.length > 0 || sampling.cut === 'runs') return events;
  throw new UnvanishError(
    'missing',
    `${join(root, files.series)}: has no events, neither in it nor beside it`,
    'put *_events.tsv (onset, duration, trial_type) beside it, leave it out with `files`, or take whole runs with `cut: runs`',
  );
}

async function readEvents(
  { events }: RecordingFiles,
  root: string,
  column: string | undefined,
): Promise<RecordingEvent[]> {
  const all: RecordingEvent[] = [];
  for (const path of events) {
    const { name, bytes } = await readNamed(join(root, path));
    const isThreeColumns = /\.txt$/i.test(name);
    const read = isThreeColumns
      ? decodeThreeColumnEvents(bytes, name, basename(name, '.txt'))
      : decodeEvents(bytes, name, column);
    all.push(...read);
  }
  return all;
}

async function readConfounds({ confounds }: RecordingFiles, time: number, root: string) {
  if (confounds === undefined) return undefined;
  const { name, bytes } = await readNamed(join(root, confounds));
  const { names, rows, values } = decodeNumericTable(bytes, name);
  if (rows === time) return { names, values };
  throw new UnvanishError('shape', `${name}: has ${rows} rows where the series has ${time} time steps`);
}
