import { attributionMethods } from '../attribution/index.js';
import { elementCount, formatShape, type NdArray } from '../data/array.js';
import { decodeDataset } from '../data/formats/datasetFile.js';
import { decodeNpy } from '../data/formats/npy.js';
import { decodeNpz } from '../data/formats/npz.js';
import { boxNames } from '../data/synthetic/boxes.js';
import { measurements } from '../evaluation/index.js';
import { cellNames } from '../model/cells/index.js';
import { classifierSchema } from '../model/config.js';
import type { AssumedArchitecture } from '../model/inferArchitecture.js';
import { provenance } from './facts.js';
import { isFolder, readNamed } from './files.js';
import { readModel } from './runFolder.js';

type Facts = Readonly<Record<string, unknown>>;

interface InfoOptions extends AssumedArchitecture {
  readonly json?: boolean;
}

/** Describes what is at a path, or this program. */
export async function info(path: string | undefined, options: InfoOptions): Promise<void> {
  const { json = false } = options;
  const facts = path === undefined ? program() : await describe(path, options);
  console.log(json ? JSON.stringify(facts) : lines(facts).join('\n'));
}

function program(): Facts {
  const { command: _, date: __, ...made } = provenance();
  const { inputCellAttention, readout } = classifierSchema.shape;
  return {
    ...made,
    cells: cellNames(),
    inputCellAttention: inputCellAttention.unwrap().options,
    readouts: readout.unwrap().options,
    attribution: attributionMethods.map(({ name }) => name),
    measurements: measurements.map(({ name }) => name),
    boxes: boxNames,
  };
}

async function describe(path: string, assumed: AssumedArchitecture): Promise<Facts> {
  const name = path.toLowerCase();
  if (name.endsWith('.safetensors') || (await isFolder(path))) return modelFacts(path, assumed);
  const file = await readNamed(path);
  if (name.endsWith('.npy')) return { file: path, ...arrayFacts(decodeNpy(file.bytes, path)) };
  if (name.endsWith('.npz')) {
    const arrays = [...decodeNpz(file.bytes, path)].map(([field, array]) => [field, arrayFacts(array)]);
    return { file: path, arrays: Object.fromEntries(arrays) };
  }
  const { samples, time, features, labels, lengths, classNames, featureNames } = decodeDataset({ data: file });
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

async function modelFacts(path: string, assumed: AssumedArchitecture): Promise<Facts> {
  const { classifier, standardisation, featureNames, classNames } = await readModel(path, assumed);
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

/** One line a fact; facts of facts are indented below their name. */
function lines(facts: Facts): string[] {
  const width = Math.max(...Object.keys(facts).map((term) => term.length));
  return Object.entries(facts).flatMap(([term, value]) => {
    const text = valueText(value);
    return text === undefined
      ? [term, ...lines(value as Facts).map((line) => `  ${line}`)]
      : `${term.padEnd(width)}  ${text}`;
  });
}

/** A value on one line; undefined for facts of facts. */
function valueText(value: unknown): string | undefined {
  if (value === null) return 'not recorded';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value))
    return value.every((entry) => typeof entry === 'number') ? formatShape(value) : names(value);
  if (typeof value !== 'object') return String(value);
  if ('shape' in value && 'type' in value) return `${formatShape(value.shape as number[])} ${value.type}`;
  return undefined;
}

function names(all: readonly string[]): string {
  return all.length > 12 ? `${all.slice(0, 12).join(', ')}, … (${all.length})` : all.join(', ');
}
