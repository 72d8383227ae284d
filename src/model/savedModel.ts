import { z } from 'zod';
import { elementCount, formatShape } from '../data/array.js';
import type { Dataset } from '../data/dataset.js';
import { decodeSafetensors, encodeSafetensors, type SafeTensor } from '../data/formats/safetensors.js';
import { type Standardisation, standardise } from '../data/standardisation.js';
import { UnvanishError } from '../errors.js';
import { Classifier } from './classifier.js';
import { type ClassifierConfig, classifierConfig, classifierSchema } from './config.js';
import { inferArchitecture } from './inferArchitecture.js';

/** A classifier and what was done to its training data, so that new series can be treated alike. */
export interface SavedModel {
  readonly classifier: Classifier;
  readonly standardisation?: Standardisation | undefined;
  readonly featureNames?: readonly string[] | undefined;
  readonly classNames?: readonly string[] | undefined;
}

const METADATA = 'unvanish';

const metadataSchema = z.object({
  config: classifierSchema,
  featureNames: z.array(z.string()).optional(),
  classNames: z.array(z.string()).optional(),
  standardisation: z
    .object({ by: z.enum(['cell', 'feature']), mean: z.array(z.number()), deviation: z.array(z.number().positive()) })
    .optional(),
});

/**
 * A model as a safetensors file: PyTorch's (or the authors') parameter names, the configuration and the standardisation
 * in the metadata, as JSON under "unvanish".
 */
export function encodeModel({ classifier, standardisation, featureNames, classNames }: SavedModel): Uint8Array {
  const flat = classifier.parameters();
  const tensors = classifier.layout.specs.map(
    ({ name, shape, offset }) => [name, { shape, data: flat.slice(offset, offset + elementCount(shape)) }] as const,
  );
  const metadata: z.input<typeof metadataSchema> = {
    config: classifier.config,
    ...(featureNames && { featureNames: [...featureNames] }),
    ...(classNames && { classNames: [...classNames] }),
    ...(standardisation && {
      standardisation: {
        by: standardisation.by,
        mean: [...standardisation.mean],
        deviation: [...standardisation.deviation],
      },
    }),
  };
  return encodeSafetensors(tensors, [[METADATA, JSON.stringify(metadata)]]);
}

/**
 * Reads a model: one that `encodeModel` wrote, or any safetensors file with the parameter names of PyTorch's nn.LSTM and
 * nn.Linear or of the authors' checkpoints, whose architecture is inferred from names and shapes. Float64 is rounded to
 * float32.
 *
 * @throws UnvanishError `format` or `shape`, naming the tensor.
 */
export async function decodeModel(bytes: Uint8Array, file: string): Promise<SavedModel> {
  const { tensors, metadata } = decodeSafetensors(bytes, file);
  const description = metadata.get(METADATA);
  if (description === undefined) {
    const { config, nameOf } = inferArchitecture(tensors, file);
    return { classifier: await loadParameters(config, tensors, nameOf, file) };
  }
  const { config, standardisation, featureNames, classNames } = parseMetadata(description, file);
  return {
    classifier: await loadParameters(classifierConfig(config), tensors, (name) => name, file),
    standardisation: standardisation && {
      by: standardisation.by,
      mean: Float32Array.from(standardisation.mean),
      deviation: Float32Array.from(standardisation.deviation),
    },
    featureNames,
    classNames,
  };
}

/** The data as the model was trained on them: standardised with the training data's statistics, where it was. */
export function prepareFor(model: SavedModel, dataset: Dataset): Dataset {
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
  const issue = result.error.issues[0];
  throw new UnvanishError('format', `${file}: metadata "${METADATA}": ${issue?.path.join('.')}: ${issue?.message}`);
}

async function loadParameters(
  config: ClassifierConfig,
  tensors: ReadonlyMap<string, SafeTensor>,
  nameOf: (name: string) => string,
  file: string,
): Promise<Classifier> {
  const classifier = await Classifier.create(config, { seed: 0 });
  const flat = new Float32Array(classifier.layout.size);
  for (const { name, shape, offset } of classifier.layout.specs) {
    const tensor = tensors.get(nameOf(name));
    if (!tensor) throw new UnvanishError('format', `${file}: tensor ${nameOf(name)} is missing`);
    if (formatShape(tensor.shape) !== formatShape(shape)) {
      throw new UnvanishError(
        'shape',
        `${file}: tensor ${nameOf(name)} has shape ${formatShape(tensor.shape)} where ${formatShape(shape)} was expected`,
      );
    }
    const { data } = tensor;
    if (!(data instanceof Float32Array || data instanceof Float64Array)) {
      throw new UnvanishError(
        'dtype',
        `${file}: tensor ${nameOf(name)} is ${tensor.dtype} where floating point was expected`,
      );
    }
    flat.set(data, offset);
    const wrong = flat.subarray(offset, offset + data.length).findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0)
      throw new UnvanishError(
        'not-finite',
        `${file}: tensor ${nameOf(name)} holds ${data[wrong]} at position ${wrong}`,
      );
  }
  classifier.setParameters(flat);
  return classifier;
}
