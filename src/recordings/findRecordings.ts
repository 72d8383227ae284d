import { UnvanishError } from '../errors.js';
import { extensionOf } from '../formats/namedFile.js';
import { shownPath, someOf } from '../quoted.js';
import { Belongings } from './bids/belongings.js';
import { type BidsName, bidsName, entityValue, type NamedPath } from './bids/bidsName.js';
import { modalitiesIn } from './bids/modalities.js';
import { matchesPattern } from './wildcard.js';

/** What a series is read from: a table of parcels, CIFTI-2, a 4-D image, or signals. The first that a run has is taken. */
export type SeriesKind = 'table' | 'ptseries' | 'dtseries' | 'volume' | 'signals';
const kinds: readonly SeriesKind[] = ['table', 'ptseries', 'dtseries', 'volume', 'signals'];

/** The files of one run, by their paths. */
export interface RecordingFiles {
  /** As in `Recording`. */
  readonly name: string;
  readonly subject?: string | undefined;
  readonly session?: string | undefined;
  readonly task?: string | undefined;
  readonly series: string;
  readonly kind: SeriesKind;
  /** One events file of BIDS, or one three-column file for each kind of event; none where there are none. */
  readonly events: readonly string[];
  readonly confounds?: string | undefined;
  /** JSON files that say something of the series, the most specific first. */
  readonly sidecars: readonly string[];
}

/** What is in a folder. */
export interface FoundRecordings {
  /** Sorted by name. */
  readonly recordings: readonly RecordingFiles[];
  /** `mask.nii` or `mask.nii.gz` in the root. */
  readonly mask?: string | undefined;
  /** `participants.tsv` in the root. */
  readonly participants?: string | undefined;
}

/** What distinguishes runs of a subject; other entities distinguish files of one run. */
const RUN_ENTITIES = ['sub', 'ses', 'task', 'acq', 'ce', 'rec', 'dir', 'run'];
const IMAGE = /\.(?:nii|img)(?:\.gz)?$/;
const TABLE = /^\.[ct]sv$/;
const SIGNALS = ['.edf', '.bdf', '.vhdr'] as const;
const NUISANCE = /^(?:confounds|motion)/;
/** What tells parcels among tables that have a description. */
const PARCELS = ['seg', 'atlas', 'label'];
const SERIES =
  'series are *_bold.nii[.gz], *_timeseries.tsv, *.ptseries.nii, *.dtseries.nii, or tfMRI_*/tfMRI_*.nii.gz, *.edf, *.bdf or *.vhdr; of other signals, give epochs [sample, time, feature] as .npz, or a .csv that names a table a sample';
const HCP_RUN = /^[rt]fMRI_([^_]+)_/;

/**
 * Tells what runs a folder holds from the paths of its files, relative to the folder and with `/` between their parts:
 *
 * - BIDS and its derivatives: `*_bold.nii[.gz]` (or a pair, `.img[.gz]` with its `.hdr`), `*.ptseries.nii`, `*.dtseries.nii` or parcels in `*_timeseries.tsv`, with
 *   `*_events.tsv`, `*_desc-confounds*_timeseries.tsv` (or `_regressors.tsv`, `*_confounds.tsv`) and `*.json`. What files say holds
 *   for all files with the same entities (the inheritance principle); the nearest holds, from the folder of the series upwards, then in
 *   the raw data that a derivative is of. Other tables with a `desc` are parcels where they have `seg` or `atlas` too, or `files`
 *   names their `desc`.
 * - The Human Connectome Project: `[SUBJECT/]…/tfMRI_TASK_LR/` with `tfMRI_TASK_LR….ptseries.nii`, `.dtseries.nii` or `.nii.gz`,
 *   `EVs/*.txt` and `Movement_Regressors.txt`.
 * - A folder a run: `run-1/bold.nii.gz` and `run-1/events.tsv`, with a `mask.nii.gz` beside the folders.
 *
 * - Signals of EEG and its kin, `.edf`, `.bdf` and `.vhdr`, whatever they are called, with `*_events.tsv` or the events in them; in a folder with
 *   series of fMRI only where `files` asks for them.
 *
 * Series whose names tell no subject are of one run where they have one file of events in their folder, unless their entities tell runs.
 * Of a run with series of several kinds the smallest is read: a table, `.ptseries.nii`, `.dtseries.nii`, image.
 *
 * @param files a pattern for the paths of the series, where `*` and `?` stand for anything; all unless told.
 * @throws UnvanishError `missing` where there is no series, `option` where a run has several of one kind.
 */
export function findRecordings(paths: readonly string[], files?: string): FoundRecordings {
  const named = [...paths].sort().map((path) => ({ path, ...bidsName(path) }));
  const belongings = new Belongings(named);
  const runs = new Map<string, { series: NamedPath; kind: SeriesKind }[]>();
  const isOfFmri = named.some((one) => !['signals', undefined].includes(kindOf(one, files)));
  for (const series of named) {
    const kind = kindOf(series, files);
    if (files === undefined && kind === 'signals' && isOfFmri) continue;
    if (!kind || (files !== undefined && !matchesPattern(series.path, files))) continue;
    const run = runKey(series, belongings);
    const known = runs.get(run);
    if (known) known.push({ series, kind });
    else runs.set(run, [{ series, kind }]);
  }
  const recordings = [...runs.values()].map((candidates) => {
    const { series, kind } = chosen(candidates);
    return recordingFiles(series, kind, belongings);
  });
  if (recordings.length === 0) throw noSeries(named, files);
  const mask = named.find(({ path }) => path === 'mask.nii' || path === 'mask.nii.gz')?.path;
  const participants = named.find(({ path }) => path === 'participants.tsv')?.path;
  return { recordings: recordings.sort((a, b) => (a.name < b.name ? -1 : 1)), mask, participants };
}

/**
 * The files of one run whose series is known, whatever its name: what belongs to it among `paths`, as in `findRecordings`.
 *
 * @throws UnvanishError `format` where the extension is none of a series.
 */
export function recordingOf(path: string, paths: readonly string[]): RecordingFiles {
  const series = { path, ...bidsName(path) };
  const extension = extensionOf(
    path,
    [
      '.tsv',
      '.csv',
      '.ptseries.nii',
      '.dtseries.nii',
      '.nii',
      '.nii.gz',
      '.hdr',
      '.hdr.gz',
      '.img',
      '.img.gz',
      ...SIGNALS,
    ],
    'a series',
  );
  const known: Readonly<Record<string, SeriesKind>> = {
    '.tsv': 'table',
    '.csv': 'table',
    '.ptseries.nii': 'ptseries',
    '.dtseries.nii': 'dtseries',
    ...Object.fromEntries(SIGNALS.map((one) => [one, 'signals'])),
  };
  const belongings = new Belongings(paths.map((one) => ({ path: one, ...bidsName(one) })));
  return recordingFiles(series, known[extension] ?? 'volume', belongings);
}

function recordingFiles(series: NamedPath, kind: SeriesKind, belongings: Belongings): RecordingFiles {
  return { name: runName(series), ...subjectAndTask(series), series: series.path, kind, ...belongings.of(series) };
}

function noSeries(named: readonly NamedPath[], files: string | undefined): UnvanishError {
  const series = named.filter((one) => kindOf(one, undefined)).map(({ path }) => shownPath(path));
  if (files !== undefined && series.length > 0) {
    return new UnvanishError(
      'missing',
      `no series in the folder matches ${shownPath(files)}`,
      `there are ${someOf(series, 3)}; * stands for anything, / too`,
    );
  }
  const tables = named.filter(isOtherTable).map(({ path }) => shownPath(path));
  if (tables.length > 0) {
    return new UnvanishError(
      'missing',
      `there are no series in the folder, unless ${someOf(tables, 2)} hold regions`,
      'if so, name them with `files`, a pattern that has their desc-…; noise components and confounds are no series',
    );
  }
  return new UnvanishError('missing', `there are no series in the folder; ${modalitiesIn(named)}`, SERIES);
}

/** A table of series that are something else than regions, for all that its name says. */
function isOtherTable({ suffix, extension, entities }: NamedPath): boolean {
  const desc = entities.get('desc');
  if (suffix !== 'timeseries' || !TABLE.test(extension) || desc === undefined || NUISANCE.test(desc)) return false;
  return !PARCELS.some((key) => entities.has(key));
}

function kindOf(named: NamedPath, files: string | undefined): SeriesKind | undefined {
  const { path, folder, suffix, extension, entities } = named;
  if (/\.ptseries\.nii(?:\.gz)?$/i.test(path)) return 'ptseries';
  if (/\.dtseries\.nii(?:\.gz)?$/i.test(path)) return 'dtseries';
  if (suffix === 'timeseries' && TABLE.test(extension)) {
    const desc = entities.get('desc') ?? '';
    if (NUISANCE.test(desc)) return undefined;
    return !isOtherTable(named) || files?.includes(`desc-${desc}`) ? 'table' : undefined;
  }
  if (isSignals(path)) return 'signals';
  if (!IMAGE.test(extension)) return undefined;
  const parent = folder.slice(folder.lastIndexOf('/') + 1);
  const file = fileOf(path);
  const ofHcp = HCP_RUN.test(parent) && file.slice(0, -extension.length) === parent;
  return suffix === 'bold' || ofHcp ? 'volume' : undefined;
}

/** Whether a file holds signals, by its name. */
export function isSignals(path: string): boolean {
  return SIGNALS.some((extension) => path.toLowerCase().endsWith(extension));
}

/** Whether the series of a folder are signals: see `findRecordings`. */
export function areSignals(paths: readonly string[], files?: string): boolean {
  const kinds = paths.flatMap((path) => {
    const isChosen = files === undefined || matchesPattern(path, files);
    return (isChosen && kindOf({ path, ...bidsName(path) }, files)) || [];
  });
  return kinds.length > 0 && kinds.every((kind) => kind === 'signals');
}

/** The only candidate of the smallest kind. */
function chosen<Candidate extends { series: NamedPath; kind: SeriesKind }>(
  candidates: readonly Candidate[],
): Candidate {
  const kind = kinds.find((one) => candidates.some((candidate) => candidate.kind === one));
  const [first, second, ...others] = candidates.filter((candidate) => candidate.kind === kind);
  if (!second) return first;
  throw new UnvanishError(
    'option',
    `${shownPath(runName(first.series))}: has ${others.length + 2} series: ${shownPath(first.series.path)}, ${shownPath(second.series.path)}${others.length > 0 ? ', …' : ''}`,
    `choose with \`files\`, a pattern in which * stands for anything${isNamedByRun(first.series) ? '' : '; where they are several runs, each needs events of its own, as NAME_events.tsv for NAME_bold.nii.gz'}`,
  );
}

/**
 * `sub-01_task-faces_run-1`; without a subject in the file's name, the folders that it is in, or its own name.
 *
 * @param written how the values of entities are written.
 */
function runName(series: NamedPath, written = (_key: string, value: string) => value): string {
  const file = fileOf(series.path);
  if (file.startsWith('sub-')) {
    return RUN_ENTITIES.filter((key) => series.entities.has(key))
      .map((key) => `${key}-${written(key, series.entities.get(key) as string)}`)
      .join('_');
  }
  const hcp = hcpRun(series);
  if (hcp) return [hcp.subject, hcp.run].filter((part) => part !== undefined).join('_');
  const whole = file.slice(0, file.length - series.extension.length);
  const stem = whole.replace(/(?:^|_)(?:bold|timeseries|eeg|ieeg|meg)$/, '');
  return [...series.folder.split('/'), stem].filter((part) => part !== '').join('_') || whole;
}

/** What series of one run have in common. */
function runKey(series: NamedPath, belongings: Belongings): string {
  if (isNamedByRun(series)) return runName(series, entityValue);
  const [events] = belongings.of(series).events;
  if (
    events === undefined ||
    events.slice(0, -fileOf(events).length) !== series.path.slice(0, -fileOf(series.path).length)
  ) {
    return runName(series, entityValue);
  }
  const told = RUN_ENTITIES.map((key) => entityValue(key, series.entities.get(key) ?? ''));
  return JSON.stringify([events, ...told]);
}

/** Whether the names of files say which run a series is of. */
function isNamedByRun(series: NamedPath): boolean {
  return fileOf(series.path).startsWith('sub-') || hcpRun(series) !== undefined;
}

function subjectAndTask(series: NamedPath): Pick<RecordingFiles, 'subject' | 'session' | 'task'> {
  const hcp = hcpRun(series);
  const [sub, ses] = ['sub', 'ses'].map((key) => series.entities.get(key));
  const subject = sub === undefined ? hcp?.subject : `sub-${sub}`;
  return {
    subject,
    session: ses === undefined ? undefined : [subject, `ses-${ses}`].filter((part) => part !== undefined).join('_'),
    task: series.entities.get('task') ?? hcp?.task,
  };
}

/** `100307/MNINonLinear/Results/tfMRI_MOTOR_LR/…`: the folder of the run, its task, and the subject above it. */
function hcpRun({ folder }: BidsName): { subject: string | undefined; run: string; task: string } | undefined {
  const folders = folder.split('/');
  const at = folders.findLastIndex((name) => HCP_RUN.test(name));
  if (at < 0) return undefined;
  const subject = folders.slice(0, at).findLast((name) => name !== 'MNINonLinear' && name !== 'Results');
  return { subject, run: folders[at], task: HCP_RUN.exec(folders[at])?.[1] as string };
}

function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
