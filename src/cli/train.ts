import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Dataset, labelsOf } from '../data/dataset.js';
import { UnvanishError } from '../errors.js';
import { correctPredictions } from '../evaluation/accuracy.js';
import { type Estimate, proportionEstimate } from '../evaluation/estimate.js';
import { Classifier } from '../model/classifier.js';
import { encodeModel } from '../model/savedModel.js';
import { renderReport } from '../report/document.js';
import { endedBy } from '../report/endedBy.js';
import { formatEstimate } from '../report/numberFormat.js';
import { trainingReport } from '../report/trainingReport.js';
import { type TrainingConfig, trainingConfig, trainingSchema } from '../training/options.js';
import { train } from '../training/trainer.js';
import { type ArchitectureOptions, architectureOf } from './architectureOptions.js';
import { Checkpoint } from './checkpoint.js';
import { dataFiles, settingsToKeep } from './dataFiles.js';
import { provenance, provenanceFacts } from './facts.js';
import { checkFolder, writeWhole } from './files.js';
import { interruptSignal } from './interrupt.js';
import { Progress } from './progress.js';
import { checkUnfinished, MODEL_FILE, REPORT_FILE, RUN_FILE } from './runFolder.js';
import { readTrainingData, type TrainingDataOptions } from './trainingData.js';

/** The options of `train`. */
export interface TrainOptions extends TrainingConfig, TrainingDataOptions, ArchitectureOptions {
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Trains, tests and writes the run folder. Everything is checked before anything is written. */
export async function trainModel(name: string, options: TrainOptions): Promise<void> {
  const { out, quiet = false } = options;
  await checkUnfinished(options);
  const training = trainingOf(options);
  const { data, groups, prepared } = await readTrainingData(name, options);
  const config = architectureOf(options, data);
  const { validation, standardise: by } = options;
  const checkpoint = new Checkpoint(out, { config, training, validation, standardise: by, data, groups });
  const resume = await checkpoint.read(options.overwrite ? 'pass over' : 'refuse');
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
    .catch(async (error) => {
      if (!(error instanceof UnvanishError)) throw error;
      if (error.code === 'aborted') {
        throw new UnvanishError(
          error.code,
          error.message,
          checkpoint.written ? 'the same command goes on from there' : undefined,
        );
      }
      // A full disk can be mended and the checkpoint gone on from; numbers that diverged would diverge the same way again.
      if (error.code !== 'not-finite') throw error;
      await checkpoint.remove();
      await rmdir(out).catch(() => undefined);
      throw error;
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
    recordings: await settingsToKeep(await dataFiles(name, options)),
    model: config,
    training: { ...training, stopped, bestEpoch, history },
    validation: { share: validation, accuracy: history[bestEpoch - 1]?.validationAccuracy ?? null },
    standardise: by,
    test: accuracy
      ? { file: options.test, accuracy: accuracy.mean, interval: [accuracy.low, accuracy.high], samples: accuracy.n }
      : null,
    provenance: provenance(),
  };
  const { featureNames, classNames, space } = data;
  // Its mark of being finished goes first and comes last, so that an old run and a new one never pass for one.
  await rm(join(out, RUN_FILE), { force: true });
  await writeWhole(
    join(out, MODEL_FILE),
    encodeModel({ classifier, standardisation: prepared.standardisation, featureNames, classNames, space }),
  );
  await writeWhole(
    join(out, REPORT_FILE),
    renderReport(trainingReport({ name, config, result, accuracy, facts: provenanceFacts() })),
  );
  await writeWhole(join(out, RUN_FILE), `${JSON.stringify(document, null, 2)}\n`);
  await checkpoint.remove();
  if (options.json) console.log(JSON.stringify(document));
  else {
    console.log(`${history.length} epochs, ended by ${endedBy[stopped]}; the parameters of epoch ${bestEpoch} kept`);
    if (accuracy) console.log(`Test accuracy ${formatEstimate(accuracy, 'percent')} % of ${accuracy.n} samples`);
    console.log(`Run: ${out} (report: ${join(out, REPORT_FILE)})`);
  }
}

/** The recipe as the options give it. */
export function trainingOf(options: TrainOptions): TrainingConfig {
  const keys = Object.keys(trainingSchema.shape) as (keyof TrainingConfig)[];
  return trainingConfig(Object.fromEntries(keys.map((key) => [key, options[key]])));
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
