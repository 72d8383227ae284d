import { z } from 'zod';
import { elementCount, formatShape } from '../../data/array.js';
import { checkDataset, type Dataset } from '../../data/dataset.js';
import type { FeatureSpace } from '../../data/space/space.js';
import { type Standardisation, standardise } from '../../data/standardisation.js';
import { UnvanishError } from '../../errors.js';
import { decodeBase64, encodeBase64 } from '../../formats/base64.js';
import { checkSpace, decodeSpace, encodeSpace, spaceSchema } from '../../formats/images/spaceJson.js';
import { decodeSafetensors, encodeSafetensors } from '../../formats/safetensors.js';
import { firstIssue } from '../../options.js';
import { quoted } from '../../quoted.js';
import { checkClassifier } from '../checkClassifier.js';
import { Classifier, type ComputeOptions } from '../classifier.js';
import { type ClassifierConfig, classifierSchema, shownConfig } from '../config.js';
import { parameterLayout } from '../network.js';
import { type AssumedArchitecture, checkUnused, inferArchitecture, withoutIgnored } from './inferArchitecture.js';
import { type ParameterValues, StateDict } from './stateDict.js';

/** A classifier and what was done to its training data, so that new series can be treated alike. */
export interface SavedModel {
  readonly classifier: Classifier;
  readonly standardisation?: Standardisation | undefined;
  readonly featureNames?: readonly string[] | undefined;
  readonly classNames?: readonly string[] | undefined;
  /** Where the features of the training data lie, so that maps can be written in their form. */
  readonly space?: FeatureSpace | undefined;
  /** Seconds from one time step of the training data to the next, where they told. */
  readonly samplingInterval?: number | undefined;
  /** Of a file that says nothing of itself: what was taken to be so, a sentence each. */
  readonly notes?: readonly string[] | undefined;
}

/** What a file does not tell: how the model computes, and what `AssumedArchitecture` settles. */
export interface LoadingOptions extends AssumedArchitecture, ComputeOptions {}

const METADATA = 'unvanish';

/** The form of the metadata; a file with a higher number was written by a later version of this library. */
const FORMAT = 1;

/** Statistics are base64 of float32: a state dict has to hold parameters and nothing else. */
const metadataSchema = z.object({
  format: z.literal(FORMAT, { error: `format ${FORMAT} was expected: this version cannot read another one` }),
  config: classifierSchema,
  featureNames: z.array(z.string()).optional(),
  classNames: z.array(z.string()).optional(),
  standardisation: z.object({ by: z.enum(['cell', 'feature']), mean: z.base64(), deviation: z.base64() }).optional(),
  space: spaceSchema.optional(),
  samplingInterval: z.number().positive().optional(),
});

/**
 * A model as a safetensors file: PyTorch's (or the authors') parameter names, the configuration and the standardisation
 * in the metadata, as JSON under "unvanish".
 *
 * @throws UnvanishError `shape` where names, standardisation or space do not fit the classifier.
 */
export function encodeModel(model: SavedModel): Uint8Array {
  checkClassifier(model?.classifier, 'encodeModel: classifier');
  const { classifier, standardisation, featureNames, classNames, space, samplingInterval } = model;
  checkDescription(model, classifier.config, 'the model to save');
  const flat = classifier.parameters();
  const tensors = classifier.layout.specs.map(
    ({ name, shape, offset }) => [name, { shape, data: flat.slice(offset, offset + elementCount(shape)) }] as const,
  );
  const metadata: z.input<typeof metadataSchema> = {
    format: FORMAT,
    config: shownConfig(classifier.config),
    ...(featureNames && { featureNames: [...featureNames] }),
    ...(classNames && { classNames: [...classNames] }),
    ...(standardisation && {
      standardisation: {
        by: standardisation.by,
        mean: encodeBase64(standardisation.mean),
        deviation: encodeBase64(standardisation.deviation),
      },
    }),
    ...(space && { space: encodeSpace(space) }),
    ...(samplingInterval !== undefined && { samplingInterval }),
  };
  return encodeSafetensors(tensors, [[METADATA, JSON.stringify(metadata)]]);
}

/**
 * Reads a model: one that `encodeModel` wrote, or any safetensors file with the parameter names of PyTorch's nn.LSTM,
 * nn.GRU or nn.RNN and nn.Linear or of the authors' checkpoints, whose architecture is inferred from names and shapes;
 * the options settle what they do not tell. Float64 is rounded to float32. A tensor that is not used and may matter is an error.
 *
 * Nothing is allocated for a configuration before the file's tensors are known to have its shapes.
 *
 * @throws UnvanishError `format`, `shape`, `dtype` or `not-finite`, naming the tensor or the field of the metadata; as
 * `Engine.create`.
 */
export async function decodeModel(bytes: Uint8Array, file: string, options: LoadingOptions = {}): Promise<SavedModel> {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const description = metadata.get(METADATA);
  if (description === undefined) {
    const { config, values, notes } = inferArchitecture(tensors, file, options);
    return { classifier: await loadParameters(config, values, file, options), notes };
  }
  const { config, standardisation, featureNames, classNames, space, samplingInterval } = parseMetadata(
    description,
    file,
  );
  const where = `${file}: metadata "${METADATA}"`;
  const rest: Omit<SavedModel, 'classifier'> = {
    standardisation: standardisation && {
      by: standardisation.by,
      mean: decodeBase64(standardisation.mean),
      deviation: decodeBase64(standardisation.deviation),
    },
    featureNames,
    classNames,
    space: space && decodeSpace(space, `${where}: space`),
    samplingInterval,
  };
  checkDescription(rest, config, where);
  checkAssumed(config, options, file);
  const dict = new StateDict(withoutIgnored(tensors, file, options.ignoreTensors), file);
  const values = new Map(parameterLayout(config).specs.map(({ name }) => [name, dict.take(name)]));
  checkUnused(dict);
  return { classifier: await loadParameters(config, values, file, options), ...rest };
}

/**
 * Checks that what is assumed is what the file says of itself.
 *
 * @throws UnvanishError `option`.
 */
function checkAssumed(config: ClassifierConfig, assumed: AssumedArchitecture, file: string): void {
  const other = (['cell', 'readout', 'inputCellAttention'] as const).find(
    (key) => assumed[key] !== undefined && assumed[key] !== config[key],
  );
  const stray = (['inputNorm', 'inputNormEps', 'plainHead'] as const).find((key) => assumed[key] !== undefined);
  if (other === undefined && stray === undefined) return;
  throw new UnvanishError(
    'option',
    other === undefined
      ? `\`${stray}\`: ${file} says itself what it is`
      : `\`${other}: ${assumed[other]}\`: ${file} says of itself that it is ${config[other]}`,
    'leave it out',
  );
}

/** The data as the model was trained on them: standardised with the training data's statistics, where it was. */
export function prepareFor(model: SavedModel, dataset: Dataset): Dataset {
  checkClassifier(model?.classifier, 'prepareFor: the classifier of the first argument');
  checkDataset(dataset, 'prepareFor: the second argument');
  return model.standardisation ? standardise(dataset, model.standardisation) : dataset;
}

function parseMetadata(text: string, file: string): z.output<typeof metadataSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UnvanishError('format', `${file}: metadata "${METADATA}" is not JSON`);
  }
  const result = metadataSchema.safeParse(json);
  if (result.success) return result.data;
  throw new UnvanishError('format', `${file}: metadata "${METADATA}": ${firstIssue(result.error)}`);
}

/** Checks that names and statistics are as many as the architecture needs, and that the statistics can be used. */
function checkDescription(
  { standardisation, featureNames, classNames, space }: Omit<SavedModel, 'classifier'>,
  { inputSize, classes }: ClassifierConfig,
  where: string,
): void {
  const wrong = (message: string) => new UnvanishError('shape', `${where}: ${message}`);
  if (featureNames && featureNames.length !== inputSize) {
    throw wrong(`featureNames: ${featureNames.length} names for ${inputSize} features`);
  }
  if (classNames && classNames.length !== classes) {
    throw wrong(`classNames: ${classNames.length} names for ${classes} classes`);
  }
  if (space) checkSpace(space, inputSize, `${where}: space`);
  if (!standardisation) return;
  const { by, mean, deviation } = standardisation;
  const fits = by === 'feature' ? mean.length === inputSize : mean.length > 0 && mean.length % inputSize === 0;
  if (!fits || deviation.length !== mean.length) {
    throw wrong(
      `standardisation: ${mean.length} means and ${deviation.length} deviations by ${by} for ${inputSize} features`,
    );
  }
  const usable = mean.every(Number.isFinite) && deviation.every((value) => Number.isFinite(value) && value > 0);
  if (!usable) throw wrong('standardisation: means have to be finite, deviations above 0');
}

async function loadParameters(
  config: ClassifierConfig,
  values: ReadonlyMap<string, ParameterValues>,
  file: string,
  { fastMath, threads, memory }: ComputeOptions,
): Promise<Classifier> {
  const layout = parameterLayout(config);
  // All shapes first: what a configuration claims is not allocated unless the file holds it.
  const found = layout.specs.map(({ name, shape, offset }) => {
    const value = values.get(name);
    if (!value) throw new UnvanishError('format', `${file}: tensor ${quoted(name)} is missing`);
    if (formatShape(value.shape) !== formatShape(shape)) {
      const [found, expected] = [value.shape, shape].map(formatShape);
      throw new UnvanishError('shape', `${value.from} has shape ${found} where ${expected} was expected`);
    }
    return { where: value.from, offset, data: value.data };
  });
  const flat = new Float32Array(layout.size);
  for (const { where, offset, data } of found) {
    flat.set(data, offset);
    const wrong = flat.subarray(offset, offset + data.length).findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw new UnvanishError('not-finite', `${where} holds ${data[wrong]} at position ${wrong}`);
  }
  const classifier = await Classifier.create(config, { seed: 0, fastMath, threads, memory });
  classifier.setParameters(flat);
  return classifier;
}
