import { attributionMethods } from '../attribution/index.js';
import { elementCount } from '../data/array.js';
import { boxNames } from '../data/synthetic/boxes.js';
import { UnvanishError } from '../errors.js';
import { measurements } from '../evaluation/index.js';
import { exists, isFolder, readNamed } from '../files/files.js';
import { provenance } from '../files/provenance.js';
import { readDataset } from '../files/readDataset.js';
import { MODEL_FILE, type ModelChoice, readModel, readRun } from '../files/runFolder.js';
import { pathInRun } from '../files/runPlacing.js';
import { foreignWeights } from '../formats/foreignWeights.js';
import { type NamedArray, serves } from '../formats/format.js';
import { formatOf, formats, knownFormat } from '../formats/index.js';
import { classifierSchema, shownConfig } from '../model/config.js';
import { cells } from '../model/encoders/recurrent/cells/index.js';
import { readouts } from '../model/readouts/index.js';
import { studies } from '../studies/index.js';
import { assumed } from './modelOptions.js';
import { type Facts, factLines } from './terminal/factLines.js';
import { withFlags } from './terminal/flags.js';
import { print } from './terminal/print.js';

interface InfoOptions extends ModelChoice {
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
  const { inputCellAttention } = classifierSchema.shape;
  return {
    ...made,
    cells: cells.names(),
    inputCellAttention: inputCellAttention.unwrap().options,
    readouts: readouts.names(),
    attribution: attributionMethods.names(),
    measurements: measurements.names(),
    formats: formats.names(),
    boxes: boxNames,
    studies: studies.names(),
  };
}

async function describe(path: string, choice: ModelChoice): Promise<Facts> {
  if (await isFolder(path)) return runFacts(path, choice);
  if (!knownFormat(path)) {
    const foreign = foreignWeights((await readNamed(path)).bytes, path);
    if (foreign) throw foreign;
  }
  const format = formatOf(path, 'any', 'a file');
  if (serves(format, 'weights')) return modelFacts(path, choice);
  if (serves(format, 'recordings')) {
    throw new UnvanishError('option', `${path}: holds a recording`, `unvanish inspect ${path} says what it holds`);
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

/** What a run says of itself, where it has several models, and of the one that is chosen or its own. */
async function runFacts(path: string, choice: ModelChoice): Promise<Facts> {
  const { command, study, models = [] } = (await readRun(path)) ?? {};
  if (models.length === 0) return modelFacts(path, choice);
  const run = { run: path, command, study: study ?? null, models: models.map(({ key }) => key) };
  const one = choice.model !== undefined || models.length === 1 || (await exists(await pathInRun(path, MODEL_FILE)));
  return one ? { ...run, ...(await modelFacts(path, choice)) } : run;
}

async function modelFacts(path: string, choice: ModelChoice): Promise<Facts> {
  const { classifier, standardisation, featureNames, classNames, notes } = await readModel(path, assumed(choice));
  const { specs } = classifier.layout;
  return {
    model: path,
    ...shownConfig(classifier.config),
    parameters: specs.reduce((sum, { shape }) => sum + elementCount(shape), 0),
    standardisation: standardisation?.by ?? 'none',
    ...(notes && notes.length > 0 && { notes: notes.map(withFlags) }),
    classNames: classNames ?? null,
    featureNames: featureNames ?? null,
    tensors: Object.fromEntries(specs.map(({ name, shape }) => [name, { shape, type: 'float32' }])),
  };
}

function arrayFacts(array: NamedArray['array']) {
  const type = 'data' in array ? array.data.constructor.name.replace('Array', '').toLowerCase() : 'text';
  return { shape: array.shape, type };
}
