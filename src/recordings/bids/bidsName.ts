/** The name of a file in the terms of BIDS: `sub-01_task-faces_run-1_bold.nii.gz`. */
export interface BidsName {
  /** `sub` is 01, `task` is faces, ...; those of the folders it is in are among them. */
  readonly entities: ReadonlyMap<string, string>;
  /** Parts of its name that are no entities: of `left_bold.nii`, `left`. */
  readonly words: readonly string[];
  /** The folder, `''` for the root. */
  readonly folder: string;
  /** `bold`: what stands between the last underscore and the first dot behind it. */
  readonly suffix: string;
  /** `.nii.gz` */
  readonly extension: string;
}

/** A path and its parts. */
export interface NamedPath extends BidsName {
  readonly path: string;
}

const ENTITY = /^([a-zA-Z0-9]+)-([^-_/]+)$/;
/** Entities whose values are numbers, however many zeros they begin with; those of others are texts. */
const INDICES: readonly string[] = ['run', 'echo', 'flip', 'inv', 'split', 'chunk'];

/** Takes a path apart; its parts are separated by `/`, and relative to the root of the data. */
export function bidsName(path: string): BidsName {
  const folders = path.split('/');
  const file = folders.pop() as string;
  const parts = file.split('_');
  const last = parts.pop() as string;
  const dot = last.indexOf('.');
  const entities = new Map<string, string>();
  for (const part of [...folders, ...parts]) {
    const [, key, value] = ENTITY.exec(part) ?? [];
    if (key !== undefined) entities.set(key, value);
  }
  return {
    entities,
    words: parts.filter((part) => !ENTITY.test(part)),
    folder: folders.join('/'),
    suffix: dot < 0 ? last : last.slice(0, dot),
    extension: dot < 0 ? '' : last.slice(dot).toLowerCase(),
  };
}

/** Whether what a file says holds for another one: every entity and word that it names is there, and the same. */
export function appliesTo({ entities, words }: BidsName, other: BidsName, besides: readonly string[] = []): boolean {
  if (!words.every((word) => word === other.suffix || other.words.includes(word))) return false;
  for (const [key, value] of entities) {
    const its = other.entities.get(key);
    if (!besides.includes(key) && (its === undefined || entityValue(key, its) !== entityValue(key, value)))
      return false;
  }
  return true;
}

/** The value of an entity as others are compared with it: `run-01` is `run-1`, but `sub-01` is not `sub-1`. */
export function entityValue(key: string, value: string): string {
  return INDICES.includes(key) && /^\d+$/.test(value) ? value.replace(/^0+(?=\d)/, '') : value;
}

/**
 * The folder of the dataset that a file is of: the one that has the folder of its subject; of a file that is in none, its own
 * folder. Raw data, and each pipeline's derivatives, are datasets of their own.
 */
export function datasetFolder(folder: string): string {
  const folders = folder.split('/');
  const subject = folders.findIndex((name) => /^sub-[a-zA-Z0-9]+$/.test(name));
  return subject < 0 ? folder : folders.slice(0, subject).join('/');
}

/** Whether a folder is another one, or above it; `''` is the root. */
export function isWithin(folder: string, above: string): boolean {
  return above === '' || folder === above || folder.startsWith(`${above}/`);
}
