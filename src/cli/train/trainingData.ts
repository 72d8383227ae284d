import { type Dataset, labelsOf } from '../../data/dataset.js';
import type { Finding } from '../../data/finding.js';
import { oneClassText } from '../../data/findings.js';
import { groupedSplit, stratifiedSplit } from '../../data/split.js';
import { fitStandardisation, type Standardisation, standardise } from '../../data/standardisation.js';
import { UnvanishError } from '../../errors.js';
import { readSource } from '../../files/readDataset.js';
import { withTermsOf } from '../../files/sameNames.js';
import { featureRemedy, labelsFile, type Source } from '../../files/source.js';
import { inFile } from '../../formats/namedFile.js';
import { checkClasses } from '../../model/heads/classes.js';
import type { TrainingConfig } from '../../training/options.js';
import { type NamedDataOptions, namedData } from '../input/namedData.js';
import { suspectWarnings } from '../terminal/suspectWarnings.js';
import { type ChosenGroups, chosenGroups } from './groupsOption.js';

/** The options of `train` that say which data there are and what becomes of them. */
export interface TrainingDataOptions extends Pick<TrainingConfig, 'seed'>, NamedDataOptions {
  /** `run`, `subject` or a file. */
  readonly groups?: string;
  readonly test?: string;
  readonly testLabels?: string;
  readonly testLengths?: string;
  readonly validation: number;
  readonly standardise: 'feature' | 'cell' | 'none';
}

/** The parts of the data, ready for training and testing. */
export interface PreparedData {
  readonly training: Dataset;
  readonly validation: Dataset | undefined;
  readonly test: Dataset | undefined;
  readonly standardisation: Standardisation | undefined;
}

/** Series to train with, checked, and what of them must not be torn apart. */
export interface TrainingSeries {
  readonly source: Source;
  readonly data: Dataset;
  readonly groups: ChosenGroups | undefined;
  /** What tells classes without having been measured. */
  readonly warnings: readonly Finding[];
}

/**
 * Reads labelled series to train with.
 *
 * @throws UnvanishError naming the file that is wrong.
 */
export async function readTrainingSeries(name: string, options: TrainingDataOptions): Promise<TrainingSeries> {
  const source = await namedData(name, options);
  const data = await readSource(source);
  inFile(name, () => labelsOf(data));
  inFile(labelsFile(source), () => {
    checkClasses(data, data.classNames.length);
    if (data.classNames.length === 1) throw new UnvanishError('labels', oneClassText(data.classNames[0]));
  });
  const warnings = suspectWarnings(data);
  return { source, data, groups: await chosenGroups(options.groups, data, name), warnings };
}

/**
 * Reads training and test data, checks them against each other, splits off the validation part and standardises. `data`
 * are the training data as they were read.
 *
 * @throws UnvanishError naming the file that is wrong.
 */
export async function readTrainingData(
  name: string,
  options: TrainingDataOptions,
): Promise<TrainingSeries & { readonly prepared: PreparedData }> {
  const series = await readTrainingSeries(name, options);
  const test = await readTest(options, series);
  return { ...series, prepared: await prepare(series, test, options) };
}

/** The test data in the terms of the training data, checked. */
async function readTest(
  options: TrainingDataOptions,
  { data, source: trained }: TrainingSeries,
): Promise<Dataset | undefined> {
  if (options.test === undefined) {
    const stray = (['testLabels', 'testLengths'] as const).find((key) => options[key] !== undefined);
    if (!stray) return undefined;
    throw new UnvanishError('option', `\`${stray}\`: there is no \`test\``);
  }
  const { test: name, testLengths: lengths } = options;
  // A table by subject mostly has those of the test data, too.
  const labels = options.testLabels ?? (trained.kind === 'recordings' ? options.labels : undefined);
  const equalLengths = options.equalLengths ? data.time : undefined;
  const source = await namedData(name, { ...options, labels, lengths, featureNames: undefined, equalLengths });
  const read = await readSource(source);
  if (!read.labels) {
    throw new UnvanishError('labels', `${source.path}: the test data have no labels`, 'give them with `testLabels`');
  }
  const test = withTermsOf(data, read, source);
  if (test.features === data.features) return test;
  throw new UnvanishError(
    'shape',
    `${source.path}: has ${test.features} features where the training data have ${data.features}`,
    featureRemedy(source, test, data.features),
  );
}

/** Splits off the validation part, then standardises all parts with the statistics of the training part. */
async function prepare(
  { data, groups }: TrainingSeries,
  test: Dataset | undefined,
  options: TrainingDataOptions,
): Promise<PreparedData> {
  const { validation: share, standardise: by, seed } = options;
  const split = () =>
    groups ? groupedSplit(data, groups.names, { share, seed }) : stratifiedSplit(data, { share, seed });
  const { rest, part } = share > 0 ? inFile('`validation`', split) : { rest: data, part: undefined };
  if (by === 'none') return { training: rest, validation: part, test, standardisation: undefined };
  const standardisation = fitStandardisation(rest, by);
  return {
    training: standardise(rest, standardisation),
    validation: part && standardise(part, standardisation),
    test: test && inFile(options.test as string, () => standardise(test, standardisation)),
    standardisation,
  };
}
