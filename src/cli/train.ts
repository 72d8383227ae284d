import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Engine } from '../backend/engine.js';
import { type Dataset, labelsOf } from '../data/dataset.js';
import { crc32 } from '../data/formats/crc32.js';
import { decodeDataset } from '../data/formats/datasetFile.js';
import { stratifiedSplit } from '../data/split.js';
import { fitStandardisation, type Standardisation, standardise } from '../data/standardisation.js';
import { UnvanishError } from '../errors.js';
import { correctPredictions } from '../evaluation/accuracy.js';
import { type Estimate, proportionEstimate } from '../evaluation/estimate.js';
import { Classifier } from '../model/classifier.js';
import { type ClassifierOptions, classifierConfig } from '../model/config.js';
import { encodeModel } from '../model/savedModel.js';
import { renderReport } from '../report/document.js';
import { formatEstimate } from '../report/numberFormat.js';
import { trainingReport } from '../report/trainingReport.js';
import { type TrainingConfig, trainingConfig } from '../training/options.js';
import { decodeTrainingState, encodeTrainingState, type TrainingState } from '../training/state.js';
import { train } from '../training/trainer.js';
import { provenance, provenanceFacts } from './facts.js';
import { exists, readNamed, readOptional, writeWhole } from './files.js';
import { interruptSignal } from './interrupt.js';
import { Progress } from './progress.js';
import { MODEL_FILE } from './runFolder.js';

interface TrainOptions {
  readonly labels?: string;
  readonly lengths?: string;
  readonly test?: string;
  readonly testLabels?: string;
  readonly testLengths?: string;
  readonly out: string;
  readonly cell: 'lstm';
  readonly inputCellAttention: 'none' | 'matrix' | 'mean';
  readonly hidden: number;
  readonly hops: number;
  readonly attentionSize: number;
  readonly validation: number;
  readonly standardise: 'feature' | 'cell' | 'none';
  readonly overwrite?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Milliseconds between two checkpoints on disk. */
const CHECKPOINT_INTERVAL = 10_000;

/** Trains, tests and writes the run folder. Everything is checked before anything is written. */
export async function trainModel(name: string, options: TrainOptions & TrainingConfig): Promise<void> {
  const { out } = options;
  const training = pickTraining(options);
  if (!(options.validation >= 0 && options.validation < 1)) {
    throw new UnvanishError('option', `--validation is ${options.validation}: it must be at least 0 and below 1`);
  }
  const runFile = join(out, 'run.json');
  const checkpointFile = join(out, 'checkpoint.safetensors');
  if ((await exists(runFile)) && !options.overwrite) {
    throw new UnvanishError('io', `${out} already holds a finished run`, 'choose another --out, or give --overwrite');
  }
  const data = await readDataset(name, options.labels, options.lengths);
  labelsOf(data);
  const test = options.test ? await readDataset(options.test, options.testLabels, options.testLengths) : undefined;
  if (test) labelsOf(test);
  const classNames = data.classNames;
  const architecture: ClassifierOptions = {
    inputSize: data.features,
    classes: classNames.length,
    cell: options.cell,
    hiddenSize: options.hidden,
    inputCellAttention: options.inputCellAttention,
    hops: options.hops,
    attentionSize: options.attentionSize,
  };
  const prepared = await prepare(data, test, options, training.seed);
  const classifier = await Classifier.create(classifierConfig(architecture), { seed: training.seed });
  if (prepared.test) classifier.checkFits(prepared.test);

  const recipe = JSON.stringify({
    architecture,
    validation: options.validation,
    standardise: options.standardise,
    data: crc32(new Uint8Array(data.x.buffer, data.x.byteOffset, data.x.byteLength)),
  });
  const resume = options.overwrite ? undefined : await readCheckpoint(checkpointFile, recipe);
  const progress = new Progress(options.quiet === true);
  if (resume && !options.quiet)
    process.stderr.write(`going on after epoch ${resume.history.length} (${checkpointFile})\n`);
  const signal = interruptSignal();
  let written = performance.now();
  const result = await train(classifier, prepared, training, {
    signal,
    resume,
    onProgress: ({ epoch, epochs, batch, batches, last }) =>
      progress.update('training', (epoch - 1 + batch / batches) / epochs, epochText(epoch, epochs, last)),
    onCheckpoint: async (state) => {
      if (!signal.aborted && performance.now() - written < CHECKPOINT_INTERVAL) return;
      await writeWhole(checkpointFile, encodeTrainingState(state(), recipe));
      written = performance.now();
    },
  }).finally(() => progress.stop());

  const accuracy = prepared.test && (await testAccuracy(classifier, prepared.test));
  const model = encodeModel({
    classifier,
    standardisation: prepared.standardisation,
    featureNames: data.featureNames,
    classNames,
  });
  const document = {
    command: 'train',
    run: out,
    data: { file: name, samples: data.samples, time: data.time, features: data.features, classNames },
    model: classifier.config,
    training: { ...training, stopped: result.stopped, bestEpoch: result.bestEpoch, history: result.history },
    validation: {
      share: options.validation,
      accuracy: result.history[result.bestEpoch - 1]?.validationAccuracy ?? null,
    },
    standardise: options.standardise,
    test: accuracy
      ? { file: options.test, accuracy: accuracy.mean, interval: [accuracy.low, accuracy.high], samples: accuracy.n }
      : null,
    provenance: provenance(),
  };
  await writeWhole(join(out, MODEL_FILE), model);
  await writeWhole(
    join(out, 'report.html'),
    renderReport(trainingReport({ name, config: classifier.config, result, accuracy, facts: provenanceFacts() })),
  );
  await writeWhole(runFile, `${JSON.stringify(document, null, 2)}\n`);
  await rm(checkpointFile, { force: true });
  if (options.json) console.log(JSON.stringify(document));
  else {
    console.log(
      `${result.history.length} epochs, stopped by ${result.stopped}; parameters of epoch ${result.bestEpoch} kept`,
    );
    if (accuracy) console.log(`test accuracy ${formatEstimate(accuracy, 'percent')} % of ${accuracy.n} samples`);
    console.log(`Run: ${out} (report: ${join(out, 'report.html')})`);
  }
}

function pickTraining(options: TrainingConfig): TrainingConfig {
  const {
    epochs,
    batchSize,
    learningRate,
    weightDecay,
    inputDropout,
    hiddenDropout,
    gradientClip,
    classWeights,
    stopAtAccuracy,
    patience,
    seed,
  } = options;
  return trainingConfig({
    epochs,
    batchSize,
    learningRate,
    weightDecay,
    inputDropout,
    hiddenDropout,
    gradientClip,
    classWeights,
    stopAtAccuracy,
    patience,
    seed,
  });
}

async function readDataset(name: string, labels: string | undefined, lengths: string | undefined): Promise<Dataset> {
  return decodeDataset({
    data: await readNamed(name),
    labels: await readOptional(labels),
    lengths: await readOptional(lengths),
  });
}

interface Prepared {
  readonly training: Dataset;
  readonly validation: Dataset | undefined;
  readonly test: Dataset | undefined;
  readonly standardisation: Standardisation | undefined;
}

/** Splits off the validation part, then standardises all parts with the statistics of the training part. */
async function prepare(
  data: Dataset,
  test: Dataset | undefined,
  options: TrainOptions,
  seed: number,
): Promise<Prepared> {
  const { validation: share, standardise: by } = options;
  const { rest, part } =
    share > 0 ? stratifiedSplit(await Engine.create(), data, { share, seed }) : { rest: data, part: undefined };
  if (by === 'none') return { training: rest, validation: part, test, standardisation: undefined };
  const standardisation = fitStandardisation(rest, by);
  return {
    training: standardise(rest, standardisation),
    validation: part && standardise(part, standardisation),
    test: test && standardise(test, standardisation),
    standardisation,
  };
}

async function readCheckpoint(file: string, recipe: string): Promise<TrainingState | undefined> {
  if (!(await exists(file))) return undefined;
  const { state, recipe: found } = decodeTrainingState((await readNamed(file)).bytes, file);
  if (found === recipe) return state;
  throw new UnvanishError(
    'option',
    `${file}: the interrupted run had other data or another architecture`,
    'choose another --out, or give --overwrite',
  );
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
  return `epoch ${epoch}/${epochs}${accuracy}${validation}`;
}
