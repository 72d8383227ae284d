import type { Dataset } from '../data/dataset.js';
import { takeFeatures } from '../data/takeFeatures.js';
import { UnvanishError } from '../errors.js';
import { areMadeUp, classPositions, featurePositions, namesToMatch } from '../formats/names.js';
import { quoted, someOf } from '../quoted.js';
import { labelsFile, type Source } from './source.js';

/** Names that an error lists at most. */
const MOST_NAMED = 12;

/** Names of classes and features that a model was trained with. */
export interface Names {
  /** One name a class; made up (`class 0`) where the model has none. */
  readonly classNames: readonly string[];
  readonly featureNames?: readonly string[] | undefined;
}

/** Names for the classes of a model that has none. */
export function numberedClasses(classes: number): string[] {
  return Array.from({ length: classes }, (_, label) => `class ${label}`);
}

/**
 * Brings a dataset into the model's terms. Which indices the classes of a file have depends on which of them occur in it, so they
 * become the model's by their names, and only where the model has no names by number. Features are put in the model's order, by
 * their names too; where the data have none, they take the model's.
 *
 * @throws UnvanishError `labels` for a class that the model does not know, `shape` for other features.
 */
export function withNamesOf({ classNames, featureNames }: Names, dataset: Dataset, source: Source): Dataset {
  return withClasses(classNames, withFeatures(featureNames, dataset, source.path), labelsFile(source));
}

/**
 * The index of the class that a user names: by name, or where the classes have none by number.
 *
 * @returns undefined where there is no such class.
 */
export function classNamed(name: string, classNames: readonly string[]): number | undefined {
  const [position] = classPositions([name], classNames);
  return position < 0 ? undefined : position;
}

/** The classes of a model, as an error lists them. */
export function shownClasses(classNames: readonly string[]): string {
  return someOf(namesToMatch(classNames, 'class').map(quoted), MOST_NAMED);
}

function withClasses(known: readonly string[], data: Dataset, file: string): Dataset {
  if (!data.labels) return data;
  const positions = classPositions(data.classNames, known);
  const unknown = data.labels.find((label) => positions[label] < 0);
  if (unknown !== undefined) {
    const isNumbered = areMadeUp(known, 'class');
    throw new UnvanishError(
      'labels',
      `${file}: class ${quoted(data.classNames[unknown])} is none of the model’s: ${shownClasses(known)}`,
      isNumbered ? 'the model’s classes have no names: label samples by their numbers' : undefined,
    );
  }
  return { ...data, labels: data.labels.map((label) => positions[label]), classNames: known };
}

function withFeatures(known: readonly string[] | undefined, data: Dataset, file: string): Dataset {
  if (!known || known.length !== data.features) return data;
  const { featureNames } = data;
  const isUnnamed = areMadeUp(featureNames, 'feature', 'dimension');
  const byName = featurePositions(known, featureNames);
  const isByName = !byName.includes(-1) || !(isUnnamed || areMadeUp(known, 'feature', 'dimension'));
  const positions = isByName ? byName : known.map((_, feature) => feature);
  const missing = positions.indexOf(-1);
  if (missing >= 0) {
    throw new UnvanishError(
      'shape',
      `${file}: has no feature ${quoted(known[missing])}, which the model was trained with`,
      `its features are ${someOf(featureNames.map(quoted), MOST_NAMED)}`,
    );
  }
  const moved = positions.findIndex((position, feature) => position !== feature);
  if (moved >= 0 && data.space) {
    throw new UnvanishError(
      'shape',
      `${file}: feature ${moved} is ${quoted(featureNames[moved])} where the model was trained with ${quoted(known[moved])}`,
      'features that lie in a space have to come in the model’s order',
    );
  }
  const ordered = moved < 0 ? data : takeFeatures(data, positions);
  return isUnnamed ? { ...ordered, featureNames: known } : ordered;
}
