import type { Dataset } from '../data/dataset.js';
import type { FeatureSpace } from '../data/space/space.js';
import { takeFeatures } from '../data/takeFeatures.js';
import { isSameTimeStep } from '../data/timeStep.js';
import { UnvanishError } from '../errors.js';
import { positionsByPlace } from '../formats/images/samePlaces.js';
import { inFile } from '../formats/namedFile.js';
import { areMadeUp, classPositions, featurePositions, namesToMatch } from '../formats/names.js';
import { quoted, someOf } from '../quoted.js';
import { labelsFile, type Source } from './source.js';

/** Names that an error lists at most. */
const MOST_NAMED = 12;

/** What a model was trained with: names of classes and features, and where and when these lie, as far as it is known. */
export interface KnownTerms {
  /** One name a class; made up (`class 0`) where the model has none. */
  readonly classNames: readonly string[];
  readonly featureNames?: readonly string[] | undefined;
  readonly space?: FeatureSpace | undefined;
  /** Seconds from one time step to the next. */
  readonly samplingInterval?: number | undefined;
}

/** Names for the classes of a model that has none. */
export function numberedClasses(classes: number): string[] {
  return Array.from({ length: classes }, (_, label) => `class ${label}`);
}

/**
 * Brings a dataset into the model's terms. Which indices the classes of a file have depends on which of them occur in it, so they
 * become the model's by their names, and only where the model has no names by number. Features are put in the model's order: by
 * their places where both lie in images, else by their names; where the data have none, they take the model's.
 *
 * @throws UnvanishError `labels` for a class that the model does not know, `shape` for other features, features elsewhere, or another
 *   time step.
 */
export function withTermsOf(known: KnownTerms, dataset: Dataset, source: Source): Dataset {
  checkTimeStep(known, dataset, source);
  return withClasses(known.classNames, withFeatures(known, dataset, source.path), labelsFile(source));
}

/** Time steps of two lengths cannot be compared; where one is not known, nothing is said. */
function checkTimeStep({ samplingInterval: known }: KnownTerms, { samplingInterval }: Dataset, source: Source): void {
  if (known === undefined || samplingInterval === undefined || isSameTimeStep(samplingInterval, known)) return;
  const [own, models] = [samplingInterval, known].map((step) => Number(step.toPrecision(6)));
  throw new UnvanishError(
    'shape',
    `${source.path}: its time step is ${own} s, the model’s is ${models} s`,
    source.kind === 'recordings'
      ? 'resample the data to the model’s time step; where only what the files say of it is wrong, give the right one with `tr`'
      : 'resample the data to the model’s time step',
  );
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

function withFeatures({ featureNames: known, space }: KnownTerms, data: Dataset, file: string): Dataset {
  if (!known) return data;
  if (space && data.space) {
    const there = { space: data.space, featureNames: data.featureNames };
    const places = inFile(file, () => positionsByPlace({ space, featureNames: known }, there));
    if (places) return inOrder(data, places, known);
  }
  if (known.length !== data.features) return data;
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
  return inOrder(data, positions, isUnnamed ? known : undefined);
}

/** The features at these positions, with their own names where no others are given. */
function inOrder(data: Dataset, positions: readonly number[], names: readonly string[] | undefined): Dataset {
  const isInOrder = positions.length === data.features && positions.every((position, feature) => position === feature);
  const ordered = isInOrder ? data : takeFeatures(data, positions);
  return names ? { ...ordered, featureNames: names } : ordered;
}
