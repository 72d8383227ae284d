import { rm, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { featuresOnCortex } from '../../files/cortex.js';
import { type CortexOptions, readCortexFiles } from '../../files/cortexFiles.js';
import { checkFolder, writeWhole } from '../../files/files.js';
import { provenance, provenanceFacts } from '../../files/provenance.js';
import { checkUnfinished, MODEL_FILE, REPORT_FILE, RUN_FILE } from '../../files/runFolder.js';
import { Classifier } from '../../model/classifier.js';
import { encodeModel } from '../../model/weights/savedModel.js';
import { parsePart } from '../../options.js';
import { renderReport } from '../../report/document.js';
import { formatNumber } from '../../report/numberFormat.js';
import type { StopSignal } from '../../stopSignal.js';
import { type TestedData, testSentences } from '../../studies/crossValidation/testBlocks.js';
import { summariseTest, type TestSummary } from '../../studies/crossValidation/testSummary.js';
import { chosenBy, endedBy, keptOf, stepsOf, trainedFor } from '../../studies/trial/trainingEnd.js';
import { trainingReport } from '../../studies/trial/trainingReport.js';
import { type TrainingConfig, trainingSchema } from '../../training/options.js';
import { train } from '../../training/trainer.js';
import { type ArchitectureOptions, architectureOf } from '../architectureOptions.js';
import { type ComputeFlags, computeOptions } from '../computeOptions.js';
import { interruptSignal } from '../terminal/failure.js';
import { print } from '../terminal/print.js';
import { Progress } from '../terminal/progress.js';
import { Checkpoint } from './checkpoint.js';
import { dataOfRun } from './dataOfRun.js';
import { chosenGroups } from './groupsOption.js';
import { readTrainingData, type TrainingDataOptions } from './trainingData.js';

/** The options of `train`. */
export interface TrainOptions
  extends TrainingConfig,
    TrainingDataOptions,
    ArchitectureOptions,
    ComputeFlags,
    CortexOptions {
  readonly out: string;
  readonly overwrite?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Trains, tests and writes the run folder. Everything is checked before anything is written. */
export async function trainModel(name: string, options: TrainOptions): Promise<void> {
  const { out, quiet = false } = options;
  await checkUnfinished(options);
  const training = parsePart(trainingSchema, options);
  const surfaces = await readCortexFiles(options);
  const { source, data, groups, prepared } = await readTrainingData(name, options);
  const drawn = featuresOnCortex(surfaces, data);
  const config = architectureOf(options, data);
  const { validation, standardise: by, fastMath = false } = options;
  const checkpoint = new Checkpoint(out, { config, training, fastMath, validation, standardise: by, data, groups });
  const resume = await checkpoint.read(options.overwrite ? 'pass over' : 'refuse');
  await checkFolder(out);

  const classifier = await Classifier.create(config, { seed: training.seed, ...computeOptions(options) });
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

  const test = prepared.test && {
    data: prepared.test,
    cortex: drawn?.cortex,
    summary: await tested(classifier, prepared.test, options, signal),
  };
  classifier.close();
  const { history, bestEpoch, stopped } = result;
  const { document: about, origin: ofData } = dataOfRun(source, data, out);
  const origin = [...ofData, ...(drawn?.facts ?? [])];
  const document = {
    ...about,
    cortex: drawn?.settings,
    model: config,
    fastMath,
    training: { ...training, stopped, bestEpoch, ...stepsOf(result), history },
    validation: { share: validation, accuracy: history[bestEpoch - 1]?.validationAccuracy ?? null },
    standardise: by,
    test: test ? { file: options.test, ...testJson(test) } : null,
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
    renderReport(trainingReport({ name: basename(name), config, result, test, origin, facts: provenanceFacts() })),
  );
  await writeWhole(join(out, RUN_FILE), `${JSON.stringify(document, null, 2)}\n`);
  await checkpoint.remove();
  if (options.json) console.log(JSON.stringify(document));
  else {
    console.log(
      `${trainedFor(result)}, ended by ${endedBy(stopped, training.chooseBy)}; the parameters of ${keptOf(result)} kept`,
    );
    const { validationAccuracy } = history[bestEpoch - 1];
    if (test) for (const sentence of testSentences(test)) print(sentence);
    else if (validationAccuracy !== undefined) {
      const share = formatNumber(validationAccuracy, 'percent');
      console.log(`Validation accuracy of these parameters: ${share} % (chosen by ${chosenBy[training.chooseBy]})`);
    }
    console.log(`Run: ${out} (report: ${join(out, REPORT_FILE)})`);
  }
}

/** Whole subjects or runs are what is independent, where the test data tell of several. */
async function tested(
  classifier: Classifier,
  test: Dataset,
  { seed }: TrainOptions,
  signal: StopSignal,
): Promise<TestSummary> {
  const groups = await chosenGroups(undefined, test, '--test');
  return summariseTest(classifier, test, { groups: groups?.names, seed, signal });
}

/** What run.json holds of the test data. */
function testJson({ data, summary }: TestedData) {
  const { accuracy, samples, chance, confusion, byFeature, byTime, faint } = summary;
  return {
    samples,
    accuracy: accuracy.mean,
    interval: [accuracy.low, accuracy.high],
    balancedAccuracy: confusion.balancedAccuracy,
    chance: { accuracy: chance.chance, bound: chance.chanceHigh, p: chance.p, of: summary.chanceOf },
    confusion: confusion.counts,
    saliency: {
      faint,
      byTime,
      byFeature: byFeature.map((share, feature) => ({ name: data.featureNames[feature], share })),
    },
  };
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
