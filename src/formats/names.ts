import { quoted } from '../quoted.js';
import { NUMBER } from './tables/numberField.js';

/** A name as others are compared with it: characters composed (NFC), since some programs write an accent as a character of its own. */
export function composed(name: string): string {
  return name.normalize('NFC');
}

/** The number that a name writes down, however it does: `1`, `01` and `1.0` are the same; undefined where it is none, or not exact. */
export function numberNamed(name: string): number | undefined {
  const value = NUMBER.test(name) ? Number(name) : Number.NaN;
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : undefined;
}

/**
 * Where each name stands among those that are known; -1 where it does not. A number may be written in another way, unless
 * the known names have it in two.
 */
export function positionsAmong(names: readonly string[], known: readonly string[]): number[] {
  const positions = new Map(known.map((name, position) => [composed(name), position]));
  const numbers = new Map<number, number>();
  known.forEach((name, position) => {
    const number = numberNamed(name);
    if (number !== undefined) numbers.set(number, numbers.has(number) ? -1 : position);
  });
  return names.map((name) => positions.get(composed(name)) ?? numbers.get(numberNamed(name) ?? Number.NaN) ?? -1);
}

/** What names are made of where there are none: `class 0`, `feature 0`; a `.ts` file numbers its dimensions. */
type MadeUp = 'class' | 'feature' | 'dimension';

/** Whether names were made up for want of any, so that they say no more than their numbers do. */
export function areMadeUp(names: readonly string[], ...kinds: readonly MadeUp[]): boolean {
  return kinds.some((what) => names.every((name, index) => name === `${what} ${index}`));
}

/** A class, as a sentence names it: `class 2`, `class "rest"`. */
export function shownClass(classNames: readonly string[], label: number): string {
  return areMadeUp(classNames, 'class') ? classNames[label] : `class ${quoted(classNames[label])}`;
}

/** Names as others are compared with them: those that were made up are their numbers. */
export function namesToMatch(names: readonly string[], ...kinds: readonly MadeUp[]): readonly string[] {
  return areMadeUp(names, ...kinds) ? names.map((_, index) => String(index)) : names;
}

/**
 * Where each known feature stands among those of other data, by name; features without names have numbers.
 *
 * @returns [known feature]; -1 where the data do not have it, or not just once.
 */
export function featurePositions(known: readonly string[], names: readonly string[]): number[] {
  const [wanted, found] = [known, names].map((each) => namesToMatch(each, 'feature', 'dimension'));
  if (wanted.every((name, feature) => name === found[feature])) return known.map((_, feature) => feature);
  const positions = positionsAmong(wanted, found);
  return positions.map((position, feature) => (positions.indexOf(position) === feature ? position : -1));
}

/**
 * Where each class stands among those that are known, by name; classes without names have numbers.
 *
 * @returns [class]; -1 where it is none of them.
 */
export function classPositions(names: readonly string[], known: readonly string[]): number[] {
  const numbered = positionsAmong(namesToMatch(names, 'class'), namesToMatch(known, 'class'));
  // Names that look made up may have been given.
  const asWritten = positionsAmong(names, known);
  return numbered.map((position, label) => (position < 0 ? asWritten[label] : position));
}
