import { basename, join } from 'node:path';
import type { Dataset } from '../../data/dataset.js';
import { UnvanishError } from '../../errors.js';
import { featuresOnCortex } from '../../files/cortex.js';
import { type CortexOptions, readCortexFiles } from '../../files/cortexFiles.js';
import { provenance, provenanceFacts } from '../../files/provenance.js';
import { MODEL_FILE, REPORT_FILE } from '../../files/runFolder.js';
import { checkUnfinished, writeRun } from '../../files/writeRun.js';
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
import type { TrainingState } from '../../training/state.js';
import { type TrainingResult, train } from '../../training/trainer.js';
import { type ArchitectureOptions, architectureOf } from '../architectureOptions.js';
import { type ComputeFlags, computeOptions } from '../computeOptions.js';
import { checkNotStopped, interruptSignal, WAS_WHOLE } from '../terminal/interruption.js';
import { oneLine, print } from '../terminal/print.js';
import { Progress } from '../terminal/progress.js';
import { Checkpoint, fingerprint } from './checkpoint.js';
import { dataOfRun } from './dataOfRun.js';
import { chosenGroups } from './groupsOption.js';
import { type PreparedData, readTrainingData, type TrainingDataOptions } from './trainingData.js';

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

/** What a training came to, tested. */
interface Trained {
  readonly result: TrainingResult;
  readonly test: TestedData | undefined;
}

/** Trains, tests and writes the run folder. Everything is checked before anything is written. */
export async function trainModel(name: string, options: TrainOptions): Promise<void> {
  const { out, overwrite } = options;
  await checkUnfinished(options);
  const training = parsePart(trainingSchema, options);
  const surfaces = await readCortexFiles(options);
  const series = await readTrainingData(name, options);
  const { data, groups, prepared } = series;
  const drawn = featuresOnCortex(surfaces, data);
  const config = architectureOf(options, data);
  const { validation, standardise: by, fastMath = false } = options;
  const checkpoint = new Checkpoint(out, { config, training, fastMath, validation, standardise: by, data, groups });
  const { document: about, origin: ofData } = dataOfRun(series, out);
  const origin = [...ofData, ...(drawn?.facts ?? [])];
  const key = JSON.stringify([checkpoint.key, about, prepared.test && fingerprint(prepared.test, undefined), origin]);
  const signal = interruptSignal();
  let made: Trained | undefined;

  const document = await writeRun({ out, overwrite, key }, async () => {
    const classifier = await Classifier.create(config, { seed: training.seed, ...computeOptions(options) });
    const { result, test } = await withCheckpoint(checkpoint, options, async (resume) => {
      const trained = await trainInSight(classifier, prepared, training, { options, checkpoint, resume, signal });
      const tested = prepared.test && {
        data: prepared.test,
        cortex: drawn?.cortex,
        summary: await testSummary(classifier, prepared.test, options, signal),
      };
      await checkNotStopped(signal);
      return { result: trained, test: tested };
    });
    classifier.close();
    made = { result, test };
    const { history, bestEpoch, stopped } = result;
    const { featureNames, classNames, space } = data;
    const { standardisation } = prepared;
    return {
      document: {
        ...about,
        cortex: drawn?.settings,
        model: config,
        fastMath,
        training: { ...training, stopped, bestEpoch, ...stepsOf(result), history },
        validation: { share: validation, accuracy: history[bestEpoch - 1]?.validationAccuracy ?? null },
        standardise: by,
        test: test ? { file: options.test, ...testJson(test) } : null,
        provenance: provenance(),
      },
      files: [
        { name: MODEL_FILE, bytes: encodeModel({ classifier, standardisation, featureNames, classNames, space }) },
        {
          name: REPORT_FILE,
          bytes: renderReport(
            trainingReport({ name: basename(name), config, result, test, origin, facts: provenanceFacts() }),
          ),
        },
      ],
    };
  });
  if (options.json) console.log(JSON.stringify(document));
  else printRun(made, out, training);
}

/** Calls what goes on from a training's state, and keeps that state where it is stopped. */
async function withCheckpoint<T>(
  checkpoint: Checkpoint,
  { overwrite, quiet = false }: TrainOptions,
  work: (resume: TrainingState | undefined) => Promise<T>,
): Promise<T> {
  const say = (text: string) => quiet || process.stderr.write(`${text}\n`);
  const resume = await checkpoint.read(overwrite ? 'pass over' : 'refuse', (text) => say(`note: ${oneLine(text)}`));
  if (resume) say(`going on after epoch ${resume.history.length} (${checkpoint.file})`);
  try {
    return await work(resume);
  } catch (error) {
    if (!(error instanceof UnvanishError && error.code === 'aborted')) throw error;
    await checkpoint.save();
    const remedy = checkpoint.written ? 'the same command goes on from there' : undefined;
    throw new UnvanishError(error.code, error.message, remedy);
  }
}

async function trainInSight(
  classifier: Classifier,
  prepared: PreparedData,
  training: TrainingConfig,
  {
    options: { quiet = false },
    checkpoint,
    resume,
    signal,
  }: {
    readonly options: TrainOptions;
    readonly checkpoint: Checkpoint;
    readonly resume: TrainingState | undefined;
    readonly signal: StopSignal;
  },
): Promise<TrainingResult> {
  const progress = new Progress(['training'], { quiet });
  try {
    const result = await train(classifier, prepared, training, {
      signal,
      resume,
      onProgress: ({ epoch, epochs, batch, batches, last }) =>
        progress.update('training', (epoch - 1 + batch / batches) / epochs, epochText(epoch, epochs, last)),
      onCheckpoint: (state) => checkpoint.offer(state),
    });
    progress.update('training', 1, `${result.history.length} epochs`);
    return result;
  } catch (error) {
    // A full disk can be mended and the checkpoint gone on from; numbers that diverged would diverge the same way again.
    if (error instanceof UnvanishError && error.code === 'not-finite') await checkpoint.remove();
    throw error;
  } finally {
    progress.stop();
  }
}

/** What was made, and where; without the first where an earlier command had made it, and was ended before it could say so. */
function printRun(made: Trained | undefined, out: string, training: TrainingConfig): void {
  if (made) {
    const { result, test } = made;
    const { history, bestEpoch, stopped } = result;
    console.log(
      `${trainedFor(result)}, ended by ${endedBy(stopped, training.chooseBy)}; the parameters of ${keptOf(result)} kept`,
    );
    const { validationAccuracy } = history[bestEpoch - 1];
    if (test) for (const sentence of testSentences(test)) print(sentence);
    else if (validationAccuracy !== undefined) {
      const share = formatNumber(validationAccuracy, 'percent');
      console.log(`Validation accuracy of these parameters: ${share} % (chosen by ${chosenBy[training.chooseBy]})`);
    }
  } else print(WAS_WHOLE);
  console.log(`Run: ${out} (report: ${join(out, REPORT_FILE)})`);
}

/** Whole subjects or runs are what is independent, where the test data tell of several. */
async function testSummary(
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
