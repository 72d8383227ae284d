import { stat } from 'node:fs/promises';
import { attributionMethods } from '../attribution/index.js';
import { elementCount, formatShape, type NdArray } from '../data/array.js';
import { decodeDataset } from '../data/formats/datasetFile.js';
import { decodeNpy } from '../data/formats/npy.js';
import { decodeNpz } from '../data/formats/npz.js';
import { boxNames } from '../data/synthetic/boxes.js';
import { measurements } from '../evaluation/index.js';
import { provenance } from './facts.js';
import { readNamed } from './files.js';
import { readModel } from './runFolder.js';

/** Describes what is at a path, or this program. */
export async function info(path: string | undefined, { json = false }: { json?: boolean }): Promise<void> {
  const facts = path === undefined ? program() : await describe(path);
  if (json) console.log(JSON.stringify(facts));
  else
    for (const [term, value] of Object.entries(facts))
      console.log(`${term.padEnd(18)} ${typeof value === 'object' ? JSON.stringify(value) : value}`);
}

function program(): Record<string, unknown> {
  const { command: _, date: __, ...made } = provenance();
  return {
    ...made,
    cells: ['lstm'],
    inputCellAttention: ['none', 'matrix', 'mean'],
    attribution: attributionMethods.map(({ name }) => name),
    measurements: measurements.map(({ name }) => name),
    boxes: boxNames,
  };
}

async function describe(path: string): Promise<Record<string, unknown>> {
  const folder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (folder || path.endsWith('.safetensors')) {
    const { classifier, standardisation, featureNames, classNames } = await readModel(path);
    const { specs } = classifier.layout;
    return {
      model: path,
      ...classifier.config,
      parameters: specs.reduce((sum, { shape }) => sum + elementCount(shape), 0),
      tensors: Object.fromEntries(specs.map(({ name, shape }) => [name, shape])),
      standardisation: standardisation?.by ?? 'none',
      classNames: classNames ?? 'not recorded',
      featureNames: featureNames
        ? `${featureNames.slice(0, 5).join(', ')}${featureNames.length > 5 ? ', …' : ''}`
        : 'not recorded',
    };
  }
  const file = await readNamed(path);
  if (path.endsWith('.npy')) return { file: path, ...arrayFacts(decodeNpy(file.bytes, path)) };
  if (path.endsWith('.npz')) {
    return {
      file: path,
      ...Object.fromEntries([...decodeNpz(file.bytes, path)].map(([name, array]) => [name, arrayText(array)])),
    };
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

function arrayFacts(array: NdArray) {
  return { shape: array.shape, type: array.data.constructor.name.replace('Array', '').toLowerCase() };
}

function arrayText(array: NdArray): string {
  const { shape, type } = arrayFacts(array);
  return `${formatShape(shape)} ${type}`;
}
