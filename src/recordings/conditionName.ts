import { UnvanishError } from '../errors.js';
import { composed, numberNamed } from '../formats/names.js';
import { quoted } from '../quoted.js';

/** A name as people mean it: without regard to capitals, and to what stands between words; a number by its value. */
function folded(name: string): string {
  const number = numberNamed(name);
  if (number !== undefined) return String(number);
  return composed(name)
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** Tells which names are among some, in whatever spelling. */
export function namesLike(names: readonly string[]): (name: string) => boolean {
  const known = new Set(names.map(folded));
  return (name) => known.has(folded(name));
}

/**
 * Checks that no two names of classes are one name in two spellings, such as `Face` and `face`, or one number, such as `1` and `1.0`.
 *
 * @throws UnvanishError `labels`.
 */
export function checkSpellings(names: Iterable<string>): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const before = seen.get(folded(name));
    if (before !== undefined) {
      throw new UnvanishError(
        'labels',
        `the classes ${quoted(before)} and ${quoted(name)} are one name in two spellings`,
        'write it in one way; where they are two classes, name all classes (`classes`)',
      );
    }
    seen.set(folded(name), name);
  }
}
