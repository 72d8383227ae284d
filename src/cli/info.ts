import { attributionMethods } from '../attribution/index.js';
import { elementCount, type NdArray } from '../data/array.js';
import { boxNames } from '../data/synthetic/boxes.js';
import { UnvanishError } from '../errors.js';
import { measurements } from '../evaluation/localisation/index.js';
import { isFolder, readNamed } from '../files/files.js';
import { provenance } from '../files/provenance.js';
import { readDataset } from '../files/readDataset.js';
import { readModel } from '../files/runFolder.js';
import { serves } from '../formats/format.js';
import { formatOf, formats } from '../formats/index.js';
import { classifierSchema } from '../model/config.js';
import { cellNames } from '../model/encoders/recurrent/cells/index.js';
import type { AssumedArchitecture } from '../model/weights/inferArchitecture.js';
import { assumed } from './modelOptions.js';
import { type Facts, factLines } from './terminal/factLines.js';
import { print } from './terminal/print.js';

interface InfoOptions extends AssumedArchitecture {
  readonly json?: boolean;
}

/** Describes what is at a path, or this program. */
export async function info(path: string | undefined, options: InfoOptions): Promise<void> {
  const { json = false } = options;
  const facts = path === undefined ? program() : await describe(path, options);
  print(json ? JSON.stringify(facts) : factLines(facts).join('\n'));
}

function program(): Facts {
  const { command: _, date: __, ...made } = provenance();
  const { inputCellAttention, readout } = classifierSchema.shape;
  return {
    ...made,
    cells: cellNames(),
    inputCellAttention: inputCellAttention.unwrap().options,
    readouts: readout.unwrap().options,
    attribution: attributionMethods.names(),
    measurements: measurements.map(({ name }) => name),
    formats: formats.names(),
    boxes: boxNames,
  };
}

async function describe(path: string, options: AssumedArchitecture): Promise<Facts> {
  if (await isFolder(path)) return modelFacts(path, options);
  const format = formatOf(path, 'any', 'a file');
  if (serves(format, 'weights')) return modelFacts(path, options);
  if (serves(format, 'recordings')) {
    throw new UnvanishError('option', `${path}: is an image`, `unvanish inspect ${path} says what it holds`);
  }
  const { array } = format;
  if (array) {
    const file = await readNamed(path);
    const one = array.all ? undefined : await array.read(file, '');
    if (one) return { file: path, ...arrayFacts(one.array) };
    const arrays = [...((await array.all?.(file)) ?? [])].map(([field, own]) => [field, arrayFacts(own)]);
    return { file: path, arrays: Object.fromEntries(arrays) };
  }
  const { samples, time, features, labels, lengths, classNames, featureNames } = await readDataset(path);
  return {
    file: path,
    samples,
    time,
    features,
    labelled: labels !== undefined,
    unequalLengths: lengths !== undefined,
    classNames,
    featureNames,
  };
}

async function modelFacts(path: string, options: AssumedArchitecture): Promise<Facts> {
  const { classifier, standardisation, featureNames, classNames } = await readModel(path, assumed(options));
  const { specs } = classifier.layout;
  return {
    model: path,
    ...classifier.config,
    parameters: specs.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    standardisation: standardisation?.by ?? 'none',
    classNames: classNames ?? null,
    featureNames: featureNames ?? null,
    tensors: Object.fromEntries(specs.map(({ name, shape }) => [name, { shape, type: 'float32' }])),
  };
}

function arrayFacts({ shape, data }: NdArray) {
  return { shape, type: data.constructor.name.replace('Array', '').toLowerCase() };
}
