import { type Dataset, type GroupKind, groupKinds } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { readNamed } from '../../files/files.js';
import { decodeGroups } from '../../formats/tables/groupsFile.js';

/** What must not be torn apart by a split. */
export interface ChosenGroups {
  /** `run`, `subject`, or `group` where a file tells them. */
  readonly of: GroupKind | 'group';
  /** One name a sample. */
  readonly names: readonly string[];
}

/**
 * The groups that `--groups` means: those of a kind that the data tell of, or of a file. Without it, subjects where the data
 * tell of several, else runs, else none.
 *
 * @throws UnvanishError `option` where the data do not tell of the kind, or as `decodeGroups`.
 */
export async function chosenGroups(
  option: string | undefined,
  data: Dataset,
  dataName: string,
): Promise<ChosenGroups | undefined> {
  const { groups } = data;
  if (option === undefined) {
    const kind = groupKinds.find((each) => new Set(groups?.[each]).size > 1);
    return kind && { of: kind, names: groups?.[kind] as readonly string[] };
  }
  const kind = groupKinds.find((each) => each === option);
  if (!kind) return { of: 'group', names: await decodeGroups(await readNamed(option), data) };
  const names = groups?.[kind];
  if (names) return { of: kind, names };
  throw new UnvanishError(
    'option',
    `--groups ${kind}: ${dataName} does not tell of ${kind}s`,
    `give a file with the ${kind} of each sample: .npy, or .csv with one a row`,
  );
}
