import type { Dataset } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { inFile } from '../formats/namedFile.js';
import type { Target } from '../model/classifier.js';
import { prepareFor, type SavedModel } from '../model/weights/savedModel.js';
import { readSource } from './readDataset.js';
import { withNamesOf } from './sameNames.js';
import { labelsFile, type Source } from './source.js';

/** Data as a model takes them. */
export interface ModelData {
  /** With the model's classes. */
  readonly data: Dataset;
  /** The same, standardised as in training. */
  readonly prepared: Dataset;
}

/**
 * Reads series for a model and brings them into its terms.
 *
 * @throws UnvanishError naming the file that does not fit the model.
 */
export async function readModelData(model: SavedModel, source: Source): Promise<ModelData> {
  const data = withNamesOf(model, await readSource(source), source);
  const { inputSize, classes } = model.classifier.config;
  if (data.features !== inputSize) {
    throw new UnvanishError(
      'shape',
      `${source.path}: has ${data.features} features where the model takes ${inputSize}`,
    );
  }
  const wrong = data.labels?.findIndex((label) => label >= classes) ?? -1;
  if (wrong >= 0) {
    throw new UnvanishError(
      'labels',
      `${labelsFile(source)}: entry ${wrong} is ${data.labels?.[wrong]} where the model has ${classes} classes (0 to ${classes - 1})`,
    );
  }
  return { data, prepared: inFile(source.path, () => prepareFor(model, data)) };
}

/** What the text of `target` means; `dataName` is what an error names. */
export function parseTarget(text: string | undefined, { labels }: Dataset, classes: number, dataName: string): Target {
  if (text === undefined) return labels ? 'true' : 'predicted';
  if (text === 'predicted') return text;
  if (text === 'true') {
    if (labels) return text;
    throw new UnvanishError('labels', `${dataName}: \`target: true\` needs labels`, 'give them with `labels`');
  }
  if (!/^\d{1,6}$/.test(text)) {
    throw new UnvanishError('option', `\`target: ${text}\`: true, predicted or a class number was expected`);
  }
  if (Number(text) < classes) return Number(text);
  throw new UnvanishError('option', `\`target: ${text}\`: the model has classes 0 to ${classes - 1}`);
}
