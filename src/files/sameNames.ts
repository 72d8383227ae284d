import { type Dataset, labelsOf } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { someOf } from '../quoted.js';
import { labelsFile, type Source } from './source.js';

/** Names of classes and features that a model was trained with, where they are known. */
export interface Names {
  readonly classNames?: readonly string[] | undefined;
  readonly featureNames?: readonly string[] | undefined;
}

/**
 * Brings a dataset into the model's terms: labels that are names become the model's class indices, since a file numbers
 * the names that occur in it; features must come in the model's order. Classes and features that have only numbers take
 * the model's names.
 *
 * @throws UnvanishError `labels` for a class that the model does not know, `shape` for other features.
 */
export function withNamesOf(names: Names, dataset: Dataset, source: Source): Dataset {
  checkFeatures(names.featureNames, dataset, source.path);
  const data = featuresNamed(names.featureNames, dataset);
  const known = names.classNames;
  if (!dataset.labels || !known || numbered(known, 'class')) return data;
  if (numbered(dataset.classNames, 'class')) {
    return known.length < dataset.classNames.length ? data : { ...data, classNames: known };
  }
  const indexOf = dataset.classNames.map((name) => known.indexOf(name));
  const unknown = indexOf.indexOf(-1);
  if (unknown >= 0) {
    throw new UnvanishError(
      'labels',
      `${labelsFile(source)}: class "${dataset.classNames[unknown]}" is none of the model’s: ${someOf(known, 8)}`,
    );
  }
  return { ...data, labels: labelsOf(dataset).map((label) => indexOf[label]), classNames: known };
}

function checkFeatures(known: readonly string[] | undefined, { featureNames }: Dataset, file: string): void {
  if (!known || numbered(known, 'feature') || unnamed(featureNames)) return;
  const wrong = known.findIndex((name, index) => featureNames[index] !== name);
  if (wrong < 0 || known.length !== featureNames.length) return;
  throw new UnvanishError(
    'shape',
    `${file}: feature ${wrong} is "${featureNames[wrong]}" where the model was trained with "${known[wrong]}"`,
  );
}

function featuresNamed(known: readonly string[] | undefined, dataset: Dataset): Dataset {
  if (!known || known.length !== dataset.features || !unnamed(dataset.featureNames)) return dataset;
  return { ...dataset, featureNames: known };
}

/** Whether a file told no names of its features; a .ts numbers its dimensions. */
function unnamed(names: readonly string[]): boolean {
  return numbered(names, 'feature') || numbered(names, 'dimension');
}

/** Whether names were made up, since the data had none. */
function numbered(names: readonly string[], what: 'class' | 'feature' | 'dimension'): boolean {
  return names.every((name, index) => name === `${what} ${index}`);
}
