import type { NdArray } from '../data/array.js';
import type { DatasetFields } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { quoted, someOf } from '../quoted.js';
import type { ArchiveOptions } from './arrayOptions.js';
import type { NamedArray, TextArray } from './format.js';
import { seriesOfArray } from './seriesArray.js';

/** An array of a file that holds several, which is unpacked when it is read. */
export interface ArchiveMember {
  readonly name: string;
  /** How errors name it. */
  readonly where: string;
  /** @param field what it is to be: `x`, `y`, `lengths`, `mask`, `feature_names`, `groups`. */
  read(field: string): NdArray | TextArray;
}

const FIELDS = ['x', 'y', 'lengths', 'mask', 'feature_names'];
const MOST_NAMED = 12;

/**
 * The array that is wanted as `field`: the one that is told, or else the one of that name.
 *
 * @throws UnvanishError `option` where none of those that are told is there, or several; and as its `read`.
 */
export function arrayOfArchive(
  members: readonly ArchiveMember[],
  field: string,
  file: string,
  { arrays = [] }: Partial<Pick<ArchiveOptions, 'arrays'>> = {},
): NamedArray | undefined {
  const member = memberOf(members, field, file, arrays);
  return member && { array: member.read(field), where: member.where };
}

/**
 * The series of an archive, and which of its arrays nothing reads.
 *
 * @throws UnvanishError `format` where there are none, with the names of the arrays that there are; and as `arrayOfArchive`.
 */
export function seriesOfArchive(
  members: readonly ArchiveMember[],
  file: string,
  { arrays = [], axes }: Pick<ArchiveOptions, 'arrays' | 'axes'>,
): DatasetFields {
  const x = arrayOfArchive(members, 'x', file, { arrays });
  if (!x) throw noSeries(members, file);
  const read = FIELDS.map((field) => memberOf(members, field, file, arrays));
  const unread = members.filter((member) => !read.includes(member) && member.name !== 'groups');
  return { ...seriesOfArray(x, { axes }), unread: unread.map(({ name }) => name) };
}

function memberOf(
  members: readonly ArchiveMember[],
  field: string,
  file: string,
  arrays: readonly string[],
): ArchiveMember | undefined {
  const told = arrays.filter((one) => one.startsWith(`${field}=`)).map((one) => one.slice(field.length + 1));
  const found = members.filter(({ name }) => told.includes(name));
  if (found.length > 1) {
    throw new UnvanishError(
      'option',
      `\`arrays\`: ${file} has ${listed(found)}, which cannot all be ${field}`,
      'name one of them',
    );
  }
  const [member] = found.length > 0 ? found : members.filter(({ name }) => name === field);
  if (member || told.length === 0) return member;
  throw new UnvanishError(
    'option',
    `\`arrays: ${field}=${told[0]}\`: ${file} has no such array`,
    `there are ${listed(members)}`,
  );
}

/** What names of series and of labels are made of. */
const LIKE_SERIES = /^(?:x|data|series|signals?|epochs|samples)(?:$|[_\d.-])/i;
const LIKE_LABELS = /^(?:y|labels?|targets?|class(?:es)?)(?:$|[_\d.-])/i;

function noSeries(members: readonly ArchiveMember[], file: string): UnvanishError {
  if (members.length === 0) return new UnvanishError('format', `${file}: holds no arrays`);
  const like = (pattern: RegExp) => members.find(({ name }) => pattern.test(name))?.name;
  const [x = members[0].name, y] = [like(LIKE_SERIES), like(LIKE_LABELS)];
  return new UnvanishError(
    'format',
    `${file}: has no array x; there are ${listed(members)}`,
    `say which holds the series, and which the labels: \`arrays: x=${x}${y === undefined ? '' : `,y=${y}`}\``,
  );
}

function listed(members: readonly ArchiveMember[]): string {
  return someOf(
    members.map(({ name }) => (/^[\w.-]{1,60}$/.test(name) ? name : quoted(name))),
    MOST_NAMED,
  );
}
