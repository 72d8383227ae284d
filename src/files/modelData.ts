import type { Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { inFile } from '../formats/namedFile.js';
import type { Target } from '../model/classifier.js';
import { prepareFor, type SavedModel } from '../model/weights/savedModel.js';
import { readSource } from './readDataset.js';
import { classNamed, numberedClasses, shownClasses, withTermsOf } from './sameNames.js';
import { featureRemedy, type Source } from './source.js';

/** Data as a model takes them. */
export interface ModelData {
  /** With the model's classes. */
  readonly data: Dataset;
  /** The same, standardised as in training. */
  readonly prepared: Dataset;
  /** One name a class of the model, made up where it has none; also of data without labels. */
  readonly classNames: readonly string[];
}

/** The names of a model's classes, made up where it has none. */
export function classNamesOf({ classNames, classifier }: SavedModel): readonly string[] {
  return classNames ?? numberedClasses(classifier.config.classes);
}

/**
 * Reads series for a model and brings them into its terms.
 *
 * @throws UnvanishError naming the file that does not fit the model.
 */
export async function readModelData(model: SavedModel, source: Source): Promise<ModelData> {
  const classNames = classNamesOf(model);
  const data = withTermsOf({ ...model, classNames }, await readSource(source), source);
  const { inputSize } = model.classifier.config;
  if (data.features !== inputSize) {
    throw new UnvanishError(
      'shape',
      `${source.path}: has ${data.features} features where the model takes ${inputSize}`,
      featureRemedy(source, data, inputSize),
    );
  }
  return { data, prepared: inFile(source.path, () => prepareFor(model, data)), classNames };
}

/** What the text of `target` means; `dataName` is what an error names. */
export function parseTarget(
  text: string | undefined,
  { labels }: Dataset,
  classNames: readonly string[],
  dataName: string,
): Target {
  if (text === undefined) return labels ? 'true' : 'predicted';
  if (text === 'predicted') return text;
  if (text === 'true') {
    if (labels) return text;
    throw new UnvanishError('labels', `${dataName}: \`target: true\` needs labels`, 'give them with `labels`');
  }
  const found = classNamed(text, classNames);
  if (found !== undefined) return found;
  throw new UnvanishError(
    'option',
    `\`target: ${text}\`: is neither true nor predicted nor a class of the model: ${shownClasses(classNames)}`,
  );
}
