import { formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { checkArgument } from '../../options.js';
import type { ColumnRole, NamedArray } from '../format.js';
import { formatOf } from '../index.js';
import { checkedFile, type NamedFile } from '../namedFile.js';
import { composed } from '../names.js';
import { isMissingName, missingName } from './missingName.js';
import { ownCopy } from './orderedNames.js';
import { type KnownSamples, type SampleColumn, samplePositions } from './sampleColumn.js';

/**
 * Reads which group (a subject, a run, a site) each sample belongs to: an array [sample] of numbers or texts, `groups` in an archive, or
 * a table with one name a row, with or without the header `group`, or with the columns `sample` and `group`.
 *
 * @returns one name a sample, in the order of the data.
 * @throws UnvanishError `format`, `shape` or `labels`, naming the file and the row.
 */
export async function decodeGroups(file: NamedFile, known: KnownSamples): Promise<string[]> {
  const { name } = checkedFile(file, 'decodeGroups');
  checkArgument(Number.isInteger(Object(known).samples), 'known', known, 'what is known of the samples');
  const { array, column } = formatOf(name, 'column', 'groups');
  const { values, sampleNames } = array
    ? entries(await array.read(file, 'groups'), name)
    : await (column as ColumnRole).read(file, 'group');
  if (!sampleNames && values.length !== known.samples) {
    throw new UnvanishError('labels', `${name}: holds ${values.length} groups for ${known.samples} samples`);
  }
  const positions = sampleNames && samplePositions(sampleNames, known, name, 'group');
  // One copy a group, not a piece of the file's text a sample.
  const copies = new Map<string, string>();
  return Array.from({ length: known.samples }, (_, sample) => {
    const value = values[positions?.[sample] ?? sample] as string;
    const copy = copies.get(value) ?? ownCopy(composed(value));
    copies.set(value, copy);
    return copy;
  });
}

function entries(found: NamedArray | undefined, file: string): SampleColumn {
  if (!found) throw new UnvanishError('format', `${file}: has no array groups`);
  const { where, array } = found;
  const { shape } = array;
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1)) {
    throw new UnvanishError('shape', `${where}: has shape ${formatShape(shape)}; groups are [sample]`);
  }
  if ('texts' in array) {
    const missing = array.texts.findIndex(isMissingName);
    if (missing >= 0) throw missingName(`${where}, entry ${missing}`, 'group', array.texts[missing]);
    return { values: array.texts };
  }
  const values = Array.from(array.data as ArrayLike<number | bigint>, String);
  const wrong = values.findIndex((value) => !Number.isFinite(Number(value)));
  if (wrong >= 0) throw new UnvanishError('not-finite', `${where}: entry ${wrong} is ${values[wrong]}`);
  return { values };
}
