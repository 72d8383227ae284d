import { UnvanishError } from '../../errors.js';
import { quoted } from '../../quoted.js';
import { composed, numberNamed } from '../names.js';
import { NUMBER } from './numberField.js';
import { ownCopy } from './orderedNames.js';

// The same bound as for datasets.
const MOST_CLASSES = 65_536;

/**
 * Class indices and names from labels as text. Every label is the name of a class, numbers too: which index a class has depends on
 * what else is in a file, so nothing but names says that two files mean the same. Classes are numbered in sorted order, numbers
 * by value, names by character.
 *
 * @throws UnvanishError `labels` for more than 65,536 classes, and where a number is written in two ways.
 */
export function classesOf(labels: readonly string[], file: string): { indices: Int32Array; classNames: string[] } {
  const written = new Set(labels);
  // Of names that differ in nothing but their encoding the first is kept.
  const names = new Map<string, string>();
  for (const label of written) if (!names.has(composed(label))) names.set(composed(label), ownCopy(label));
  const unique = [...names.keys()];
  if (unique.length > MOST_CLASSES) {
    throw new UnvanishError(
      'labels',
      `${file}: its labels make ${unique.length} classes; at most ${MOST_CLASSES} may be`,
    );
  }
  checkNumbers(unique, file);
  const sorted = inClassOrder(unique);
  const positions = new Map(sorted.map((name, index) => [name, index]));
  const indexOf = new Map(Array.from(written, (label) => [label, positions.get(composed(label)) as number]));
  return {
    indices: Int32Array.from(labels, (label) => indexOf.get(label) as number),
    classNames: sorted.map((name) => names.get(name) as string),
  };
}

/** Names of classes as they are numbered: by value where all are numbers, else by character. */
export function inClassOrder(names: Iterable<string>): string[] {
  const sorted = [...names];
  const areNumbers = sorted.every((name) => NUMBER.test(name));
  return sorted.sort((a, b) => (areNumbers && Number(a) - Number(b)) || (a < b ? -1 : a > b ? 1 : 0));
}

function checkNumbers(names: readonly string[], file: string): void {
  const written = new Map<number, string>();
  for (const name of names) {
    const number = numberNamed(name);
    if (number === undefined) continue;
    const before = written.get(number);
    if (before !== undefined) {
      throw new UnvanishError(
        'labels',
        `${file}: the labels ${quoted(before)} and ${quoted(name)} are one number`,
        'write it in one way; classes that are to stay apart need other names',
      );
    }
    written.set(number, name);
  }
}
