import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Engine } from '../backend/engine.js';
import { type Dataset, labelsOf } from '../data/dataset.js';
import { stratifiedSplit } from '../data/split.js';
import { fitStandardisation, type Standardisation, standardise } from '../data/standardisation.js';
import { UnvanishError } from '../errors.js';
import { correctPredictions } from '../evaluation/accuracy.js';
import { type Estimate, proportionEstimate } from '../evaluation/estimate.js';
import { Classifier } from '../model/classifier.js';
import { type ClassifierConfig, classifierConfig } from '../model/config.js';
import { encodeModel } from '../model/savedModel.js';
import { renderReport } from '../report/document.js';
import { formatEstimate } from '../report/numberFormat.js';
import { trainingReport } from '../report/trainingReport.js';
import { checkClasses } from '../training/classes.js';
import { type TrainingConfig, trainingConfig, trainingSchema } from '../training/options.js';
import { train } from '../training/trainer.js';
import { Checkpoint } from './checkpoint.js';
import { type DataFiles, inFile, labelsFile, readDataset } from './dataFiles.js';
import { provenance, provenanceFacts } from './facts.js';
import { checkFolder, exists, writeWhole } from './files.js';
import { GO_ON, interruptSignal } from './interrupt.js';
import { Progress } from './progress.js';
import { MODEL_FILE } from './runFolder.js';
import { withNamesOf } from './sameNames.js';

interface TrainOptions extends TrainingConfig {
  readonly labels?: string;
  readonly lengths?: string;
  readonly test?: string;
  readonly testLabels?: string;
  readonly testLengths?: string;
  readonly validation: number;
  readonly standardise: 'feature' | 'cell' | 'none';
  readonly cell: ClassifierConfig['cell'];
  readonly inputCellAttention: ClassifierConfig['inputCellAttention'];
  readonly hidden: number;
  readonly hops: number;
  readonly attentionSize: number;
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const RUN_FILE = 'run.json';
const REPORT_FILE = 'report.html';

/** Trains, tests and writes the run folder. Everything is checked before anything is written. */
export async function trainModel(name: string, options: TrainOptions): Promise<void> {
  const { out, quiet = false } = options;
  if ((await exists(join(out, RUN_FILE))) && !options.overwrite) {
    throw new UnvanishError('io', `${out}: already holds a finished run`, 'choose another --out, or give --overwrite');
  }
  const training = trainingOf(options);
  const files = { data: name, labels: options.labels, lengths: options.lengths };
  const data = await readDataset(files);
  const config = architectureOf(options, data, files);
  const test = await readTest(options, data);
  const prepared = await prepare(data, test, options);
  const { validation, standardise: by } = options;
  const checkpoint = new Checkpoint(out, { config, training, validation, standardise: by, data });
  if (options.overwrite) await clear(out, checkpoint);
  const resume = await checkpoint.read();
  await checkFolder(out);

  const classifier = await Classifier.create(config, { seed: training.seed });
  const progress = new Progress(['training'], { quiet });
  if (resume && !quiet) process.stderr.write(`going on after epoch ${resume.history.length} (${checkpoint.file})\n`);
  const signal = interruptSignal();
  const result = await train(classifier, prepared, training, {
    signal,
    resume,
    onProgress: ({ epoch, epochs, batch, batches, last }) =>
      progress.update('training', (epoch - 1 + batch / batches) / epochs, epochText(epoch, epochs, last)),
    onCheckpoint: (state) => checkpoint.offer(state, signal),
  })
    .then((trained) => {
      progress.update('training', 1, `${trained.history.length} epochs`);
      return trained;
    })
    .finally(() => progress.stop())
    .catch((error) => {
      if (!(error instanceof UnvanishError && error.code === 'aborted')) throw error;
      throw new UnvanishError(
        'aborted',
        error.message,
        checkpoint.written ? GO_ON : 'before there was anything to keep',
      );
    });

  const accuracy = prepared.test && (await testAccuracy(classifier, prepared.test));
  const { history, bestEpoch, stopped } = result;
  const document = {
    command: 'train',
    run: out,
    data: {
      file: name,
      samples: data.samples,
      time: data.time,
      features: data.features,
      classNames: data.classNames,
    },
    model: config,
    training: { ...training, stopped, bestEpoch, history },
    validation: { share: validation, accuracy: history[bestEpoch - 1]?.validationAccuracy ?? null },
    standardise: by,
    test: accuracy
      ? { file: options.test, accuracy: accuracy.mean, interval: [accuracy.low, accuracy.high], samples: accuracy.n }
      : null,
    provenance: provenance(),
  };
  const { featureNames, classNames } = data;
  await writeWhole(
    join(out, MODEL_FILE),
    encodeModel({ classifier, standardisation: prepared.standardisation, featureNames, classNames }),
  );
  await writeWhole(
    join(out, REPORT_FILE),
    renderReport(trainingReport({ name, config, result, accuracy, facts: provenanceFacts() })),
  );
  await writeWhole(join(out, RUN_FILE), `${JSON.stringify(document, null, 2)}\n`);
  await checkpoint.remove();
  if (options.json) console.log(JSON.stringify(document));
  else {
    console.log(`${history.length} epochs, ended by ${ENDED_BY[stopped]}; the parameters of epoch ${bestEpoch} kept`);
    if (accuracy) console.log(`Test accuracy ${formatEstimate(accuracy, 'percent')} % of ${accuracy.n} samples`);
    console.log(`Run: ${out} (report: ${join(out, REPORT_FILE)})`);
  }
}

const ENDED_BY = {
  epochs: 'the number of epochs',
  'training accuracy': 'the training accuracy',
  patience: 'a validation loss that got no better',
} as const;

function trainingOf(options: TrainOptions): TrainingConfig {
  const keys = Object.keys(trainingSchema.shape) as (keyof TrainingConfig)[];
  return trainingConfig(Object.fromEntries(keys.map((key) => [key, options[key]])));
}

function architectureOf(options: TrainOptions, data: Dataset, files: DataFiles): ClassifierConfig {
  inFile(files.data, () => labelsOf(data));
  const classes = data.classNames.length;
  inFile(labelsFile(files), () => checkClasses(data, classes));
  const { cell, inputCellAttention, hops, attentionSize } = options;
  return classifierConfig({
    inputSize: data.features,
    classes,
    cell,
    hiddenSize: options.hidden,
    inputCellAttention,
    hops,
    attentionSize,
  });
}

/** The test data in the terms of the training data, checked. */
async function readTest(options: TrainOptions, data: Dataset): Promise<Dataset | undefined> {
  if (options.test === undefined) {
    const stray = (['testLabels', 'testLengths'] as const).find((key) => options[key] !== undefined);
    if (!stray) return undefined;
    throw new UnvanishError(
      'option',
      `--${stray === 'testLabels' ? 'test-labels' : 'test-lengths'}: there is no --test`,
    );
  }
  const files = { data: options.test, labels: options.testLabels, lengths: options.testLengths };
  const read = await readDataset(files);
  if (!read.labels) {
    throw new UnvanishError('labels', `${files.data}: the test data have no labels`, 'give them with --test-labels');
  }
  const test = withNamesOf(data, read, files);
  if (test.features !== data.features) {
    throw new UnvanishError(
      'shape',
      `${files.data}: has ${test.features} features where the training data have ${data.features}`,
    );
  }
  const { length: classes } = data.classNames;
  const wrong = labelsOf(test).findIndex((label) => label >= classes);
  if (wrong < 0) return test;
  throw new UnvanishError(
    'labels',
    `${labelsFile(files)}: entry ${wrong} is ${labelsOf(test)[wrong]} where the training data have ${classes} classes (0 to ${classes - 1})`,
  );
}

interface Prepared {
  readonly training: Dataset;
  readonly validation: Dataset | undefined;
  readonly test: Dataset | undefined;
  readonly standardisation: Standardisation | undefined;
}

/** Splits off the validation part, then standardises all parts with the statistics of the training part. */
async function prepare(data: Dataset, test: Dataset | undefined, options: TrainOptions): Promise<Prepared> {
  const { validation: share, standardise: by, seed } = options;
  const engine = await Engine.create();
  const { rest, part } =
    share > 0
      ? inFile('--validation', () => stratifiedSplit(engine, data, { share, seed }))
      : { rest: data, part: undefined };
  if (by === 'none') return { training: rest, validation: part, test, standardisation: undefined };
  const standardisation = fitStandardisation(rest, by);
  return {
    training: standardise(rest, standardisation),
    validation: part && standardise(part, standardisation),
    test: test && inFile(options.test as string, () => standardise(test, standardisation)),
    standardisation,
  };
}

/** Removes a run that is to be replaced: what was finished first, so that a half-removed run is none. */
async function clear(out: string, checkpoint: Checkpoint): Promise<void> {
  for (const file of [RUN_FILE, REPORT_FILE, MODEL_FILE]) await rm(join(out, file), { force: true });
  await checkpoint.remove();
}

async function testAccuracy(classifier: Classifier, test: Dataset): Promise<Estimate | undefined> {
  return proportionEstimate(correctPredictions(await classifier.logits(test), labelsOf(test)), test.samples);
}

function epochText(
  epoch: number,
  epochs: number,
  last: { accuracy: number; validationAccuracy?: number } | undefined,
): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const accuracy = last ? `, accuracy ${percent(last.accuracy)}` : '';
  const validation = last?.validationAccuracy === undefined ? '' : `, validation ${percent(last.validationAccuracy)}`;
  return `epoch ${epoch} of at most ${epochs}${accuracy}${validation}`;
}
