import { UnvanishError } from '../../errors.js';
import { shownPath } from '../../quoted.js';
import { appliesTo, datasetFolder, isWithin, type NamedPath } from './bidsName.js';

const TABLE = /^\.[ct]sv$/;
const HCP_REGRESSORS = 'Movement_Regressors.txt';

/** The files that belong to a series. */
interface Belonging {
  readonly events: readonly string[];
  readonly confounds: string | undefined;
  readonly sidecars: readonly string[];
}

/** The files that belong to series: events, confounds and sidecars, found by subject and folder. */
export class Belongings {
  private readonly events: Shelf;
  private readonly confounds: Shelf;
  private readonly sidecars: Shelf;
  private readonly threeColumns = new Map<string, string[]>();
  private readonly regressors = new Map<string, string>();

  constructor(named: readonly NamedPath[]) {
    this.events = shelved(named.filter(({ suffix, extension }) => suffix === 'events' && TABLE.test(extension)));
    this.confounds = shelved(named.filter(isConfounds));
    this.sidecars = shelved(
      named.filter(({ suffix, extension }) => extension === '.json' && (suffix === 'bold' || suffix === 'timeseries')),
    );
    for (const { path, folder } of named) {
      if (path === `${folder === '' ? '' : `${folder}/`}${HCP_REGRESSORS}`) this.regressors.set(folder, path);
      // Sync.txt holds one number: when the scanner and the task were in step.
      if (!/(?:^|\/)EVs\/[^/]+\.txt$/.test(path) || path.endsWith('/Sync.txt')) continue;
      const run = folder.slice(0, Math.max(0, folder.length - '/EVs'.length));
      this.threeColumns.set(run, [...(this.threeColumns.get(run) ?? []), path]);
    }
  }

  /** @throws UnvanishError `option` where nothing says which of several files is meant. */
  of(series: NamedPath): Belonging {
    // What is written of tables of time series says nothing of images.
    const sidecars = nearest(this.sidecars, series)
      .map(({ file }) => file)
      .filter(({ suffix }) => suffix === 'bold' || suffix === series.suffix);
    const isOwn = ({ suffix }: NamedPath) => suffix === series.suffix;
    return {
      events: this.threeColumns.get(series.folder) ?? only(nearest(this.events, series), series),
      confounds: only(nearest(this.confounds, series, ['desc']), series)[0] ?? this.regressors.get(series.folder),
      sidecars: [...sidecars.filter(isOwn), ...sidecars.filter((file) => !isOwn(file))].map(({ path }) => path),
    };
  }
}

function isConfounds({ suffix, extension, entities }: NamedPath): boolean {
  if (!TABLE.test(extension)) return false;
  const isTable = suffix === 'timeseries' || suffix === 'regressors';
  return suffix === 'confounds' || (isTable && /^confounds/.test(entities.get('desc') ?? ''));
}

/** Files of one kind, where they are looked for: those of a subject by that, others by their folder. */
interface Shelf {
  readonly ofSubject: ReadonlyMap<string, readonly NamedPath[]>;
  readonly inFolder: ReadonlyMap<string, readonly NamedPath[]>;
}

function shelved(files: readonly NamedPath[]): Shelf {
  const ofSubject = new Map<string, NamedPath[]>();
  const inFolder = new Map<string, NamedPath[]>();
  for (const file of files) {
    const subject = file.entities.get('sub');
    const [shelf, key] = subject === undefined ? [inFolder, file.folder] : [ofSubject, subject];
    const known = shelf.get(key);
    if (known) known.push(file);
    else shelf.set(key, [file]);
  }
  return { ofSubject, inFolder };
}

/** A folder and all that it is in, up to the root. */
function withParents(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.map((_, depth) => parts.slice(0, depth + 1).join('/')), ''];
}

/** A file that holds for a series, and how near it is: the numbers are compared one after the other, the least first. */
interface Near {
  readonly file: NamedPath;
  readonly dataset: string;
  readonly distance: readonly number[];
}

/**
 * Those of the files that hold for a series, the nearest first. In its own dataset those of its folder and the folders above, from
 * there upwards, then others that name the subject; then likewise those of a dataset that has it as a derivative; then those of
 * a dataset beside it. Of one folder those with most entities come first. Derivatives of another pipeline say nothing of it.
 */
function nearest({ ofSubject, inFolder }: Shelf, series: NamedPath, besides: readonly string[] = []): Near[] {
  const own = datasetFolder(series.folder);
  const candidates = [
    ...(ofSubject.get(series.entities.get('sub') ?? '') ?? []),
    // What is of no subject holds for what is below it.
    ...withParents(own).flatMap((folder) => inFolder.get(folder) ?? []),
  ];
  return candidates
    .flatMap((file) => {
      if (!appliesTo(file, series, besides)) return [];
      const dataset = datasetFolder(file.folder);
      const isAround = isWithin(own, dataset);
      const isAbove = isAround && isWithin(withoutRoot(series.folder, own), withoutRoot(file.folder, dataset));
      if (!isAbove && !namesSubject(file)) return [];
      if (!isAround && dataset.split('/').includes('derivatives')) return [];
      return [{ file, dataset, distance: distanceOf(file, series, { dataset, isAround, isAbove }) }];
    })
    .sort(compared);
}

function distanceOf(
  { folder, entities, words, suffix, extension }: NamedPath,
  series: NamedPath,
  { dataset, isAround, isAbove }: { readonly dataset: string; readonly isAround: boolean; readonly isAbove: boolean },
): number[] {
  const spelledOtherwise = [...entities].filter(([key, value]) => series.entities.get(key) !== value).length;
  return [
    isAround ? 0 : 1,
    isAround ? -dataset.length : 0,
    isAbove ? 0 : 1,
    -folder.length,
    -entities.size - words.length,
    spelledOtherwise,
    // What newer versions of programs write comes before what older ones wrote.
    ['events', 'timeseries', 'regressors', 'confounds'].indexOf(suffix),
    extension === '.tsv' ? 0 : 1,
  ];
}

function compared(a: Near, b: Near): number {
  const differing = a.distance.findIndex((number, index) => number !== b.distance[index]);
  return differing < 0 ? 0 : a.distance[differing] - b.distance[differing];
}

/** The nearest of the files, as a list of at most one. */
function only(near: readonly Near[], series: NamedPath): string[] {
  const [first, ...others] = near;
  if (!first) return [];
  // Of datasets beside the own one none is nearer than another.
  const isBeside = first.distance[0] === 1;
  const second = others.find((one) => compared(first, one) === 0 || (isBeside && one.dataset !== first.dataset));
  if (!second) return [first.file.path];
  throw new UnvanishError(
    'option',
    `${shownPath(series.path)}: both ${shownPath(first.file.path)} and ${shownPath(second.file.path)} may belong to it`,
    'put the right one beside it, or move the other out of the folder',
  );
}

function withoutRoot(folder: string, root: string): string {
  return root === '' ? folder : folder.slice(root.length + 1);
}

function namesSubject({ path }: NamedPath): boolean {
  return path.slice(path.lastIndexOf('/') + 1).startsWith('sub-');
}
