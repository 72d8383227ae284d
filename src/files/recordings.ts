import { readdir } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import type { Finding } from '../data/finding.js';
import { interpolateMissing } from '../data/missing.js';
import { UnvanishError } from '../errors.js';
import { inFile } from '../formats/namedFile.js';
import { decodeConfounds, decodeMovementRegressors } from '../recordings/bids/confoundTable.js';
import { decodeEvents, decodeThreeColumnEvents } from '../recordings/bids/events.js';
import { type NamedSidecar, type RunTiming, runTiming } from '../recordings/bids/runTiming.js';
import { decodeSidecar } from '../recordings/bids/sidecar.js';
import { SubjectTable } from '../recordings/bids/subjectTable.js';
import { lackedConfounds } from '../recordings/confounds.js';
import { droppedFirst } from '../recordings/dropFirst.js';
import {
  type FoundRecordings,
  findRecordings,
  type RecordingFiles,
  recordingOf,
} from '../recordings/findRecordings.js';
import type { Recording, RecordingEvent } from '../recordings/recording.js';
import { withCommonVoxels } from '../recordings/space/commonVoxels.js';
import { withSubjectLabels } from '../recordings/subjectLabels.js';
import { withUsableEvents } from '../recordings/usableEvents.js';
import type { ReadingProgress } from './datasetOptions.js';
import { checkDistinct } from './distinctRuns.js';
import { asIoError, isFolder, readNamed } from './files.js';
import type { RecordingSettings } from './recordingSettings.js';
import { RunNotes } from './runNotes.js';
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
 * Reads the runs of a listing: all that are not ones of rest, unless whole runs are samples. Their events are those that samples can be made
 * of; the source's `onFinding` is told of others, and of whatever else one should know.
 *
 * @param onFailure takes the error of a run that cannot be read, which is then left out; by default it is thrown.
 * @throws UnvanishError of every code that the formats have, naming the file.
 */
export async function readRecordings(
  source: RecordingsSource,
  listing: RecordingListing,
  onFailure: (error: unknown) => void = rethrow,
): Promise<Recording[]> {
  const { settings, onFinding } = source;
  const wanted = listing.recordings.filter((files) => settings.sampling.cut === 'runs' || !isRest(files));
  const onProgress = wanted.length < 2 ? undefined : source.onProgress;
  const recordings: Recording[] = [];
  const notes = new RunNotes();
  const subjects = await readSubjects(source, listing, notes);
  try {
    await readAll(wanted, source, listing, { recordings, notes, onProgress, onFailure });
  } finally {
    onProgress?.({ done: 1, text: `${recordings.length} runs` });
  }
  const common = inFile(source.path, () => withCommonVoxels(recordings));
  const labelled = withSubjects(common, subjects, settings.labelColumn);
  const usable = withUsableEvents(labelled.recordings, settings.sampling, settings.preprocessing.dropFirst);
  const findings = [...notes.findings(), ...labelled.findings, ...usable.findings];
  try {
    inFile(source.path, () => checkDistinct(recordings));
    const { confounds, dropFirst } = settings.preprocessing;
    findings.push(
      ...inFile(source.path, () => [...lackedConfounds(recordings, confounds), ...droppedFirst(recordings, dropFirst)]),
    );
  } catch (error) {
    onFailure(error);
  }
  for (const finding of findings) onFinding?.(finding);
  return usable.recordings;
}

/** What a table says of subjects. */
interface Subjects {
  readonly table: SubjectTable;
  /** Whether their class is asked for, and not their site alone. */
  readonly areLabelled: boolean;
}

/** The table that tells of subjects: the one that is named, else `participants.tsv` of the folder, which needs to be sound only where labels are wanted. */
async function readSubjects(
  { settings: { labels, labelColumn, subjectColumn, sampling } }: RecordingsSource,
  { root, participants }: RecordingListing,
  notes: RunNotes,
): Promise<Subjects | undefined> {
  const areLabelled = sampling.cut === 'runs' && (labels !== undefined || labelColumn !== undefined);
  if (!areLabelled && participants === undefined) return undefined;
  const path =
    (areLabelled ? labels : undefined) ?? (participants === undefined ? undefined : join(root, participants));
  if (path === undefined) {
    throw new UnvanishError(
      'missing',
      `${root}: has no participants.tsv`,
      'name a table of the subjects with `labels`',
    );
  }
  const { bytes, name } = await readNamed(path);
  if (areLabelled) return { table: SubjectTable.decode(bytes, name, subjectColumn), areLabelled };
  try {
    return { table: SubjectTable.decode(bytes, name), areLabelled };
  } catch (error) {
    if (!(error instanceof UnvanishError)) throw error;
    notes.add(`sites are not known: ${error.message}`);
    return undefined;
  }
}

/** Recordings with what is known of their subjects. */
function withSubjects(
  recordings: readonly Recording[],
  subjects: Subjects | undefined,
  labelColumn: string | undefined,
): { recordings: readonly Recording[]; findings: readonly Finding[] } {
  if (!subjects) return { recordings, findings: [] };
  const { table, areLabelled } = subjects;
  const labelled = areLabelled ? withSubjectLabels(recordings, table, labelColumn) : { recordings, findings: [] };
  const withSites = labelled.recordings.map((one) => ({ ...one, site: table.siteOf(one) }));
  return { ...labelled, recordings: withSites };
}

/** What is made of runs as they are read. */
interface Reading {
  readonly recordings: Recording[];
  readonly notes: RunNotes;
  readonly onProgress: ReadingProgress | undefined;
  readonly onFailure: (error: unknown) => void;
}

async function readAll(
  wanted: readonly RecordingFiles[],
  source: RecordingsSource,
  listing: RecordingListing,
  { recordings, notes, onProgress, onFailure }: Reading,
): Promise<void> {
  const reader = new SeriesReader(source.settings, listing, notes);
  let values = 0;
  for (const [position, files] of wanted.entries()) {
    onProgress?.({ done: position / wanted.length, text: files.name });
    const recording = await readRecording(files, { reader, notes, source, root: listing.root }).catch((error) => {
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
  { reader, notes, source, root }: { reader: SeriesReader; notes: RunNotes; source: RecordingsSource; root: string },
): Promise<Recording> {
  const { settings, reading } = source;
  const { name, subject, session, task } = files;
  const series = await reader.read(files);
  if (reading.missing === 'interpolate') interpolateMissing(series.x, series.features, join(root, files.series));
  const { x, time, features, featureNames, space } = series;
  const timing = await timingOf(files, series, settings.tr, root);
  notes.timed(name, timing);
  return {
    name,
    subject,
    run: name,
    session,
    task,
    x,
    time,
    features,
    featureNames,
    samplingInterval: timing.samplingInterval,
    startTime: timing.startTime,
    events: await eventsOf(files, series, { root, settings, notes }),
    confounds: await readConfounds(files, { time, root, wanted: wantedConfounds(settings) }),
    space,
  };
}

async function timingOf(
  { series, kind, sidecars: paths }: RecordingFiles,
  { samplingInterval }: RunSeries,
  tr: number | undefined,
  root: string,
): Promise<RunTiming> {
  const sidecars: NamedSidecar[] = [];
  for (const path of paths) {
    const { bytes, name } = await readNamed(join(root, path));
    const sidecar = decodeSidecar(bytes, name);
    sidecars.push({ ...sidecar, name });
    if (sidecar.samplingInterval !== undefined) break;
  }
  return runTiming({
    series: join(root, series),
    isImage: kind !== 'table' && kind !== 'signals',
    inSeries: samplingInterval,
    sidecars,
    tr,
  });
}

/** Those of the files beside a series, which someone chose; else those that its own file has. */
async function eventsOf(
  files: RecordingFiles,
  { events = [] }: RunSeries,
  { root, settings, notes }: { root: string; settings: RecordingSettings; notes: RunNotes },
): Promise<readonly RecordingEvent[]> {
  const { eventColumn: column, sampling } = settings;
  if (files.events.length > 0) return readEvents(files, { root, column, notes });
  if (files.kind !== 'signals' || events.length > 0 || sampling.cut === 'runs') return events;
  throw new UnvanishError(
    'missing',
    `${join(root, files.series)}: has no events, neither in it nor beside it`,
    'put *_events.tsv (onset, duration, trial_type) beside it, leave it out with `files`, or take whole runs with `cut: runs`',
  );
}

async function readEvents(
  { events, name: run }: RecordingFiles,
  { root, column, notes }: { root: string; column: string | undefined; notes: RunNotes },
): Promise<RecordingEvent[]> {
  const all: RecordingEvent[] = [];
  for (const path of events) {
    const { name, bytes } = await readNamed(join(root, path));
    const isThreeColumns = /\.txt$/i.test(name);
    const read = isThreeColumns
      ? decodeThreeColumnEvents(bytes, name, basename(name, '.txt'))
      : decodeEvents(bytes, name, column, (lacks) => notes.leftOut(run, lacks));
    all.push(...read);
  }
  return all;
}

/** The confounds that are to be regressed out, or counted. */
function wantedConfounds({ preprocessing: { confounds, dropFirst } }: RecordingSettings): readonly string[] {
  return dropFirst === 'non-steady' ? [...confounds, 'non_steady_state'] : confounds;
}

async function readConfounds(
  { confounds }: RecordingFiles,
  { time, root, wanted }: { time: number; root: string; wanted: readonly string[] },
): Promise<Recording['confounds']> {
  if (confounds === undefined || wanted.length === 0) return undefined;
  const { name, bytes } = await readNamed(join(root, confounds));
  const isOfHcp = /\.txt$/i.test(name);
  const { rows, ...table } = isOfHcp ? decodeMovementRegressors(bytes, name) : decodeConfounds(bytes, name, wanted);
  if (rows === time) return table;
  throw new UnvanishError('shape', `${name}: has ${rows} rows where the series has ${time} time steps`);
}
