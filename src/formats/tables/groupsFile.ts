import { formatShape } from '../../data/array.js';
import { UnvanishError } from '../../errors.js';
import { extensionOf, type NamedFile } from '../namedFile.js';
import { decodeNpy } from '../numpy/npy.js';
import { ownCopy } from './orderedNames.js';
import { decodeSampleColumn, type KnownSamples, samplePositions } from './sampleColumn.js';

/**
 * Reads which group (a subject, a run, a site) each sample belongs to: `.npy` [sample] of numbers, or `.csv`, `.tsv`, `.txt`
 * with one name a row, with or without the header `group`, or with the columns `sample` and `group`.
 *
 * @returns one name a sample, in the order of the data.
 * @throws UnvanishError `format`, `shape` or `labels`, naming the file and the row.
 */
export function decodeGroups(file: NamedFile, known: KnownSamples): string[] {
  const { name, bytes } = file;
  const format = extensionOf(name, ['.npy', '.csv', '.tsv', '.txt'], 'groups');
  const { values, sampleNames } = format === '.npy' ? numbers(file) : decodeSampleColumn(bytes, name, 'group');
  if (!sampleNames && values.length !== known.samples) {
    throw new UnvanishError('labels', `${name}: holds ${values.length} groups for ${known.samples} samples`);
  }
  const positions = sampleNames && samplePositions(sampleNames, known, name, 'group');
  // One copy a group, not a piece of the file's text a sample.
  const copies = new Map<string, string>();
  return Array.from({ length: known.samples }, (_, sample) => {
    const value = values[positions?.[sample] ?? sample] as string;
    const copy = copies.get(value) ?? ownCopy(value);
    copies.set(value, copy);
    return copy;
  });
}

function numbers({ name, bytes }: NamedFile): { values: string[]; sampleNames?: undefined } {
  const { shape, data } = decodeNpy(bytes, name);
  if (shape.length !== 1 && !(shape.length === 2 && shape[1] === 1)) {
    throw new UnvanishError('shape', `${name}: has shape ${formatShape(shape)}; groups are [sample]`);
  }
  const values = Array.from(data as ArrayLike<number | bigint>, String);
  const wrong = values.findIndex((value) => !Number.isFinite(Number(value)));
  if (wrong >= 0) throw new UnvanishError('not-finite', `${name}: entry ${wrong} is ${values[wrong]}`);
  return { values };
}
