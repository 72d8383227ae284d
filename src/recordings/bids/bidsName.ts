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

const ENTITY = /^([a-zA-Z0-9]+)-([^-_/]+)$/;

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
    if (!besides.includes(key) && other.entities.get(key) !== value) return false;
  }
  return true;
}
