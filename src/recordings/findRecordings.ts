import { UnvanishError } from '../errors.js';
import { extensionOf } from '../formats/namedFile.js';
import { shownPath } from '../quoted.js';
import { appliesTo, type BidsName, bidsName } from './bids/bidsName.js';
import { matchesPattern } from './wildcard.js';

/** What a series is read from: a table of parcels, CIFTI-2, a 4-D image, or signals. The first that a run has is taken. */
export type SeriesKind = 'table' | 'ptseries' | 'dtseries' | 'volume' | 'signals';
const kinds: readonly SeriesKind[] = ['table', 'ptseries', 'dtseries', 'volume', 'signals'];

/** The files of one run, by their paths. */
export interface RecordingFiles {
  /** As in `Recording`. */
  readonly name: string;
  readonly subject?: string | undefined;
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
}

interface NamedPath extends BidsName {
  readonly path: string;
}

/** What distinguishes runs of a subject; other entities distinguish files of one run. */
const RUN_ENTITIES = ['sub', 'ses', 'task', 'acq', 'ce', 'rec', 'dir', 'run'];
const IMAGE = /\.nii(?:\.gz)?$/;
const TABLE = /^\.[ct]sv$/;
const SIGNALS = ['.edf', '.bdf', '.vhdr'] as const;
const HCP_RUN = /^[rt]fMRI_([^_]+)_/;

/**
 * Tells what runs a folder holds from the paths of its files, relative to the folder and with `/` between their parts:
 *
 * - BIDS and its derivatives: `*_bold.nii[.gz]`, `*.ptseries.nii`, `*.dtseries.nii` or parcels in `*_timeseries.tsv`, with
 *   `*_events.tsv`, `*_desc-confounds*_timeseries.tsv` (or `_regressors.tsv`, `*_confounds.tsv`) and `*.json`. What files say holds
 *   for all files with the same entities (the inheritance principle), from their folder down, or wherever they are if they name
 *   the subject.
 * - The Human Connectome Project: `[SUBJECT/]…/tfMRI_TASK_LR/` with `tfMRI_TASK_LR….ptseries.nii`, `.dtseries.nii` or `.nii.gz`,
 *   and `EVs/*.txt`.
 * - A folder a run: `run-1/bold.nii.gz` and `run-1/events.tsv`, with a `mask.nii.gz` beside the folders.
 *
 * - Signals of EEG and its kin, `.edf`, `.bdf` and `.vhdr`, whatever they are called, with `*_events.tsv` or the events in them; in a folder with
 *   series of fMRI only where `files` asks for them.
 *
 * Of a run with series of several kinds the smallest is read: a table, `.ptseries.nii`, `.dtseries.nii`, image.
 *
 * @param files a pattern for the paths of the series, where `*` and `?` stand for anything; all unless told.
 * @throws UnvanishError `missing` where there is no series, `option` where a run has several of one kind.
 */
export function findRecordings(paths: readonly string[], files?: string): FoundRecordings {
  const named = [...paths].sort().map((path) => ({ path, ...bidsName(path) }));
  const runs = new Map<string, { series: NamedPath; kind: SeriesKind }[]>();
  const isOfFmri = named.some((one) => !['signals', undefined].includes(kindOf(one)));
  for (const series of named) {
    const kind = kindOf(series);
    if (files === undefined && kind === 'signals' && isOfFmri) continue;
    if (!kind || (files !== undefined && !matchesPattern(series.path, files))) continue;
    const name = runName(series);
    const known = runs.get(name);
    if (known) known.push({ series, kind });
    else runs.set(name, [{ series, kind }]);
  }
  const belongings = new Belongings(named);
  const recordings = [...runs].map(([name, candidates]) => {
    const { series, kind } = chosen(name, candidates);
    return recordingFiles(series, kind, belongings);
  });
  if (recordings.length === 0) {
    throw new UnvanishError(
      'missing',
      files === undefined ? 'there are no series in the folder' : `no series in the folder matches ${files}`,
      'series are *_bold.nii[.gz], *_timeseries.tsv, *.ptseries.nii, *.dtseries.nii, tfMRI_*/tfMRI_*.nii.gz, *.edf, *.bdf or *.vhdr',
    );
  }
  const mask = named.find(({ path }) => path === 'mask.nii' || path === 'mask.nii.gz')?.path;
  return { recordings: recordings.sort((a, b) => (a.name < b.name ? -1 : 1)), mask };
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
    ['.tsv', '.csv', '.ptseries.nii', '.dtseries.nii', '.nii', '.nii.gz', ...SIGNALS],
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

function kindOf({ path, folder, suffix, extension, entities }: NamedPath): SeriesKind | undefined {
  if (/\.ptseries\.nii(?:\.gz)?$/i.test(path)) return 'ptseries';
  if (/\.dtseries\.nii(?:\.gz)?$/i.test(path)) return 'dtseries';
  if (suffix === 'timeseries' && TABLE.test(extension) && !/^confounds|^motion/.test(entities.get('desc') ?? '')) {
    return 'table';
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
    return (isChosen && kindOf({ path, ...bidsName(path) })) || [];
  });
  return kinds.length > 0 && kinds.every((kind) => kind === 'signals');
}

/** The only candidate of the smallest kind. */
function chosen<Candidate extends { series: NamedPath; kind: SeriesKind }>(
  name: string,
  candidates: readonly Candidate[],
): Candidate {
  const kind = kinds.find((one) => candidates.some((candidate) => candidate.kind === one));
  const [first, second, ...others] = candidates.filter((candidate) => candidate.kind === kind);
  if (!second) return first;
  throw new UnvanishError(
    'option',
    `${shownPath(name)}: has ${others.length + 2} series: ${shownPath(first.series.path)}, ${shownPath(second.series.path)}${others.length > 0 ? ', …' : ''}`,
    'choose with `files`, a pattern in which * stands for anything',
  );
}

/** `sub-01_task-faces_run-1`; without a subject in the file's name, the folders that it is in, or its own name. */
function runName(series: NamedPath): string {
  const file = fileOf(series.path);
  if (file.startsWith('sub-')) {
    return RUN_ENTITIES.filter((key) => series.entities.has(key))
      .map((key) => `${key}-${series.entities.get(key)}`)
      .join('_');
  }
  const hcp = hcpRun(series);
  if (hcp) return [hcp.subject, hcp.run].filter((part) => part !== undefined).join('_');
  const whole = file.slice(0, file.length - series.extension.length);
  const stem = whole.replace(/(?:^|_)(?:bold|timeseries|eeg|ieeg|meg)$/, '');
  return [...series.folder.split('/'), stem].filter((part) => part !== '').join('_') || whole;
}

function subjectAndTask(series: NamedPath): { subject: string | undefined; task: string | undefined } {
  const hcp = hcpRun(series);
  const subject = series.entities.get('sub');
  return {
    subject: subject === undefined ? hcp?.subject : `sub-${subject}`,
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

/** The files that belong to series: events, confounds and sidecars, each by the subject it is of. */
class Belongings {
  private readonly events: BySubject;
  private readonly confounds: BySubject;
  private readonly sidecars: BySubject;
  private readonly threeColumns = new Map<string, string[]>();

  constructor(named: readonly NamedPath[]) {
    this.events = bySubject(named.filter(({ suffix, extension }) => suffix === 'events' && TABLE.test(extension)));
    this.confounds = bySubject(
      named.filter(
        ({ suffix, extension, entities }) =>
          TABLE.test(extension) &&
          (suffix === 'confounds' ||
            (/^timeseries$|^regressors$/.test(suffix) && /^confounds/.test(entities.get('desc') ?? ''))),
      ),
    );
    this.sidecars = bySubject(
      named.filter(({ suffix, extension }) => extension === '.json' && (suffix === 'bold' || suffix === 'timeseries')),
    );
    for (const { path, folder } of named) {
      // Sync.txt holds one number: when the scanner and the task were in step.
      if (!/(?:^|\/)EVs\/[^/]+\.txt$/.test(path) || path.endsWith('/Sync.txt')) continue;
      const run = folder.slice(0, Math.max(0, folder.length - '/EVs'.length));
      this.threeColumns.set(run, [...(this.threeColumns.get(run) ?? []), path]);
    }
  }

  of(series: NamedPath): Pick<RecordingFiles, 'events' | 'confounds' | 'sidecars'> {
    const events = mostSpecific(this.events, series).slice(0, 1);
    const sidecars = mostSpecific(this.sidecars, series);
    const isOwn = ({ suffix }: NamedPath) => suffix === series.suffix;
    return {
      events: this.threeColumns.get(series.folder) ?? events.map(({ path }) => path),
      confounds: mostSpecific(this.confounds, series, ['desc'])[0]?.path,
      sidecars: [...sidecars.filter(isOwn), ...sidecars.filter((file) => !isOwn(file))].map(({ path }) => path),
    };
  }
}

type BySubject = ReadonlyMap<string | undefined, readonly NamedPath[]>;

function bySubject(files: readonly NamedPath[]): BySubject {
  const found = new Map<string | undefined, NamedPath[]>();
  for (const file of files) {
    const subject = file.entities.get('sub');
    const known = found.get(subject);
    if (known) known.push(file);
    else found.set(subject, [file]);
  }
  return found;
}

/** Those of the files that hold for a series: most entities first, then the deepest folder. */
function mostSpecific(files: BySubject, series: NamedPath, besides: readonly string[] = []): NamedPath[] {
  const subject = series.entities.get('sub');
  const candidates = [...(files.get(subject) ?? []), ...(subject === undefined ? [] : (files.get(undefined) ?? []))];
  return candidates
    .filter((file) => appliesTo(file, series, besides) && (isAbove(file, series) || namesSubject(file)))
    .sort((a, b) => specificity(b) - specificity(a) || b.folder.length - a.folder.length);
}

function specificity({ entities, words }: NamedPath): number {
  return entities.size + words.length;
}

function isAbove({ folder }: BidsName, other: BidsName): boolean {
  return folder === '' || folder === other.folder || other.folder.startsWith(`${folder}/`);
}

function namesSubject({ path }: NamedPath): boolean {
  return fileOf(path).startsWith('sub-');
}

function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
